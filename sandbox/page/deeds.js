import { control } from './control.js'

/**
 * What the person does in Slack. Each answers the sandbox's answer, or null after telling, through `notify`, why it
 * did not work: in Slack one would see no more than a small warning sign.
 */
export function deedsOf(person, notify) {
  const deed = (send, troubleIn) => async (body) => {
    try {
      const answer = (await send({ person: person.handle, ...body })) ?? {}
      const trouble = troubleIn(answer)
      if (trouble) notify(trouble)
      return answer
    } catch (error) {
      notify(error.message)
      return null
    }
  }
  return {
    say: deed(control.say, untaken),
    // Slack tells of a failed command, and of a missing field, in its own place: in the channel, and under the field.
    command: deed(control.command, () => null),
    submit: deed(control.submit, refusal),
    click: deed(control.click, refusal),
    close: deed(control.close, refusal),
    home: deed(control.home, () => null),
  }
}

function refusal({ status, failure }) {
  if (failure === 'required_fields') return null
  if (failure)
    return `That did not work: Ops Room did not answer as it should (${failure.replaceAll('_', ' ')}).`
  const isGood = typeof status !== 'number' || (status >= 200 && status < 300)
  return isGood ? null : `That did not work: Ops Room answered with status ${status}.`
}

function untaken({ deliveries = [] }) {
  const failure = deliveries.map((delivery) => delivery.attempts?.at(-1)?.failure).find(Boolean)
  return failure
    ? `The message is posted, but Ops Room has not taken it yet (${failure.replaceAll('_', ' ')}); Slack tries again.`
    : null
}
