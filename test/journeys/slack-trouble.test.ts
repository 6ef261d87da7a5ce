import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SlackFault } from '../../sandbox/contract.ts'
import { untouchedPayments } from '../support/decisions.ts'
import { isCard, type OpsRoom, startOpsRoom } from '../support/ops-room.ts'
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

describe('Slack', () => {
  it.each<[string, Omit<SlackFault, 'method' | 'times'>]>([
    ['asks for a pause', { fault: 'ratelimited' }],
    ['answers 500 and has posted nothing', { fault: 'http_500' }],
    ['answers 500 and has posted it', { fault: 'http_500', acts: true }],
    ['hangs up after it has posted it', { fault: 'reset', acts: true }],
  ])(
    '%s for a card: there is one card in the end, and it works',
    async (_, fault) => {
      await trouble.breakSlack({ method: 'chat.postMessage', times: 1, ...fault })
      const { thread, approve, ...asked } = await trouble.asked(payment())
      await approve()
      await thread.card(/Done/)
      expect(await thread.cards()).toHaveLength(1)
      expect(await trouble.attempts(asked.payment)).toBe(1)
    },
    40_000,
  )

  it('does not let a card be drawn: it is settled when Slack is back', async () => {
    const { thread, approve, ...asked } = await trouble.asked(payment())
    await trouble.breakSlack({ method: 'chat.update', fault: 'http_500', times: 4 })
    await approve()
    await thread.card(/Done/, 30_000)
    expect(await trouble.attempts(asked.payment)).toBe(1)
  }, 40_000)

  it('cannot say who has clicked: the click is kept and decided later', async () => {
    const { thread, approve, ...asked } = await trouble.asked(payment())
    // What Slack said of people is kept for a while, and not over a new start.
    await room.processes.end('server', 'SIGKILL')
    await room.start('server')
    await trouble.breakSlack({ method: 'users.info', fault: 'http_500', times: 2 })
    await approve()
    await thread.card(/Done/, 30_000)
    expect(await trouble.attempts(asked.payment)).toBe(1)
  }, 40_000)
})

describe('The server killed while it posts a card', () => {
  it.each([
    ['before Slack is asked', { name: 'after update outbox', nth: 1 }],
    ['before it is noted that the card was posted', { name: 'before insert copies, insert ledger', nth: 1 }],
    ['before the letter is done', { name: 'after insert copies, insert ledger', nth: 1 }],
  ])(
    '%s: one card stands there in the end',
    async (_, at) => {
      room.processes.preload('server', 'kill-at.ts')
      await room.processes.end('server', 'SIGTERM')
      await room.start('server')
      await room.ready()
      room.processes.tell('server', { killAt: at })
      const ended = room.processes.ended('server')
      const asking = trouble.asked(payment())
      await ended
      expect(room.processes.errors('server')).toContain(`killed ${at.name}`)
      await room.start('server')
      const { thread, approve } = await asking
      await approve()
      await thread.card(/Done/)
      expect(
        (await room.world()).messages.filter((one) => isCard(one) && one.threadTs === thread.ts),
      ).toHaveLength(1)
    },
    60_000,
  )
})
