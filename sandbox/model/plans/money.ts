/** Razorpay beyond refunds: capturing, and payment links. */
import type { Plan } from '../plan.ts'
import { minor, record, rupees, text } from '../reading.ts'
import { ended, paymentOf } from './orders.ts'

export function* capturePayment(paymentId: string): Plan {
  const answer = yield { want: 'payment', input: { paymentId }, say: `Let me look at ${paymentId}.` }
  const payment = answer.payment ? record(answer.payment) : answer
  const status = text(payment.status) ?? 'unknown'
  if (status !== 'authorized') return `Payment ${paymentId} is ${status}: there is nothing to capture.`
  const amount = minor(payment.amount)
  return yield* ended({
    want: 'capture',
    input: { paymentId, amount },
    say: `Payment ${paymentId} is authorised over ${rupees(amount)}. I am asking to capture it.`,
  })
}

export function* captureOrder(order: string): Plan {
  const found = yield { want: 'order', input: { order }, say: `Let me look at order #${order}.` }
  const paymentId = yield* paymentOf(found.order ? record(found.order) : found, order)
  return paymentId ? yield* capturePayment(paymentId) : `I find no Razorpay payment for order #${order}.`
}

export type LinkWords = { amount: number; name: string | null; email: string | null; description: string }

export function* createLink({ amount, name, email, description }: LinkWords): Plan {
  const whom = name ? ` for ${name}` : ''
  return yield* ended({
    want: 'createLink',
    input: {
      amount,
      currency: 'INR',
      description,
      ...(name ? { name } : {}),
      ...(email ? { email } : {}),
    },
    say: `I am asking for a payment link over ${rupees(amount)}${whom}.`,
  })
}

export function* cancelLink(paymentLinkId: string): Plan {
  return yield* ended({
    want: 'cancelLink',
    input: { paymentLinkId },
    say: `I am asking to cancel the payment link ${paymentLinkId}.`,
  })
}
