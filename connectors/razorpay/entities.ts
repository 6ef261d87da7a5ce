/** Razorpay's entities as far as Ops Room reads them. Amounts are minor units, times are seconds since 1970. */
import { z } from 'zod'

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

export const dispute = z.object({
  id: z.string(),
  payment_id: z.string(),
  amount: minor,
  currency: z.string(),
  amount_deducted: minor,
  reason_code: z.string(),
  respond_by: seconds,
  status: z.string(),
  phase: z.string(),
  created_at: z.int(),
})
export type Dispute = z.output<typeof dispute>

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
  created_at: z.int(),
})
export type PaymentLink = z.output<typeof paymentLink>

/** A page of a list. */
export const collection = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) })

/** Payment links come under a name of their own. */
export const paymentLinks = z.object({ payment_links: z.array(paymentLink) })
