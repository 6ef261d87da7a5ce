/** The sandbox's Amazon, asked by the connector that ships, through the egress: the shop's own goods, and what changes them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectorError, CredentialFields, JsonObject } from '../connectors/define.ts'
import { MARKETPLACE } from '../sandbox/store/amazon.ts'
import { openStore } from '../sandbox/store/store.ts'
import {
  type AmazonSandbox,
  prepareWith,
  type ReadName,
  type Result,
  readWith,
  start,
  startAmazonSandbox,
  type WriteName,
  waitingIn,
} from './support/connectors/amazon-sp-api-sandbox.ts'

let sandbox: AmazonSandbox
let credential: CredentialFields
beforeEach(async () => {
  sandbox = await startAmazonSandbox()
  credential = await sandbox.credential()
})
afterEach(() => sandbox.stop())

const read = (name: ReadName, input: JsonObject = {}): Promise<Result> =>
  readWith(sandbox.open('read', credential), name, input)
const prepare = (name: WriteName, given: JsonObject) =>
  prepareWith(sandbox.open('read', credential), credential, name, given)
const change = async (name: WriteName, given: JsonObject) => {
  const { write, order } = await prepare(name, given)
  expect(write.refuse(order)).toBeNull()
  const verdict = await write.dryRun?.(sandbox.open('dryRun', credential), order)
  if (verdict) expect(verdict).toMatchObject({ ok: true })
  return write.run(sandbox.open('execute', credential), order)
}

const sixty = { createdAfter: '2026-09-20T00:00:00Z' }
const all = async (): Promise<Result[]> =>
  (await read('orders', { ...sixty, limit: 100, destination: true })).orders

describe('Bluebird Store at Amazon', () => {
  it('lists the shop’s own SKUs at the shop’s own prices, page by page', async () => {
    const variants = new Map(
      openStore({ now: start }).products.flatMap(({ variants }) => variants.map((one) => [one.sku, one])),
    )
    const seen: Result[] = []
    for (let cursor: string | null = null, page = 0; page === 0 || cursor !== null; page += 1) {
      const found = await read('listings', { cursor })
      seen.push(...found.listings)
      cursor = found.cursor
      expect(found.total).toBeGreaterThan(40)
    }
    expect(new Set(seen.map(({ sku }) => sku)).size).toBe(seen.length)
    for (const { sku, price, quantity, shippedBy } of seen) {
      const variant = variants.get(sku)
      expect(price).toEqual({ currency: 'INR', minor: variant?.price })
      if (shippedBy === 'MERCHANT') expect(quantity).toBe(variant?.levels[0]?.available)
    }
  })

  it('sold to places where the shop’s customers live, and its figures add up', async () => {
    const places = new Set(
      openStore({ now: start }).customers.map(({ address }) => `${address.city}, ${address.province}`),
    )
    const orders = await all()
    expect(orders.length).toBeGreaterThan(80)
    for (const { destination } of orders)
      expect(places.has(`${destination.city}, ${destination.state}`)).toBe(true)
    const sold = orders.filter(({ status }) => status !== 'CANCELLED')
    const [total] = (await read('sales', { from: '2026-09-20T00:00:00Z', to: '2026-11-21T00:00:00Z' })).sales
    expect(total).toMatchObject({
      orders: sold.length,
      sales: { currency: 'INR', minor: sold.reduce((sum, order) => sum + order.total.minor, 0) },
    })
    const days = (
      await read('sales', { from: '2026-09-20T00:00:00Z', to: '2026-11-21T00:00:00Z', by: 'Day' })
    ).sales
    expect(days.reduce((sum: number, day: Result) => sum + day.orders, 0)).toBe(sold.length)
  })

  it('books each shipped order less its fees', async () => {
    const [booked] = (await read('transactions', { postedAfter: '2026-10-01T00:00:00Z' })).transactions
    const { order } = await read('order', { orderId: booked.order })
    const [charges, fees] = booked.parts
    expect(charges.amount).toEqual(order.total)
    expect(booked.amount.minor).toBe(charges.amount.minor + fees.amount.minor)
    expect((await read('transactions', { orderId: booked.order })).count).toBe(1)
  })

  it('knows its stock, its offers and its fees', async () => {
    const { stock } = await read('inventory')
    expect(stock.length).toBeGreaterThan(5)
    const [first] = stock
    expect(first.total).toBe(first.sellable + first.onTheWay + first.reserved + first.unsellable)
    const { listing } = await read('listing', { sku: first.sku })
    expect(listing).toMatchObject({ shippedBy: 'AMAZON', quantity: null })
    expect((await read('offers', { sku: first.sku })).offers[0]).toMatchObject({
      ours: true,
      price: listing.price,
    })
    const { fees } = await read('fees', { sku: first.sku, price: listing.price, shippedBy: 'AMAZON' })
    expect(fees.minor).toBe(Math.round(listing.price.minor * 0.12) + 9_500)
    expect((await read('catalogueItem', { asin: listing.asin })).item).toMatchObject({ title: listing.title })
    expect((await read('catalogue', { keywords: ['quilt'] })).total).toBe(3)
    expect((await read('marketplaces')).marketplaces).toMatchObject([{ id: MARKETPLACE, connected: true }])
  })
})

describe('a report', () => {
  it('is asked for, prepared, and read in rows', async () => {
    const { reportId } = await read('requestReport', { type: 'GET_MERCHANT_LISTINGS_ALL_DATA' })
    expect((await read('report', { reportId })).report.state).toBe('IN_PROGRESS')
    await expect(read('reportRows', { reportId })).rejects.toThrow(/still preparing/)
    sandbox.clock.now += 31_000
    expect((await read('report', { reportId })).report.state).toBe('DONE')
    const { rows, total, cursor } = await read('reportRows', { reportId, limit: 5 })
    const { listings } = await sandbox.seller()
    expect([total, cursor, rows.length]).toEqual([listings.length, '5', 5])
    expect(rows[0]).toMatchObject({ 'seller-sku': listings[0]?.sku, asin1: listings[0]?.asin })
    expect((await read('reports')).reports.map(({ id }: Result) => id)).toContain(reportId)
  })

  it('is there from before, and its address is good for five minutes and for nobody’s token', async () => {
    const [before] = (await read('reports')).reports
    expect((await read('reportRows', { reportId: before.id })).count).toBe(50)
    const { reports } = await sandbox.seller()
    const api = await fetch(
      `${sandbox.base}/providers/amazon_sp_api/reports/2021-06-30/documents/${reports[0]?.document}`,
      {
        headers: { 'x-amz-access-token': credential.access_token ?? '' },
      },
    )
    const { url } = (await api.json()) as { url: string }
    const { pathname, search } = new URL(url)
    const address = `${sandbox.base}/providers/amazon_sp_api/documents${pathname}${search}`
    const status = async (init?: RequestInit) => (await fetch(address, init)).status
    expect(await status()).toBe(200)
    expect(await status({ headers: { 'x-amz-access-token': 'x' } })).toBe(403)
    sandbox.clock.now += 301_000
    expect(await status()).toBe(403)
  })
})

describe('listings', () => {
  it('take a price and keep the rest of the offer, and refuse one below the lowest that is allowed', async () => {
    const [one] = (await sandbox.seller()).listings
    const sku = one?.sku ?? ''
    const price = { currency: 'INR', minor: (one?.price ?? 0) - 5_050 }
    expect(await change('updateListingPrice', { sku, price })).toMatchObject({ status: 'ACCEPTED' })
    const after = (await sandbox.seller()).listings.find((each) => each.sku === sku)
    expect(after).toMatchObject({ price: price.minor, lowestAllowed: one?.lowestAllowed })
    const { write, order } = await prepare('updateListingPrice', {
      sku,
      price: { currency: 'INR', minor: 100 },
    })
    const verdict = await write.dryRun?.(sandbox.open('dryRun', credential), order)
    expect(verdict).toMatchObject({
      ok: false,
      sentence: expect.stringMatching(/^Amazon would not take it: The 'minimum price'/),
    })
    const error = await write
      .run(sandbox.open('execute', credential), order)
      .catch((thrown: unknown) => thrown)
    expect(write.classify(error as ConnectorError)).toBe('failed')
    expect((await sandbox.seller()).listings.find((each) => each.sku === sku)?.price).toBe(price.minor)
  })

  it('take a quantity and keep the handling time', async () => {
    const one = (await sandbox.seller()).listings.find(
      ({ quantity, handlingDays }) => quantity !== null && handlingDays !== 2,
    )
    await change('updateListingQuantity', { sku: one?.sku ?? '', quantity: 5 })
    const after = (await sandbox.seller()).listings.find(({ sku }) => sku === one?.sku)
    expect(after).toMatchObject({ quantity: 5, handlingDays: one?.handlingDays })
  })

  it('take a list, which is worked off line by line and says what became of each', async () => {
    const [one, two] = (await sandbox.seller()).listings.filter(({ quantity }) => quantity !== null)
    const changes = [
      { sku: one?.sku ?? '', price: { currency: 'INR', minor: (one?.price ?? 0) + 10_000 } },
      { sku: two?.sku ?? '', quantity: 11 },
    ]
    const { feed } = await change('changeListings', { changes })
    expect((await read('feed', { feedId: String(feed) })).feed.state).toBe('IN_PROGRESS')
    await sandbox.control('POST', 'provider-change', {
      provider: 'amazon_sp_api',
      kind: 'listing',
      id: two?.sku,
      set: { productType: 'RUG' },
    })
    sandbox.clock.now += 61_000
    expect(await read('feed', { feedId: String(feed) })).toMatchObject({
      feed: { state: 'DONE' },
      processed: 2,
      accepted: 1,
      refused: 1,
      issues: [{ sku: two?.sku, severity: 'ERROR' }],
    })
    const after = (await sandbox.seller()).listings.find(({ sku }) => sku === one?.sku)
    expect(after?.price).toBe((one?.price ?? 0) + 10_000)
  })
})

describe('orders', () => {
  it('are confirmed once: the same package again is the same package', async () => {
    const id = await waitingIn(sandbox)
    const given = {
      orderId: id,
      carrierCode: 'Other',
      carrierName: 'Delhivery',
      trackingNumber: 'DL1',
      shippedAt: '2026-11-20T09:00:00Z',
    }
    const { write, order } = await prepare('confirmShipment', given)
    await write.run(sandbox.open('execute', credential), order)
    await write.run(sandbox.open('execute', credential), order)
    const { order: after } = await read('order', { orderId: id })
    expect(after).toMatchObject({ status: 'SHIPPED', packages: [{ carrier: 'Delhivery', tracking: 'DL1' }] })
    expect(await write.reconcile(sandbox.open('read', credential), order)).toMatchObject({
      outcome: 'succeeded',
    })
    const again = await prepare('confirmShipment', given)
    expect(again.write.refuse(again.order)).toMatch(/it is SHIPPED/)
  })

  it('take one review request, in its time, and messages of the kinds that fit', async () => {
    const orders = (await sandbox.seller()).orders
    const ripe = orders.find(
      ({ deliveredAt }) =>
        deliveredAt !== null && start - deliveredAt > 6 * 86_400_000 && start - deliveredAt < 20 * 86_400_000,
    )
    await change('requestReview', { orderId: ripe?.id ?? '' })
    const again = await prepare('requestReview', { orderId: ripe?.id ?? '' })
    expect(again.write.refuse(again.order)).toMatch(/takes no review request/)
    const id = await waitingIn(sandbox)
    expect((await prepare('requestReview', { orderId: id })).order.before).toMatchObject({ isOpen: false })
    await change('messageBuyer', { orderId: id, kind: 'confirmOrderDetails', text: 'Queen or King?' })
    expect((await sandbox.seller()).messages).toMatchObject([{ order: id, text: 'Queen or King?' }])
    const wrong = await prepare('messageBuyer', {
      orderId: id,
      kind: 'confirmDeliveryDetails',
      text: 'Hello',
    })
    expect(wrong.write.refuse(wrong.order)).toMatch(/it takes confirmOrderDetails, unexpectedProblem\.$/)
  })

  it('come in pages that fit together', async () => {
    const first = await read('orders', { ...sixty, limit: 40 })
    const next = await read('orders', { ...sixty, limit: 40, cursor: first.cursor })
    const ids = [...first.orders, ...next.orders].map(({ id }: Result) => id)
    expect(new Set(ids).size).toBe(80)
    expect(
      (await read('orders', { ...sixty, statuses: ['CANCELLED'] })).orders.every(
        ({ status }: Result) => status === 'CANCELLED',
      ),
    ).toBe(true)
    await expect(read('orders', { ...sixty, cursor: 'nonsense' })).rejects.toMatchObject({ kind: 'refused' })
  })
})
