/** The sandbox's Razorpay: that it answers and refuses as the vendor does. */
import { existsSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Body, descriptionOf, PRIYAS_PAYMENT, SandboxProviders } from './support/sandbox-providers.ts'

const SPECS = process.env.OPS_ROOM_SPECS ?? '../shared/specs'
const hasSpecs = existsSync(SPECS)
if (!hasSpecs)
  console.warn(`The vendors' specifications are not at ${SPECS}: the comparisons with them do not run.`)
const spec = (path: string): string => readFileSync(`${SPECS}/${path}`, 'utf8')

let sandbox: SandboxProviders
beforeEach(async () => {
  sandbox = await SandboxProviders.start()
})
afterEach(() => sandbox.stop())

describe('Razorpay', () => {
  it('asks for its key', async () => {
    const answer = await sandbox.send('GET', '/providers/razorpay/v1/payments')
    expect(answer.status).toBe(401)
    expect(answer.body.error).toMatchObject({
      code: 'BAD_REQUEST_ERROR',
      description: 'Authentication failed',
    })
  })

  it('pages newest first, by skip and by time', async () => {
    const first = (await sandbox.razorpay('GET', '/v1/payments?count=3')).body.items as {
      id: string
      created_at: number
    }[]
    const next = (await sandbox.razorpay('GET', '/v1/payments?count=2&skip=1')).body.items as typeof first
    expect(next.map(({ id }) => id)).toEqual(first.slice(1).map(({ id }) => id))
    expect(first[0]?.created_at).toBeGreaterThanOrEqual(first[2]?.created_at ?? Number.POSITIVE_INFINITY)
    const [newest] = first
    const older = await sandbox.razorpay('GET', `/v1/payments?to=${(newest?.created_at ?? 0) - 1}&count=1`)
    expect((older.body.items as typeof first)[0]?.id).not.toBe(newest?.id)
    expect((await sandbox.razorpay('GET', '/v1/payments?count=101')).status).toBe(400)
  })

  it('makes one refund for one key, refuses another body under it, and says when the first is in flight', async () => {
    const made = await sandbox.refund({ amount: 50_000 }, 'ops-room-key-0001')
    const again = await sandbox.refund({ amount: 50_000 }, 'ops-room-key-0001')
    expect(again.body).toEqual(made.body)
    const other = await sandbox.refund({ amount: 60_000 }, 'ops-room-key-0001')
    expect(other.status).toBe(400)
    expect(descriptionOf(other)).toMatch(/Different request with the same idempotency key/)
    const refunds = await sandbox.razorpay('GET', `/v1/payments/${PRIYAS_PAYMENT}/refunds`)
    expect(refunds.body).toMatchObject({ count: 1, items: [{ amount: 50_000, payment_id: PRIYAS_PAYMENT }] })

    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    sandbox.work = () => {
      start()
      return released
    }
    const slow = sandbox.refund({ amount: 1_000 }, 'ops-room-key-0002')
    await started
    expect((await sandbox.refund({ amount: 1_000 }, 'ops-room-key-0002')).status).toBe(409)
    release()
    expect((await slow).status).toBe(200)
  })

  it('gives back no more than is left, and not what a bank disputes', async () => {
    await sandbox.refund({ amount: 200_000 }, 'ops-room-key-0001')
    const tooMuch = await sandbox.refund({ amount: 50_000 }, 'ops-room-key-0002')
    expect(tooMuch.status).toBe(400)
    expect(descriptionOf(tooMuch)).toBe('The total refund amount is greater than the refund payment amount')
    expect((await sandbox.refund({}, 'ops-room-key-0003')).body.amount).toBe(49_900)
    const nothingLeft = await sandbox.refund({ amount: 100 }, 'ops-room-key-0004')
    expect(descriptionOf(nothingLeft)).toBe('The payment has been fully refunded already')
    const disputes = (await sandbox.razorpay('GET', '/v1/disputes')).body.items as { payment_id: string }[]
    const disputed = await sandbox.razorpay('POST', `/v1/payments/${disputes[0]?.payment_id}/refund`, {})
    expect(descriptionOf(disputed)).toMatch(/ongoing dispute/)
  })

  it('captures exactly what was authorised', async () => {
    const { payments } = (await sandbox.control('GET', '/control/providers/razorpay')) as {
      payments: { id: string; status: string; amount: number }[]
    }
    const authorised = payments.find(({ status }) => status === 'authorized')
    const path = `/v1/payments/${authorised?.id}/capture`
    expect((await sandbox.razorpay('POST', path, { amount: 1, currency: 'INR' })).status).toBe(400)
    const captured = await sandbox.razorpay('POST', path, { amount: authorised?.amount, currency: 'INR' })
    expect(captured.body).toMatchObject({ status: 'captured', captured: true })
    const again = await sandbox.razorpay('POST', path, { amount: authorised?.amount, currency: 'INR' })
    expect(descriptionOf(again)).toBe('This payment has already been captured')
  })

  it('takes a reference for one payment link', async () => {
    const body = { amount: 120_000, currency: 'INR', description: 'Rug', reference_id: 'BB-77' }
    const made = await sandbox.razorpay('POST', '/v1/payment_links', body)
    expect(made.body).toMatchObject({ status: 'created', amount: 120_000, reference_id: 'BB-77' })
    expect((await sandbox.razorpay('POST', '/v1/payment_links', body)).status).toBe(400)
    const found = await sandbox.razorpay('GET', '/v1/payment_links?reference_id=BB-77')
    expect((found.body.payment_links as unknown[]).length).toBe(1)
    const cancelled = await sandbox.razorpay('POST', `/v1/payment_links/${made.body.id}/cancel`)
    expect(cancelled.body.status).toBe('cancelled')
    expect((await sandbox.razorpay('POST', `/v1/payment_links/${made.body.id}/cancel`)).status).toBe(400)
  })

  it.runIf(hasSpecs)('answers with the keys of the documented samples', async () => {
    const keysIn = (file: string, title: string): string[] => {
      const sections = JSON.parse(spec(`razorpay/documents/${file}.json`)) as {
        title: string
        responses: { items?: Body[] }[]
      }[]
      const [sample] = sections.find((section) => section.title === title)?.responses ?? []
      return Object.keys(sample?.items?.[0] ?? sample ?? {}).sort()
    }
    const keys = (body: unknown) => Object.keys(body as Body).sort()
    const itemOf = async (path: string) =>
      ((await sandbox.razorpay('GET', path)).body.items as Body[])[0] ?? {}
    expect(keys(await itemOf('/v1/payments'))).toEqual(keysIn('payment', 'Fetch a payment'))
    expect(keys(await itemOf('/v1/orders'))).toEqual(keysIn('order', 'Fetch an Order With Id'))
    expect(keys(await itemOf('/v1/settlements'))).toEqual(keysIn('settlement', 'Fetch a settlement'))
    const made = await sandbox.refund({ amount: 100 }, 'ops-room-key-0001')
    expect(keys(made.body)).toEqual(keysIn('refund', 'Create a normal refund'))
    const { created_at = 0 } = (await itemOf('/v1/settlements')) as { created_at?: number }
    const day = new Date(created_at * 1000)
    const query = `year=${day.getUTCFullYear()}&month=${day.getUTCMonth() + 1}`
    expect(keys(await itemOf(`/v1/settlements/recon/combined?${query}`))).toEqual(
      keysIn('settlement', 'Settlement recon'),
    )
    const link = await sandbox.razorpay('POST', '/v1/payment_links', { amount: 100 })
    const documented = new Set([
      ...keysIn('paymentLink', 'Rename labels in checkout section'),
      ...keysIn('paymentLink', 'Change Business name'),
    ])
    expect(keys(link.body).filter((key) => !documented.has(key))).toEqual([])
    const always = keysIn('paymentLink', 'Offers on payment links')
    expect(keys(link.body)).toEqual(expect.arrayContaining(always))
  })
})
