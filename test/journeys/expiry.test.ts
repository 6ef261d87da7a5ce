import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestClock } from '../support/clock.ts'
import { approvalOf, askIn, clickAsWas, countRows, press, untouchedPayments } from '../support/decisions.ts'
import { buttonsOf, type OpsRoom, startOpsRoom, storeOps } from '../support/ops-room.ts'

const minutes = 60_000

describe('A request that nobody decides on', () => {
  const clock = createTestClock()
  let room: OpsRoom
  let payment: () => string
  beforeAll(async () => {
    room = await startOpsRoom({ clock })
    payment = await untouchedPayments(room)
  })
  afterAll(() => room.stop())

  /** Time passes, and somebody does something: what is due is seen then, or within half a minute. */
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms)
    await room.command({ person: 'viewer', channel: storeOps, command: '/ops', text: 'status' })
  }
  const reminders = async () =>
    (await room.world()).messages.filter((one) => one.isApp && /Still waiting for a decision/.test(one.text))

  it('is reminded of once, at half time, in its thread; then it expires, and that is no denial', async () => {
    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    const approval = approvalOf(card)
    await pass(100 * minutes)
    expect(await reminders()).toEqual([])
    await pass(21 * minutes)
    const reminder = await thread.reply(/Still waiting for a decision: this money request expires <!date/)
    expect(reminder.threadTs).toBe(thread.ts)
    await pass(60 * minutes)
    expect(await reminders()).toHaveLength(1)
    expect(await countRows(room, 'approval.reminded', approval)).toBe(1)
    expect(buttonsOf(await thread.card(/Waits for approval/))).toContain('approval.approve')

    await pass(60 * minutes)
    expect(buttonsOf(await thread.card(/Expired.*Nothing was done/))).toEqual([])
    await thread.reply(/Nobody decided in time/)
    // A phone that was asleep still shows the button.
    await clickAsWas(room, { userId: 'U0ASHA00001', card, actionId: 'approval.approve' })
    await room.whisper('founder', /^This request is already decided\.$/)
    expect(await room.refunds(paid)).toEqual([])
    expect(await countRows(room, 'approval.expired', approval)).toBe(1)
    expect(await countRows(room, 'approval.denied', approval)).toBe(0)

    // Not denied: the agent may ask for the same again.
    await askIn(room, 'operator', `refund 100 of ${paid}`, thread.ts)
    await press(room, 'founder', await thread.card(/Waits for approval/), 'approval.approve')
    await thread.card(/Done/)
    expect(await room.refunds(paid)).toHaveLength(1)
    await thread.reply(/^Done: create refund/)
  })

  it('expires by the rule that the founders have set, also while the server was down', async () => {
    const search = { name: 'tool_search', arguments: { query: 'ops room set rule' } }
    const rule = { risk: 'money', approvals: 1, expiryMinutes: 5, twoPerson: false }
    const call = { name: 'ops_room_set_rule', arguments: rule }
    await room.call('model', { mode: 'script', replies: [{ toolCalls: [search] }, { toolCalls: [call] }] })
    const change = await askIn(room, 'founder', 'money within five minutes')
    await press(room, 'founder', await change.card(/Waits for approval/), 'approval.approve')
    await change.card(/Done/)

    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    await room.processes.end('server', 'SIGTERM')
    await clock.advance(6 * minutes)
    await room.start('server')
    await thread.card(/Expired/)
    expect(await countRows(room, 'approval.reminded', approvalOf(card))).toBe(0)
    expect(await room.refunds(paid)).toEqual([])
  })

  it('that was granted and could not run in time expires as well', async () => {
    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    await room.command({ person: 'operator', channel: storeOps, command: '/ops', text: 'pause' })
    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/Approved.*Waiting: Ops Room is paused/)
    await pass(241 * minutes)
    await room.command({ person: 'founder', channel: storeOps, command: '/ops', text: 'resume' })
    await thread.card(/Expired/)
    expect(await room.refunds(paid)).toEqual([])
    expect(await countRows(room, 'execution.started', approvalOf(card))).toBe(0)
  })
})
