import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countRows, untouchedPayments } from '../support/decisions.ts'
import { type OpsRoom, startOpsRoom, storeOps } from '../support/ops-room.ts'
import { inTenantFile, standings } from '../support/record.ts'
import { troubleIn } from '../support/trouble.ts'

let room: OpsRoom
let trouble: ReturnType<typeof troubleIn>
let payment: () => string
beforeAll(async () => {
  room = await startOpsRoom({ environment: { OPS_ROOM_SETTLE_SECONDS: '12' } })
  trouble = troubleIn(room)
  payment = await untouchedPayments(room)
})
afterAll(() => room.stop())

const restart = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  await room.processes.end('server', signal)
  await room.start('server')
}

describe('With the server away', () => {
  it('nothing is answered and nothing is lost: what Slack brings again is done once', async () => {
    await room.call('slack-settings', { retryDelaysMs: [500, 3_000, 3_000] })
    await room.processes.end('server', 'SIGKILL')
    const said = room.sayAndRetry({
      person: 'operator',
      channel: storeOps,
      text: '<@U0OPSROOM01> who are the members?',
    })
    const clicked = await room.command({
      person: 'founder',
      channel: storeOps,
      command: '/ops',
      text: 'help',
    })
    expect(clicked.answer.status).toBeNull()

    await room.start('server')
    const { ts, deliveries } = await said
    expect(deliveries.map(({ attempts }) => attempts.at(-1)?.status)).toEqual(deliveries.map(() => 200))
    const answers = await room.until('an answer', ({ messages }) => {
      const found = messages.filter(
        ({ isApp, threadTs, streaming }) => isApp && threadTs === ts && !streaming,
      )
      return found.length > 0 && found
    })
    expect(answers).toHaveLength(1)
  }, 40_000)

  it('a card from before works', async () => {
    const { thread, approve, ...asked } = await trouble.asked(payment())
    await restart('SIGKILL')
    await approve()
    await thread.card(/Done/, 30_000)
    expect(await trouble.attempts(asked.payment)).toBe(1)
  }, 40_000)

  it('what is at the provider meanwhile is found again, and settled as it is', async () => {
    const { thread, approve, ...asked } = await trouble.asked(payment())
    await trouble.breakRefund(asked.payment, { fault: 'timeout_after', holdMs: 3_000 })
    await approve()
    await trouble.arrived(asked.payment)
    await restart('SIGKILL')
    await thread.card(/Not known yet\.\* Ops Room was interrupted/, 30_000)
    await thread.card(/Done/, 30_000)
    expect(await trouble.attempts(asked.payment)).toBe(1)
    expect(await room.refunds(asked.payment)).toHaveLength(1)
  }, 60_000)
})

describe('"Not there" at a provider', () => {
  it('counts for nothing against what the broker saw: the answer was lost on the way, and it was done', async () => {
    room.processes.preload('server', 'kill-at.ts')
    await restart('SIGTERM')
    const { thread, approve, ...asked } = await trouble.asked(payment())
    const steps = [
      'update executions',
      'insert ledger',
      'insert ledger_body',
      'update entries',
      'insert outbox',
    ]
    const settling = `before ${[...steps, 'insert turns'].join(', ')}`
    room.processes.tell('server', { killAt: { name: settling, nth: 1 } })
    const ended = room.processes.ended('server')
    await approve()
    await ended
    const [refund] = await room.refunds(asked.payment)
    const set = { receipt: null, notes: [] }
    await room.call('provider-change', { provider: 'razorpay', kind: 'refund', id: refund?.id, set })
    await room.start('server')
    await thread.card(/Not known yet/, 30_000)
    await thread.card(/Done/, 30_000)
    expect(await trouble.attempts(asked.payment)).toBe(1)
  }, 90_000)

  it('is believed only when the attempt is long over, also by a server that was started meanwhile', async () => {
    const { thread, approve, approval, ...asked } = await trouble.asked(payment())
    await trouble.breakRefund(asked.payment, { fault: 'reset_before' })
    await approve()
    await thread.card(/Not known yet/)
    await restart('SIGKILL')
    await restart('SIGKILL')
    await thread.card(/Did not happen/, 30_000)
    const [lost = 0, settled = 0] = timesOf(approval)
    expect(settled - lost).toBeGreaterThan(11_900)
    expect(await trouble.attempts(asked.payment)).toBe(1)
    expect(await countRows(room, 'outcome.reconciled', approval)).toBe(1)
  }, 60_000)
})

/** When the outcome was noted as unknown, and when as known. */
const timesOf = (approval: string): number[] =>
  inTenantFile(room.folder, (file) =>
    file
      .prepare<[string], { ts: string }>(
        "SELECT ts FROM ledger WHERE subject = ? AND type LIKE 'outcome.%' ORDER BY seq",
      )
      .all(approval),
  ).map(({ ts }) => Date.parse(ts))

describe('The server asked to end', () => {
  it('lets the action that is at the provider finish, records it, and ends with status 0', async () => {
    const { thread, approve, approval, ...asked } = await trouble.asked(payment())
    await trouble.breakRefund(asked.payment, { fault: 'timeout_after', holdMs: 2_000 })
    await approve()
    await trouble.arrived(asked.payment)
    const ended = room.processes.ended('server')
    process.kill(room.processes.pid('server') ?? 0, 'SIGTERM')
    expect(await ended).toBe(0)
    // Not "executing": its end was waited for.
    expect(standings(room.folder).find((each) => each.approval === approval)?.execution).toBe('unknown')
    await room.start('server')
    await thread.card(/Done/, 30_000)
    expect(await trouble.attempts(asked.payment)).toBe(1)
  }, 60_000)

  it('does not wait for a model that thinks on: the turn is run again by the next start', async () => {
    await trouble.model({ mode: 'silent' })
    const { ts } = await room.ask('operator', 'who are the members?')
    await room.until('a status', ({ statuses }) =>
      statuses.some(({ threadTs, status }) => threadTs === ts && status !== ''),
    )
    const ended = room.processes.ended('server')
    process.kill(room.processes.pid('server') ?? 0, 'SIGTERM')
    expect(await ended).toBe(0)
    await trouble.model({ mode: 'rules' })
    await room.start('server')
    await room.until('an answer', ({ messages }) =>
      messages.some((message) => message.isApp && message.threadTs === ts && /Asha Rao/.test(message.text)),
    )
  }, 60_000)
})
