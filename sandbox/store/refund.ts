/** Money that goes back: one place writes it, for the past of the sample store and for what happens in it later. */
import { idOf } from './random.ts'
import type { Payment, RazorpayBooks, Refund } from './razorpay-types.ts'
import type { Order, ShopRefund, Store, Transaction } from './types.ts'

export type RazorpayRefundFacts = {
  payment: Payment
  amount: number
  /** What the refund's id is made of. */
  of: string
  at: number
  speed: 'normal' | 'optimum'
  receipt: string | null
  notes: Refund['notes']
}

/** Books a refund at Razorpay. Whether it may be made was asked before. */
export function refundAtRazorpay(books: RazorpayBooks, facts: RazorpayRefundFacts): Refund {
  const { payment, amount } = facts
  const refund: Refund = {
    id: idOf('rfnd', facts.of),
    entity: 'refund',
    amount,
    currency: payment.currency,
    payment_id: payment.id,
    notes: facts.notes,
    receipt: facts.receipt,
    acquirer_data: { arn: null },
    created_at: Math.floor(facts.at / 1000),
    batch_id: null,
    status: 'processed',
    speed_processed: facts.speed === 'optimum' ? 'instant' : 'normal',
    speed_requested: facts.speed,
  }
  books.refunds.push(refund)
  payment.amount_refunded += amount
  payment.refund_status = payment.amount_refunded === payment.amount ? 'full' : 'partial'
  if (payment.refund_status === 'full') payment.status = 'refunded'
  return refund
}

export type ShopRefundFacts = {
  order: Order
  at: number
  amount: number
  shipping: number
  note: string | null
  lines: { lineId: string; quantity: number; amount: number; restock: string }[]
  parent: Transaction | null
  /** The refund at the payment provider that moved the money, if one did. */
  paymentId: string | null
}

/** Books a refund in Shopify: the refund itself and the transaction beneath it. */
export function refundInShop(store: Store, facts: ShopRefundFacts): ShopRefund {
  const { order, at, parent } = facts
  const id = nextId(store, 'Refund', 890000000000)
  const transactions = parent && facts.amount > 0 ? [refundTransaction(store, facts, parent)] : []
  order.transactions.push(...transactions)
  const refund: ShopRefund = {
    id,
    createdAt: at,
    note: facts.note,
    amount: facts.amount,
    shipping: facts.shipping,
    lines: facts.lines.map((line) => ({ ...line, id: nextId(store, 'RefundLineItem', 410000000000) })),
    transactionIds: transactions.map((made) => made.id),
  }
  order.refunds.push(refund)
  order.updatedAt = at
  return refund
}

function refundTransaction(store: Store, facts: ShopRefundFacts, parent: Transaction): Transaction {
  return {
    id: nextId(store, 'OrderTransaction', 6900000000000),
    parentId: parent.id,
    kind: 'REFUND',
    status: 'SUCCESS',
    gateway: parent.gateway,
    amount: facts.amount,
    createdAt: facts.at,
    paymentId: facts.paymentId,
  }
}

/** The next number of a kind, so that new things get ids that nothing else has. */
export function nextId(store: Store, kind: string, from: number): string {
  const next = (store.counters[kind] ?? from) + 1
  store.counters[kind] = next
  return String(next)
}

/** What can still be refunded of the order's money in Shopify's own books. */
export const refundedInShop = (order: Order): number =>
  order.transactions
    .filter(({ kind, status }) => kind === 'REFUND' && status === 'SUCCESS')
    .reduce((sum, { amount }) => sum + amount, 0)
