/** The facts about a payment link that its writes rest on. */
import { z } from 'zod'
import type { Change } from '../define.ts'
import { moneyText } from '../money.ts'
import type { PaymentLink } from './entities.ts'
import { customerOf, maybeTime, money, said } from './shapes.ts'

export const linkFacts = z.strictObject({
  status: z.string(),
  amount: money,
  paid: money,
  description: z.string().nullable(),
  reference: z.string().nullable(),
  /** Name, e-mail and number, in full: they are on the card. */
  customer: z.array(z.string()),
})
export type LinkFacts = z.output<typeof linkFacts>

export const linkFactsOf = (link: PaymentLink): LinkFacts => ({
  status: link.status,
  amount: { currency: link.currency, minor: link.amount },
  paid: { currency: link.currency, minor: link.amount_paid ?? 0 },
  description: link.description || null,
  reference: link.reference_id || null,
  customer: said(customerOf(link)?.name, customerOf(link)?.email, customerOf(link)?.contact),
})

/** What of a link may still change. Razorpay: "created or partially paid". */
export const changeableLinkFacts = linkFacts.extend({
  expiresAt: z.string().nullable(),
  partial: z.boolean(),
  reminders: z.boolean(),
})
export type ChangeableLinkFacts = z.output<typeof changeableLinkFacts>

export const changeableLinkFactsOf = (link: PaymentLink): ChangeableLinkFacts => ({
  ...linkFactsOf(link),
  expiresAt: maybeTime(link.expire_by),
  partial: link.accept_partial ?? false,
  reminders: link.reminder_enable ?? false,
})

/** What tells the link from others. It does not change, so it has no before. */
export const linkDetails = ({ description, reference, customer }: LinkFacts): Change[] =>
  Object.entries({ For: description, Reference: reference, Customer: customer.join(', ') }).flatMap(
    ([field, to]) => (to ? [{ field, from: null, to }] : []),
  )

export const isPayable = (status: string): boolean => status === 'created' || status === 'partially_paid'

export const notPayable = (id: string, { status }: LinkFacts): string | null =>
  isPayable(status) ? null : `Nothing can be paid on ${id} any more: it is ${status}.`

/** What is still to be paid. */
export const dueOf = ({ amount, paid }: LinkFacts) => ({ ...amount, minor: amount.minor - paid.minor })

export const dueText = (facts: LinkFacts): string => moneyText(dueOf(facts))
