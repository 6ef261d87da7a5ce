/** Razorpay's entities as far as Ops Room reads them. Amounts are minor units, times are seconds since 1970. */
import { z } from 'zod'
import { type Proof, proofs } from './documents.ts'

const text = z.string().nullish()
const seconds = z.int().nullish()
const minor = z.int()

/** An array stands for an empty object here and there. What a note holds is the store's own affair. */
const array = z.array(z.unknown())
const notes = z.union([array, z.record(z.string(), z.unknown())]).nullish()

export const payment = z.object({
  id: z.string(),
  amount: minor,
  currency: z.string(),
  status: z.string(),
  order_id: text,
  method: text,
  amount_refunded: minor.nullish(),
  captured: z.boolean().nullish(),
  international: z.boolean().nullish(),
  description: text,
  email: text,
  contact: text,
  vpa: text,
  fee: minor.nullish(),
  tax: minor.nullish(),
  error_description: text,
  notes,
  created_at: z.int(),
})
export type Payment = z.output<typeof payment>

export const order = z.object({
  id: z.string(),
  amount: minor,
  amount_paid: minor,
  amount_due: minor,
  currency: z.string(),
  receipt: text,
  status: z.string(),
  attempts: z.int(),
  notes,
  created_at: z.int(),
})
export type Order = z.output<typeof order>

export const refund = z.object({
  id: z.string(),
  amount: minor,
  currency: z.string(),
  payment_id: z.string(),
  receipt: text,
  notes,
  status: z.string(),
  speed_processed: text,
  speed_requested: text,
  created_at: z.int(),
})
export type Refund = z.output<typeof refund>

/** Carries no currency: it is in the one that the account settles in. */
export const settlement = z.object({
  id: z.string(),
  amount: minor,
  status: z.string(),
  fees: minor.nullish(),
  tax: minor.nullish(),
  utr: text,
  created_at: z.int(),
})
export type Settlement = z.output<typeof settlement>

/** A line of the report of what settlements were made of. */
export const reconLine = z.object({
  entity_id: z.string(),
  type: z.string(),
  debit: minor,
  credit: minor,
  amount: minor,
  currency: z.string(),
  fee: minor,
  tax: minor,
  on_hold: z.boolean().nullish(),
  settled: z.boolean().nullish(),
  settlement_id: text,
  settlement_utr: text,
  description: text,
  payment_id: text,
  order_id: text,
  order_receipt: text,
  method: text,
  dispute_id: text,
  created_at: z.int(),
  settled_at: seconds,
})
export type ReconLine = z.output<typeof reconLine>

const documents = z.array(z.string()).nullish()

/** What was put forward against a dispute so far. */
const evidence = z.object({
  amount: minor.nullish(),
  summary: text,
  ...(Object.fromEntries(proofs.map((proof) => [proof, documents])) as Record<Proof, typeof documents>),
  others: z.array(z.object({ type: text, document_ids: documents })).nullish(),
  submitted_at: seconds,
})

export const dispute = z.object({
  id: z.string(),
  payment_id: z.string(),
  amount: minor,
  currency: z.string(),
  amount_deducted: minor,
  reason_code: z.string(),
  reason_description: text,
  respond_by: seconds,
  status: z.string(),
  phase: z.string(),
  created_at: z.int(),
  evidence: evidence.nullish(),
})
export type Dispute = z.output<typeof dispute>

/** A file that was uploaded to Razorpay; what it holds is never fetched. */
export const document = z.object({
  id: z.string(),
  purpose: text,
  name: text,
  display_name: text,
  mime_type: text,
})
export type Document = z.output<typeof document>

export const paymentLink = z.object({
  id: z.string(),
  amount: minor,
  amount_paid: minor.nullish(),
  currency: z.string(),
  status: z.string(),
  short_url: text,
  reference_id: text,
  description: text,
  customer: z.union([array, z.object({ name: text, email: text, contact: text })]).nullish(),
  expire_by: seconds,
  accept_partial: z.boolean().nullish(),
  reminder_enable: z.boolean().nullish(),
  created_at: z.int(),
})
export type PaymentLink = z.output<typeof paymentLink>

/** A page of a list. */
export const collection = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) })

/** Payment links come under a name of their own. */
export const paymentLinks = z.object({ payment_links: z.array(paymentLink) })

/** The answer to a message that was sent: no other value is documented. */
export const notified = z.object({ success: z.literal(true) })
