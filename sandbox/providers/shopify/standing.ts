/** Where an order stands: what was paid, given back, sent, and what is left of it. */
import { orderTotal } from '../../store/orders.ts'
import { refundedInShop } from '../../store/refund.ts'
import type { Line, Order, Transaction } from '../../store/types.ts'

export const received = (order: Order): number =>
  order.transactions
    .filter(({ kind, status }) => ['SALE', 'CAPTURE'].includes(kind) && status === 'SUCCESS')
    .reduce((sum, { amount }) => sum + amount, 0)

export const isVoided = (order: Order): boolean => order.transactions.some(({ kind }) => kind === 'VOID')

export function financialStatus(order: Order): string {
  const [paid, back] = [received(order), refundedInShop(order)]
  if (paid > 0) {
    if (back >= paid) return 'REFUNDED'
    if (back > 0) return 'PARTIALLY_REFUNDED'
    return paid < orderTotal(order) ? 'PARTIALLY_PAID' : 'PAID'
  }
  if (isVoided(order) || order.cancelledAt !== null) return 'VOIDED'
  return order.transactions.some(({ kind }) => kind === 'AUTHORIZATION') ? 'AUTHORIZED' : 'PENDING'
}

export function fulfillmentStatus(order: Order): string {
  if (order.fulfilments.length === 0) return 'UNFULFILLED'
  return order.lines.some((line) => toSend(order, line) > 0) ? 'PARTIALLY_FULFILLED' : 'FULFILLED'
}

/** Pieces of a line that were not sent yet. */
export function toSend(order: Order, line: Line): number {
  const sent = order.fulfilments.map(({ lines }) =>
    lines ? (lines.find(({ lineId }) => lineId === line.id)?.quantity ?? 0) : line.quantity,
  )
  return Math.max(0, line.quantity - sent.reduce((sum, quantity) => sum + quantity, 0))
}

/** What is authorised and not captured yet of one transaction. */
export function capturableOf(order: Order, { id, kind, amount }: Transaction): number {
  if (kind !== 'AUTHORIZATION' || isVoided(order)) return 0
  const taken = order.transactions.filter((one) => one.kind === 'CAPTURE' && one.parentId === id)
  return taken.length > 0 ? 0 : amount
}

export const outstanding = (order: Order): number =>
  order.cancelledAt === null ? Math.max(0, orderTotal(order) - received(order)) : 0

/** Pieces of a line that were not refunded yet. */
export const refundableQuantity = (order: Order, line: Line): number =>
  line.quantity -
  order.refunds
    .flatMap(({ lines }) => lines)
    .filter(({ lineId }) => lineId === line.id)
    .reduce((sum, { quantity }) => sum + quantity, 0)

/** What is left to refund of one payment; null for what is no payment. */
export function refundableOf(order: Order, transaction: Transaction): number | null {
  if (!['SALE', 'CAPTURE'].includes(transaction.kind) || transaction.status !== 'SUCCESS') return null
  const back = order.transactions
    .filter(
      ({ parentId, kind, status }) =>
        parentId === transaction.id && kind === 'REFUND' && status === 'SUCCESS',
    )
    .reduce((sum, { amount }) => sum + amount, 0)
  return transaction.amount - back
}

/** The payment that a refund goes back to. */
export const refundParent = (order: Order): Transaction | null =>
  order.transactions.find((one) => (refundableOf(order, one) ?? 0) > 0) ?? null
