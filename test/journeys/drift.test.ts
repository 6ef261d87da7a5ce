import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approvalOf,
  askIn,
  countRows,
  modalOf,
  press,
  textOf,
  untouchedPayments,
} from '../support/decisions.ts'
import { type OpsRoom, startOpsRoom, team } from '../support/ops-room.ts'

describe('Facts that move between the card and the click', () => {
  let room: OpsRoom
  let payment: () => string
  beforeAll(async () => {
    room = await startOpsRoom()
    payment = await untouchedPayments(room)
  })
  afterAll(() => room.stop())

  const asked = async (by = 'operator') => {
    const paid = payment()
    const thread = await askIn(room, by, `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    return { paid, thread, card, approval: approvalOf(card) }
  }
  const move = (id: string, set: Record<string, unknown>) =>
    room.call('provider-change', { provider: 'razorpay', kind: 'payment', id, set })

  it('stop the run: the old card is replaced, a new one shows what moved, and that one can be approved', async () => {
    const { paid, thread, card, approval } = await asked()
    await move(paid, { amount_refunded: 50_000, refund_status: 'partial' })
    await press(room, 'founder', card, 'approval.approve')
    const anew = await thread.cardWith(/Changed since the last card/, /Waits for approval/)
    expect(anew.ts).not.toBe(card.ts)
    expect(textOf(anew)).toContain('*Changed since the last card*  refunded: ₹0.00 → ₹500.00')
    expect(textOf(anew)).toContain('The agent says')
    await thread.cardWith(/Replaced/, /Replaced.*A new card shows how it stands now.*Nothing was done/)
    expect(await room.refunds(paid)).toEqual([])
    expect(await countRows(room, 'approval.superseded', approval)).toBe(1)
    expect(await countRows(room, 'execution.started', approval)).toBe(0)

    await press(room, 'founder2', anew, 'approval.approve')
    await thread.card(/Done/)
    expect((await room.refunds(paid)).map((one) => one.amount)).toEqual([10_000])
    await thread.reply(/^Done: create refund/)
  })

  it('that take the reason away end the request with a sentence, and no new card', async () => {
    const { paid, thread, card } = await asked()
    const { answer } = await room.call<{ payments: { id: string; amount: number }[] }>('providers/razorpay')
    const amount = answer.payments.find((one) => one.id === paid)?.amount
    await move(paid, { status: 'refunded', amount_refunded: amount, refund_status: 'full' })
    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/Replaced.*already refunded in full.*Nothing was done/)
    expect(await thread.cards()).toHaveLength(1)
    expect(await room.refunds(paid)).toEqual([])
    await thread.reply(/already refunded in full/)
  })

  it('on which the decision does not rest change nothing', async () => {
    const { paid, thread, card } = await asked()
    // The order that it pays is part of the decision, since other systems are asked about that order.
    const { answer } = await room.call<{ payments: { id: string; notes: object }[] }>('providers/razorpay')
    const notes = answer.payments.find((one) => one.id === paid)?.notes
    await move(paid, { description: 'Another description', notes: { ...notes, anything: 'else' } })
    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/Done/)
    expect(await room.refunds(paid)).toHaveLength(1)
    await thread.reply(/^Done: create refund/)
  })

  it('do not make anybody forget who edited: under the two-person rule the editor stays a requester', async () => {
    const call = {
      name: 'ops_room_set_rule',
      arguments: { risk: 'money', approvals: 1, expiryMinutes: 240, twoPerson: true },
    }
    const search = { name: 'tool_search', arguments: { query: 'ops room set rule' } }
    await room.call('model', { mode: 'script', replies: [{ toolCalls: [search] }, { toolCalls: [call] }] })
    const rule = await askIn(room, 'founder', 'two persons for money')
    await press(room, 'founder', await rule.card(/Waits for approval/), 'approval.approve')
    await rule.card(/Done/)

    const { paid, thread, card } = await asked()
    await press(room, 'founder2', card, 'approval.edit')
    const form = await modalOf(room, 'founder2')
    await room.submit({ person: 'founder2', viewId: form.id, values: { amount: '12000' } })
    const edited = await thread.cardWith(/version 2/, /Waits for approval/)
    await move(paid, { amount_refunded: 50_000, refund_status: 'partial' })
    await press(room, 'founder', edited, 'approval.approve')
    const anew = await thread.cardWith(/Changed since the last card/, /Waits for approval/)
    await press(room, 'founder2', anew, 'approval.approve')
    await room.whisper('founder2', /whoever asked cannot also approve/)
    await press(room, 'founder', anew, 'approval.approve')
    await thread.card(/Done/)
    expect((await room.refunds(paid)).map((one) => one.amount)).toEqual([12_000])
  })

  it('of Ops Room’s own are facts like any: a member who was changed meanwhile', async () => {
    const thread = await askIn(room, 'founder', 'make Tom Okafor an operator')
    const card = await thread.card(/Waits for approval/)
    await room.operator((operator) => operator.addMember(team, 'U0TOM000001', 'Tom Okafor', 'founder'))
    await press(room, 'founder', card, 'approval.approve')
    const anew = await thread.cardWith(/Changed since the last card/, /Waits for approval/)
    expect(textOf(anew)).toContain('role: viewer → founder')
    await thread.cardWith(/Replaced/, /Replaced/)
    const members = async () => room.operator((operator) => operator.call(team, 'ops_room', 'members', {}))
    expect(JSON.stringify(await members())).toMatch(/"name":"Tom Okafor","role":"founder"/)
    await press(room, 'founder2', anew, 'approval.approve')
    await thread.card(/Done/)
    expect(JSON.stringify(await members())).toMatch(/"name":"Tom Okafor","role":"operator"/)
  })
})
