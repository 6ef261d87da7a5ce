/** Refunding a payment, with Razorpay's own protection against doing it twice. */
import type { Payment, RazorpayBooks, Refund } from '../../store/razorpay-types.ts'
import { refundAtRazorpay } from '../../store/refund.ts'
import { fingerprint, ok, type Reply } from '../call.ts'
import { invalid, noSuchId, refuse } from './errors.ts'

/** What an idempotency key was used for. */
export type RefundKeys = Record<string, { fingerprint: string; refundId: string }>

export type RefundDesk = {
  books: RazorpayBooks
  keys: RefundKeys
  /** Keys whose request is being worked on. */
  inFlight: Set<string>
  now: () => number
  /** How long Razorpay takes: while it lasts, a repeat of the key is a conflict. */
  work: () => Promise<void>
}

type Asked = { id: string; body: Record<string, unknown>; key: string | undefined }

/**
 * POST /v1/payments/{id}/refund. X-Refund-Idempotency: the same key and body give the same refund, another body is a
 * BAD_REQUEST, a key in flight a 409 (razorpay.com/docs/api/refunds/normal-refunds-idempotent).
 */
export async function refund(desk: RefundDesk, { id, body, key }: Asked): Promise<Reply> {
  if (key === undefined) return makeRefund(desk, id, body)
  if (!/^[A-Za-z0-9_-]{10,}$/.test(key)) {
    return refuse(
      'The idempotency key must be at least 10 characters: letters, numbers, hyphens, underscores.',
    )
  }
  const said = fingerprint({ id, body })
  const used = desk.keys[key]
  if (used && used.fingerprint !== said) {
    return refuse('Different request with the same idempotency key has already been processed.')
  }
  if (used) return ok(desk.books.refunds.find((one) => one.id === used.refundId))
  if (desk.inFlight.has(key)) {
    return refuse('Request failed because another request with the same idempotency key is in progress.', {
      status: 409,
    })
  }
  desk.inFlight.add(key)
  try {
    await desk.work()
    const reply = makeRefund(desk, id, body)
    if (reply.acted) desk.keys[key] = { fingerprint: said, refundId: (reply.body as Refund).id }
    return reply
  } finally {
    desk.inFlight.delete(key)
  }
}

function makeRefund({ books, now }: RefundDesk, id: string, body: Record<string, unknown>): Reply {
  const payment = books.payments.find((one) => one.id === id)
  if (!payment) return noSuchId()
  const left = payment.amount - payment.amount_refunded
  const amount = body.amount === undefined || body.amount === null ? left : Number(body.amount)
  const problem = refusal(books, { payment, amount, left, body })
  if (problem) return problem
  const made = refundAtRazorpay(books, {
    payment,
    amount,
    of: `${payment.id} ${books.refunds.length} ${now()}`,
    at: now(),
    speed: body.speed === 'optimum' ? 'optimum' : 'normal',
    receipt: typeof body.receipt === 'string' ? body.receipt : null,
    notes: (body.notes as Refund['notes'] | undefined) ?? [],
  })
  return ok(made, true)
}

type Judged = { payment: Payment; amount: number; left: number; body: Record<string, unknown> }

/** Why a refund cannot be, in the vendor's words; null where it can. */
function refusal(books: RazorpayBooks, { payment, amount, left, body }: Judged): Reply | null {
  if (!['normal', 'optimum', undefined].includes(body.speed as string | undefined)) {
    return invalid('speed', 'The speed must be normal or optimum.')
  }
  if (payment.status === 'refunded') return refuse('The payment has been fully refunded already')
  if (payment.status !== 'captured') {
    return refuse('The payment status should be captured for action to be taken')
  }
  if (!Number.isInteger(amount)) return invalid('amount', 'The amount must be an integer.')
  if (amount < 100) return invalid('amount', 'The amount must be at least INR 1.00')
  if (amount > payment.amount) return refuse('The refund amount provided is greater than amount captured')
  if (amount > left) return refuse('The total refund amount is greater than the refund payment amount')
  return isDisputed(books, payment)
    ? refuse('The refund on this payment is blocked due to ongoing dispute investigation')
    : null
}

const isDisputed = (books: RazorpayBooks, payment: Payment): boolean =>
  books.disputes.some(
    ({ payment_id, status }) => payment_id === payment.id && ['open', 'under_review'].includes(status),
  )
