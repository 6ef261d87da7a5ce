import { z } from 'zod'
import { type Change, type Inverse, type Reconciled, type WriteFacts, write } from '../../define.ts'
import { classify } from '../answers.ts'
import type { PaymentLinkChange, RazorpayReads, RazorpayWrites } from '../client.ts'
import type { PaymentLink } from '../entities.ts'
import {
  type ChangeableLinkFacts,
  changeableLinkFacts,
  changeableLinkFactsOf,
  dueOf,
  dueText,
  linkDetails,
  notPayable,
} from '../link-facts.ts'
import { isoTime, paymentLinkId, paymentLinkShape, unixSeconds } from '../shapes.ts'

const unchanged = ' null leaves it as it is'

const input = z.strictObject({
  paymentLinkId,
  expiresAt: z.iso
    .datetime()
    .nullable()
    .default(null)
    .describe(`Payable until, ISO 8601 in UTC, at most six months after it was made.${unchanged}`),
  reference: z
    .string()
    .min(1)
    .max(40)
    .nullable()
    .default(null)
    .describe(`The store’s own number.${unchanged}`),
  partial: z.boolean().nullable().default(null).describe(`Whether it may be paid in parts.${unchanged}`),
  reminders: z
    .boolean()
    .nullable()
    .default(null)
    .describe(`Whether Razorpay reminds the customer.${unchanged}`),
})
type Input = z.output<typeof input>
type Facts = WriteFacts<Input, ChangeableLinkFacts>

/** Natural: the link is as it was asked for, or it is not; asking twice changes nothing. */
export const updatePaymentLink = write<RazorpayReads, RazorpayWrites>()({
  description:
    'Change an open Razorpay payment link: until when it can be paid, its reference, payment in parts, reminders. Its amount and customer cannot change: cancel it and make another one.',
  scopes: ['read_write'],
  risk: 'customer',
  idempotency: 'natural',
  input,
  before: changeableLinkFacts,
  preview: async (read, { paymentLinkId }) => changeableLinkFactsOf(await read.paymentLink(paymentLinkId)),
  refuse: ({ input, before }) => {
    const closed = notPayable(input.paymentLinkId, before)
    if (closed !== null) return closed
    return changesOf(input, before).length === 0 ? `${input.paymentLinkId} is like that already.` : null
  },
  summarize: ({ input, before }) => ({
    headline: `Change payment link ${input.paymentLinkId}, with ${dueText(before)} still to pay`,
    changes: [...changesOf(input, before), ...linkDetails(before)],
    money: dueOf(before),
    // Razorpay tells nobody of the change; with reminders it writes to the customer from then on.
    recipients: input.reminders === true ? before.customer : [],
    undo: inverseOf({ input, before }) === null ? null : 'What it was before can be set again.',
    already: [],
  }),
  run: async (api, { input }) => ({
    paymentLink: paymentLinkShape(await api.updatePaymentLink(input.paymentLinkId, bodyOf(input))),
  }),
  classify,
  reconcile: async (read, { input }) => outcomeOf(input, await read.paymentLink(input.paymentLinkId)),
  undo: inverseOf,
})

function changesOf(input: Input, before: ChangeableLinkFacts): Change[] {
  const changes = [
    { field: 'Payable until', from: before.expiresAt, to: input.expiresAt && second(input.expiresAt) },
    { field: 'Reference', from: before.reference, to: input.reference },
    { field: 'Payment in parts', from: word(before.partial), to: word(input.partial) },
    { field: 'Reminders', from: word(before.reminders), to: word(input.reminders) },
  ]
  return changes.flatMap(({ field, from, to }) => (to === null || to === from ? [] : [{ field, from, to }]))
}

const word = (value: boolean | null) => (value === null ? null : value ? 'yes' : 'no')

/** Razorpay counts whole seconds: `…:00.000Z` and `…:00Z` are one time. */
const second = (iso: string): string => isoTime(unixSeconds(iso))

const bodyOf = ({ expiresAt, reference, partial, reminders }: Input): PaymentLinkChange => ({
  ...(partial === null ? {} : { accept_partial: partial }),
  ...(reference === null ? {} : { reference_id: reference }),
  ...(expiresAt === null ? {} : { expire_by: unixSeconds(expiresAt) }),
  ...(reminders === null ? {} : { reminder_enable: reminders }),
})

function outcomeOf(input: Input, link: PaymentLink): Reconciled {
  const left = changesOf(input, changeableLinkFactsOf(link))
  return left.length === 0
    ? { outcome: 'succeeded', result: { paymentLink: paymentLinkShape(link) } }
    : {
        outcome: 'failed',
        sentence: `The payment link is as it was: ${left.map(({ field }) => field).join(', ')}.`,
      }
}

/** What was empty before cannot be made empty again: Razorpay takes a value or leaves it as it is. */
function inverseOf({ input, before }: Pick<Facts, 'input' | 'before'>): Inverse | null {
  const { expiresAt, reference, partial, reminders } = input
  if ((expiresAt !== null && before.expiresAt === null) || (reference !== null && before.reference === null))
    return null
  return {
    write: 'updatePaymentLink',
    input: {
      paymentLinkId: input.paymentLinkId,
      expiresAt: expiresAt === null ? null : before.expiresAt,
      reference: reference === null ? null : before.reference,
      partial: partial === null ? null : before.partial,
      reminders: reminders === null ? null : before.reminders,
    },
  }
}
