/** Razorpay's answers to disputes and changes of links: what they refuse, what they say, and what a read-back proves. */
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { bodyOf } from '../connectors/razorpay/evidence.ts'
import { contestDispute } from '../connectors/razorpay/writes/contest-dispute.ts'
import { createPaymentLink } from '../connectors/razorpay/writes/create-payment-link.ts'
import { notifyPaymentLink } from '../connectors/razorpay/writes/notify-payment-link.ts'
import { createRefund } from '../connectors/razorpay/writes/refund.ts'
import { updatePaymentLink } from '../connectors/razorpay/writes/update-payment-link.ts'
import { key, open } from './support/connectors/razorpay-line.ts'

const inr = (minor: number) => ({ currency: 'INR', minor })
const answer = (body: JsonObject) => open(() => Promise.resolve(Response.json(body)))

describe('contesting a dispute', () => {
  const before = {
    ...{ status: 'open', amount: inr(100_000), payment: 'pay_One', order: '#1001' },
    ...{ payer: ['asha@example.com'], phase: 'chargeback', reason: 'chargeback' },
    ...{ respondBy: '2026-11-25T10:00:00.000Z', refunds: [], contested: inr(100_000), summary: null },
    ...{ saved: [] as { kind: string; ids: string[] }[], submittedAt: null, documents: [] },
  }
  const proof = (kind: string, more: object = {}) => ({ kind, documents: ['doc_One'], ...more })
  const refuse = (given: object, change: object = {}) => {
    const input = contestDispute.input.parse({ disputeId: 'disp_One', ...given })
    return contestDispute.refuse({ input, before: { ...before, ...change }, account: '' })
  }

  it.each([
    ['without a document', { action: 'submit', summary: 'Delivered' }, {}, /at least one is needed/],
    ['with more than is disputed', { action: 'draft', amount: 100_001 }, {}, /No more than ₹1,000.00/],
    ['with nothing to save', { action: 'draft' }, {}, /nothing to save/],
    ['when it is decided', { action: 'draft', summary: 'x' }, { status: 'won' }, /is won\.$/],
    [
      'with a kind twice',
      { action: 'draft', evidence: [proof('billing_proof'), proof('billing_proof')] },
      {},
      /named once/,
    ],
    [
      'with a nameless kind of its own',
      { action: 'draft', evidence: [proof('others')] },
      {},
      /type goes with/,
    ],
    [
      'with a name for a known kind',
      { action: 'draft', evidence: [proof('billing_proof', { type: 'x' })] },
      {},
      /type goes with/,
    ],
    [
      'with a file that is no evidence',
      { action: 'submit', evidence: [proof('billing_proof')] },
      { documents: [{ id: 'doc_One', name: null }] },
      /no dispute evidence doc_One/,
    ],
  ])('is refused %s', (_, given, change, sentence) => {
    expect(refuse(given, change)).toMatch(sentence)
  })

  it('is possible with what was saved before', () => {
    expect(refuse({ action: 'submit' }, { saved: [{ kind: 'billing_proof', ids: ['doc_Old'] }] })).toBeNull()
  })

  it('says what was saved under names of its own again, since one list may take the place of the other', () => {
    const saved = [
      { kind: 'billing_proof', ids: ['doc_Bill'] },
      { kind: 'courier_photo', ids: ['doc_Photo'] },
      { kind: 'receipt', ids: ['doc_Old'] },
    ]
    const evidence = [proof('others', { type: 'receipt' })]
    const asked = contestDispute.input.parse({ disputeId: 'disp_One', action: 'draft', evidence })
    expect(bodyOf(asked, saved)).toEqual({
      action: 'draft',
      others: [
        { type: 'courier_photo', document_ids: ['doc_Photo'] },
        { type: 'receipt', document_ids: ['doc_One'] },
      ],
    })
  })

  it('takes a file of another purpose for none', async () => {
    const api = open(async (address) => {
      const { pathname } = new URL(address)
      if (pathname.startsWith('/v1/documents/'))
        return Response.json({ id: 'doc_One', purpose: 'kyc_proof', display_name: 'passport.pdf' })
      if (pathname.endsWith('/refunds')) return Response.json({ items: [] })
      if (pathname.startsWith('/v1/disputes/')) return Response.json(dispute({}))
      return Response.json({ id: 'pay_One', amount: 1, currency: 'INR', status: 'captured', created_at: 1 })
    })
    const input = contestDispute.input.parse({
      ...{ disputeId: 'disp_One', action: 'submit' },
      evidence: [proof('shipping_proof')],
    })
    const found = await contestDispute.preview(api, input)
    expect(found.documents).toEqual([{ id: 'doc_One', name: null }])
    expect(JSON.stringify(found)).not.toContain('passport')
  })

  const input = (given: object) => contestDispute.input.parse({ disputeId: 'disp_One', ...given })
  const facts = (given: object) => ({ input: input(given), before, account: '', idempotencyKey: key })

  it.each([
    [
      'a draft that is there',
      { action: 'draft', summary: 'Delivered' },
      { evidence: { summary: 'Delivered' } },
      'succeeded',
    ],
    [
      'a draft that is not',
      { action: 'draft', summary: 'Delivered' },
      { evidence: { summary: 'Other' } },
      'failed',
    ],
    [
      'half a draft',
      { action: 'draft', amount: 5, summary: 'A' },
      { evidence: { summary: 'A', amount: 6 } },
      'failed',
    ],
    [
      'documents in another order',
      { action: 'draft', evidence: [{ kind: 'billing_proof', documents: ['doc_B', 'doc_A'] }] },
      { evidence: { billing_proof: ['doc_A', 'doc_B'] } },
      'succeeded',
    ],
    ['evidence that was submitted', { action: 'submit' }, { status: 'under_review' }, 'succeeded'],
    [
      'evidence that the bank has decided on already',
      { action: 'submit' },
      { status: 'won', evidence: { submitted_at: 1_795_500_000 } },
      'succeeded',
    ],
    ['evidence that was not', { action: 'submit' }, {}, 'failed'],
  ])('when nobody knows, finds %s', async (_, given, now, outcome) => {
    const found = await contestDispute.reconcile(answer(dispute(now)), facts(given))
    expect(found).toMatchObject({ outcome })
  })
})

