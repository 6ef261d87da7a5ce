/** What a refund's decision rests on: what is left of each payment, and how the refund falls on them. */
import { z } from 'zod'
import { ConnectorError, type Money } from '../define.ts'
import { money, sumOf } from '../money.ts'
import type { ShopifyReads } from './client.ts'
import { refundStateQuery, suggestedRefundQuery } from './documents/refund.ts'
import { findOrder, found } from './lookup.ts'
import { fromMoneyV2 } from './money.ts'
import { paymentIdsOf } from './payment-ids.ts'
import type { RefundInput } from './writes/create-refund.ts'

export const refundFacts = z.strictObject({
  order: z.string(),
  orderId: z.string(),
  financialStatus: z.string(),
  refunded: money,
  /** What is left of all payments together. */
  refundable: money,
  amount: money,
  /** Which payments it is paid back to. */
  parts: z.array(z.strictObject({ transaction: z.string(), gateway: z.string(), amount: money })),
  /** The payment's id at its gateway, where it is paid back to one whose id is known. */
  payment: z.string().nullable(),
  lineItems: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      sku: z.string().nullable(),
      quantity: z.int(),
      refundable: z.int(),
    }),
  ),
  /** Refunds made before, here or elsewhere. */
  refunds: z.array(z.strictObject({ id: z.string(), at: z.string().nullable(), amount: money })),
  /** The address on the order: whose money it is, and whom Shopify writes to. */
  email: z.string().nullable(),
})
export type RefundFacts = z.output<typeof refundFacts>

type Payment = { id: string; gateway: string; refundable: Money }
type Division = Pick<RefundFacts, 'amount' | 'parts' | 'lineItems'>

export async function refundState(read: ShopifyReads, input: RefundInput): Promise<RefundFacts> {
  const id = await findOrder(read, input.order)
  const { order: state } = await read.ask(refundStateQuery, { id })
  const order = found(state, `Shopify has no order ${input.order}.`)
  const refunded = fromMoneyV2(order.totalRefundedSet.presentmentMoney)
  const payments = paymentsOf(order.transactions, refunded.currency)
  const division =
    input.lineItems.length > 0
      ? await suggested(read, id, input.lineItems)
      : divided(input.amount ?? { currency: refunded.currency, minor: 0 }, payments)
  return {
    order: order.name,
    orderId: order.id,
    financialStatus: order.displayFinancialStatus ?? 'UNKNOWN',
    refunded,
    refundable: sumOf(
      refunded.currency,
      payments.map(({ refundable }) => refundable),
    ),
    ...division,
    payment: paymentOf(division, order.transactions),
    refunds: order.refunds
      .map(({ id, createdAt, totalRefundedSet }) => ({
        id,
        at: createdAt,
        amount: fromMoneyV2(totalRefundedSet.presentmentMoney),
      }))
      // A restock without money is a Refund, too.
      .filter(({ amount }) => amount.minor > 0),
    email: order.email,
  }
}

type Transactions = NonNullable<z.output<typeof refundStateQuery.data>['order']>['transactions']

function paymentOf({ parts }: Division, transactions: Transactions): string | null {
  const ids = parts.flatMap((part) => {
    const parent = transactions.find(({ id }) => id === part.transaction)
    return parent ? paymentIdsOf(parent).slice(0, 1) : []
  })
  return parts.length === 1 ? (ids[0] ?? null) : null
}

/** Money comes back to sales and captures that went through, in the currency that the customer paid in. */
function paymentsOf(transactions: Transactions, currency: string): Payment[] {
  return transactions.flatMap(({ id, kind, status, gateway, maximumRefundableV2 }) => {
    if ((kind !== 'SALE' && kind !== 'CAPTURE') || status !== 'SUCCESS') return []
    if (gateway === null || maximumRefundableV2?.currencyCode !== currency) return []
    const refundable = fromMoneyV2(maximumRefundableV2)
    return refundable.minor > 0 ? [{ id, gateway, refundable }] : []
  })
}

/** The amount falls on the payments in the order in which they were made. What does not fit is missing from the parts. */
function divided(amount: Money, payments: Payment[]): Division {
  let open = amount.minor
  const parts = payments.flatMap(({ id, gateway, refundable }) => {
    const minor = Math.min(open, refundable.minor)
    open -= minor
    return minor > 0 ? [{ transaction: id, gateway, amount: { currency: amount.currency, minor } }] : []
  })
  return { amount, parts, lineItems: [] }
}

/** For line items Shopify calculates discounts and taxes itself. */
async function suggested(
  read: ShopifyReads,
  id: string,
  wanted: RefundInput['lineItems'],
): Promise<Division> {
  const lineItems = wanted.map(({ lineItem, quantity }) => ({ lineItemId: lineItem, quantity }))
  const { order } = await read.ask(suggestedRefundQuery, { id, lineItems })
  const refund = found(order?.suggestedRefund, 'Shopify suggests no refund for these line items.')
  return {
    amount: fromMoneyV2(refund.amountSet.presentmentMoney),
    parts: refund.suggestedTransactions
      .map(({ gateway, amountSet, parentTransaction }) => ({
        transaction: parentTransaction?.id ?? '',
        gateway: gateway ?? '',
        amount: fromMoneyV2(amountSet.presentmentMoney),
      }))
      .filter(({ amount }) => amount.minor > 0)
      .map(assertTraced),
    lineItems: wanted.map(({ lineItem, quantity }) => {
      const item = refund.refundLineItems.find((each) => each.lineItem.id === lineItem)?.lineItem
      const { id, title, sku, refundableQuantity } = found(
        item,
        `The order has no line item ${lineItem} to refund.`,
      )
      return { id, title, sku, quantity, refundable: refundableQuantity }
    }),
  }
}

/** Without the payment that it returns to, a refund could go anywhere. */
function assertTraced<Part extends { transaction: string; gateway: string }>(part: Part): Part {
  if (part.transaction !== '' && part.gateway !== '') return part
  throw new ConnectorError('broken', 'Shopify does not say which payment this refund would return to.')
}
