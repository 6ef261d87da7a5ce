import { z } from 'zod'
import { write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { orderMarkAsPaid, paymentStateQuery } from '../documents/payment.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { numberOf, orderRef } from '../ids.ts'
import { findOrder, found } from '../lookup.ts'
import { fromMoneyV2 } from '../money.ts'

const before = z.strictObject({
  order: z.string(),
  orderId: z.string(),
  financialStatus: z.string(),
  isCancelled: z.boolean(),
  canBeMarked: z.boolean(),
  /** Money that is only authorised is captured by this, so it is said apart. */
  authorised: money,
  total: money,
  received: money,
  outstanding: money,
})

export const markOrderPaid = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Record in Shopify that the open amount of an order was paid outside of its checkout (cash on delivery, bank transfer). It moves no money, except that an authorised payment is captured.',
  scopes: ['write_orders', 'read_orders'],
  risk: 'money',
  // An order is paid once: Shopify refuses the second time.
  idempotency: 'natural',
  input: z.strictObject({ order: orderRef }),
  before,
  preview: async (read, { order }) => stateOf(read, await findOrder(read, order)),
  refuse: ({ before }) => {
    if (before.isCancelled) return `Order ${before.order} is cancelled.`
    return before.canBeMarked && before.outstanding.minor > 0
      ? null
      : `Order ${before.order} cannot be marked as paid: it is ${before.financialStatus}, with ${moneyText(before.outstanding)} open.`
  },
  summarize: ({ before }) => ({
    headline: `Mark order ${before.order} as paid: ${moneyText(before.outstanding)}`,
    changes: [
      { field: 'Payment', from: before.financialStatus, to: 'PAID' },
      {
        field: 'Received',
        from: moneyText(before.received),
        to: moneyText({ ...before.received, minor: before.received.minor + before.outstanding.minor }),
      },
      ...(before.authorised.minor > 0
        ? [{ field: 'Captured from the authorised payment', from: null, to: moneyText(before.authorised) }]
        : []),
    ],
    money: before.outstanding,
    recipients: [],
    undo: 'It can be refunded in the books; the order does not become unpaid again.',
    already: [],
  }),
  run: async (api, { before }) => {
    const answer = await api.change(orderMarkAsPaid, { id: before.orderId })
    const { order, userErrors } = payloadOf(answer.orderMarkAsPaid)
    assertNoUserErrors(userErrors)
    const { id, name, displayFinancialStatus, totalReceivedSet } = payloadOf(order)
    const received = fromMoneyV2(totalReceivedSet.presentmentMoney)
    return { order: id, name, financialStatus: displayFinancialStatus, received }
  },
  classify,
  reconcile: async (read, { before }) => {
    const now = await stateOf(read, before.orderId)
    if (now.financialStatus === before.financialStatus && now.received.minor === before.received.minor) {
      return { outcome: 'failed', sentence: `Order ${before.order} is still ${now.financialStatus}.` }
    }
    const { order: name, financialStatus, received } = now
    return now.outstanding.minor === 0 && received.minor > before.received.minor
      ? { outcome: 'succeeded', result: { order: before.orderId, name, financialStatus, received } }
      : {
          outcome: 'unknown',
          sentence: `Order ${before.order} is ${financialStatus}, with ${moneyText(now.outstanding)} open.`,
        }
  },
  link: ({ before, account }) => `https://${account}/admin/orders/${numberOf(before.orderId)}`,
})

async function stateOf(read: ShopifyReads, id: string) {
  const { order } = await read.ask(paymentStateQuery, { id })
  const state = found(order, `Shopify has no order ${id}.`)
  return {
    order: state.name,
    orderId: state.id,
    financialStatus: state.displayFinancialStatus ?? 'UNKNOWN',
    isCancelled: state.cancelledAt !== null,
    canBeMarked: state.canMarkAsPaid,
    authorised: fromMoneyV2(state.totalCapturableSet.presentmentMoney),
    total: fromMoneyV2(state.totalPriceSet.presentmentMoney),
    received: fromMoneyV2(state.totalReceivedSet.presentmentMoney),
    outstanding: fromMoneyV2(state.totalOutstandingSet.presentmentMoney),
  }
}
