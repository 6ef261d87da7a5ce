/** One thing, two systems: a refund in the shop, of money that the payment provider may have paid back already. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approvalOf, askIn, countRows, modalOf, press, textOf } from '../support/decisions.ts'
import { type OpsRoom, startOpsRoom } from '../support/ops-room.ts'

type Refund = { id: string; amount: number; payment_id: string; created_at: number }
type Payment = { id: string; order_id: string; notes: Record<string, string> }

describe('A refund in the shop', () => {
  let room: OpsRoom
  beforeAll(async () => {
    room = await startOpsRoom()
  })
  afterAll(() => room.stop())

  const books = async () =>
    (await room.call<{ refunds: Refund[]; payments: Payment[] }>('providers/razorpay')).answer
  const refundsAt = async (order: string) => {
    const { refunds, payments } = await books()
    const ids = payments.filter(({ notes }) => notes.shopify_order === order).map(({ id }) => id)
    return refunds.filter(({ payment_id }) => ids.includes(payment_id))
  }
  const inShop = async (order: string): Promise<number> => {
    type Shop = { orders: { name: string; refunds: unknown[] }[] }
    const { orders } = (await room.call<Shop>('providers/shopify')).answer
    return orders.find(({ name }) => name === order)?.refunds.length ?? -1
  }
  const day = ({ created_at }: Refund): string => new Date(created_at * 1000).toISOString().slice(0, 10)

  async function asked(order: string, minor = 10_000) {
    const input = { order, amount: { currency: 'INR', minor }, notify: false }
    const search = { name: 'tool_search', arguments: { query: 'shopify create refund' } }
    const call = { name: 'shopify_create_refund', arguments: input }
    await room.call('model', { mode: 'script', replies: [{ toolCalls: [search] }, { toolCalls: [call] }] })
    const thread = await askIn(room, 'operator', `give something back for order ${order}`)
    const card = await thread.card(/Waits for approval/)
    return { thread, card, approval: approvalOf(card) }
  }

  /** Somebody refunds in Razorpay's own dashboard. */
  async function refundAtRazorpay(order: string, amount: number): Promise<void> {
    const { answer } = await room.call<{ razorpay: { key_id: string; key_secret: string } }>('credentials')
    const { key_id, key_secret } = answer.razorpay
    const payment = (await books()).payments.find(({ notes }) => notes.shopify_order === order)
    const url = `${room.sandbox.url}/providers/razorpay/v1/payments/${payment?.id}/refund`
    const authorization = `Basic ${Buffer.from(`${key_id}:${key_secret}`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ amount }) })
    expect(response.status).toBe(200)
  }

  it('names what Razorpay paid back and Shopify never heard of, with amount and date', async () => {
    const [known] = await refundsAt('#1117')
    expect(await inShop('#1117')).toBe(0)
    const { card, thread } = await asked('#1117')
    const rupees = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2 }).format(
      (known?.amount ?? 0) / 100,
    )
    expect(textOf(card)).toContain('*Already at Razorpay*')
    expect(textOf(card)).toContain(`₹${rupees} of`)
    expect(textOf(card)).toContain(`was refunded on ${known && day(known)}`)
    expect(textOf(card)).toContain(known?.id)

    await press(room, 'founder', card, 'approval.approve')
    await thread.card(/Done/)
    await thread.reply(/^Done: create refund/)
    expect(await inShop('#1117')).toBe(1)
  })

  it('does not run when Razorpay paid something back between card and click; the new card says so and runs', async () => {
    const { thread, card, approval } = await asked('#1042')
    expect(textOf(card)).not.toContain('Already at Razorpay')
    await refundAtRazorpay('#1042', 50_000)
    await press(room, 'founder', card, 'approval.approve')
    const anew = await thread.cardWith(/Changed since the last card/, /Waits for approval/)
    expect(textOf(anew)).toMatch(/Changed since the last card\* {2}Razorpay now says: ₹500\.00 of/)
    expect(textOf(anew)).toContain('*Already at Razorpay*  ₹500.00 of')
    await thread.cardWith(/Replaced/, /Replaced.*Nothing was done/)
    expect(await inShop('#1042')).toBe(0)
    expect(await countRows(room, 'execution.started', approval)).toBe(0)

    await press(room, 'founder2', anew, 'approval.approve')
    await thread.card(/Done/)
    await thread.reply(/^Done: create refund/)
    expect(await inShop('#1042')).toBe(1)
  })

  it('asks the others again when it is edited', async () => {
    const { thread, card } = await asked('#1050')
    await refundAtRazorpay('#1050', 20_000)
    await press(room, 'operator', card, 'approval.edit')
    const form = await modalOf(room, 'operator')
    await room.submit({ person: 'operator', viewId: form.id, values: { order: '1050' } })
    const edited = await thread.cardWith(/version 2/, /Waits for approval/)
    expect(textOf(edited)).toContain('*Already at Razorpay*  ₹200.00 of')
    await press(room, 'founder', edited, 'approval.approve')
    await thread.card(/Done/)
    await thread.reply(/^Done: create refund/)
  })

  it('says when Razorpay could not be asked, and that too is another card when it can', async () => {
    // One request for each question: the order by its receipt.
    const silent = (times: number) =>
      room.call('faults', { provider: 'razorpay', match: 'GET /v1/orders', fault: 'http_500_before', times })
    await silent(1)
    const { thread, card } = await asked('#1203')
    expect(textOf(card)).toContain('*Already at Razorpay*  Razorpay could not be asked what was done there.')
    await press(room, 'founder', card, 'approval.approve')
    const anew = await thread.cardWith(/no longer says: Razorpay could not be asked/, /Waits for approval/)
    expect(await inShop('#1203')).toBe(0)

    await silent(2)
    await press(room, 'founder', anew, 'approval.approve')
    await thread.cardWith(/Razorpay now says: Razorpay could not be asked/, /Waits for approval/)
    expect(await inShop('#1203')).toBe(0)
  })
})
