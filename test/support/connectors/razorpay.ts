import type { Json, JsonObject } from '../../../connectors/define.ts'
import type { Answer, Provider, Received, RemoteFixture } from './fixture.ts'

const email = 'asha.rao@example.com'
const contact = '+919812345678'

const refused = (description: string): Answer => ({
  status: 400,
  body: {
    error: {
      code: 'BAD_REQUEST_ERROR',
      description,
      source: 'business',
      step: 'NA',
      reason: 'NA',
      metadata: {},
    },
  },
})

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: { key_id: 'rzp_test_contract01', key_secret: 'not-a-secret-at-all' },
  provider: createBooks,
  personal: [email, contact],
  reads: {
    payments: { from: '2026-10-01T00:00:00Z', limit: 2 },
    orderPayments: { orderId: 'order_One' },
    payment: { paymentId: 'pay_Captured' },
    orders: { receipt: '#1001' },
    refunds: { paymentId: 'pay_Captured' },
    order: { orderId: 'order_One' },
    settlements: {},
    settlement: { settlementId: 'setl_One' },
    settlementRecon: { year: 2026, month: 11, limit: 1 },
    disputes: {},
    dispute: { disputeId: 'disp_One' },
    paymentLinks: {},
    paymentLink: { paymentLinkId: 'plink_Open' },
  },
  writes: {
    createRefund: {
      input: { paymentId: 'pay_Captured', amount: 5000 },
      refusal: refused('The total refund amount is greater than the refund payment amount'),
      impossible: { paymentId: 'pay_Captured', amount: 90_001 },
    },
    capturePayment: {
      input: { paymentId: 'pay_Authorised' },
      refusal: refused('This payment has already been captured'),
      impossible: { paymentId: 'pay_Captured' },
    },
    createPaymentLink: {
      input: { amount: 25_000, description: 'Balance of order 1001', email, contact, sendEmail: true },
      refusal: refused('The amount must be at least INR 1.00'),
      impossible: { amount: 25_000, description: 'Balance of order 1001', sendEmail: true },
    },
    cancelPaymentLink: {
      input: { paymentLinkId: 'plink_Open' },
      refusal: refused('Payment link cannot be cancelled'),
      impossible: { paymentLinkId: 'plink_Paid' },
    },
    updatePaymentLink: {
      input: { paymentLinkId: 'plink_Open', expiresAt: '2027-01-31T18:30:00Z', reference: 'BB-1001' },
      refusal: refused('update can only be made in created or partially paid state'),
      impossible: { paymentLinkId: 'plink_Paid', reminders: true },
    },
    notifyPaymentLink: {
      input: { paymentLinkId: 'plink_Open', by: 'sms' },
      refusal: refused('not a valid notification medium'),
      impossible: { paymentLinkId: 'plink_Bare', by: 'sms' },
      blind: 'Razorpay keeps no record of messages that can be read',
    },
    acceptDispute: {
      input: { disputeId: 'disp_One' },
      refusal: refused('Action not allowed as deadline to respond has elapsed.'),
      impossible: { disputeId: 'disp_Lost' },
    },
    contestDispute: {
      input: {
        disputeId: 'disp_One',
        action: 'submit',
        amount: 90_000,
        summary: 'Delivered and signed for',
        evidence: [
          { kind: 'shipping_proof', documents: ['doc_Parcel'] },
          { kind: 'others', type: 'receipt_signed_by_customer', documents: ['doc_Receipt'] },
        ],
      },
      refusal: refused('contest amount cannot be greater than dispute amount.'),
      impossible: { disputeId: 'disp_Lost', action: 'draft', summary: 'Delivered' },
    },
  },
}

type Book = Record<string, JsonObject>
type Books = { payments: Book; refunds: Book; links: Book; disputes: Book; keys: Map<string, Json> }

/** As much of Razorpay as the suite needs: it moves money once and remembers idempotency keys. */
function createBooks(): Provider {
  const books: Books = {
    payments: {
      pay_Captured: payment('pay_Captured', { status: 'captured', captured: true, amount_refunded: 10_000 }),
      pay_Authorised: payment('pay_Authorised', {}),
    },
    refunds: { rfnd_Old: refund('rfnd_Old', 'pay_Captured', { amount: 10_000 }) },
    links: {
      plink_Open: link('plink_Open', { amount: 25_000, customer: { email, contact } }),
      plink_Bare: link('plink_Bare', { amount: 25_000 }),
      plink_Paid: link('plink_Paid', { amount: 99, status: 'paid' }),
    },
    disputes: { disp_One: dispute('disp_One', {}), disp_Lost: dispute('disp_Lost', { status: 'lost' }) },
    keys: new Map(),
  }
  let acted = 0
  return {
    acted: () => acted,
    answer: (request) => {
      if (request.method === 'GET') return read(books, request)
      const change = write(books, request)
      if (change.status === 200) acted += 1
      return change
    },
  }
}

const ok = (body: Json | undefined): Answer =>
  body === undefined ? refused('The id provided does not exist') : { status: 200, body }
const items = (list: Json[]): Answer => ok({ entity: 'collection', count: list.length, items: list })

