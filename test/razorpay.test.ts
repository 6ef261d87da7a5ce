/** Razorpay's refunds, payment links and pages, beyond what every connector must keep. */
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import type { ConnectorError } from '../connectors/define.ts'
import { maskEmail, maskPhone } from '../connectors/masks.ts'
import { moneyText } from '../connectors/money.ts'
import { classify } from '../connectors/razorpay/answers.ts'
import * as reads from '../connectors/razorpay/reads.ts'
import { createPaymentLink } from '../connectors/razorpay/writes/create-payment-link.ts'
import { createRefund } from '../connectors/razorpay/writes/refund.ts'
import { answering, cutOff, key, open, refundBody } from './support/connectors/razorpay-line.ts'

cutOff()

describe('refunds', () => {
  it('carry the idempotency key in the header that Razorpay documents', async () => {
    const sent = answering({})
    await open()
      .refund('pay_One', refundBody, key)
      .catch(() => null)
    expect(sent[0]?.headers.get('x-refund-idempotency')).toBe(key)
    // razorpay.com/docs/api/refunds/normal-refunds-idempotent
    expect(key).toMatch(/^[A-Za-z0-9_-]{10,}$/)
  })

  const before = {
    status: 'captured',
    order: '#1001',
    amount: { currency: 'INR', minor: 100_000 },
    refunded: { currency: 'INR', minor: 10_000 },
    payer: { email: 'asha@example.com', contact: null, method: 'upi' },
    refunds: [{ id: 'rfnd_Old', minor: 10_000, at: '2026-11-18T00:00:00.000Z' }],
  }
  const input = (amount: number | null) => ({ paymentId: 'pay_One', amount, speed: 'normal' as const })
  const account = 'rzp_test_contract01'

  it('without an amount mean what is left, and say so in digits', async () => {
    const sent = answering({})
    const facts = { input: input(null), before, account, idempotencyKey: key }
    await createRefund.run(open(), facts).catch(() => null)
    expect(sent[0]?.body).toMatchObject({ amount: 90_000 })
    expect(createRefund.summarize(facts)).toMatchObject({
      headline: 'Refund ₹900.00 of payment pay_One, order #1001',
      money: { currency: 'INR', minor: 90_000 },
      recipients: ['asha@example.com, back to the UPI account that paid'],
      already: ['₹100.00 was already refunded on 2026-11-18 (rfnd_Old).'],
    })
  })

  it.each([
    ['more than is left', input(90_001), {}, /more than is left to refund: ₹900.00/],
    ['when nothing is left', input(1), { refunded: before.amount }, /already refunded in full/],
    ['before it is captured', input(1), { status: 'authorized' }, /Only a captured payment/],
    ['of a failed payment', input(null), { status: 'failed' }, /Only a captured payment/],
  ])('are refused: %s', (_, asked, change, sentence) => {
    expect(createRefund.refuse({ input: asked, before: { ...before, ...change }, account })).toMatch(sentence)
    expect(createRefund.refuse({ input: input(90_000), before, account })).toBeNull()
  })

  it('that Razorpay could not make have failed, whoever asks', async () => {
    const failed = {
      id: 'rfnd_X',
      amount: 1,
      currency: 'INR',
      payment_id: 'pay_One',
      status: 'failed',
      receipt: key,
      created_at: 1,
    }
    const facts = { input: input(1), before, account, idempotencyKey: key }
    answering(failed)
    const error = await createRefund.run(open(), facts).catch((thrown: unknown) => thrown)
    expect(classify(error as ConnectorError)).toBe('failed')
    nock.cleanAll()
    answering({ items: [failed] })
    expect(await createRefund.reconcile(open(), facts)).toMatchObject({ outcome: 'failed' })
  })

  it('are not called undone when there were more than could be looked through', async () => {
    const other = {
      id: 'rfnd_O',
      amount: 1,
      currency: 'INR',
      payment_id: 'pay_One',
      status: 'processed',
      created_at: 1,
    }
    answering({ items: Array.from({ length: 100 }, () => other) })
    const facts = { input: input(1), before, account, idempotencyKey: key }
    expect(await createRefund.reconcile(open(), facts)).toMatchObject({ outcome: 'unknown' })
  })
})

describe('payment links', () => {
  const link = {
    id: 'plink_A',
    amount: 25_000,
    currency: 'INR',
    status: 'created',
    created_at: 1_795_000_000,
  }
  const input = createPaymentLink.input.parse({
    amount: 25_000,
    description: 'Balance',
    contact: '+919812345678',
  })

  it('that already ask the same person for the same are named on the card', async () => {
    answering({
      payment_links: [
        { ...link, customer: { contact: '9812345678' } },
        { ...link, id: 'plink_B', customer: { contact: '9800000000' } },
        { ...link, id: 'plink_C', customer: { contact: '9812345678' }, status: 'paid' },
        { ...link, id: 'plink_D', customer: [] },
      ],
    })
    const before = await createPaymentLink.preview(open(), input)
    expect(before.open.map((one) => one.id)).toEqual(['plink_A'])
    expect(createPaymentLink.summarize({ input, before, account: '' }).already).toHaveLength(1)
  })

  it('of others are never taken for ours, even if the filter is not honoured', async () => {
    answering({ payment_links: [{ ...link, reference_id: 'another' }] })
    const facts = { input, before: { open: [] }, account: '', idempotencyKey: key }
    expect(await createPaymentLink.reconcile(open(), facts)).toMatchObject({ outcome: 'failed' })
  })
})

