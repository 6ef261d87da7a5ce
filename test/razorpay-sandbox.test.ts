/** Razorpay's connector over HTTP to the sandbox's Razorpay: that both agree, and that the store's story comes out whole. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { already } from '../connectors/razorpay/already.ts'
import type { RazorpayWrites } from '../connectors/razorpay/client.ts'
import { razorpay } from '../connectors/razorpay/index.ts'
import { acceptDispute } from '../connectors/razorpay/writes/accept-dispute.ts'
import { contestDispute } from '../connectors/razorpay/writes/contest-dispute.ts'
import { createPaymentLink } from '../connectors/razorpay/writes/create-payment-link.ts'
import { notifyPaymentLink } from '../connectors/razorpay/writes/notify-payment-link.ts'
import { updatePaymentLink } from '../connectors/razorpay/writes/update-payment-link.ts'
import { idOf } from '../sandbox/store/random.ts'
import { RazorpaySandbox } from './support/connectors/razorpay-sandbox.ts'
import type { AnyWrite } from './support/connectors/suite.ts'

const idempotencyKey = 'sandbox-test-key-0001'
const account = 'rzp_test_Bluebird000001'
const disputeId = idOf('disp', '#1188')
const courier = idOf('doc', '#1188 courier')

let sandbox: RazorpaySandbox
let api: RazorpayWrites
beforeEach(async () => {
  sandbox = await RazorpaySandbox.start()
  api = await sandbox.open()
})
afterEach(() => sandbox.stop())

/** What a card is drawn from, and what the run is handed. */
async function prepared(write: AnyWrite, given: object) {
  const input = write.input.parse(given)
  const before = write.before.parse(await write.preview(api, input))
  return { input, before, account, idempotencyKey }
}
/** The facts, and what came of it. */
async function done(write: AnyWrite, given: object) {
  const facts = await prepared(write, given)
  expect(write.refuse(facts)).toBeNull()
  return { ...facts, result: await write.run(api, facts) }
}

