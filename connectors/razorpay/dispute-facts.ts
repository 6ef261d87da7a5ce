/** The facts that both answers to a dispute rest on. */
import { z } from 'zod'
import type { About, Change } from '../define.ts'
import type { RazorpayReads } from './client.ts'
import type { Dispute } from './entities.ts'
import { orderNameIn } from './order-names.ts'
import { fetchStanding, standingRefunds } from './refunds.ts'
import { maybeTime, money, said } from './shapes.ts'

export const disputeFacts = z.strictObject({
  status: z.string(),
  amount: money,
  payment: z.string(),
  /** What the shop calls the order, where the payment's notes say so. */
  order: z.string().nullable(),
  /** Who paid, in full: it is on the card. */
  payer: z.array(z.string()),
  phase: z.string(),
  reason: z.string(),
  respondBy: z.string().nullable(),
  refunds: standingRefunds,
})
type DisputeFacts = z.output<typeof disputeFacts>

export async function disputeFactsOf(read: RazorpayReads, dispute: Dispute): Promise<DisputeFacts> {
  const [payment, refunds] = await Promise.all([
    read.payment(dispute.payment_id),
    fetchStanding(read, dispute.payment_id),
  ])
  return {
    status: dispute.status,
    amount: { currency: dispute.currency, minor: dispute.amount },
    payment: dispute.payment_id,
    order: orderNameIn(payment.notes),
    payer: said(payment.email, payment.contact),
    phase: dispute.phase,
    reason: dispute.reason_description ?? dispute.reason_code,
    respondBy: maybeTime(dispute.respond_by),
    refunds,
  }
}

/** One sentence where nothing can be answered any more: razorpay.com/docs/api/disputes lets only an open one be. */
export const notOpen = (id: string, status: string): string | null =>
  status === 'open' ? null : `Only an open dispute can be answered; ${id} is ${status.replace('_', ' ')}.`

/** What tells the dispute from others. It does not change, so it has no before. */
export const detailsOf = (before: DisputeFacts): Change[] => [
  { field: 'Payment', from: null, to: before.payment },
  ...(before.order === null ? [] : [{ field: 'Order', from: null, to: before.order }]),
  { field: 'Paid by', from: null, to: before.payer.join(', ') || 'not known' },
  { field: 'Reason', from: null, to: `${before.reason} (${before.phase.replace('_', '-')})` },
  { field: 'Respond by', from: null, to: before.respondBy ?? 'Razorpay names no day' },
]

export const aboutDispute = ({ before }: { before: DisputeFacts }): About => ({
  kind: 'order',
  order: before.order,
  payment: before.payment,
})

export const disputePage = (id: string): string => `https://dashboard.razorpay.com/app/disputes/${id}`