describe('pages', () => {
  const order = {
    id: 'order_A',
    amount: 1,
    amount_paid: 0,
    amount_due: 1,
    currency: 'INR',
    status: 'created',
    attempts: 0,
    created_at: 1,
  }

  it('carry the cursor of the next one while they are full', async () => {
    const sent = answering({ items: [order, order] })
    const input = reads.orders.input.parse({ limit: 2, cursor: '4' })
    expect(await reads.orders.run(open(), input)).toMatchObject({ count: 2, cursor: '6' })
    expect(sent[0]?.query).toEqual({ count: '2', skip: '4' })
    const last = reads.orders.input.parse({ limit: 3, cursor: '6' })
    expect(await reads.orders.run(open(), last)).toMatchObject({ count: 2, cursor: null })
  })

  it('ask in seconds for what is named in ISO times', async () => {
    const sent = answering({ items: [] })
    await reads.payments.run(open(), reads.payments.input.parse({ from: '2026-11-01T00:00:00Z' }))
    expect(sent[0]?.query.from).toBe('1793491200')
  })

  it.each(['../orders', 'pay_a/../..', 'pay_', 'pay_a?b', 'PAY_a', 'pay_a%2f'])(
    'take no id like %s',
    (paymentId) => {
      expect(reads.payment.input.safeParse({ paymentId }).success).toBe(false)
    },
  )
})

describe('what settlements were made of', () => {
  const line = (entity_id: string, more: object) => ({
    ...{ entity_id, type: 'payment', debit: 0, credit: 97_100, amount: 100_000, currency: 'INR' },
    ...{ fee: 2900, tax: 0, created_at: 1, settled_at: 2, ...more },
  })
  const report = (more: object) =>
    reads.settlementRecon.run(open(), reads.settlementRecon.input.parse({ year: 2026, month: 11, ...more }))

  it('is summed for each currency: what came in, what went out, and what is left', async () => {
    answering({
      items: [
        line('pay_A', {}),
        line('rfnd_A', { type: 'refund', debit: 24_250, credit: 0, amount: 24_250, fee: 0 }),
        line('pay_B', { currency: 'USD', credit: 900, amount: 1000, fee: 100, tax: 18 }),
      ],
    })
    const { totals, lines } = await report({})
    const money = (currency: string, minor: number) => ({ currency, minor })
    expect(totals).toEqual({
      ...{ lines: 3, whole: true },
      byCurrency: [
        {
          ...{ credit: money('INR', 97_100), debit: money('INR', 24_250), net: money('INR', 72_850) },
          ...{ fee: money('INR', 2900), tax: money('INR', 0), types: { payment: 1, refund: 1 } },
        },
        {
          ...{ credit: money('USD', 900), debit: money('USD', 0), net: money('USD', 900) },
          ...{ fee: money('USD', 100), tax: money('USD', 18), types: { payment: 1 } },
        },
      ],
    })
    expect(lines).toMatchObject([{}, { id: 'rfnd_A', net: { minor: -24_250 } }, {}])
  })

  it('says where there is more than could be summed, and how to go on', async () => {
    const sent = answering({ items: Array.from({ length: 1000 }, (_, at) => line(`pay_${at}`, {})) })
    const first = await report({ day: 20, limit: 2 })
    expect(first).toMatchObject({ count: 2, cursor: '2', totals: { lines: 1000, whole: false } })
    expect(sent[0]?.query).toEqual({ year: '2026', month: '11', day: '20', count: '1000', skip: '0' })
    const next = await report({ day: 20, limit: 2, cursor: '2' })
    expect(sent[1]?.query).toMatchObject({ count: '2', skip: '2' })
    expect(next).not.toHaveProperty('totals')
  })
})

describe('words', () => {
  it.each([
    ['INR', 249_900, '₹2,499.00'],
    ['INR', 5, '₹0.05'],
    ['JPY', 500, '¥500'],
    ['KWD', 295_990, 'KWD 295.990'],
    // CLDR has no decimals for it, ISO 4217 has two: a hundred times the amount stood on the card.
    ['IDR', 1_000_000, 'IDR 10,000.00'],
    ['', 100, '100 minor units of an unnamed currency'],
    ['INR', Number.MAX_SAFE_INTEGER, '₹9,00,71,99,25,47,409.91'],
  ])('%s %i is %s', (currency, minor, text) => {
    expect(moneyText({ currency, minor })).toBe(text)
  })

  it('mask people', () => {
    expect(maskEmail('gaurav.kumar@example.com')).toBe('g…@example.com')
    expect(maskEmail('no-at-sign')).toBe('…')
    expect(maskPhone('+919812345678')).toBe('…5678')
    expect([maskEmail(null), maskPhone('')]).toEqual([null, null])
  })
})