describe('what settlements were made of', () => {
  it('adds up to what came to the bank, in totals and page by page', async () => {
    const [settlement] = await api.settlements({ count: 1, skip: 0 })
    const at = new Date((settlement?.created_at ?? 0) * 1000)
    const { settlementRecon } = razorpay.reads
    const day = { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
    const read = async (more: object) =>
      settlementRecon.run(api, settlementRecon.input.parse({ ...day, ...more }))
    const first = await read({ limit: 2 })
    expect(first.totals).toMatchObject({
      whole: true,
      byCurrency: [{ net: { currency: 'INR', minor: settlement?.amount }, fee: { minor: settlement?.fees } }],
    })
    const { lines: total } = first.totals as { lines: number }
    const seen: unknown[] = [...(first.lines as unknown[])]
    for (let page = first; page.cursor !== null; ) {
      page = await read({ limit: 2, cursor: page.cursor })
      seen.push(...(page.lines as unknown[]))
    }
    expect(new Set(seen.map((line) => (line as { id: string }).id)).size).toBe(total)
    expect(total).toBeGreaterThan(2)
  })

  it('says what is wrong with a period that there is not', async () => {
    const none = { year: 2019, month: 2, count: 10, skip: 0 }
    expect(await api.recon(none)).toEqual([])
    await expect(api.recon({ ...none, month: 13 })).rejects.toThrow('The month is not a valid month.')
  })
})

describe('the dispute of #1188', () => {
  it('is read with its deadline and what was put forward', async () => {
    const { dispute } = razorpay.reads
    const read = await dispute.run(api, { disputeId })
    expect(read).toMatchObject({
      dispute: { respondBy: '2026-11-25T10:00:00.000Z', evidence: { documents: [], submittedAt: null } },
    })
  })

  it('is contested in two steps: a draft that the bank does not see, then all of it', async () => {
    const draft = { disputeId, action: 'draft', summary: 'Delivered on 3 October, signed for.' }
    const saved = await done(contestDispute, {
      ...draft,
      evidence: [{ kind: 'shipping_proof', documents: [courier] }],
    })
    expect(contestDispute.settled?.(saved)).toMatch(/^Saved as a draft/)
    expect(saved.result).toMatchObject({ dispute: { status: 'open' } })
    const all = await prepared(contestDispute, { disputeId, action: 'submit' })
    const { headline, changes, recipients } = contestDispute.summarize(all)
    expect(headline).toMatch(/^Contest ₹[\d,.]+ of dispute disp_\w+ with the bank$/)
    expect(recipients).toHaveLength(1)
    expect(changes).toContainEqual({
      field: 'Shipping proof',
      from: null,
      to: `${courier}, as saved before`,
    })
    expect(await contestDispute.run(api, all)).toMatchObject({
      dispute: { status: 'under_review', evidence: { submittedAt: '2026-11-20T10:00:00.000Z' } },
    })
    const late = await prepared(acceptDispute, { disputeId })
    expect(acceptDispute.refuse(late)).toBe(
      `Only an open dispute can be answered; ${disputeId} is under review.`,
    )
    await expect(acceptDispute.run(api, late)).rejects.toThrow('Action not allowed when dispute is in')
  })

  it('names documents as people named them, and refuses one that Razorpay does not have', async () => {
    const evidence = (id: string) => [{ kind: 'shipping_proof', documents: [id] }]
    const named = await prepared(contestDispute, { disputeId, action: 'submit', evidence: evidence(courier) })
    expect(contestDispute.summarize(named).changes).toContainEqual({
      field: 'Shipping proof',
      from: null,
      to: `courier-proof-1188.pdf (${courier})`,
    })
    const unknown = await prepared(contestDispute, {
      disputeId,
      action: 'draft',
      evidence: evidence('doc_None'),
    })
    expect(contestDispute.refuse(unknown)).toMatch(/^Razorpay has no dispute evidence doc_None\./)
    await expect(contestDispute.run(api, unknown)).rejects.toThrow('Invalid file id provided')
  })

  it('is accepted for good, and the card says so', async () => {
    const { result, ...facts } = await done(acceptDispute, { disputeId })
    const card = acceptDispute.summarize(facts)
    expect(card.headline).toMatch(/^Accept dispute disp_\w+ and give up ₹[\d,.]+ for good$/)
    expect(card.undo).toBeNull()
    expect(card.changes).toContainEqual({ field: 'Order', from: null, to: '#1188' })
    expect(acceptDispute.about?.(facts)).toMatchObject({ order: '#1188', payment: idOf('pay', '#1188') })
    expect(result).toMatchObject({ dispute: { status: 'lost', deducted: facts.before.amount } })
  })

  it('cannot be answered after its deadline', async () => {
    const facts = await prepared(acceptDispute, { disputeId })
    sandbox.now += 6 * 86_400_000
    await expect(acceptDispute.run(api, facts)).rejects.toThrow('deadline to respond has elapsed')
  })
})

describe('payment links', () => {
  const asked = {
    amount: 250_000,
    description: 'Balance',
    email: 'asha@example.com',
    expiresAt: '2026-12-01T00:00:00Z',
  }

  it('are made, changed, sent, and taken back by the write that is named', async () => {
    const made = await done(createPaymentLink, asked)
    const undo = createPaymentLink.undo?.(made)
    const { id: paymentLinkId } = (made.result as { paymentLink: { id: string } }).paymentLink
    const changed = await done(updatePaymentLink, {
      paymentLinkId,
      expiresAt: '2026-12-24T00:00:00Z',
      partial: true,
    })
    expect(changed.result).toMatchObject({ paymentLink: { expiresAt: '2026-12-24T00:00:00.000Z' } })
    expect(updatePaymentLink.undo?.(changed)).toEqual({
      write: 'updatePaymentLink',
      input: {
        paymentLinkId,
        expiresAt: '2026-12-01T00:00:00.000Z',
        reference: null,
        partial: false,
        reminders: null,
      },
    })
    const sent = await done(notifyPaymentLink, { paymentLinkId, by: 'email' })
    expect(notifyPaymentLink.summarize(sent)).toMatchObject({
      headline: `Send payment link ${paymentLinkId} for ₹2,500.00 by e-mail`,
      recipients: ['asha@example.com'],
    })
    expect(undo).toEqual({ write: 'cancelPaymentLink', input: { paymentLinkId } })
    await done(razorpay.writes.cancelPaymentLink, undo?.input ?? {})
    const late = await prepared(notifyPaymentLink, { paymentLinkId, by: 'email' })
    expect(notifyPaymentLink.refuse(late)).toBe(
      `Nothing can be paid on ${paymentLinkId} any more: it is cancelled.`,
    )
  })

  it('are refused what changes nothing, and what there is no address for', async () => {
    const { result } = await done(createPaymentLink, asked)
    const { id: paymentLinkId } = (result as { paymentLink: { id: string } }).paymentLink
    const same = await prepared(updatePaymentLink, {
      paymentLinkId,
      expiresAt: asked.expiresAt,
      reminders: false,
    })
    expect(updatePaymentLink.refuse(same)).toBe(`${paymentLinkId} is like that already.`)
    const nobody = await prepared(notifyPaymentLink, { paymentLinkId, by: 'sms' })
    expect(notifyPaymentLink.refuse(nobody)).toBe(`Payment link ${paymentLinkId} has no phone number.`)
  })
})

describe('what was already refunded', () => {
  const about = (order: string, payment: string | null = null) =>
    already(api, { kind: 'order', order, payment })

  it('of #1117 is said, though the shop never heard of it, by order and by payment', async () => {
    const said = await about('#1117')
    expect(said).toEqual([
      expect.stringMatching(/^₹[\d,.]+ of pay_\w+ was refunded on 2026-\d\d-\d\d \(rfnd_\w+, processed\)\.$/),
    ])
    expect(await about('#1117', idOf('pay', '#1117'))).toEqual(said)
  })

  it('of #1042 is nothing', async () => expect(await about('#1042')).toEqual([]))

  it('of an order that was paid in cash cannot be looked up whole, and that is said', async () => {
    expect(await about('#1251')).toEqual([expect.stringMatching(/older ones cannot be searched by order\.$/)])
  })
})
