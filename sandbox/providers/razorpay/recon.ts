/** GET /v1/settlements/recon/combined: which payments and refunds a day's or month's settlements were made of. */
import type { Payment, RazorpayBooks, Refund, Settlement } from '../../store/razorpay-types.ts'
import { ok, type Reply } from '../call.ts'
import { invalid } from './errors.ts'

export function recon(books: RazorpayBooks, query: URLSearchParams): Reply {
  const [year, month, day] = ['year', 'month', 'day'].map((name) => query.get(name))
  if (!year || !month) return invalid('year', 'The year and month fields are required.')
  if (!/^\d{4}$/.test(year)) return invalid('year', 'The year must be 4 digits.')
  if (!/^(0?[1-9]|1[0-2])$/.test(month)) return invalid('month', 'The month is not a valid month.')
  const isAsked = ({ created_at }: Settlement) => {
    const at = new Date(created_at * 1000)
    return (
      at.getUTCFullYear() === Number(year) &&
      at.getUTCMonth() + 1 === Number(month) &&
      (!day || at.getUTCDate() === Number(day))
    )
  }
  const [count, skip] = [number(query, 'count', 10), number(query, 'skip', 0)]
  if (count < 1) return invalid('count', 'The count must be at least 1.')
  if (count > 1000) return invalid('count', 'The count may not be greater than 1000.')
  const all = books.settlements.filter(isAsked).flatMap((settlement) => entriesOf(books, settlement))
  const items = all.slice(skip, skip + count)
  return ok({ entity: 'collection', count: items.length, items })
}

const number = (query: URLSearchParams, name: string, otherwise: number): number =>
  query.has(name) ? Number(query.get(name)) || 0 : otherwise

function entriesOf(books: RazorpayBooks, settlement: Settlement): unknown[] {
  const isIn = ({ id }: { id: string }) => books.settledBy[id] === settlement.id
  return [
    ...books.payments.filter(isIn).map((payment) => paymentEntry(books, settlement, payment)),
    ...books.refunds.filter(isIn).map((refund) => refundEntry(settlement, refund)),
  ]
}

const shared = (settlement: Settlement, entry: Payment | Refund) => ({
  entity_id: entry.id,
  amount: entry.amount,
  currency: entry.currency,
  on_hold: false,
  settled: true,
  created_at: entry.created_at,
  settled_at: settlement.created_at,
  settlement_id: settlement.id,
  settlement_utr: settlement.utr,
  posted_at: null,
  credit_type: 'default',
  notes: JSON.stringify(entry.notes),
  dispute_id: null,
})

function paymentEntry(books: RazorpayBooks, settlement: Settlement, payment: Payment): unknown {
  const card = books.cards.find(({ id }) => id === payment.card_id)
  return {
    ...shared(settlement, payment),
    type: 'payment',
    debit: 0,
    credit: payment.amount - (payment.fee ?? 0),
    fee: payment.fee ?? 0,
    tax: payment.tax ?? 0,
    description: payment.description,
    payment_id: null,
    order_id: payment.order_id,
    order_receipt: books.orders.find(({ id }) => id === payment.order_id)?.receipt ?? null,
    method: payment.method,
    card_network: card?.network ?? null,
    card_issuer: card?.issuer ?? null,
    card_type: card?.type ?? null,
  }
}

const refundEntry = (settlement: Settlement, refund: Refund): unknown => ({
  ...shared(settlement, refund),
  type: 'refund',
  debit: refund.amount,
  credit: 0,
  fee: 0,
  tax: 0,
  description: null,
  payment_id: refund.payment_id,
  order_id: null,
  order_receipt: null,
  method: null,
  card_network: null,
  card_issuer: null,
  card_type: null,
})
