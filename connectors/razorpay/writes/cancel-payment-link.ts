import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { moneyText } from '../../money.ts'
import { classify } from '../answers.ts'
import type { RazorpayReads, RazorpayWrites } from '../client.ts'
import type { PaymentLink } from '../entities.ts'
import { linkDetails, linkFacts, linkFactsOf } from '../link-facts.ts'
import { paymentLinkId, paymentLinkShape } from '../shapes.ts'

/** Natural: a link is cancelled once, and its status says so. */
export const cancelPaymentLink = write<RazorpayReads, RazorpayWrites>()({
  description: 'Cancel a Razorpay payment link on which nothing was paid, so that it can no longer be paid.',
  scopes: ['read_write'],
  risk: 'customer',
  idempotency: 'natural',
  input: z.strictObject({ paymentLinkId }),
  before: linkFacts,
  preview: async (read, { paymentLinkId }) => linkFactsOf(await read.paymentLink(paymentLinkId)),
  refuse: ({ input, before }) => {
    if (before.status === 'created') return null
    if (before.status === 'cancelled') return `Payment link ${input.paymentLinkId} is already cancelled.`
    return `Only a link on which nothing was paid can be cancelled; ${input.paymentLinkId} is ${before.status}.`
  },
  summarize: ({ input, before }) => ({
    headline: `Cancel payment link ${input.paymentLinkId} for ${moneyText(before.amount)}`,
    changes: [
      { field: 'Status', from: before.status, to: 'cancelled' },
      {
        field: 'Can still be paid',
        from: moneyText(before.amount),
        to: moneyText({ ...before.amount, minor: 0 }),
      },
      ...linkDetails(before),
    ],
    money: before.amount,
    // Razorpay tells nobody of a cancelled link.
    recipients: [],
    undo: null,
    already: [],
  }),
  run: async (api, { input }) => ({
    paymentLink: paymentLinkShape(await api.cancelPaymentLink(input.paymentLinkId)),
  }),
  classify,
  reconcile: async (read, { input }) => outcomeOf(await read.paymentLink(input.paymentLinkId)),
})

const outcomeOf = (link: PaymentLink): Reconciled =>
  link.status === 'cancelled'
    ? { outcome: 'succeeded', result: { paymentLink: paymentLinkShape(link) } }
    : { outcome: 'failed', sentence: `Razorpay did not cancel it: the link is ${link.status}.` }
