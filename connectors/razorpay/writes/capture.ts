import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { moneyText } from '../../money.ts'
import { classify } from '../answers.ts'
import type { RazorpayReads, RazorpayWrites } from '../client.ts'
import type { Payment } from '../entities.ts'
import { isoTime, money, paymentId, paymentShape, said } from '../shapes.ts'

const before = z.strictObject({
  status: z.string(),
  amount: money,
  order: z.string().nullable(),
  /** Who pays, in full: it is on the card. */
  payer: z.strictObject({ email: z.string().nullable(), contact: z.string().nullable() }),
  authorisedAt: z.string(),
})

/** Natural: a payment is captured once, and its status says so. */
export const capturePayment = write<RazorpayReads, RazorpayWrites>()({
  description:
    'Capture an authorised Razorpay payment, so that the money is taken. Razorpay captures the authorised amount or nothing.',
  scopes: ['read_write'],
  risk: 'money',
  idempotency: 'natural',
  input: z.strictObject({
    paymentId,
    amount: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe('In minor units; must equal the authorised amount. null for the authorised amount'),
  }),
  before,
  preview: async (read, { paymentId }) => factsOf(await read.payment(paymentId)),
  refuse: ({ input, before }) => {
    if (before.status === 'captured') return `Payment ${input.paymentId} is already captured.`
    if (before.status !== 'authorized') {
      return `Only an authorised payment can be captured; ${input.paymentId} is ${before.status}.`
    }
    if ((input.amount ?? before.amount.minor) === before.amount.minor) return null
    const asked = moneyText({ ...before.amount, minor: input.amount ?? 0 })
    return `Razorpay captures exactly what was authorised: ${moneyText(before.amount)}, not ${asked}.`
  },
  summarize: ({ input, before }) => ({
    headline: `Capture ${moneyText(before.amount)} of payment ${input.paymentId}`,
    changes: [
      { field: 'Status', from: before.status, to: 'captured' },
      {
        field: 'Taken from the customer',
        from: moneyText({ ...before.amount, minor: 0 }),
        to: moneyText(before.amount),
      },
      ...(before.order === null ? [] : [{ field: 'Order', from: null, to: before.order }]),
      { field: 'Authorised', from: null, to: before.authorisedAt },
    ],
    money: before.amount,
    recipients: said(before.payer.email, before.payer.contact),
    undo: 'A captured payment can be refunded, in full or in part; Razorpay keeps its fee.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const payment = await api.capture(input.paymentId, before.amount.minor, before.amount.currency)
    return { payment: paymentShape(payment) }
  },
  classify,
  reconcile: async (read, { input }) => outcomeOf(await read.payment(input.paymentId)),
  link: ({ input }) => `https://dashboard.razorpay.com/app/payments/${input.paymentId}`,
})

const factsOf = (payment: Payment): z.output<typeof before> => ({
  status: payment.status,
  amount: { currency: payment.currency, minor: payment.amount },
  order: payment.order_id ?? null,
  payer: { email: payment.email ?? null, contact: payment.contact ?? null },
  authorisedAt: isoTime(payment.created_at),
})

/** Only a captured payment becomes `refunded` with `captured` set; an expired authorisation is refunded without. */
function outcomeOf(payment: Payment): Reconciled {
  if (payment.status === 'captured' || payment.captured === true) {
    return { outcome: 'succeeded', result: { payment: paymentShape(payment) } }
  }
  return { outcome: 'failed', sentence: `Razorpay did not capture it: the payment is ${payment.status}.` }
}
