import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approvalOf,
  askIn,
  countRows,
  modalOf,
  press,
  type Thread,
  untouchedPayments,
} from '../support/decisions.ts'
import { type OpsRoom, stageOf, startOpsRoom } from '../support/ops-room.ts'

describe('Rules of approval', () => {
  let room: OpsRoom
  let payment: () => string
  beforeAll(async () => {
    room = await startOpsRoom()
    payment = await untouchedPayments(room)
  })
  afterAll(() => room.stop())

  /** A rule is set as people set it: asked for, shown on a card, approved. */
  const setRule = async (rule: object): Promise<Thread> => {
    const call = { name: 'ops_room_set_rule', arguments: { risk: 'money', expiryMinutes: 240, ...rule } }
    const search = { name: 'tool_search', arguments: { query: 'ops room set rule' } }
    const replies = [{ toolCalls: [search] }, { text: 'I ask for that rule.', toolCalls: [call] }]
    await room.call('model', { mode: 'script', replies })
    return askIn(room, 'founder', 'change the rule')
  }

  it('asking for two people wait for two, counted once each', async () => {
    const rule = await askIn(room, 'founder', '2 approvals for money')
    await press(room, 'founder', await rule.card(/Waits for approval/), 'approval.approve')
    await rule.card(/Done/)

    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for 2 approvals.*0 of 2/)
    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/1 of 2.*Approved so far by Asha Rao/)
    await press(room, 'founder', card, 'approval.approve')
    await room.whisper('founder', /^You have already approved this\. It waits for another person\.$/)
    expect(stageOf(await thread.card(/1 of 2/))).not.toContain('Ravi')
    expect(await room.refunds(paid)).toEqual([])
    expect(await countRows(room, 'execution.started')).toBe(1)

    await press(room, 'founder2', card, 'approval.approve')
    const done = await thread.card(/Done/)
    expect(stageOf(done)).toContain('Approved by Asha Rao, Ravi Menon.')
    expect(await room.refunds(paid)).toHaveLength(1)
    expect(await countRows(room, 'approval.voted', approvalOf(card))).toBe(2)
  })

  it('of which a denial ends what one has approved', async () => {
    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/0 of 2/)
    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/1 of 2/)
    await press(room, 'founder2', card, 'approval.deny')
    await thread.card(/Denied.*by Ravi Menon/)
    expect(await room.refunds(paid)).toEqual([])
  })

  it('that nobody could satisfy are refused before anybody is asked', async () => {
    const thread = await askIn(room, 'founder', '5 approvals for money')
    await thread.reply(/Nobody could satisfy that rule/)
    expect(await thread.cards()).toEqual([])
  })

  it('of two persons: whoever asked or edited does not approve', async () => {
    const rule = await setRule({ approvals: 1, twoPerson: true })
    await press(room, 'founder2', await rule.card(/Waits for approval/), 'approval.approve')
    await rule.card(/Done/)

    const paid = payment()
    const own = await askIn(room, 'founder', `refund 100 of ${paid}`)
    const card = await own.card(/Waits for approval/)
    await press(room, 'founder', card, 'approval.approve')
    await room.whisper('founder', /whoever asked cannot also approve/)
    expect(await room.refunds(paid)).toEqual([])
    await press(room, 'founder2', card, 'approval.approve')
    await own.card(/Done/)
    expect(await room.refunds(paid)).toHaveLength(1)

    const edited = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${edited}`)
    const first = await thread.card(/Waits for approval/)
    await press(room, 'founder2', first, 'approval.edit')
    const form = await modalOf(room, 'founder2')
    await room.submit({ person: 'founder2', viewId: form.id, values: { amount: '20000' } })
    const second = await thread.cardWith(/version 2/, /Waits for approval/)
    await press(room, 'founder2', second, 'approval.approve')
    await room.whisper('founder2', /whoever asked cannot also approve/)
    await press(room, 'founder', second, 'approval.approve')
    await thread.card(/Done/)
    expect((await room.refunds(edited)).map((one) => one.amount)).toEqual([20_000])
  })
})
