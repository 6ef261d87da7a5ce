/** What Razorpay says of refunds that it made, when another system is about to refund the same order. */
import { describe, expect, it } from 'vitest'
import { type About, ConnectorError, type JsonObject } from '../connectors/define.ts'
import { already } from '../connectors/razorpay/already.ts'
import { orderNameIn } from '../connectors/razorpay/order-names.ts'
import { createRefund } from '../connectors/razorpay/writes/refund.ts'
import { open } from './support/connectors/razorpay-line.ts'

const about = (more: Partial<About>): About => ({ kind: 'order', order: null, payment: null, ...more })

const payment = (id: string, more: JsonObject = {}): JsonObject => ({
  id,
  amount: 100_000,
  currency: 'INR',
  status: 'captured',
  created_at: 1_795_000_000,
  ...more,
})
const refund = (id: string, payment_id: string, more: JsonObject = {}): JsonObject => ({
  id,
  amount: 10_000,
  currency: 'INR',
  payment_id,
  status: 'processed',
  created_at: 1_795_100_000,
  ...more,
})
const order = (id: string, receipt: string): JsonObject => ({
  id,
  amount: 100_000,
  amount_paid: 100_000,
  amount_due: 0,
  currency: 'INR',
  receipt,
  status: 'paid',
  attempts: 1,
  created_at: 1_795_000_000,
})

/** Answers by path; what is not there is not known at Razorpay. Everything asked stands in `asked`. */
function books(pages: Record<string, JsonObject[]>) {
  const asked: string[] = []
  const read = open(async (address) => {
    const url = new URL(address)
    asked.push(`${url.pathname}${url.search}`)
    const items = pages[url.pathname]
    if (items) return Response.json({ entity: 'collection', count: items.length, items })
    const error = { code: 'BAD_REQUEST_ERROR', description: 'The id provided does not exist' }
    return Response.json({ error }, { status: 400 })
  })
  return { read, asked }
}

describe('of a payment', () => {
  it('names each refund that stands, oldest first, with amount, day and status', async () => {
    const { read } = books({
      '/v1/payments/pay_One/refunds': [
        refund('rfnd_New', 'pay_One', { status: 'pending', created_at: 1_795_200_000 }),
        refund('rfnd_No', 'pay_One', { status: 'failed' }),
        refund('rfnd_Old', 'pay_One', { amount: 25_050 }),
      ],
    })
    expect(await already(read, about({ payment: 'pay_One' }))).toEqual([
      '₹250.50 of pay_One was refunded on 2026-11-19 (rfnd_Old, processed).',
      'A refund of ₹100.00 of pay_One was asked for on 2026-11-20 and is pending (rfnd_New).',
    ])
  })

  it('says nothing of a payment that Razorpay does not know, and asks nothing about another gateway’s', async () => {
    const { read, asked } = books({})
    expect(await already(read, about({ payment: 'pay_Elsewhere' }))).toEqual([])
    expect(await already(read, about({ payment: '../orders' }))).toEqual([])
    expect(asked).toEqual(['/v1/payments/pay_Elsewhere/refunds?count=100&skip=0'])
  })

  it('does not take an outage for "nothing"', async () => {
    const read = open(() => Promise.reject(new ConnectorError('unreachable', 'No connection was made.')))
    await expect(already(read, about({ payment: 'pay_One' }))).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('counts what ten sentences cannot hold', async () => {
    const many = Array.from({ length: 14 }, (_, place) => refund(`rfnd_${place}`, 'pay_One'))
    const said = await already(
      books({ '/v1/payments/pay_One/refunds': many }).read,
      about({ payment: 'pay_One' }),
    )
    expect(said).toHaveLength(10)
    expect(said.at(-1)).toBe('5 more refunds were made for it.')
  })
})

describe('of an order', () => {
  it('finds its payments by the receipt, without attempts that failed and orders of another receipt', async () => {
    const { read, asked } = books({
      '/v1/orders': [order('order_A', '#1042'), order('order_B', '#10421')],
      '/v1/orders/order_A/payments': [payment('pay_Failed', { status: 'failed' }), payment('pay_Paid')],
      '/v1/payments/pay_Paid/refunds': [refund('rfnd_A', 'pay_Paid')],
    })
    expect(await already(read, about({ order: '#1042' }))).toEqual([
      '₹100.00 of pay_Paid was refunded on 2026-11-19 (rfnd_A, processed).',
    ])
    expect(asked[0]).toBe('/v1/orders?count=3&skip=0&receipt=%231042')
    expect(asked.join()).not.toMatch(/order_B|pay_Failed|v1\/payments\?/)
  })

  it('finds them by their notes where the shop wrote no receipt', async () => {
    const { read } = books({
      '/v1/orders': [],
      '/v1/payments': [
        payment('pay_Other', { notes: { shopify_order: '#1043' } }),
        payment('pay_Noted', { notes: { order_number: 1042 } }),
      ],
      '/v1/payments/pay_Noted/refunds': [refund('rfnd_N', 'pay_Noted')],
    })
    expect(await already(read, about({ order: '#1042' }))).toHaveLength(1)
  })

  it('asks a payment that is named only once', async () => {
    const { read, asked } = books({
      '/v1/orders': [order('order_A', '#1042')],
      '/v1/orders/order_A/payments': [payment('pay_Paid')],
      '/v1/payments/pay_Paid/refunds': [refund('rfnd_A', 'pay_Paid')],
    })
    expect(await already(read, about({ order: '#1042', payment: 'pay_Paid' }))).toHaveLength(1)
    expect(asked.filter((path) => path.startsWith('/v1/payments/pay_Paid/refunds'))).toHaveLength(1)
  })

  it('says that the search was cut short, and nothing where it was whole', async () => {
    const full = Array.from({ length: 100 }, (_, place) => payment(`pay_${place}`))
    const cut = books({ '/v1/orders': [], '/v1/payments': full })
    expect(await already(cut.read, about({ order: '#1042' }))).toEqual([
      'No payment of order #1042 is among the newest 100, and older ones cannot be searched by order.',
    ])
    const whole = books({ '/v1/orders': [], '/v1/payments': full.slice(1) })
    expect(await already(whole.read, about({ order: '#1042' }))).toEqual([])
  })
})

describe('the order that a payment’s notes name', () => {
  it.each([
    [{ shopify_order: '#1042' }, '#1042'],
    [{ order_number: 1042 }, '#1042'],
    [{ order: 'BB-1042' }, 'BB-1042'],
    [{ shopify_order: 'everything to attacker@exampleupi' }, null],
    [{ shopify_order: '' }, null],
    [{ comment: '#1042' }, null],
    [[], null],
    [null, null],
  ])('%j is %s', (notes, name) => {
    expect(orderNameIn(notes)).toBe(name)
  })

  it('is what a refund is about, beside the payment', () => {
    const input = createRefund.input.parse({ paymentId: 'pay_One' })
    const money = { currency: 'INR', minor: 100 }
    const payer = { email: null, contact: null, method: 'card' }
    const before = {
      ...{ status: 'captured', order: '#1042', amount: money },
      ...{ refunded: { ...money, minor: 0 }, payer, refunds: [] },
    }
    const facts = { input, before, account: '' }
    expect(createRefund.about?.(facts)).toEqual({ kind: 'order', order: '#1042', payment: 'pay_One' })
    expect(createRefund.about?.({ ...facts, before: { ...before, order: null } })).toEqual(
      about({ payment: 'pay_One' }),
    )
  })
})
