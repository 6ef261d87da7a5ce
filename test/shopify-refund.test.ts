/** Shopify refunds: how they fall on payments, what is refused, and when one counts as made. */
import { describe, expect, it } from 'vitest'
import type { JsonObject, Money } from '../connectors/define.ts'
import { withMark } from '../connectors/shopify/marks.ts'
import { createRefund } from '../connectors/shopify/writes/create-refund.ts'
import { answering, faultOf, json } from './support/connectors/shopify-line.ts'

const key = 'refund-test-key-000000001'
const account = 'kolam.myshopify.com'
const order = 'gid://shopify/Order/5001'
const line = 'gid://shopify/LineItem/6001'
const inr = (minor: number): Money => ({ currency: 'INR', minor })
const sent = (minor: number, currencyCode = 'INR') => ({ amount: (minor / 100).toFixed(2), currencyCode })
const bag = (minor: number) => ({ presentmentMoney: sent(minor) })
const payment = (id: number, minor: number, more = {}) => ({
  id: `gid://shopify/OrderTransaction/${id}`,
  kind: 'SALE',
  status: 'SUCCESS',
  gateway: id === 1 ? 'gift_card' : 'razorpay',
  maximumRefundableV2: sent(minor),
  paymentId: null,
  receiptJson: id === 2 ? '{"payment_id":"pay_AbCdEfGhIjKlMn"}' : null,
  ...more,
})
const state = (more = {}) => ({
  order: {
    id: order,
    name: '#1042',
    displayFinancialStatus: 'PAID',
    email: 'asha@example.com',
    refundable: true,
    totalRefundedSet: bag(10_000),
    transactions: [payment(1, 20_000), payment(2, 219_900)],
    refunds: [
      { id: 'gid://shopify/Refund/1', createdAt: '2026-11-18T09:00:00Z', totalRefundedSet: bag(10_000) },
      { id: 'gid://shopify/Refund/2', createdAt: '2026-11-19T09:00:00Z', totalRefundedSet: bag(0) },
    ],
    ...more,
  },
})
const suggestion = (quantity: number) => ({
  order: {
    suggestedRefund: {
      amountSet: bag(49_900),
      refundLineItems: [
        { quantity, lineItem: { id: line, title: 'Kurta', sku: 'K-1', refundableQuantity: 2 } },
      ],
      suggestedTransactions: [
        { gateway: 'razorpay', amountSet: bag(49_900), parentTransaction: { id: payment(2, 1).id } },
        { gateway: 'gift_card', amountSet: bag(0), parentTransaction: { id: payment(1, 1).id } },
      ],
    },
  },
})
const made = (more: { note?: string; status?: string } = {}) => ({
  id: 'gid://shopify/Refund/9',
  createdAt: '2026-11-22T09:00:00Z',
  note: more.note ?? null,
  totalRefundedSet: bag(49_900),
  transactions: {
    nodes: [
      {
        id: 'gid://shopify/OrderTransaction/9',
        kind: 'REFUND',
        status: more.status ?? 'PENDING',
        gateway: 'razorpay',
        amountSet: bag(49_900),
      },
    ],
  },
})

async function prepared(given: JsonObject, answers = {}) {
  const api = answering({ RefundState: [state()], SuggestedRefund: [suggestion(1)], ...answers })
  const input = createRefund.input.parse({ order, notify: false, ...given })
  const before = createRefund.before.parse(await createRefund.preview(api, input))
  return { api, facts: { input, before, account }, refusal: createRefund.refuse({ input, before, account }) }
}

describe('a refund of an amount', () => {
  it('falls on the payments in turn, and says so', async () => {
    const { facts, refusal } = await prepared({ amount: inr(49_900), notify: true, reason: 'Late' })
    expect(refusal).toBeNull()
    expect(createRefund.summarize(facts)).toEqual({
      headline: 'Refund ₹499.00 of order #1042',
      changes: [
        { field: 'Refunded', from: '₹100.00', to: '₹599.00' },
        { field: 'Left to refund', from: '₹2,399.00', to: '₹1,900.00' },
        { field: 'Paid back through gift_card', from: null, to: '₹200.00' },
        { field: 'Paid back through razorpay', from: null, to: '₹299.00' },
        { field: 'Note for staff', from: null, to: 'Late' },
        { field: 'Customer notified', from: null, to: 'by e-mail to asha@example.com' },
      ],
      money: inr(49_900),
      recipients: [
        'The payer, asha@example.com, by the original payment (gift_card)',
        'The payer, asha@example.com, by the original payment (razorpay)',
        'asha@example.com, by e-mail',
      ],
      undo: null,
      already: ['₹100.00 was already refunded on 2026-11-18.'],
    })
  })

  it('sends what the card showed, with our key twice', async () => {
    const { api, facts } = await prepared(
      { amount: inr(49_900), reason: 'Late' },
      { RefundCreate: [{ refundCreate: { refund: made(), userErrors: [] } }] },
    )
    const result = await createRefund.run(api, { ...facts, idempotencyKey: key })
    expect(result).toMatchObject({ refund: 'gid://shopify/Refund/9', transactions: [{ status: 'PENDING' }] })
    expect(api.asked.at(-1)).toEqual({
      name: 'RefundCreate',
      variables: {
        key,
        input: {
          orderId: order,
          currency: 'INR',
          note: `Late [ops-room ${key}]`,
          notify: false,
          refundLineItems: [],
          transactions: [
            {
              orderId: order,
              parentId: payment(1, 0).id,
              gateway: 'gift_card',
              kind: 'REFUND',
              amount: '200.00',
            },
            {
              orderId: order,
              parentId: payment(2, 0).id,
              gateway: 'razorpay',
              kind: 'REFUND',
              amount: '299.00',
            },
          ],
        },
      },
    })
  })

  it.each([
    [
      'more than is left',
      { amount: inr(239_901) },
      /₹2,399.01 is more than is left to refund on order #1042: ₹2,399.00/,
    ],
    ['another currency', { amount: { currency: 'USD', minor: 100 } }, /was paid in INR/],
    ['amount and line items', { amount: inr(1), lineItems: [{ lineItem: line, quantity: 1 }] }, /either/],
    ['neither', {}, /either/],
  ])('is refused: %s', async (_, given, sentence) => {
    expect((await prepared(given)).refusal).toMatch(sentence)
  })

  it('counts only what went through, and only in the currency that was paid', async () => {
    const transactions = [
      payment(1, 500, { status: 'FAILURE' }),
      payment(2, 500, { kind: 'AUTHORIZATION' }),
      payment(3, 500, { gateway: null }),
      payment(4, 500, { maximumRefundableV2: sent(500, 'USD') }),
      payment(5, 500, { kind: 'CAPTURE' }),
    ]
    const { facts } = await prepared({ amount: inr(500) }, { RefundState: [state({ transactions })] })
    expect(facts.before).toMatchObject({ refundable: inr(500), parts: [{ transaction: payment(5, 0).id }] })
  })
})

