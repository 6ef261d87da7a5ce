import { z } from 'zod'
import { write } from '../../define.ts'
import { classify } from '../answers.ts'
import type { Medium, RazorpayReads, RazorpayWrites } from '../client.ts'
import { dueOf, dueText, linkDetails, linkFacts, linkFactsOf, notPayable } from '../link-facts.ts'
import { customerOf, paymentLinkId } from '../shapes.ts'

const words: Record<Medium, string> = { email: 'e-mail', sms: 'SMS' }

const before = linkFacts.extend({
  url: z.string().nullable(),
  /** Whom Razorpay has for each way of sending. It sends to nobody else. */
  email: z.string().nullable(),
  sms: z.string().nullable(),
})

/** None: a second request is a second message, and nothing tells afterwards whether one went out. */
export const notifyPaymentLink = write<RazorpayReads, RazorpayWrites>()({
  description:
    'Have Razorpay send an open payment link to its customer, by e-mail or SMS: for the first time or again.',
  scopes: ['read_write'],
  risk: 'customer',
  idempotency: 'none',
  input: z.strictObject({ paymentLinkId, by: z.enum(['email', 'sms']) }),
  before,
  preview: async (read, { paymentLinkId }) => {
    const link = await read.paymentLink(paymentLinkId)
    const customer = customerOf(link)
    const to = { email: customer?.email || null, sms: customer?.contact || null }
    return { ...linkFactsOf(link), url: link.short_url ?? null, ...to }
  },
  refuse: ({ input, before }) => {
    const closed = notPayable(input.paymentLinkId, before)
    if (closed !== null) return closed
    const missing = { email: 'e-mail address', sms: 'phone number' }[input.by]
    return before[input.by] === null ? `Payment link ${input.paymentLinkId} has no ${missing}.` : null
  },
  summarize: ({ input, before }) => ({
    headline: `Send payment link ${input.paymentLinkId} for ${dueText(before)} by ${words[input.by]}`,
    changes: [
      { field: 'To', from: null, to: before[input.by] ?? '' },
      { field: 'By', from: null, to: `${words[input.by]}, from Razorpay` },
      ...(before.url === null ? [] : [{ field: 'Link', from: null, to: before.url }]),
      ...linkDetails(before),
    ],
    money: dueOf(before),
    recipients: [before[input.by] ?? ''].filter((address) => address !== ''),
    undo: null,
    already: [],
  }),
  run: async (api, { input }) => {
    await api.notifyOfPaymentLink(input.paymentLinkId, input.by)
    return { paymentLink: input.paymentLinkId, sentBy: input.by }
  },
  classify,
  reconcile: async () => ({
    outcome: 'unknown',
    sentence: 'Razorpay does not say whether the message went out. Ask the customer before it is sent again.',
  }),
})
