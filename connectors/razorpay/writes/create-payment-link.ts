import { z } from 'zod'
import { type Inverse, type Money, type Reconciled, write } from '../../define.ts'
import { moneyText } from '../../money.ts'
import { classify } from '../answers.ts'
import type { PaymentLinkBody, RazorpayReads, RazorpayWrites } from '../client.ts'
import type { PaymentLink } from '../entities.ts'
import { isPayable } from '../link-facts.ts'
import { customerOf, isoTime, money, paymentLinkId, paymentLinkShape, said, unixSeconds } from '../shapes.ts'

const input = z.strictObject({
  amount: z.int().min(1).describe('In minor units (paise for INR)'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('INR'),
  description: z.string().min(1).max(2048).describe('What the customer pays for; the customer reads it'),
  name: z.string().min(1).max(200).nullable().default(null).describe('The customer’s name'),
  email: z.email().max(254).nullable().default(null).describe('The customer’s e-mail'),
  contact: z
    .string()
    .regex(/^\+?\d{8,15}$/)
    .nullable()
    .default(null)
    .describe('The customer’s phone number with the country code'),
  sendEmail: z.boolean().default(false).describe('Whether Razorpay sends the link by e-mail'),
  sendSms: z.boolean().default(false).describe('Whether Razorpay sends the link by SMS'),
  expiresAt: z.iso
    .datetime()
    .nullable()
    .default(null)
    .describe('ISO 8601 in UTC; null for six months, Razorpay’s default'),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  /** Links that already ask the same person for the same amount. */
  open: z.array(z.strictObject({ id: z.string(), amount: money, at: z.string() })),
})

/** Natural: `reference_id` is ours alone, and Razorpay takes each once and finds links by it. */
export const createPaymentLink = write<RazorpayReads, RazorpayWrites>()({
  description:
    'Create a Razorpay payment link that asks a customer for an amount, and send it where asked to.',
  scopes: ['read_write'],
  risk: 'customer',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, input) => {
    const links = await read.paymentLinks({ count: 100, skip: 0 })
    return {
      open: links
        .filter((link) => asksTheSame(link, input))
        .map((link) => ({ id: link.id, amount: moneyOf(link), at: isoTime(link.created_at) })),
    }
  },
  refuse: ({ input }) => {
    if (input.sendEmail && input.email === null) return 'There is no e-mail address to send the link to.'
    if (input.sendSms && input.contact === null) return 'There is no phone number to send the link to.'
    return null
  },
  summarize: ({ input, before }) => {
    const amount = { currency: input.currency, minor: input.amount }
    return {
      headline: `Create a payment link for ${moneyText(amount)}`,
      changes: [
        { field: 'Amount', from: null, to: moneyText(amount) },
        { field: 'For', from: null, to: input.description },
        { field: 'Customer', from: null, to: customerText(input) },
        { field: 'Razorpay sends it', from: null, to: sentBy(input) },
        {
          field: 'Payable until',
          from: null,
          to: input.expiresAt ?? 'six months from now (Razorpay’s default)',
        },
      ],
      money: amount,
      recipients: recipientsOf(input),
      undo: 'The link can be cancelled as long as nothing was paid on it; a message that was sent stays sent.',
      already: before.open.map(
        ({ id, at, amount }) =>
          `This customer was already asked for ${moneyText(amount)} on ${at.slice(0, 10)}, and can still pay it (${id}).`,
      ),
    }
  },
  run: async (api, { input, idempotencyKey }) => ({
    paymentLink: paymentLinkShape(await api.createPaymentLink(bodyOf(input, idempotencyKey))),
  }),
  classify,
  reconcile: async (read, { idempotencyKey }): Promise<Reconciled> => {
    const links = await read.paymentLinks({ count: 100, skip: 0, reference_id: idempotencyKey })
    // Compared here too: a filter that is not honoured must not make another link ours.
    const ours = links.find((link) => link.reference_id === idempotencyKey)
    if (ours) return { outcome: 'succeeded', result: { paymentLink: paymentLinkShape(ours) } }
    return { outcome: 'failed', sentence: 'Razorpay holds no payment link of this request.' }
  },
  undo: ({ result }): Inverse | null => {
    const made = created.safeParse(result)
    return made.success
      ? { write: 'cancelPaymentLink', input: { paymentLinkId: made.data.paymentLink.id } }
      : null
  },
})

const created = z.object({ paymentLink: z.object({ id: paymentLinkId, status: z.literal('created') }) })

function bodyOf(input: Input, idempotencyKey: string): PaymentLinkBody {
  const { name, email, contact, expiresAt } = input
  return {
    amount: input.amount,
    currency: input.currency,
    accept_partial: false,
    description: input.description,
    reference_id: idempotencyKey,
    customer: {
      ...(name === null ? {} : { name }),
      ...(email === null ? {} : { email }),
      ...(contact === null ? {} : { contact }),
    },
    notify: { sms: input.sendSms, email: input.sendEmail },
    // Reminders are messages to a customer that no card has named.
    reminder_enable: false,
    notes: { ops_room: idempotencyKey },
    ...(expiresAt === null ? {} : { expire_by: unixSeconds(expiresAt) }),
  }
}

/** Razorpay gives a number with and without its country code: the last ten digits decide. */
function asksTheSame(link: PaymentLink, input: Input): boolean {
  if (!isPayable(link.status)) return false
  if (link.amount !== input.amount || link.currency !== input.currency) return false
  const customer = customerOf(link)
  const sameEmail = input.email !== null && customer?.email?.toLowerCase() === input.email.toLowerCase()
  const sameContact = input.contact !== null && customer?.contact?.slice(-10) === input.contact.slice(-10)
  return sameEmail || sameContact
}

const moneyOf = (link: PaymentLink): Money => ({ currency: link.currency, minor: link.amount })

const customerText = ({ name, email, contact }: Input): string =>
  said(name, email, contact).join(', ') || 'nobody in particular'

const sentBy = ({ sendEmail, sendSms }: Input): string =>
  said(sendEmail ? 'by e-mail' : null, sendSms ? 'by SMS' : null).join(' and ') ||
  'to nobody: it is yours to pass on'

const recipientsOf = ({ email, contact, sendEmail, sendSms }: Input): string[] =>
  said(sendEmail ? email : null, sendSms ? contact : null)
