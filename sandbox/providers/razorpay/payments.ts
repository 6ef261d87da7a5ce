/** Reading and capturing payments. */
import { chargesOn } from '../../store/payments.ts'
import type { Payment, RazorpayBooks } from '../../store/razorpay-types.ts'
import { ok, type Reply } from '../call.ts'
import { invalid, noSuchId, refuse } from './errors.ts'
import { expansions } from './lists.ts'

/** A payment as the query wants it: `expand[]=card` and `expand[]=upi` put the means beside it. */
export function shapePayment(books: RazorpayBooks, payment: Payment, query: URLSearchParams): unknown {
  const wanted = expansions(query)
  const card = books.cards.find(({ id }) => id === payment.card_id)
  return {
    ...payment,
    ...(wanted.has('card') && card ? { card } : {}),
    ...(wanted.has('upi') && payment.vpa ? { upi: { vpa: payment.vpa } } : {}),
    ...(wanted.has('emi') ? { emi: null } : {}),
  }
}

/** Captures what was authorised: the whole of it, in its currency, once. */
export function capture(books: RazorpayBooks, id: string, body: Record<string, unknown>): Reply {
  const payment = books.payments.find((one) => one.id === id)
  if (!payment) return noSuchId()
  const amount = body.amount === undefined ? null : Number(body.amount)
  if (amount === null) return invalid('amount', 'The amount field is required.')
  if (!Number.isInteger(amount)) return invalid('amount', 'The amount must be an integer.')
  if (payment.status === 'captured' || payment.status === 'refunded') {
    return refuse('This payment has already been captured')
  }
  if (payment.status !== 'authorized') {
    return refuse('Only payments which have been authorized and not yet captured can be captured')
  }
  if (amount !== payment.amount) return refuse('Capture amount must be equal to the amount authorized')
  if ((body.currency ?? 'INR') !== payment.currency) {
    return refuse('Payment currency not matching with the currency provided', { field: 'currency' })
  }
  const order = books.orders.find((one) => one.id === payment.order_id)
  Object.assign(payment, { status: 'captured', captured: true, ...chargesOn(amount) })
  if (order) Object.assign(order, { status: 'paid', amount_paid: amount, amount_due: order.amount - amount })
  return ok(payment, true)
}
