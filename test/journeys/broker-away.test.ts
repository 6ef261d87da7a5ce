import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countRows, untouchedPayments } from '../support/decisions.ts'
import type { Point } from '../support/kill-at.ts'
import { buttonsOf, type OpsRoom, startOpsRoom } from '../support/ops-room.ts'
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

describe('With the broker away', () => {
  it('a decision waits visibly, and runs once when it is back', async () => {
    const { thread, approve, ...asked } = await trouble.asked(payment())
    await room.processes.end('broker', 'SIGKILL')
    await approve()
    const waiting = await thread.card(
      /Approved\* by Asha Rao\. Waiting: The part that reaches outside systems/,
    )
    expect(buttonsOf(waiting)).toEqual([])
    expect(await trouble.attempts(asked.payment)).toBe(0)

    await room.start('broker')
    await thread.card(/Done/)
    expect(await trouble.attempts(asked.payment)).toBe(1)
    expect(await room.refunds(asked.payment)).toHaveLength(1)
  }, 30_000)

  it('a question that needs a system is answered with what is wrong', async () => {
    await room.processes.end('broker', 'SIGKILL')
    const { ts } = await room.ask('operator', 'order 1042')
    await room.until('an answer', ({ messages }) =>
      messages.find(
        ({ isApp, threadTs, streaming, text }) =>
          isApp && threadTs === ts && !streaming && /reaches outside systems is not running/.test(text),
      ),
    )
    await room.start('broker')
  }, 30_000)

  it('and the server started anew meanwhile, a click is kept until it can be recorded', async () => {
    const { thread, approve, approval, ...asked } = await trouble.asked(payment())
    await room.processes.end('broker', 'SIGKILL')
    await room.processes.end('server', 'SIGKILL')
    await room.start('server')
    await approve()
    await room.start('broker')
    await thread.card(/Done/, 30_000)
    expect(await trouble.attempts(asked.payment)).toBe(1)
    expect(await countRows(room, 'approval.granted', approval)).toBe(1)
  }, 60_000)
})

describe('The broker killed while its request is at the provider', () => {
  it.each([
    { acted: 'has acted', fault: 'timeout_after', stage: /Done/, refunds: 1 },
    { acted: 'has not acted', fault: 'timeout_before', stage: /Did not happen/, refunds: 0 },
  ] as const)(
    'which $acted: not known, then settled as it is',
    async ({ fault, stage, refunds }) => {
      const { thread, approve, ...asked } = await trouble.asked(payment())
      await trouble.breakRefund(asked.payment, { fault, holdMs: 60_000 })
      await approve()
      await trouble.arrived(asked.payment)
      await room.processes.end('broker', 'SIGKILL')
      await thread.card(/Not known yet\.\* The connection to the part that acts was lost/)

      await room.start('broker')
      await thread.card(stage, 30_000)
      expect(await room.refunds(asked.payment)).toHaveLength(refunds)
      expect(await trouble.attempts(asked.payment)).toBe(1)
    },
    60_000,
  )
})

describe('The broker asked to end while its request is at the provider', () => {
  it('waits for the answer, hands it on, and ends with status 0', async () => {
    room.processes.preload('broker', 'kill-at.ts')
    await room.processes.end('broker', 'SIGTERM')
    await room.start('broker')
    const { thread, approve, approval } = await trouble.asked(payment())
    // Before the claim the other systems are asked, by POST as well.
    let isClaimed = false
    const sent = new Promise<void>((resolve) =>
      room.processes.hear('broker', (message) => {
        const { name } = 'passed' in message ? (message.passed as Point) : { name: '' }
        isClaimed ||= name === 'after insert attempt'
        if (isClaimed && name.startsWith('before the first byte of a POST')) resolve()
      }),
    )
    room.processes.tell('broker', { killAt: null })
    const ended = room.processes.ended('broker')
    await approve()
    await sent
    process.kill(room.processes.pid('broker') ?? 0, 'SIGTERM')

    expect(await ended).toBe(0)
    await thread.card(/Done/)
    expect(await countRows(room, 'outcome.unknown', approval)).toBe(0)
    expect(await countRows(room, 'outcome.succeeded', approval)).toBe(1)
    await room.start('broker')
  }, 30_000)
})
