/** The rest of Razorpay's books: one dispute, and payment links in every state. */
import { idOf } from './random.ts'
import type { Dispute, EvidenceFile, PaymentLink, RazorpayBooks } from './razorpay-types.ts'
import type { Customer } from './types.ts'

const DAY = 86_400

/** The customer of #1188 told the bank that the parcel never came; the courier says that it was delivered. */
export function openDispute(books: RazorpayBooks, openedAt: number): void {
  const payment = books.payments.find(({ id }) => id === idOf('pay', '#1188'))
  if (!payment) throw new Error('Order #1188 was not paid with Razorpay.')
  const now = Math.floor(openedAt / 1000)
  const dispute: Dispute = {
    id: idOf('disp', '#1188'),
    entity: 'dispute',
    payment_id: payment.id,
    amount: payment.amount,
    currency: 'INR',
    amount_deducted: 0,
    reason_code: 'goods_or_services_not_received_or_partially_received',
    reason_description: 'Goods or services were not received, or only in part',
    respond_by: now + 5 * DAY,
    status: 'open',
    phase: 'chargeback',
    created_at: now - 2 * DAY,
    evidence: {
      amount: payment.amount,
      summary: null,
      shipping_proof: null,
      billing_proof: null,
      cancellation_proof: null,
      customer_communication: null,
      proof_of_service: null,
      explanation_letter: null,
      refund_confirmation: null,
      access_activity_log: null,
      refund_cancellation_policy: null,
      term_and_conditions: null,
      others: null,
      submitted_at: null,
    },
  }
  books.disputes.push(dispute)
  books.documents = [
    evidenceFile('courier', { at: now - DAY, display_name: 'courier-proof-1188.pdf', size: 214_552 }),
    evidenceFile('invoice', { at: now - DAY, display_name: 'invoice-1188.pdf', size: 88_120 }),
  ]
}

/** What somebody of the store has uploaded in the dashboard by then. */
const evidenceFile = (
  of: string,
  { at, ...facts }: { at: number } & Pick<EvidenceFile, 'display_name' | 'size'>,
): EvidenceFile => ({
  id: idOf('doc', `#1188 ${of}`),
  entity: 'document',
  purpose: 'dispute_evidence',
  created_at: at,
  mime_type: 'application/pdf',
  url: '',
  ...facts,
})

export type LinkFacts = Pick<PaymentLink, 'amount' | 'currency' | 'customer' | 'description'> &
  Partial<PaymentLink> & { of: string; at: number }

/** A payment link as Razorpay makes it: what was not said has the vendor's default. */
export function newPaymentLink({ of, at, ...facts }: LinkFacts): PaymentLink {
  return {
    accept_partial: false,
    amount_paid: 0,
    callback_method: '',
    callback_url: '',
    cancelled_at: 0,
    created_at: at,
    expire_by: 0,
    expired_at: 0,
    first_min_partial_amount: 0,
    id: idOf('plink', of),
    notes: null,
    notify: { email: false, sms: false },
    payments: null,
    reference_id: '',
    reminder_enable: false,
    reminders: [],
    short_url: `https://rzp.io/i/${idOf('l', of).slice(2, 9)}`,
    status: 'created',
    updated_at: at,
    upi_link: false,
    user_id: '',
    ...facts,
  }
}

/** Four links from before: open, paid, cancelled, expired. */
export function makePaymentLinks(books: RazorpayBooks, customers: Customer[], openedAt: number): void {
  const now = Math.floor(openedAt / 1000)
  const past = [
    { days: 3, amount: 450_000, description: 'Custom quilt, advance' },
    { days: 11, amount: 129_900, description: 'Replacement bedsheet', status: 'paid' as const },
    { days: 20, amount: 89_900, description: 'Extra copper bottle', status: 'cancelled' as const },
    { days: 40, amount: 219_900, description: 'Rug, held in the store', status: 'expired' as const },
  ]
  for (const [place, { days, ...facts }] of past.entries()) {
    const customer = customers[place + 20]
    if (!customer) continue
    const at = now - days * DAY
    const link = newPaymentLink({
      of: `seed ${place}`,
      at,
      currency: 'INR',
      customer: payer(customer),
      ...facts,
    })
    link.reference_id = `BB-LINK-${place + 1}`
    if (link.status === 'paid') link.amount_paid = link.amount
    if (link.status === 'cancelled') link.cancelled_at = at + DAY
    if (link.status === 'expired') Object.assign(link, { expire_by: at + 7 * DAY, expired_at: at + 7 * DAY })
    books.paymentLinks.push(link)
  }
}

const payer = ({ firstName, lastName, email, phone }: Customer) => ({
  name: `${firstName} ${lastName}`,
  email,
  contact: phone,
})
