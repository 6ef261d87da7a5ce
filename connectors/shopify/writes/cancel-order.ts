import { z } from 'zod'
import { ConnectorError, type JsonObject, write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { cancelStateQuery, jobQuery, orderCancel } from '../documents/cancel.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { numberOf, orderRef } from '../ids.ts'
import { findOrder, found } from '../lookup.ts'
import { carriesMark, withMark } from '../marks.ts'
import { fromMoneyV2 } from '../money.ts'
import { notifiedText, payerText } from '../people.ts'

const input = z.strictObject({
  order: orderRef,
  reason: z.enum(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']),
  refund: z.boolean().describe('Whether what was paid goes back to the original payment'),
  restock: z.boolean().describe('Whether the items become available again'),
  notify: z.boolean().describe('Whether Shopify e-mails the customer about it'),
  note: z.string().max(190).nullable().default(null).describe('A note for staff'),
})

const before = z.strictObject({
  order: z.string(),
  orderId: z.string(),
  cancelledAt: z.string().nullable(),
  financialStatus: z.string(),
  fulfillmentStatus: z.string(),
  returnStatus: z.string(),
  total: money,
  received: money,
  refunded: money,
  email: z.string().nullable(),
})
type Before = z.output<typeof before>

export const cancelOrder = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Cancel a Shopify order for good, with or without refund, restock and e-mail to the customer. It cannot be taken back. To give back only a part, use shopify_create_refund.',
  scopes: ['write_orders', 'read_orders'],
  risk: 'money',
  // An order is cancelled once: Shopify refuses the second time.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, input) => {
    const order = await cancelState(read, await findOrder(read, input.order))
    return {
      order: order.name,
      orderId: order.id,
      cancelledAt: order.cancelledAt,
      financialStatus: order.displayFinancialStatus ?? 'UNKNOWN',
      fulfillmentStatus: order.displayFulfillmentStatus,
      returnStatus: order.returnStatus,
      total: fromMoneyV2(order.totalPriceSet.presentmentMoney),
      received: fromMoneyV2(order.totalReceivedSet.presentmentMoney),
      refunded: fromMoneyV2(order.totalRefundedSet.presentmentMoney),
      email: order.email,
    }
  },
  refuse: ({ before }) => {
    if (before.cancelledAt !== null) {
      return `Order ${before.order} was already cancelled on ${before.cancelledAt.slice(0, 10)}.`
    }
    if (before.returnStatus === 'IN_PROGRESS') return `Order ${before.order} has a return in progress.`
    return null
  },
  summarize: ({ input, before }) => ({
    headline: `Cancel order ${before.order} over ${moneyText(before.total)}`,
    changes: [
      { field: 'Order', from: statusText(before), to: `cancelled (${input.reason})` },
      { field: 'Refund', from: null, to: refundText(input.refund, before) },
      { field: 'Items restocked', from: null, to: input.restock ? 'yes' : 'no' },
      { field: 'Customer notified', from: null, to: notifiedText(input.notify, before.email) },
      ...(input.note === null ? [] : [{ field: 'Note for staff', from: null, to: input.note }]),
    ],
    money: input.refund ? leftOf(before) : null,
    recipients: [
      ...(input.refund && leftOf(before).minor > 0 ? [payerText(before.email, null)] : []),
      ...(input.notify && before.email !== null ? [`${before.email}, by e-mail`] : []),
    ],
    undo: null,
    already: before.refunded.minor > 0 ? [`${moneyText(before.refunded)} of it was already refunded.`] : [],
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    const answer = await api.change(orderCancel, {
      orderId: before.orderId,
      reason: input.reason,
      refundMethod: { originalPaymentMethodsRefund: input.refund },
      restock: input.restock,
      notifyCustomer: input.notify,
      staffNote: withMark(input.note, idempotencyKey),
    })
    const { job, orderCancelUserErrors } = payloadOf(answer.orderCancel)
    assertNoUserErrors(orderCancelUserErrors)
    return awaitCancellation(api, before, job?.id ?? null)
  },
  // Where it pays nothing back, what was paid back elsewhere is no part of the decision.
  about: ({ input, before }) => (input.refund ? { kind: 'order', order: before.order, payment: null } : null),
  settled: ({ before, result }) =>
    result.cancelledAt === null
      ? `Shopify accepted the cancellation of order ${before.order} and is still working on it.`
      : null,
  classify,
  reconcile: async (read, { before, idempotencyKey }) => {
    const order = await firstCancelled(() => cancelState(read, before.orderId), read.pause, reconcilePausesMs)
    if (order.cancelledAt === null) {
      // It may have been accepted and stand in the queue: an order that is not cancelled yet says nothing.
      return { outcome: 'unknown', sentence: `Order ${before.order} is not cancelled so far.` }
    }
    return carriesMark(order.cancellation?.staffNote, idempotencyKey)
      ? { outcome: 'succeeded', result: cancelled(before, order.cancelledAt) }
      : {
          outcome: 'unknown',
          sentence: `Order ${before.order} is cancelled, but not visibly by this request.`,
        }
  },
  link: ({ before, account }) => `https://${account}/admin/orders/${numberOf(before.orderId)}`,
})

