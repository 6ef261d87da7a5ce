/** What the model and the ledger get to see of Razorpay's entities: few fields, whole numbers, ISO times, masked people. */
import { z } from 'zod'
import type { JsonObject, Money } from '../define.ts'
import { maskEmail, maskPhone } from '../masks.ts'
import { proofs } from './documents.ts'
import type { Dispute, Order, Payment, PaymentLink, ReconLine, Refund, Settlement } from './entities.ts'

export const money = z.strictObject({ currency: z.string(), minor: z.int() })

/** Ids go into paths: letters and digits behind the vendor's prefix, no slash, no dot. */
export const paymentId = z
  .string()
  .regex(/^pay_[A-Za-z0-9]{1,40}$/)
  .describe('The id of the payment, pay_…')
export const orderId = z
  .string()
  .regex(/^order_[A-Za-z0-9]{1,40}$/)
  .describe('The id of the order, order_…')
export const settlementId = z
  .string()
  .regex(/^setl_[A-Za-z0-9]{1,40}$/)
  .describe('The id of the settlement, setl_…')
export const disputeId = z
  .string()
  .regex(/^disp_[A-Za-z0-9]{1,40}$/)
  .describe('The id of the dispute, disp_…')
export const paymentLinkId = z
  .string()
  .regex(/^plink_[A-Za-z0-9]{1,40}$/)
  .describe('The id of the payment link, plink_…')

/** Seconds since 1970 as ISO 8601. */
export const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** ISO 8601 as seconds since 1970. */
export const unixSeconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000)

/** Zero and null both stand for "no time" at Razorpay. */
export const maybeTime = (seconds: number | null | undefined): string | null =>
  seconds ? isoTime(seconds) : null

const moneyOf = (currency: string, minor: number): Money => ({ currency, minor })

export const paymentShape = (payment: Payment): JsonObject => ({
  id: payment.id,
  status: payment.status,
  amount: moneyOf(payment.currency, payment.amount),
  refunded: moneyOf(payment.currency, payment.amount_refunded ?? 0),
  method: payment.method ?? null,
  order: payment.order_id ?? null,
  description: payment.description ?? null,
  email: maskEmail(payment.email),
  contact: maskPhone(payment.contact),
  failure: payment.error_description ?? null,
  createdAt: isoTime(payment.created_at),
})

/** With what only one payment's page is worth: fee, tax and the store's notes. */
export const paymentDetail = (payment: Payment): JsonObject => ({
  ...paymentShape(payment),
  fee: payment.fee == null ? null : moneyOf(payment.currency, payment.fee),
  tax: payment.tax == null ? null : moneyOf(payment.currency, payment.tax),
  international: payment.international ?? false,
  notes: notesShape(payment.notes),
})

/** As text: a number in a note may be a float, and nothing here may carry one. */
function notesShape(notes: Payment['notes']): JsonObject {
  if (notes == null || Array.isArray(notes)) return {}
  return Object.fromEntries(Object.entries(notes).map(([name, value]) => [name, noteText(value)]))
}

const noteText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

export const orderShape = (order: Order): JsonObject => ({
  id: order.id,
  status: order.status,
  amount: moneyOf(order.currency, order.amount),
  paid: moneyOf(order.currency, order.amount_paid),
  due: moneyOf(order.currency, order.amount_due),
  receipt: order.receipt ?? null,
  attempts: order.attempts,
  createdAt: isoTime(order.created_at),
})

export const orderDetail = (order: Order): JsonObject => ({
  ...orderShape(order),
  notes: notesShape(order.notes),
})

export const refundShape = (refund: Refund): JsonObject => ({
  id: refund.id,
  payment: refund.payment_id,
  status: refund.status,
  amount: moneyOf(refund.currency, refund.amount),
  receipt: refund.receipt ?? null,
  speed: refund.speed_processed ?? refund.speed_requested ?? null,
  createdAt: isoTime(refund.created_at),
})

export const settlementShape = (settlement: Settlement): JsonObject => ({
  id: settlement.id,
  status: settlement.status,
  amountMinor: settlement.amount,
  feesMinor: settlement.fees ?? null,
  taxMinor: settlement.tax ?? null,
  utr: settlement.utr ?? null,
  createdAt: isoTime(settlement.created_at),
})

/** `net` is what the line brought (or, below zero, cost). */
export const reconShape = (line: ReconLine): JsonObject => ({
  id: line.entity_id,
  type: line.type,
  amount: moneyOf(line.currency, line.amount),
  net: moneyOf(line.currency, line.credit - line.debit),
  fee: moneyOf(line.currency, line.fee),
  tax: moneyOf(line.currency, line.tax),
  settlement: line.settlement_id ?? null,
  utr: line.settlement_utr ?? null,
  payment: line.payment_id ?? null,
  order: line.order_id ?? null,
  receipt: line.order_receipt ?? null,
  method: line.method ?? null,
  dispute: line.dispute_id ?? null,
  description: line.description ?? null,
  createdAt: isoTime(line.created_at),
  settledAt: maybeTime(line.settled_at),
})

export const disputeShape = (dispute: Dispute): JsonObject => ({
  id: dispute.id,
  payment: dispute.payment_id,
  status: dispute.status,
  phase: dispute.phase,
  reason: dispute.reason_code,
  reasonText: dispute.reason_description ?? null,
  amount: moneyOf(dispute.currency, dispute.amount),
  deducted: moneyOf(dispute.currency, dispute.amount_deducted),
  respondBy: maybeTime(dispute.respond_by),
  createdAt: isoTime(dispute.created_at),
})

/** With what was put forward so far. A draft is not sent to the bank until it is submitted. */
export const disputeDetail = (dispute: Dispute): JsonObject => ({
  ...disputeShape(dispute),
  evidence: {
    contested: moneyOf(dispute.currency, dispute.evidence?.amount ?? dispute.amount),
    summary: dispute.evidence?.summary ?? null,
    documents: documentsIn(dispute).map(({ kind, ids }) => ({ kind, ids })),
    submittedAt: maybeTime(dispute.evidence?.submitted_at),
  },
})

/** The documents of a dispute by what they are to prove. Kinds of the business's own come last. */
export function documentsIn({ evidence }: Dispute): { kind: string; ids: string[] }[] {
  const known = proofs.map((kind) => ({ kind: kind as string, ids: evidence?.[kind] ?? [] }))
  const own = (evidence?.others ?? []).map(({ type, document_ids }) => ({
    kind: type ?? 'others',
    ids: document_ids ?? [],
  }))
  return [...known, ...own].filter(({ ids }) => ids.length > 0)
}

export const paymentLinkShape = (link: PaymentLink): JsonObject => ({
  id: link.id,
  status: link.status,
  amount: moneyOf(link.currency, link.amount),
  paid: moneyOf(link.currency, link.amount_paid ?? 0),
  url: link.short_url ?? null,
  reference: link.reference_id ?? null,
  description: link.description ?? null,
  email: maskEmail(customerOf(link)?.email),
  contact: maskPhone(customerOf(link)?.contact),
  expiresAt: maybeTime(link.expire_by),
  createdAt: isoTime(link.created_at),
})

/** The link's customer, or null where Razorpay has none. */
export const customerOf = (link: PaymentLink) =>
  link.customer == null || Array.isArray(link.customer) ? null : link.customer

/** The parts that say something. */
export const said = (...parts: (string | null | undefined)[]): string[] =>
  parts.flatMap((part) => (part ? [part] : []))
