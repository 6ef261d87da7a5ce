import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textsIn } from '../../src/server/slack/card.ts'
import {
  approvalOf,
  askIn,
  buttonValueOf,
  clickAsWas,
  countRows,
  modalOf,
  press,
  slackAsApp,
  textOf,
  untouchedPayments,
} from '../support/decisions.ts'
import { buttonsOf, isCard, type OpsRoom, startOpsRoom, storeOps, untilFound } from '../support/ops-room.ts'

describe('A card', () => {
  let room: OpsRoom
  let payment: () => string
  beforeAll(async () => {
    room = await startOpsRoom()
    payment = await untouchedPayments(room)
  })
  afterAll(() => room.stop())

  const asked = async () => {
    const paid = payment()
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    return { paid, thread, card, approval: approvalOf(card) }
  }

  it('pressed before Slack has said which message it became is waited for, and the click counts', async () => {
    const paid = payment()
    // Slack posts it and its answer is lost: people see a card that we do not know yet.
    await room.fail({ method: 'chat.postMessage', fault: 'reset', times: 1, acts: true })
    const thread = await askIn(room, 'operator', `refund 100 of ${paid}`)
    const card = await thread.card(/Waits for approval/)
    await press(room, 'founder', card, 'approval.approve')
    const done = await thread.card(/Done/)
    expect(done.ts).toBe(card.ts)
    expect(await countRows(room, 'approval.refused', approvalOf(card))).toBe(0)
  })

  it('that was edited since is refused where an old phone still shows it; the edited one runs as edited', async () => {
    const { paid, thread, card, approval } = await asked()
    await press(room, 'operator', card, 'approval.edit')
    const form = await modalOf(room, 'operator')
    await room.submit({ person: 'operator', viewId: form.id, values: { amount: '15000' } })
    const edited = await thread.cardWith(/version 2/, /Waits for approval/)
    expect(edited.ts).toBe(card.ts)
    expect(textOf(edited)).toContain('₹150.00')

    expect(await clickAsWas(room, { userId: 'U0ASHA00001', card, actionId: 'approval.approve' })).toBe(200)
    await room.whisper('founder', /^This card has changed since\. Decide on the current one\.$/)
    expect(await clickAsWas(room, { userId: 'U0ASHA00001', card, actionId: 'approval.deny_reason' })).toBe(
      200,
    )
    await untilFound(
      'both are rows',
      async () => (await countRows(room, 'approval.refused', approval)) === 2,
      10_000,
    )
    expect((await room.world()).modals).toEqual([])
    expect(await room.refunds(paid)).toEqual([])
    expect(await countRows(room, 'approval.voted', approval)).toBe(0)

    await press(room, 'founder', edited, 'approval.approve')
    await thread.card(/Done/)
    expect((await room.refunds(paid)).map((one) => one.amount)).toEqual([15_000])
  })

  it('that Slack could not update yet is refused as old where it stands, and drawn again', async () => {
    const { paid, thread, card, approval } = await asked()
    await room.fail({ method: 'chat.update', fault: 'http_500', times: 2 })
    await press(room, 'operator', card, 'approval.edit')
    const form = await modalOf(room, 'operator')
    await room.submit({ person: 'operator', viewId: form.id, values: { amount: '16000' } })
    await untilFound(
      'the edit',
      async () => (await countRows(room, 'approval.edited', approval)) === 1,
      10_000,
    )
    // The button that stands there now is still the first version's.
    await press(room, 'founder', card, 'approval.approve')
    await thread.cardWith(/version 2/, /Waits for approval/)
    const refused = (await room.ledger()).filter(
      (row) => row.type === 'approval.refused' && row.subject === approval,
    )
    expect(refused.map((row) => row.facts.code)).toEqual(['approval.stale'])
    expect(await room.refunds(paid)).toEqual([])
  })

  it('that is a look-alike gets a fresh card beside it, and never an execution', async () => {
    const { paid, thread, card, approval } = await asked()
    const { channel, text, blocks } = card
    const posted = await slackAsApp(room, 'chat.postMessage', { channel, text, blocks, thread_ts: thread.ts })
    const alike = await room.until('the look-alike', ({ messages }) =>
      messages.find((one) => one.ts === posted.ts),
    )
    await press(room, 'founder', alike, 'approval.approve')
    await room.whisper('founder', /^This message is not the card that Ops Room posted\. Nothing was done\.$/)
    await untilFound('a third card', async () => (await thread.cards()).length === 3, 10_000)
    expect(await room.refunds(paid)).toEqual([])
    expect(await countRows(room, 'approval.voted', approval)).toBe(0)

    const fresh = (await thread.cards()).at(-1) ?? card
    await press(room, 'founder', fresh, 'approval.approve')
    await untilFound(
      'both copies of ours say done',
      async () => {
        const stages = (await thread.cards()).filter((one) => /Done/.test(textOf(one))).map((one) => one.ts)
        return stages.includes(card.ts) && stages.includes(fresh.ts)
      },
      10_000,
    )
    expect(await room.refunds(paid)).toHaveLength(1)
  })

  it('that is a look-alike where data may not be said gets its fresh card in the clicker’s DM', async () => {
    const { paid, card } = await asked()
    const { text, blocks } = card
    const posted = await slackAsApp(room, 'chat.postMessage', { channel: 'C0GENERAL01', text, blocks })
    const alike = await room.until('the look-alike', ({ messages }) =>
      messages.find((one) => one.ts === posted.ts),
    )
    await press(room, 'founder2', alike, 'approval.approve')
    await room.until('the fresh card', ({ messages }) =>
      messages.find((one) => isCard(one) && one.channel === 'D0RAVI00001' && textOf(one).includes(paid)),
    )
    const there = (await room.world()).messages.filter((one) => one.channel === 'C0GENERAL01' && isCard(one))
    expect(there.map((one) => one.ts)).toEqual([alike.ts])
    expect(await room.refunds(paid)).toEqual([])
  })

  it('with the button of another one decides nothing', async () => {
    const one = await asked()
    const other = await asked()
    const value = buttonValueOf(other.card, 'approval.approve')
    expect(
      await clickAsWas(room, { userId: 'U0ASHA00001', card: one.card, actionId: 'approval.approve', value }),
    ).toBe(200)
    await untilFound(
      'a fresh card of the other',
      async () => {
        const cards = await one.thread.cards()
        return cards.some((card) => card.ts !== one.card.ts && textOf(card).includes(other.paid))
      },
      10_000,
    )
    expect(await room.refunds(one.paid)).toEqual([])
    expect(await room.refunds(other.paid)).toEqual([])
    expect(await countRows(room, 'approval.voted', other.approval)).toBe(0)
  })

  it('that reads otherwise than it was drawn raises an alarm, and the digest still decides', async () => {
    const { paid, thread, card, approval } = await asked()
    const blocks = JSON.parse(textOf(card).replaceAll('₹100.00', '₹1.00')) as unknown[]
    await slackAsApp(room, 'chat.update', { channel: storeOps, ts: card.ts, text: card.text, blocks })
    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/Done/)
    expect(await countRows(room, 'card.mismatched', approval)).toBe(1)
    expect((await room.refunds(paid)).map((one) => one.amount)).toEqual([10_000])
  })

  it('that is too long for a message is shown in full in a modal, and approved there', async () => {
    // Every `&` takes five characters on a card, and all of them together more than a message holds.
    const description = `Brass lamps ${'&'.repeat(2000)} and no more`
    const input = { amount: 120_000, currency: 'INR', description }
    const search = { name: 'tool_search', arguments: { query: 'razorpay create payment link' } }
    const call = { name: 'razorpay_create_payment_link', arguments: input }
    await room.call('model', { mode: 'script', replies: [{ toolCalls: [search] }, { toolCalls: [call] }] })
    const thread = await askIn(room, 'operator', 'a payment link with a long description')
    const card = await thread.card(/Waits for approval/)
    expect(buttonsOf(card)).not.toContain('approval.approve')
    expect(buttonsOf(card)).toContain('approval.show')

    await press(room, 'founder', card, 'approval.show')
    const form = await modalOf(room, 'founder')
    expect(form.submit).toBe('Approve ₹1,200.00')
    // Where it goes on in the next section, white space and backticks may stand in between.
    const shown = textsIn(form.blocks).replaceAll(/[` ]/g, '')
    expect(shown).toContain(description.replaceAll(' ', ''))
    expect(await countRows(room, 'approval.voted', approvalOf(card))).toBe(0)
    await room.submit({ person: 'founder', viewId: form.id, values: {} })
    const done = await thread.card(/Done/)
    expect(buttonsOf(done)).toEqual(['approval.show', 'approval.undo'])
    const { answer } = await room.call<{ paymentLinks: { description: string }[] }>('providers/razorpay')
    expect(answer.paymentLinks.filter((link) => link.description === description)).toHaveLength(1)
  })
})