async function cancelState(read: ShopifyReads, id: string) {
  const { order } = await read.ask(cancelStateQuery, { id })
  return found(order, `Shopify has no order ${id}.`)
}

const runPausesMs = [300, 700, 1500, 2500, 5000, 5000]
const reconcilePausesMs = [500, 1500]

type State = Awaited<ReturnType<typeof cancelState>>

/** The order as soon as it is cancelled, else as it was seen last. */
async function firstCancelled<Seen extends State | null>(
  look: () => Promise<Seen>,
  pause: ShopifyReads['pause'],
  pausesMs: readonly number[],
): Promise<Seen> {
  const seen = await look()
  const [milliseconds, ...later] = pausesMs
  if (seen?.cancelledAt || milliseconds === undefined) return seen
  await pause(milliseconds)
  return firstCancelled(look, pause, later)
}

/**
 * Shopify accepts a cancellation and works it off in the background: its yes is not yet a cancelled order. What goes
 * wrong from here on is about the looking, not about the cancellation. `state` says how far it is known to have come.
 */
async function awaitCancellation(api: ShopifyReads, before: Before, job: string | null): Promise<JsonObject> {
  const look = () => cancelState(api, before.orderId).catch(() => null)
  const order = await firstCancelled(look, api.pause, runPausesMs)
  if (order?.cancelledAt) return cancelled(before, order.cancelledAt)
  if (order && job && (await isGivenUp(api, job, before.orderId))) {
    throw new ConnectorError(
      'refused',
      `Shopify accepted the cancellation of order ${before.order}, then gave it up.`,
    )
  }
  return {
    order: before.orderId,
    name: before.order,
    state: 'accepted, still being worked on',
    cancelledAt: null,
  }
}

/** The job is asked for first: done, and the order then not cancelled, leaves no time in which it could be. */
async function isGivenUp(api: ShopifyReads, job: string, id: string): Promise<boolean> {
  try {
    const answer = await api.ask(jobQuery, { id: job })
    return answer.job?.done === true && (await cancelState(api, id)).cancelledAt === null
  } catch {
    return false
  }
}

const cancelled = (before: Before, cancelledAt: string): JsonObject => ({
  order: before.orderId,
  name: before.order,
  state: 'cancelled',
  cancelledAt,
})

const leftOf = ({ received, refunded }: Before) => ({
  currency: received.currency,
  minor: received.minor - refunded.minor,
})

const refundText = (isRefunded: boolean, before: Before): string =>
  isRefunded ? `${moneyText(leftOf(before))} to the original payment` : 'none; what was paid is kept'

const statusText = ({ financialStatus, fulfillmentStatus }: Before): string =>
  `${financialStatus}, ${fulfillmentStatus}`
