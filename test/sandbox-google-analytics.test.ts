/** The sandbox's Google Analytics, asked by the connector that ships, through the egress. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { googleAnalytics } from '../connectors/google-analytics/index.ts'
import { adDays, dayOf, salesByDay, sourceOf } from '../sandbox/store/ads.ts'
import { orderTotal } from '../sandbox/store/orders.ts'
import { openStore } from '../sandbox/store/store.ts'
import { visitsOf } from '../sandbox/store/traffic.ts'
import { GoogleSandbox, type Result } from './support/connectors/google-sandbox.ts'
import { NOW } from './support/sandbox-providers.ts'

let sandbox: GoogleSandbox
beforeEach(async () => {
  sandbox = await GoogleSandbox.start(googleAnalytics)
})
afterEach(() => sandbox.stop())

const all = { from: '2026-09-20', to: '2026-11-20' }
const read = (name: keyof typeof googleAnalytics.reads, input: JsonObject = {}): Promise<Result> =>
  sandbox.read(name, input)
const report = (input: JsonObject): Promise<Result> => read('report', { ...all, limit: 200, ...input })
const store = openStore({ now: NOW })
const sum = (rows: Result[], of: (row: Result) => number): number =>
  rows.reduce((total, row) => total + of(row), 0)

describe('purchases and revenue', () => {
  it('of each day are the orders that the shop took on it, those cancelled later among them', async () => {
    const { rows, cursor } = await report({
      dimensions: ['date'],
      metrics: ['transactions', 'purchaseRevenue'],
      sortBy: 'date',
      descending: false,
    })
    expect(cursor).toBeNull()
    const ofShop = salesByDay(store).map(({ date, google, meta, direct }) => ({
      date: date.replaceAll('-', ''),
      transactions: google.orders + meta.orders + direct.orders,
      purchaseRevenue: { currency: 'INR', minor: google.paise + meta.paise + direct.paise },
    }))
    const bought = rows.filter(({ transactions }: Result) => transactions > 0)
    expect(bought).toEqual(ofShop)
    expect(sum(bought, ({ transactions }) => transactions)).toBe(300)
    expect(store.orders.some(({ cancelledAt }) => cancelledAt !== null)).toBe(true)
  })

  it('come from where the ads say that they come from, day by day', async () => {
    for (const [channels, source] of [
      [['Paid Search'], 'google'],
      [['Paid Social'], 'meta'],
      [['Direct', 'Organic Search', 'Email'], 'direct'],
    ] as const) {
      const { rows } = await report({
        dimensions: ['date'],
        metrics: ['transactions', 'purchaseRevenue'],
        filters: [{ dimension: 'sessionDefaultChannelGroup', match: 'any_of', values: [...channels] }],
        sortBy: 'date',
        descending: false,
      })
      const ofAds = salesByDay(store).flatMap((day) =>
        day[source].orders > 0
          ? [{ date: day.date.replaceAll('-', ''), orders: day[source].orders, paise: day[source].paise }]
          : [],
      )
      const measured = rows.flatMap(({ date, transactions, purchaseRevenue }: Result) =>
        transactions > 0 ? [{ date, orders: transactions, paise: purchaseRevenue.minor }] : [],
      )
      expect(measured, source).toEqual(ofAds)
    }
  })

  it('of #1042 came by a Google ad, on the day of Priya’s order', async () => {
    const order = store.orders.find(({ number }) => number === 1042)
    if (!order) throw new Error('no #1042')
    const { rows } = await report({
      dimensions: ['transactionId', 'date', 'sessionSource', 'sessionMedium', 'city'],
      metrics: ['purchaseRevenue'],
      filters: [{ dimension: 'transactionId', match: 'exact', values: ['#1042'] }],
    })
    expect(rows).toEqual([
      {
        transactionId: '#1042',
        date: dayOf(store, order.createdAt).replaceAll('-', ''),
        sessionSource: 'google',
        sessionMedium: 'cpc',
        city: order.address.city,
        purchaseRevenue: { currency: 'INR', minor: orderTotal(order) },
      },
    ])
    expect(sourceOf(order)).toBe('google')
  })

  it('by product are what the orders’ lines say', async () => {
    const { rows, total } = await report({
      dimensions: ['itemName'],
      metrics: ['itemsPurchased', 'itemRevenue'],
    })
    const lines = Map.groupBy(
      store.orders.flatMap((order) => order.lines),
      ({ title }) => title,
    )
    expect(total).toBe(lines.size)
    for (const { itemName, itemsPurchased, itemRevenue } of rows) {
      const own = lines.get(itemName) ?? []
      expect(itemsPurchased).toBe(own.reduce((pieces, { quantity }) => pieces + quantity, 0))
      expect(itemRevenue.minor).toBe(own.reduce((paise, { quantity, price }) => paise + quantity * price, 0))
    }
  })

  it('that come while the sandbox runs are counted, too', () => {
    const first = store.orders[0]
    if (!first) throw new Error('no order')
    const later = { ...first, number: 1301, name: '#1301', createdAt: NOW - 60_000 }
    const counted = visitsOf({ ...store, orders: [...store.orders, later] }, NOW).filter(
      ({ order }) => order === later,
    )
    expect(counted).toMatchObject([{ date: '2026-11-20', sessions: 1, channel: 'Direct' }])
  })
})

describe('sessions', () => {
  it('of paid channels are the clicks that the ads were billed for', async () => {
    const { rows } = await read('sources', { ...all, limit: 200 })
    const of = (channel: string) =>
      sum(
        rows.filter((row: Result) => row.sessionDefaultChannelGroup === channel),
        ({ sessions }) => sessions,
      )
    const clicks = (source: 'google' | 'meta') => sum(adDays(store, source, NOW), (day) => day.clicks)
    expect(of('Paid Search')).toBe(clicks('google'))
    expect(of('Paid Social')).toBe(clicks('meta'))
    expect(
      rows.map(({ sessionSource, sessionMedium }: Result) => `${sessionSource}/${sessionMedium}`).toSorted(),
    ).toEqual([
      '(direct)/(none)',
      'facebook/paid',
      'google/cpc',
      'google/organic',
      'instagram/paid',
      'newsletter/email',
    ])
  })

  it('are as many however they are told apart', async () => {
    const [whole] = (await report({ metrics: ['sessions', 'totalUsers', 'transactions', 'purchaseRevenue'] }))
      .rows
    expect(whole.sessions).toBeGreaterThan(10_000)
    for (const dimension of [
      'country',
      'city',
      'deviceCategory',
      'landingPage',
      'sessionCampaignName',
      'date',
    ]) {
      const { rows } = await report({
        dimensions: [dimension],
        metrics: ['sessions', 'totalUsers', 'transactions', 'purchaseRevenue'],
      })
      expect(
        sum(rows, ({ sessions }) => sessions),
        dimension,
      ).toBe(whole.sessions)
      expect(
        sum(rows, ({ totalUsers }) => totalUsers),
        dimension,
      ).toBe(whole.totalUsers)
      expect(
        sum(rows, ({ purchaseRevenue }) => purchaseRevenue.minor),
        dimension,
      ).toBe(whole.purchaseRevenue.minor)
    }
    const { rows } = await read('audiences', all)
    const own = Object.fromEntries(rows.map((row: Result) => [row.audienceName, row]))
    expect(own['All Users']).toMatchObject(whole)
    expect(own['Non-purchasers'].transactions).toBe(0)
    expect(own.Purchasers.purchaseRevenue).toEqual(whole.purchaseRevenue)
  })
})

describe('who may', () => {
  it('consents, is found the one property, reads it, and ends it at Google', async () => {
    const readonly = 'https://www.googleapis.com/auth/analytics.readonly'
    sandbox.credential = await sandbox.consent([readonly])
    expect(googleAnalytics.credential.input.parse(sandbox.credential)).toMatchObject({
      property_id: '471100001',
    })
    await sandbox.refresh()
    await expect(read('properties')).resolves.toMatchObject({
      count: 1,
      properties: [{ property: 'properties/471100001', name: 'Bluebird Store', account: 'Bluebird' }],
    })
    await expect(read('property')).resolves.toMatchObject({
      currency: 'INR',
      timeZone: 'Asia/Kolkata',
      streams: [{ type: 'WEB_DATA_STREAM', site: 'https://bluebird.example' }],
    })
    await googleAnalytics.oauth.revoke?.(sandbox.session('auth'))
    await expect(read('property')).rejects.toMatchObject({
      kind: 'unauthorised',
      message: expect.stringMatching(/Google Analytics.*connect it again/),
    })
  })

  it('reads nothing once the scope is taken away, and nothing of another property', async () => {
    await expect(read('property', { property: '99' })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(report({ property: '99', metrics: ['sessions'] })).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/Google Analytics.*permissions for this property/),
    })
    await sandbox.control('POST', 'grants', {
      narrow: 'google',
      scopes: ['https://www.googleapis.com/auth/analytics.readonly'],
    })
    await expect(report({ metrics: ['sessions'] })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it.each([
    ['throttled', 'throttled', /fewer requests/],
    ['unauthorised', 'unauthorised', /connect it again/],
    ['http_500_before', 'broken', /HTTP 500/],
    ['malformed', 'broken', /could not be understood/],
    ['reset_before', 'interrupted', /broke off/],
  ] as const)('meets %s in one sentence', async (fault, kind, sentence) => {
    await sandbox.break(':runReport', fault)
    await expect(report({ metrics: ['sessions'] })).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(sentence),
    })
    await expect(report({ metrics: ['sessions'] })).resolves.toMatchObject({ count: 1 })
  })

  it('has a token that ended renewed', async () => {
    await sandbox.control('POST', 'grants', { expire: 'google' })
    await expect(read('property')).rejects.toMatchObject({ kind: 'unauthorised' })
    await sandbox.refresh()
    await expect(read('property')).resolves.toMatchObject({ property: 'properties/471100001' })
  })
})