function read({ payments, refunds, links, disputes }: Books, { path, query }: Received): Answer {
  const [, , kind, id, part] = path.split('/')
  const count = Number(query.get('count') ?? 10)
  if (kind === 'payments' && part === 'refunds')
    return items(Object.values(refunds).filter((one) => one.payment_id === id))
  if (kind === 'payments') return id ? ok(payments[id]) : items(Object.values(payments).slice(0, count))
  if (kind === 'orders' && part === 'payments') return items(Object.values(payments))
  if (kind === 'orders') return id ? ok(order) : items([order])
  if (kind === 'refunds') return items(Object.values(refunds))
  if (id === 'recon') return items([reconLine('pay_Captured'), reconLine('pay_Other')])
  if (kind === 'settlements') return id ? ok(settlement) : items([settlement])
  if (kind === 'disputes') return id ? ok(disputes[id]) : items(Object.values(disputes))
  if (kind === 'documents') return ok({ id: id ?? '', purpose: 'dispute_evidence', display_name: 'scan.pdf' })
  if (id) return ok(links[id])
  const reference = query.get('reference_id')
  return ok({
    payment_links: Object.values(links).filter((one) => reference === null || one.reference_id === reference),
  })
}

function write(books: Books, { method, path, body, headers }: Received): Answer {
  const [, , kind, id = '', verb] = path.split('/')
  const fields = body as JsonObject
  if (kind === 'disputes') return answerDispute(books, id, fields)
  if (verb === 'notify_by') return ok({ success: true })
  if (method === 'PATCH') return ok(Object.assign(books.links[id] ?? {}, fields))
  if (verb === 'capture')
    return ok(Object.assign(books.payments[id] ?? {}, { status: 'captured', captured: true }))
  if (verb === 'cancel') return ok(Object.assign(books.links[id] ?? {}, { status: 'cancelled' }))
  if (kind === 'payment_links') {
    const made = link('plink_New', fields)
    books.links.plink_New = made
    return ok(made)
  }
  const key = headers['x-refund-idempotency'] ?? ''
  if (books.keys.has(key))
    return { status: 409, body: { error: { code: 'BAD_REQUEST_ERROR', description: 'In progress' } } }
  books.keys.set(key, fields)
  const made = refund('rfnd_New', id, fields)
  books.refunds.rfnd_New = made
  return ok(made)
}

function answerDispute({ disputes }: Books, id: string, fields: JsonObject | null): Answer {
  const found = disputes[id]
  if (!found) return ok(undefined)
  if (fields === null) return ok(Object.assign(found, { status: 'lost', amount_deducted: found.amount }))
  const { action, ...evidence } = fields
  const submitted = action === 'submit' ? { submitted_at: 1_795_500_000 } : {}
  Object.assign(found, { evidence: { ...(found.evidence as JsonObject), ...evidence, ...submitted } })
  return ok(Object.assign(found, action === 'submit' ? { status: 'under_review' } : {}))
}

const payment = (id: string, more: JsonObject): JsonObject => ({
  id,
  entity: 'payment',
  amount: 100_000,
  currency: 'INR',
  status: 'authorized',
  order_id: 'order_One',
  international: false,
  method: 'upi',
  amount_refunded: 0,
  captured: false,
  description: 'Two kurtas',
  email,
  contact,
  notes: { shopify_order: '#1001' },
  fee: 2360,
  tax: 360,
  error_description: null,
  created_at: 1_795_000_000,
  ...more,
})
const refund = (id: string, payment_id: string, more: JsonObject): JsonObject => ({
  id,
  entity: 'refund',
  currency: 'INR',
  payment_id,
  receipt: null,
  notes: [],
  status: 'processed',
  speed_processed: 'normal',
  speed_requested: 'normal',
  created_at: 1_795_100_000,
  ...more,
})
const link = (id: string, more: JsonObject): JsonObject => ({
  id,
  amount_paid: 0,
  currency: 'INR',
  status: 'created',
  short_url: 'https://rzp.io/i/abc',
  reference_id: '',
  description: 'Balance',
  customer: [],
  expire_by: 0,
  created_at: 1_795_200_000,
  ...more,
})
const order: JsonObject = {
  id: 'order_One',
  entity: 'order',
  amount: 100_000,
  amount_paid: 0,
  amount_due: 100_000,
  currency: 'INR',
  receipt: '#1001',
  status: 'attempted',
  attempts: 1,
  created_at: 1_795_000_000,
}
const settlement: JsonObject = {
  id: 'setl_One',
  entity: 'settlement',
  amount: 97_640,
  status: 'processed',
  fees: 2360,
  tax: 360,
  utr: '1568176960vxp0rj',
  created_at: 1_795_300_000,
}
const reconLine = (entity_id: string): JsonObject => ({
  entity_id,
  type: 'payment',
  debit: 0,
  credit: 97_640,
  amount: 100_000,
  currency: 'INR',
  fee: 2360,
  tax: 360,
  on_hold: false,
  settled: true,
  settlement_id: 'setl_One',
  settlement_utr: '1568176960vxp0rj',
  description: 'Two kurtas',
  payment_id: null,
  order_id: 'order_One',
  order_receipt: '#1001',
  method: 'upi',
  dispute_id: null,
  created_at: 1_795_000_000,
  settled_at: 1_795_300_000,
})
const dispute = (id: string, more: JsonObject): JsonObject => ({
  id,
  entity: 'dispute',
  payment_id: 'pay_Captured',
  amount: 100_000,
  currency: 'INR',
  amount_deducted: 0,
  reason_code: 'chargeback',
  reason_description: 'The parcel never came',
  respond_by: 1_796_000_000,
  status: 'open',
  phase: 'chargeback',
  created_at: 1_795_400_000,
  evidence: { amount: 100_000, summary: null, billing_proof: ['doc_Bill'], others: null, submitted_at: null },
  ...more,
})
