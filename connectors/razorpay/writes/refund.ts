import { z } from 'zod'
import { ConnectorError, type JsonObject, type Money, type Reconciled, write } from '../../define.ts'
import { moneyText } from '../../money.ts'
import { classify } from '../answers.ts'
import type { RazorpayReads, RazorpayWrites } from '../client.ts'
import type { Refund } from '../entities.ts'
import { orderNameIn } from '../order-names.ts'
import { alreadyRefunded, fetchStanding, refundPage, standingRefunds, stands } from '../refunds.ts'
import { money, paymentId, refundShape, said } from '../shapes.ts'

const before = z.strictObject({
  status: z.string(),
  /** What the shop calls the order, where a note says so. */
  order: z.string().nullable(),
  amount: money,
  refunded: money,
  /** Who gets the money back, in full: it is on the card. */
  payer: z.strictObject({ email: z.string().nullable(), contact: z.string().nullable(), method: z.string() }),
  /** Refunds that stand, made here or elsewhere. */
  refunds: standingRefunds,
})
type Before = z.output<typeof before>

export const createRefund = write<RazorpayReads, RazorpayWrites>()({
  description:
    'Refund a captured Razorpay payment to where it came from, in full or in part. Without an amount everything that is left is refunded.',
  scopes: ['read_write'],
  risk: 'money',
  idempotency: 'native',
  input: z.strictObject({
    paymentId,
    amount: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe('In minor units of the payment’s currency (paise for INR); null for everything that is left'),
    speed: z
      .enum(['normal', 'optimum'])
      .default('normal')
      .describe('normal takes 5 to 7 working days; optimum is instant where possible and costs a fee'),
  }),
  before,
  preview: async (read, { paymentId }) => {
    const [payment, refunds] = await Promise.all([read.payment(paymentId), fetchStanding(read, paymentId)])
    return {
      status: payment.status,
      order: orderNameIn(payment.notes),
      amount: { currency: payment.currency, minor: payment.amount },
      refunded: { currency: payment.currency, minor: payment.amount_refunded ?? 0 },
      payer: {
        email: payment.email ?? null,
        contact: payment.contact ?? null,
        method: payment.method ?? 'unknown',
      },
      refunds,
    }
  },
  refuse: ({ input, before }) => {
    const left = leftOf(before)
    if (before.status === 'refunded' || (before.status === 'captured' && left <= 0)) {
      return `Payment ${input.paymentId} is already refunded in full.`
    }
    if (before.status !== 'captured') {
      return `Only a captured payment can be refunded; ${input.paymentId} is ${before.status}.`
    }
    if ((input.amount ?? left) <= left) return null
    const wanted = moneyText(amountOf(input.amount, before))
    return `${wanted} is more than is left to refund: ${moneyText({ ...before.amount, minor: left })}.`
  },
  summarize: ({ input, before }) => {
    const amount = amountOf(input.amount, before)
    const refundedAfter = { ...amount, minor: before.refunded.minor + amount.minor }
    return {
      headline: `Refund ${moneyText(amount)} of payment ${input.paymentId}${before.order === null ? '' : `, order ${before.order}`}`,
      changes: [
        { field: 'Refunded', from: moneyText(before.refunded), to: moneyText(refundedAfter) },
        {
          field: 'Left of the payment',
          from: moneyText({ ...amount, minor: leftOf(before) }),
          to: moneyText({ ...amount, minor: leftOf(before) - amount.minor }),
        },
        { field: 'Arrives', from: null, to: arrivals[input.speed] },
      ],
      money: amount,
      recipients: [payerText(before.payer)],
      undo: null,
      already: alreadyRefunded(amount.currency, before.refunds),
    }
  },
  run: async (api, { input, before, idempotencyKey }) => {
    // The amount is always said: "everything" would mean something else if a refund slipped in between.
    const amount = amountOf(input.amount, before).minor
    const body = { amount, speed: input.speed, receipt: idempotencyKey, notes: { ops_room: idempotencyKey } }
    const refund = await api.refund(input.paymentId, body, idempotencyKey)
    if (refund.status === 'failed') {
      throw new ConnectorError(
        'refused',
        `Razorpay could not make the refund ${refund.id}: no money was moved.`,
      )
    }
    return { refund: refundShape(refund) }
  },
  classify,
  reconcile: async (read, { input, idempotencyKey }) => {
    const refunds = await read.refundsOf(input.paymentId, refundPage)
    const ours = refunds.find((refund) => carries(refund, idempotencyKey))
    return ours ? found(ours) : notFound(refunds.length)
  },
  about: ({ input, before }) => ({ kind: 'order', order: before.order, payment: input.paymentId }),
  settled: ({ result }) => (isPending(result) ? pendingSentence : null),
  link: ({ input }) => `https://dashboard.razorpay.com/app/payments/${input.paymentId}`,
})

const leftOf = (before: Before): number => before.amount.minor - before.refunded.minor

const amountOf = (asked: number | null, before: Before): Money => ({
  currency: before.amount.currency,
  minor: asked ?? leftOf(before),
})

const payerText = ({ email, contact, method }: Before['payer']): string =>
  `${said(email, contact).join(', ') || 'The payer'}, back to ${sources.get(method) ?? 'where the payment came from'}`

/** razorpay.com/docs/payments/refunds: the speeds, and what the faster one costs. */
const arrivals = {
  normal: 'in 5 to 7 working days',
  optimum: 'at once where the bank allows it, for a fee; else in 5 to 7 working days',
}

/** Razorpay refunds to the source of the payment and to nothing else. */
const sources = new Map([
  ['upi', 'the UPI account that paid'],
  ['card', 'the card that paid'],
  ['netbanking', 'the bank account that paid'],
  ['wallet', 'the wallet that paid'],
])

const isPending = (result: JsonObject): boolean =>
  z.object({ refund: z.object({ status: z.literal('pending') }) }).safeParse(result).success

const pendingSentence = 'Razorpay has taken the refund on. The money is not on its way yet (pending).'

const carries = (refund: Refund, key: string): boolean =>
  refund.receipt === key || (!Array.isArray(refund.notes) && refund.notes?.ops_room === key)

const found = (refund: Refund): Reconciled =>
  stands(refund)
    ? { outcome: 'succeeded', result: { refund: refundShape(refund) } }
    : { outcome: 'failed', sentence: `Razorpay could not make the refund ${refund.id}: no money was moved.` }

const notFound = (seen: number): Reconciled =>
  seen < refundPage.count
    ? { outcome: 'failed', sentence: 'Razorpay holds no refund of this request: no money was moved.' }
    : { outcome: 'unknown', sentence: 'The payment has more refunds than could be looked through.' }
