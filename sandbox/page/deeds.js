import { control } from './control.js'

/**
 * What the person does in Slack. Each answers the sandbox's answer, or null after telling, through `notify`, why it
 * did not work: in Slack one would see no more than a small warning sign.
 */
export function deedsOf(person, notify) {
  const deed = (send, failed) => async (body) => {
    try {
      const answer = await send({ person: person.handle, ...body })
      if (isRefused(answer)) notify(`${failed}: Ops Room answered with status ${answer.status}.`)
      return answer ?? {}
    } catch (error) {
      notify(error.message)
      return null
    }
  }
  return {
    say: deed(control.say, 'The message was posted, but not taken'),
    command: deed(control.command, 'The command failed'),
    click: deed(control.click, 'That did not work'),
    submit: deed(control.submit, 'The form was not taken'),
    close: deed(control.close, 'Closing was not taken'),
    home: deed(control.home, 'The tab did not open'),
  }
}

const isRefused = (answer) =>
  typeof answer?.status === 'number' && answer.status !== 0 && (answer.status < 200 || answer.status > 299)
