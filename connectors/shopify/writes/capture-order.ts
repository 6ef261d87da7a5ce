import { z } from 'zod'
import { ConnectorError, type JsonObject, type Reconciled, type WriteFacts, write } from '../../define.ts'
import { money, moneyText, positiveMoney, toDecimal } from '../../money.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { orderCapture, paymentStateQuery, type ShopifyTransaction } from '../documents/payment.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { numberOf, orderRef } from '../ids.ts'
import { findOrder, found } from '../lookup.ts'
import { fromMoneyV2 } from '../money.ts'
import { paymentIdsOf } from '../payment-ids.ts'

const input = z.strictObject({
  order: orderRef,
  amount: positiveMoney
    .nullable()
    .default(null)
    .describe('In the currency that the customer pays in; null for all that is authorised'),
})

const authorization = z.strictObject({
  id: z.string(),
  gateway: z.string().nullable(),
  payment: z.string().nullable(),
  capturable: money,
  /** Whether what is left can be captured later. */
  isRepeatable: z.boolean(),
  expiresAt: z.string().nullable(),
})
const before = z.strictObject({
  order: z.string(),
  orderId: z.string(),
  financialStatus: z.string(),
  authorizations: z.array(authorization),
  /** Captures that there are, so that a new one can be told from them. */
  captures: z.array(z.string()),
})
type Facts = WriteFacts<z.output<typeof input>, z.output<typeof before>>

export const captureOrder = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Capture the authorised payment of a Shopify order, whole or in part: the customer is charged. Where another system (Razorpay) holds the payment, capture it in one of them only.',
  scopes: ['write_orders', 'read_orders'],
  risk: 'money',
  // A payment of several captures would be captured a second time.
  idempotency: 'none',
  input,
  before,
  preview: async (read, { order: ref }) => {
    const order = await stateOf(read, await findOrder(read, ref))
    return {
      order: order.name,
      orderId: order.id,
      financialStatus: order.displayFinancialStatus ?? 'UNKNOWN',
      authorizations: order.capturable ? order.transactions.flatMap(authorizationOf) : [],
      captures: order.transactions.filter(({ kind }) => kind === 'CAPTURE').map(({ id }) => id),
    }
  },
  refuse: ({ input, before }) => {
    const [only, ...others] = before.authorizations
    if (!only)
      return `Order ${before.order} has no authorised payment to capture: it is ${before.financialStatus}.`
    if (others.length > 0)
      return `Order ${before.order} has several authorised payments. Capture it in Shopify.`
    if (input.amount === null) return null
    if (input.amount.currency !== only.capturable.currency) {
      return `Order ${before.order} is paid in ${only.capturable.currency}.`
    }
    return input.amount.minor > only.capturable.minor
      ? `${moneyText(input.amount)} is more than is authorised on order ${before.order}: ${moneyText(only.capturable)}.`
      : null
  },
  summarize: (facts) => {
    const { before } = facts
    const { payment, amount } = deedOf(facts)
    const left = { ...amount, minor: payment.capturable.minor - amount.minor }
    return {
      headline: `Capture ${moneyText(amount)} of order ${before.order}`,
      changes: [
        {
          field: 'Authorised',
          from: moneyText(payment.capturable),
          to: restText(left, payment.isRepeatable),
        },
        { field: 'Payment', from: before.financialStatus, to: left.minor > 0 ? 'PARTIALLY_PAID' : 'PAID' },
        {
          field: 'Through',
          from: null,
          to: [payment.gateway, payment.payment].filter(Boolean).join(', ') || 'the gateway',
        },
      ],
      money: amount,
      recipients: [],
      undo: 'What was captured can be refunded.',
      already: before.captures.length > 0 ? [`${before.captures.length} captures were made before.`] : [],
    }
  },
  run: async (api, facts) => {
    const { payment, amount } = deedOf(facts)
    const answer = await api.change(orderCapture, {
      id: facts.before.orderId,
      parent: payment.id,
      amount: toDecimal(amount),
      currency: amount.currency,
    })
    const { transaction, userErrors } = payloadOf(answer.orderCapture)
    assertNoUserErrors(userErrors)
    const outcome = outcomeOf(payloadOf(transaction))
    if (outcome.outcome === 'succeeded') return outcome.result
    throw new ConnectorError(outcome.outcome === 'failed' ? 'refused' : 'broken', outcome.sentence)
  },
  settled: ({ before, result }) =>
    result.status === 'SUCCESS'
      ? null
      : `The gateway is still working on the capture of order ${before.order}.`,
  classify,
  reconcile: async (read, facts) => {
    const { before } = facts
    const { transactions } = await stateOf(read, before.orderId)
    const fresh = transactions.filter(
      ({ id, kind, parentTransaction }) =>
        kind === 'CAPTURE' &&
        parentTransaction?.id === deedOf(facts).payment.id &&
        !before.captures.includes(id),
    )
    const [only, ...others] = fresh
    if (!only) return { outcome: 'failed', sentence: `Nothing was captured of order ${before.order} since.` }
    return others.length === 0
      ? outcomeOf(only)
      : { outcome: 'unknown', sentence: `Order ${before.order} was captured more than once since.` }
  },
  link: ({ before, account }) => `https://${account}/admin/orders/${numberOf(before.orderId)}`,
})

async function stateOf(read: ShopifyReads, id: string) {
  const { order } = await read.ask(paymentStateQuery, { id })
  return found(order, `Shopify has no order ${id}.`)
}

function authorizationOf(transaction: ShopifyTransaction): z.output<typeof authorization>[] {
  const { id, kind, status, gateway, totalUnsettledSet, multiCapturable } = transaction
  if (kind !== 'AUTHORIZATION' || status !== 'SUCCESS' || totalUnsettledSet === null) return []
  const capturable = fromMoneyV2(totalUnsettledSet.presentmentMoney)
  if (capturable.minor <= 0) return []
  const [payment = null] = paymentIdsOf(transaction)
  const expiresAt = transaction.authorizationExpiresAt
  return [{ id, gateway, payment, capturable, isRepeatable: multiCapturable, expiresAt }]
}

function deedOf({ input, before }: Facts) {
  const payment = found(before.authorizations[0], `Order ${before.order} has no authorised payment.`)
  return { payment, amount: input.amount ?? payment.capturable }
}

const restText = (left: { currency: string; minor: number }, isRepeatable: boolean): string => {
  if (left.minor === 0) return 'nothing left'
  return isRepeatable ? `${moneyText(left)} left` : `${moneyText(left)} given up: it can be captured once`
}

type Captured = Pick<ShopifyTransaction, 'id' | 'status' | 'amountSet'>

/** A transaction is a record of an attempt: it says itself what became of the money. */
function outcomeOf({ id, status, amountSet }: Captured): Reconciled {
  const amount = fromMoneyV2(amountSet.presentmentMoney)
  const result: JsonObject = { transaction: id, status, amount }
  if (status === 'SUCCESS' || status === 'PENDING') return { outcome: 'succeeded', result }
  return status === 'FAILURE'
    ? { outcome: 'failed', sentence: `The gateway did not capture ${moneyText(amount)}.` }
    : { outcome: 'unknown', sentence: `Shopify says of the capture ${id}: ${status}.` }
}