const dispute = (more: JsonObject): JsonObject => ({
  ...{ id: 'disp_One', payment_id: 'pay_One', amount: 100_000, currency: 'INR', amount_deducted: 0 },
  ...{ reason_code: 'chargeback', respond_by: 1_796_000_000, status: 'open', phase: 'chargeback' },
  ...{ created_at: 1_795_400_000, evidence: null, ...more },
})

describe('changing a payment link', () => {
  const before = {
    ...{ status: 'created', amount: inr(25_000), paid: inr(0), description: 'Balance', reference: null },
    ...{ customer: ['Asha', '+919812345678'], expiresAt: null, partial: false, reminders: false },
  }
  const facts = (given: object) => ({
    input: updatePaymentLink.input.parse({ paymentLinkId: 'plink_A', ...given }),
    ...{ before, account: '', idempotencyKey: key },
  })

  it('names whom Razorpay writes to, once reminders are on', () => {
    expect(updatePaymentLink.summarize(facts({ reminders: true })).recipients).toEqual(before.customer)
    expect(updatePaymentLink.summarize(facts({ partial: true })).recipients).toEqual([])
  })

  it('names no way back where there is none', () => {
    const ended = facts({ expiresAt: '2026-12-01T00:00:00Z' })
    expect(updatePaymentLink.undo?.({ ...ended, result: {} })).toBeNull()
    expect(updatePaymentLink.summarize(ended).undo).toBeNull()
    const reminded = facts({ reminders: true })
    expect(updatePaymentLink.undo?.({ ...reminded, result: {} })?.input).toMatchObject({ reminders: false })
    expect(updatePaymentLink.summarize(reminded).undo).toMatch(/\.$/)
  })

  it.each([
    [{ reference_id: 'BB-7', reminder_enable: true }, 'succeeded'],
    [{ reference_id: 'BB-7', reminder_enable: false }, 'failed'],
    [{}, 'failed'],
  ])('when nobody knows, reads it back: %j has %s', async (now, outcome) => {
    const link = { id: 'plink_A', amount: 25_000, currency: 'INR', status: 'created', created_at: 1, ...now }
    const asked = facts({ reference: 'BB-7', reminders: true })
    expect(await updatePaymentLink.reconcile(answer(link), asked)).toMatchObject({ outcome })
  })
})

describe('making a payment link', () => {
  const facts = { input: {} as never, before: {} as never, account: '' }
  it('is taken back by cancelling it, as long as it was only made', () => {
    const made = (more: object) => ({ paymentLink: { id: 'plink_A', status: 'created', ...more } })
    const inverse = { write: 'cancelPaymentLink', input: { paymentLinkId: 'plink_A' } }
    expect(createPaymentLink.undo?.({ ...facts, result: made({}) })).toEqual(inverse)
    expect(createPaymentLink.undo?.({ ...facts, result: made({ status: 'paid' }) })).toBeNull()
    expect(createPaymentLink.undo?.({ ...facts, result: {} })).toBeNull()
  })
})

describe('sending a payment link', () => {
  it('is never taken for sent, or unsent, by looking: there is nothing to look at', async () => {
    const api = open(() => Promise.reject(new Error('nothing is asked')))
    expect(await notifyPaymentLink.reconcile(api, {} as never)).toMatchObject({ outcome: 'unknown' })
    expect(notifyPaymentLink.idempotency).toBe('none')
  })
})

describe('a refund', () => {
  const before = {
    ...{ status: 'captured', order: null, amount: inr(100_000), refunded: inr(0), refunds: [] },
    payer: { email: null, contact: null, method: 'upi' },
  }
  const input = createRefund.input.parse({ paymentId: 'pay_One', amount: 5000 })

  it.each([
    ['upi', 'The payer, back to the UPI account that paid'],
    ['card', 'The payer, back to the card that paid'],
    ['netbanking', 'The payer, back to the bank account that paid'],
    ['something new', 'The payer, back to where the payment came from'],
    ['constructor', 'The payer, back to where the payment came from'],
  ])('by %s goes to “%s”', (method, recipient) => {
    const facts = { input, before: { ...before, payer: { ...before.payer, method } }, account: '' }
    expect(createRefund.summarize(facts).recipients).toEqual([recipient])
  })

  it('that Razorpay still works on is not called done', () => {
    const done = (status: string) => ({ input, before, account: '', result: { refund: { status } } })
    expect(createRefund.settled?.(done('pending'))).toMatch(/^Razorpay has taken the refund on\./)
    expect(createRefund.settled?.(done('processed'))).toBeNull()
  })
})
