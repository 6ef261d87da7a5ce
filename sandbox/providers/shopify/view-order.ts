/** An order as Shopify shows it. */
import { orderTotal } from '../../store/orders.ts'
import { refundedInShop } from '../../store/refund.ts'
import type { Line, Order } from '../../store/types.ts'
import { connection, type PageArgs } from './connection.ts'
import { bag, dateTime, maybeDateTime, taxIn } from './money.ts'
import * as standing from './standing.ts'
import { type SuggestArgs, suggestedRefund } from './suggest.ts'
import { addressView, customerView } from './view-customer.ts'
import { fulfillmentOrderView, parcelView } from './view-fulfilment.ts'
import { metafieldsOf } from './view-metafields.ts'
import { productView, variantView } from './view-product.ts'
import { refundView, transactionView } from './view-refund.ts'
import { gid, type World } from './world.ts'

export function orderView(world: World, order: Order) {
  const total = orderTotal(order)
  const back = refundedInShop(order)
  const customer = world.store.customers.find(({ id }) => id === order.customerId)
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0)
  const left = order.lines.reduce((sum, line) => sum + standing.refundableQuantity(order, line), 0)
  return {
    __typename: 'Order',
    id: gid('Order', order.id),
    legacyResourceId: order.id,
    name: order.name,
    number: order.number,
    createdAt: dateTime(order.createdAt),
    processedAt: dateTime(order.createdAt),
    updatedAt: dateTime(order.updatedAt),
    cancelledAt: maybeDateTime(order.cancelledAt),
    cancelReason: order.cancelReason,
    cancellation: order.cancelledAt === null ? null : { staffNote: order.cancelNote },
    closed: order.closedAt !== null,
    closedAt: maybeDateTime(order.closedAt),
    confirmed: true,
    test: false,
    taxesIncluded: true,
    currencyCode: 'INR',
    customAttributes: order.attributes,
    customer: () => (customer ? customerView(world, customer) : null),
    email: customer?.email ?? null,
    phone: customer?.phone ?? null,
    note: order.note,
    tags: order.tags,
    disputes: () => disputes(world, order),
    displayFinancialStatus: standing.financialStatus(order),
    displayFulfillmentStatus: standing.fulfillmentStatus(order),
    returnStatus: 'NO_RETURN',
    fullyPaid: standing.outstanding(order) === 0 && order.cancelledAt === null,
    unpaid: standing.received(order) === 0,
    refundable: standing.received(order) - back > 0,
    capturable: order.transactions.some((one) => standing.capturableOf(order, one) > 0),
    canMarkAsPaid: order.cancelledAt === null && standing.outstanding(order) > 0,
    merchantEditable: order.cancelledAt === null,
    merchantEditableErrors: order.cancelledAt === null ? [] : ['The order is cancelled'],
    fulfillmentOrders: (args: PageArgs) =>
      connection([{ id: order.id, order }], args, () => fulfillmentOrderView(world, order)),
    // Nobody has sent anything back in the sample store.
    returns: (args: PageArgs) => connection([], args, () => null),
    ...metafieldsOf(world, gid('Order', order.id)),
    fulfillments: ({ first }: { first?: number }) =>
      order.fulfilments.slice(0, first ?? undefined).map((one) => parcelView(order, one)),
    lineItems: (args: PageArgs) => connection(order.lines, args, (line) => lineView(world, order, line)),
    paymentGatewayNames: [...new Set(order.transactions.map(({ gateway }) => gateway))],
    shippingAddress: addressView(order.id, order.address),
    billingAddress: addressView(order.id, order.address),
    subtotalLineItemsQuantity: pieces,
    currentSubtotalLineItemsQuantity: left,
    refunds: ({ first }: { first?: number }) =>
      order.refunds.slice(0, first ?? undefined).map((refund) => refundView(world, order, refund)),
    transactions: ({ first, capturable }: { first?: number; capturable?: boolean }) =>
      order.transactions
        .filter(({ kind }) => !capturable || kind === 'AUTHORIZATION')
        .slice(0, first ?? undefined)
        .map((transaction) => transactionView(world, order, transaction)),
    suggestedRefund: (args: SuggestArgs) => suggestedRefund(world, order, args),
    ...amounts(order, total, back),
  }
}

function amounts(order: Order, total: number, back: number) {
  return {
    subtotalPriceSet: bag(total - order.shipping),
    currentSubtotalPriceSet: bag(Math.max(0, total - order.shipping - back)),
    currentTotalPriceSet: bag(Math.max(0, total - back)),
    originalTotalPriceSet: bag(total),
    totalPriceSet: bag(total),
    totalDiscountsSet: bag(0),
    totalShippingPriceSet: bag(order.shipping),
    totalTaxSet: bag(taxIn(total)),
    totalOutstandingSet: bag(standing.outstanding(order)),
    totalReceivedSet: bag(standing.received(order)),
    totalRefundedSet: bag(back),
    totalRefundedShippingSet: bag(order.refunds.reduce((sum, { shipping }) => sum + shipping, 0)),
    totalCapturableSet: bag(
      order.transactions.reduce((sum, one) => sum + standing.capturableOf(order, one), 0),
    ),
    netPaymentSet: bag(standing.received(order) - back),
  }
}

export function lineView(world: World, order: Order, line: Line) {
  const product = world.store.products.find(({ id }) => id === line.productId)
  const variant = product?.variants.find(({ id }) => id === line.variantId)
  return {
    id: gid('LineItem', line.id),
    title: line.title,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    variantTitle: line.variantTitle,
    sku: line.sku,
    quantity: line.quantity,
    currentQuantity: standing.refundableQuantity(order, line),
    refundableQuantity: standing.refundableQuantity(order, line),
    unfulfilledQuantity: standing.toSend(order, line),
    originalUnitPriceSet: bag(line.price),
    discountedUnitPriceSet: bag(line.price),
    originalTotalSet: bag(line.price * line.quantity),
    discountedTotalSet: bag(line.price * line.quantity),
    totalDiscountSet: bag(0),
    vendor: product?.vendor ?? null,
    requiresShipping: true,
    product: () => (product ? productView(world, product) : null),
    variant: () => (product && variant ? variantView(world, product, variant) : null),
  }
}

const DISPUTE_STATUS = {
  open: 'NEEDS_RESPONSE',
  under_review: 'UNDER_REVIEW',
  won: 'WON',
  lost: 'LOST',
  closed: 'ACCEPTED',
} as const

/** The bank's dispute of this order's payment, if there is one. */
function disputes(world: World, order: Order) {
  const payments = new Set(order.transactions.map(({ paymentId }) => paymentId))
  return world.store.razorpay.disputes
    .filter(({ payment_id }) => payments.has(payment_id))
    .map(({ status }) => ({
      id: gid('OrderDisputeSummary', order.id),
      initiatedAs: 'CHARGEBACK',
      status: DISPUTE_STATUS[status],
    }))
}
