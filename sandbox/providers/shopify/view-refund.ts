/** Refunds and transactions as Shopify shows them. */
import { COD_GATEWAY, RAZORPAY_GATEWAY } from '../../store/payments.ts'
import type { Order, ShopRefund, Transaction } from '../../store/types.ts'
import { connection, type PageArgs } from './connection.ts'
import { bag, dateTime, moneyV2 } from './money.ts'
import { capturableOf, refundableOf } from './standing.ts'
import { lineView, orderView } from './view-order.ts'
import { gid, type World } from './world.ts'

export function refundView(world: World, order: Order, refund: ShopRefund) {
  const transactions = order.transactions.filter(({ id }) => refund.transactionIds.includes(id))
  return {
    __typename: 'Refund',
    id: gid('Refund', refund.id),
    legacyResourceId: refund.id,
    createdAt: dateTime(refund.createdAt),
    processedAt: dateTime(refund.createdAt),
    updatedAt: dateTime(refund.createdAt),
    note: refund.note,
    order: () => orderView(world, order),
    totalRefundedSet: bag(refund.amount),
    transactions: (args: PageArgs) =>
      connection(transactions, args, (one) => transactionView(world, order, one)),
    refundLineItems: (args: PageArgs) =>
      connection(refund.lines, args, (line) => refundLineView(world, order, line)),
  }
}

function refundLineView(world: World, order: Order, line: ShopRefund['lines'][number]) {
  const sold = order.lines.find(({ id }) => id === line.lineId)
  return {
    id: gid('RefundLineItem', line.id),
    lineItem: () => (sold ? lineView(world, order, sold) : null),
    quantity: line.quantity,
    restockType: line.restock,
    restocked: line.restock !== 'NO_RESTOCK',
    priceSet: bag(sold?.price ?? 0),
    subtotalSet: bag(line.amount),
  }
}

/** Razorpay gives a payment back that was not captured within five days. */
const AUTHORIZED_MS = 5 * 86_400_000

const GATEWAYS: Record<string, string> = {
  [RAZORPAY_GATEWAY]: 'Razorpay Secure',
  [COD_GATEWAY]: COD_GATEWAY,
  manual: 'Manual',
}

export function transactionView(world: World, order: Order, one: Transaction): object {
  const refundable = refundableOf(order, one)
  const parent = order.transactions.find(({ id }) => id === one.parentId)
  return {
    __typename: 'OrderTransaction',
    id: gid('OrderTransaction', one.id),
    kind: one.kind,
    status: one.status,
    gateway: one.gateway,
    formattedGateway: GATEWAYS[one.gateway] ?? one.gateway,
    amountSet: bag(one.amount),
    createdAt: dateTime(one.createdAt),
    processedAt: dateTime(one.createdAt),
    maximumRefundableV2: refundable === null ? null : moneyV2(refundable),
    totalUnsettledSet: bag(capturableOf(order, one)),
    multiCapturable: false,
    authorizationExpiresAt: one.kind === 'AUTHORIZATION' ? dateTime(one.createdAt + AUTHORIZED_MS) : null,
    parentTransaction: () => (parent ? transactionView(world, order, parent) : null),
    paymentId: one.paymentId,
    receiptJson: one.paymentId === null ? null : JSON.stringify({ payment_id: one.paymentId }),
    test: false,
    order: () => orderView(world, order),
  }
}
