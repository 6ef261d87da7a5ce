import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askIn, untouchedPayments } from '../support/decisions.ts'
import { type OpsRoom, startOpsRoom, storeOps, untilFound } from '../support/ops-room.ts'
import { inTenantFile } from '../support/record.ts'
import { troubleIn } from '../support/trouble.ts'

let room: OpsRoom
let trouble: ReturnType<typeof troubleIn>
let payment: () => string
beforeAll(async () => {
  room = await startOpsRoom()
  trouble = troubleIn(room)
  payment = await untouchedPayments(room)
})
afterAll(() => room.stop())

const answers = async (ts: string): Promise<string[]> =>
  (await room.world()).messages
    .filter(
      ({ isApp, threadTs, streaming, onlyFor }) => isApp && threadTs === ts && !streaming && onlyFor === null,
    )
    .map(({ text }) => text)

/** A click is decided and executed, and a command is answered, whatever the agent does. */
async function staysAtWork(request: Awaited<ReturnType<typeof trouble.asked>>): Promise<void> {
  await request.approve()
  await request.thread.card(/Done/)
  expect(await trouble.attempts(request.payment)).toBe(1)
  const { answer } = await room.command({
    person: 'founder',
    channel: storeOps,
    command: '/ops',
    text: 'help',
  })
  expect(answer.status).toBe(200)
  await room.whisper('founder', /\/ops pause/)
}

describe('With the agent away', () => {
  it('clicks, commands and executions go on, people are told, and the agent catches up when it is back', async () => {
    const request = await trouble.asked(payment())
    await room.processes.end('agent', 'SIGKILL')
    await staysAtWork(request)
    const question = await askIn(room, 'operator', 'who are the members?')
    await question.reply(/The part that runs the model is not running. It is tried again on its own/)

    await room.start('agent')
    await question.reply(/Asha Rao/)
    await request.thread.reply(/^Done: create refund/)
    expect(await answers(question.ts)).toHaveLength(2)
  }, 40_000)

  it('a turn that it died in is run again, and answered once', async () => {
    await trouble.model({ mode: 'silent' })
    const question = await askIn(room, 'operator', 'who are the members?')
    await room.until('a turn', ({ statuses }) =>
      statuses.some(({ threadTs, status }) => threadTs === question.ts && status !== ''),
    )
    await room.processes.end('agent', 'SIGKILL')
    await trouble.model({ mode: 'rules' })
    await room.start('agent')
    await question.reply(/Asha Rao/)
    expect(await answers(question.ts)).toHaveLength(1)
  }, 40_000)
})

describe('A turn that loses its agent again and again', () => {
  it('ends in one honest sentence, and can be tried again', async () => {
    await trouble.model({ mode: 'silent' })
    const question = await askIn(room, 'operator', 'who are the members?')
    for (let time = 1; time <= 3; time++) {
      await untilFound(`attempt ${time}`, async () => attemptsOf(question.ts) === time, 10_000)
      await room.processes.end('agent', 'SIGKILL')
      await room.start('agent')
    }
    const sorry = await question.reply(/Something went wrong while I was on this.*Nothing was changed by me/)
    await trouble.model({ mode: 'rules' })
    await room.press('operator', sorry, 'turn.retry')
    await question.reply(/Asha Rao/)
  }, 40_000)

  const attemptsOf = (ts: string): number =>
    inTenantFile(room.folder, (file) =>
      file
        .prepare<[string], { attempts: number }>(
          'SELECT attempts FROM turns JOIN threads ON threads.id = turns.thread WHERE thread_ts = ?',
        )
        .get(ts),
    )?.attempts ?? 0
})

describe('A model that is', () => {
  it.each(['down', 'http_500'] as const)(
    '%s ends the turn in one honest sentence, and "Try again" runs it again',
    async (mode) => {
      const request = await trouble.asked(payment())
      await trouble.model({ mode })
      const question = await askIn(room, 'operator', 'who are the members?')
      const sorry = await question.reply(/The model does not answer.*Nothing was changed/)
      await staysAtWork(request)
      await trouble.model({ mode: 'rules' })
      await room.press('operator', sorry, 'turn.retry')
      await question.reply(/Asha Rao/)
      expect(await answers(question.ts)).toHaveLength(2)
    },
    60_000,
  )

  it('silent holds nothing up', async () => {
    const request = await trouble.asked(payment())
    await trouble.model({ mode: 'silent' })
    await askIn(room, 'operator', 'who are the members?')
    await staysAtWork(request)
    await trouble.model({ mode: 'rules' })
  }, 40_000)
})
