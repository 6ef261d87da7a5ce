/** Razorpay's own objects, in the shapes and units of its API: paise and seconds. */
export type Notes = Record<string, string> | []

export type RazorpayBooks = {
  payments: Payment[]
  cards: Card[]
  orders: RazorpayOrder[]
  refunds: Refund[]
  settlements: Settlement[]
  /** Which settlement a payment or a refund was part of. */
  settledBy: Record<string, string>
  disputes: Dispute[]
  /** Files that were uploaded as evidence; absent in a store that was kept from before there were any. */
  documents?: EvidenceFile[]
  paymentLinks: PaymentLink[]
}

export type Payment = {
  id: string
  entity: 'payment'
  amount: number
  currency: string
  status: 'created' | 'authorized' | 'captured' | 'refunded' | 'failed'
  order_id: string | null
  invoice_id: string | null
  international: boolean
  method: string
  amount_refunded: number
  refund_status: null | 'partial' | 'full'
  captured: boolean
  description: string | null
  card_id: string | null
  bank: string | null
  wallet: string | null
  vpa: string | null
  email: string
  contact: string
  customer_id: string | null
  notes: Notes
  fee: number | null
  tax: number | null
  error_code: string | null
  error_description: string | null
  error_source: string | null
  error_step: string | null
  error_reason: string | null
  acquirer_data: Record<string, string | null>
  created_at: number
}

export type Card = {
  id: string
  entity: 'card'
  name: string
  last4: string
  network: string
  type: string
  issuer: string
  international: boolean
  emi: boolean
  sub_type: string
}

export type RazorpayOrder = {
  id: string
  entity: 'order'
  amount: number
  amount_paid: number
  amount_due: number
  currency: string
  receipt: string | null
  offer_id: string | null
  status: 'created' | 'attempted' | 'paid'
  attempts: number
  notes: Notes
  created_at: number
}

export type Refund = {
  id: string
  entity: 'refund'
  amount: number
  currency: string
  payment_id: string
  notes: Notes
  receipt: string | null
  acquirer_data: Record<string, string | null>
  created_at: number
  batch_id: string | null
  status: 'pending' | 'processed' | 'failed'
  speed_processed: 'normal' | 'instant'
  speed_requested: 'normal' | 'optimum'
}

export type Settlement = {
  id: string
  entity: 'settlement'
  amount: number
  status: 'created' | 'processed' | 'failed'
  fees: number
  tax: number
  utr: string
  created_at: number
}

export type Dispute = {
  id: string
  entity: 'dispute'
  payment_id: string
  amount: number
  currency: string
  amount_deducted: number
  reason_code: string
  reason_description: string
  respond_by: number
  status: 'open' | 'under_review' | 'won' | 'lost' | 'closed'
  phase: string
  created_at: number
  evidence: Record<string, unknown>
}

export type PaymentLink = {
  accept_partial: boolean
  amount: number
  amount_paid: number
  callback_method: string
  callback_url: string
  cancelled_at: number
  created_at: number
  currency: string
  customer: { name?: string; email?: string; contact?: string }
  description: string
  expire_by: number
  expired_at: number
  first_min_partial_amount: number
  id: string
  notes: Notes | null
  notify: { email: boolean; sms: boolean }
  payments:
    | { payment_id: string; amount: number; method: string; status: string; created_at: number }[]
    | null
  reference_id: string
  reminder_enable: boolean
  reminders: unknown[]
  short_url: string
  status: 'created' | 'partially_paid' | 'paid' | 'cancelled' | 'expired'
  updated_at: number
  upi_link: boolean
  user_id: string
}

export type EvidenceFile = {
  id: string
  entity: 'document'
  purpose: 'dispute_evidence'
  created_at: number
  mime_type: string
  display_name: string
  size: number
  url: string
}
