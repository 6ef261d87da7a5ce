import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approvalOf, askIn, countRows, modalOf, press, untouchedPayments } from '../support/decisions.ts'
import { buttonsOf, type OpsRoom, startOpsRoom } from '../support/ops-room.ts'

describe('A founder denies', () => {
  let room: OpsRoom
  let payment: () => string
  beforeAll(async () => {
    room = await startOpsRoom()
    payment = await untouchedPayments(room)
  })
  afterAll(() => room.stop())

  it('and nothing is done: the card settles, the agent says so, the ledger has the denial and no execution', async () => {
    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    const approval = approvalOf(card)
    await press(room, 'founder', card, 'approval.deny')

    const denied = await thread.card(/Denied.*by Asha Rao.*Nothing was done/)
    expect(denied.ts).toBe(card.ts)
    expect(buttonsOf(denied)).toEqual([])
    await thread.reply(/^Denied by Asha Rao, without a reason/)
    expect(await room.refunds(paid)).toEqual([])
    const types = (await room.ledger()).filter((row) => row.subject === approval).map((row) => row.type)
    expect(types).toEqual(['approval.requested', 'card.posted', 'approval.voted', 'approval.denied'])
  })

  it('with a reason, which stands on the card and reaches the model', async () => {
    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    await press(room, 'founder', card, 'approval.deny_reason')
    const form = await modalOf(room, 'founder')
    expect(await countRows(room, 'approval.denied', approvalOf(card))).toBe(0)
    const reason = 'Ask the customer <first> & tell me'
    const { answer } = await room.submit({ person: 'founder', viewId: form.id, values: { reason } })
    expect(answer.status).toBe(200)

    const denied = await thread.card(/Denied/)
    expect(JSON.stringify(denied.blocks)).toContain('Reason: “Ask the customer &lt;first&gt; &amp; tell me”')
    // The rules read it out of the tool's result: that is where a model finds it.
    await thread.reply(/^Denied by Asha Rao.*Ask the customer .*first/)
    expect(await room.refunds(paid)).toEqual([])
  })

  it('and the same is not asked again, until a person in the thread asks anew', async () => {
    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    const again = {
      name: 'razorpay_create_refund',
      arguments: { paymentId: paid, amount: 10_000, speed: 'normal' },
    }
    const replies = [{ text: 'Once more.', toolCalls: [again] }, { text: 'I leave it at that.' }]
    await room.call('model', { mode: 'script', replies })
    await press(room, 'founder', card, 'approval.deny')
    await thread.reply(/I leave it at that/)
    expect(await thread.cards()).toHaveLength(1)

    await askIn(room, 'operator', `refund 100 of ${paid}`, thread.ts)
    const anew = await thread.card(/Waits for approval/)
    expect(anew.ts).not.toBe(card.ts)
    await press(room, 'founder2', anew, 'approval.approve')
    await thread.card(/Done/)
    expect(await room.refunds(paid)).toHaveLength(1)
  })
})
