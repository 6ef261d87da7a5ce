import { z } from 'zod'
import { type JsonObject, read } from '../../define.ts'
import { maskEmail, maskPhone } from '../../masks.ts'
import type { ShopifyReads } from '../client.ts'
import { orderQuery, ordersQuery } from '../documents/orders.ts'
import { orderRef } from '../ids.ts'
import { findOrder, found } from '../lookup.ts'
import { placeText } from '../masks.ts'
import { fromMoneyV2 } from '../money.ts'
import { pageOf, pageVariables, searchInput } from '../page.ts'
import { paymentIdsOf } from '../payment-ids.ts'

export const orders = read<ShopifyReads>()({
  description:
    'Search Shopify orders, newest first: name, statuses, total, refunded, customer. `total` is in the store’s currency, `charged` in the customer’s.',
  scopes: ['read_orders', 'read_customers'],
  input: searchInput(
    'e.g. financial_status:paid, fulfillment_status:unfulfilled, created_at:>=2026-10-01, email:a@b.c, tag:gift, sku:X-1',
  ),
  untrusted: ['customerName', 'tags', 'place'],
  run: async (api, input) => {
    const { orders, ordersCount } = await api.ask(ordersQuery, { ...pageVariables(input), reverse: true })
    return pageOf('orders', orders, summaryOf, ordersCount)
  },
})

type Listed = z.output<typeof ordersQuery.data>['orders']['nodes'][number]

const summaryOf = (order: Listed): JsonObject => ({
  id: order.id,
  name: order.name,
  createdAt: order.createdAt,
  cancelledAt: order.cancelledAt,
  financialStatus: order.displayFinancialStatus,
  fulfillmentStatus: order.displayFulfillmentStatus,
  total: fromMoneyV2(order.totalPriceSet.shopMoney),
  charged: fromMoneyV2(order.totalPriceSet.presentmentMoney),
  refunded: fromMoneyV2(order.totalRefundedSet.presentmentMoney),
  items: order.currentSubtotalLineItemsQuantity,
  tags: order.tags,
  customerId: order.customer?.id ?? null,
  customerName: order.customer?.displayName ?? null,
  place: placeText(order.shippingAddress),
})

export const order = read<ShopifyReads>()({
  description:
    'Read one Shopify order by name ("1042") or gid: line items, payments with their ids at the gateway and what is left to refund of each, refunds. Amounts are in the customer’s currency.',
  scopes: ['read_orders', 'read_customers', 'read_products'],
  input: z.strictObject({ order: orderRef }),
  untrusted: ['customerName', 'note', 'attributes', 'tags', 'place'],
  run: async (api, input) => {
    const id = await findOrder(api, input.order)
    const { order } = await api.ask(orderQuery, { id })
    return { order: detailOf(found(order, `Shopify has no order ${input.order}.`)) }
  },
})

type Detailed = NonNullable<z.output<typeof orderQuery.data>['order']>

function detailOf(order: Detailed): JsonObject {
  const shown = order.lineItems.nodes.reduce((total, item) => total + item.currentQuantity, 0)
  return {
    id: order.id,
    name: order.name,
    createdAt: order.createdAt,
    cancelledAt: order.cancelledAt,
    cancelReason: order.cancelReason,
    isClosed: order.closed,
    isTest: order.test,
    financialStatus: order.displayFinancialStatus,
    fulfillmentStatus: order.displayFulfillmentStatus,
    returnStatus: order.returnStatus,
    isRefundable: order.refundable,
    ...amountsOf(order),
    ...personOf(order),
    note: order.note,
    attributes: order.customAttributes.slice(0, 20).map(({ key, value }) => ({
      key: key.slice(0, 100),
      value: value?.slice(0, 200) ?? null,
    })),
    tags: order.tags,
    lineItems: order.lineItems.nodes.map(lineItemOf),
    /** Pieces on line items beyond the first fifty. */
    itemsCut: order.lineItems.pageInfo.hasNextPage ? order.currentSubtotalLineItemsQuantity - shown : 0,
    transactions: order.transactions.map(transactionOf),
    refunds: order.refunds.map((refund) => ({
      id: refund.id,
      createdAt: refund.createdAt,
      amount: fromMoneyV2(refund.totalRefundedSet.presentmentMoney),
      note: refund.note,
    })),
  }
}

const amountsOf = (order: Detailed): JsonObject => ({
  total: fromMoneyV2(order.totalPriceSet.presentmentMoney),
  totalInStoreCurrency: fromMoneyV2(order.totalPriceSet.shopMoney),
  received: fromMoneyV2(order.totalReceivedSet.presentmentMoney),
  refunded: fromMoneyV2(order.totalRefundedSet.presentmentMoney),
  outstanding: fromMoneyV2(order.totalOutstandingSet.presentmentMoney),
})

const personOf = (order: Detailed): JsonObject => ({
  customerId: order.customer?.id ?? null,
  customerName: order.customer?.displayName ?? null,
  customerOrders: order.customer ? Number(order.customer.numberOfOrders) : null,
  email: maskEmail(order.email),
  phone: maskPhone(order.phone),
  place: placeText(order.shippingAddress),
})

const lineItemOf = (item: Detailed['lineItems']['nodes'][number]): JsonObject => ({
  id: item.id,
  title: item.title,
  variant: item.variantTitle,
  variantId: item.variant?.id ?? null,
  sku: item.sku,
  ordered: item.quantity,
  current: item.currentQuantity,
  refundable: item.refundableQuantity,
  total: fromMoneyV2(item.discountedTotalSet.presentmentMoney),
})

const transactionOf = (transaction: Detailed['transactions'][number]): JsonObject => ({
  id: transaction.id,
  kind: transaction.kind,
  status: transaction.status,
  gateway: transaction.gateway,
  /** What the payment is called at its gateway (Razorpay: pay_…). */
  paymentIds: paymentIdsOf(transaction),
  processedAt: transaction.processedAt,
  amount: fromMoneyV2(transaction.amountSet.presentmentMoney),
  refundable: transaction.maximumRefundableV2 ? fromMoneyV2(transaction.maximumRefundableV2) : null,
})