describe('a refund of line items', () => {
  it('takes Shopify’s own amount', async () => {
    const { facts, refusal } = await prepared({ lineItems: [{ lineItem: line, quantity: 1 }] })
    expect(refusal).toBeNull()
    expect(facts.before).toMatchObject({ amount: inr(49_900), parts: [{ gateway: 'razorpay' }] })
    expect(createRefund.summarize(facts).changes).toContainEqual({
      field: 'Line item',
      from: null,
      to: '1 × Kurta (K-1), not restocked',
    })
  })

  it.each([
    ['more pieces than are left', { lineItem: line, quantity: 3 }, /Only 2 of “Kurta”/],
    ['a restock to nowhere', { lineItem: line, quantity: 1, restock: 'RETURN' }, /needs a location/],
    [
      'a place without restock',
      { lineItem: line, quantity: 1, location: 'gid://shopify/Location/1' },
      /needs a location/,
    ],
  ])('is refused: %s', async (_, lineItem, sentence) => {
    expect((await prepared({ lineItems: [lineItem] })).refusal).toMatch(sentence)
  })

  it('goes nowhere when Shopify does not say where', async () => {
    const untraced = suggestion(1)
    Object.assign(untraced.order.suggestedRefund.suggestedTransactions[0] ?? {}, { parentTransaction: null })
    await expect(
      prepared({ lineItems: [{ lineItem: line, quantity: 1 }] }, { SuggestedRefund: [untraced] }),
    ).rejects.toMatchObject({ kind: 'broken' })
  })
})

describe('whether it was made', () => {
  const run = async (answer: unknown) => {
    const { api, facts } = await prepared({ amount: inr(49_900) }, { RefundCreate: [answer] })
    const fault = await faultOf(createRefund.run(api, { ...facts, idempotencyKey: key }))
    return createRefund.classify(fault)
  }

  it.each([
    [
      'a user error is a no',
      { refundCreate: { refund: null, userErrors: [{ field: null, message: 'No' }] } },
      'failed',
    ],
    [
      'a refund beside an error is unknown',
      { refundCreate: { refund: made(), userErrors: [{ field: null, message: 'No' }] } },
      'unknown',
    ],
    [
      'a refund whose money did not move is unknown',
      { refundCreate: { refund: made({ status: 'FAILURE' }), userErrors: [] } },
      'unknown',
    ],
    ['neither is unknown', { refundCreate: { refund: null, userErrors: [] } }, 'unknown'],
    ['throttling is a no', json({ errors: [{ message: 'T', extensions: { code: 'THROTTLED' } }] }), 'failed'],
  ])('%s', async (_, answer, outcome) => {
    expect(await run(answer)).toBe(outcome)
  })

  const reconcile = async (refunds: unknown[]) => {
    const { api, facts } = await prepared(
      { amount: inr(49_900) },
      { RefundsOfOrder: [{ order: { id: order, name: '#1042', refunds } }] },
    )
    return createRefund.reconcile(api, { ...facts, idempotencyKey: key })
  }
  const marked = withMark('Late', key)
  const other = made({ note: withMark('Late', 'another-key-0000000000001') })

  it.each([
    ['ours is found', [other, made({ note: marked })], 'succeeded'],
    ['ours is there, unpaid', [made({ note: marked, status: 'ERROR' })], 'unknown'],
    ['only others are there', [other, made()], 'failed'],
    ['there are too many', Array(100).fill(other), 'unknown'],
  ])('when %s', async (_, refunds, outcome) => {
    expect(await reconcile(refunds)).toMatchObject({ outcome })
  })
})
