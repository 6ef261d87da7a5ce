/** The sandbox's Meta Ads, asked by the connector that ships, through the egress. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { metaAds } from '../connectors/meta-ads/index.ts'
import { apps } from '../sandbox/providers/logins/apps.ts'
import { adDays, productTypes, salesByDay } from '../sandbox/store/ads.ts'
import { openStore } from '../sandbox/store/store.ts'
import { now, type OpenedSandbox, openSandbox, type Result } from './support/connectors/opened-sandbox.ts'

let meta: OpenedSandbox
beforeEach(async () => {
  meta = await openSandbox(metaAds)
})
afterEach(() => meta.stop())

const store = openStore({ now })
const kinds = productTypes(store).length
const all = { from: '2026-09-20', to: '2026-11-20' }
const inr = (minor: number) => ({ currency: 'INR', minor })
const sum = (rows: Result[], of: (row: Result) => number | null | undefined): number =>
  rows.reduce((total, row) => total + (of(row) ?? 0), 0)
const insights = async (input: JsonObject): Promise<Result[]> => {
  const rows: Result[] = []
  let cursor: string | null = null
  do {
    const page: Result = await meta.read('insights', { ...all, limit: 200, ...input, cursor })
    rows.push(...page.rows)
    cursor = page.cursor
  } while (cursor !== null)
  return rows
}
const totals = (rows: Result[]) => ({
  spend: sum(rows, ({ spend }) => spend.minor),
  impressions: sum(rows, ({ impressions }) => impressions),
  clicks: sum(rows, ({ clicks }) => clicks),
  purchases: sum(rows, ({ purchases }) => purchases),
  value: sum(rows, ({ purchaseValue }) => purchaseValue?.minor),
})

describe('what was measured', () => {
  it('agrees with the orders of the shop, day by day', async () => {
    const sales = salesByDay(store).filter(({ meta }) => meta.orders > 0)
    const rows = await insights({ level: 'account', daily: true, limit: 20 })
    expect(rows).toHaveLength(61)
    const sold = rows.filter(({ purchases }) => purchases !== null)
    expect(
      sold.map(({ from, purchases, purchaseValue }) => ({
        date: from,
        orders: purchases,
        paise: purchaseValue.minor,
      })),
    ).toEqual(sales.map(({ date, meta }) => ({ date, ...meta })))
    expect(sold.length).toBeGreaterThan(40)
  })

  it('is the same at every level, by every breakdown, and what the store’s days say', async () => {
    const days = adDays(store, 'meta', now)
    const [account] = await insights({ level: 'account' })
    expect(totals([account])).toMatchObject({
      spend: sum(days, ({ costPaise }) => costPaise),
      impressions: sum(days, ({ impressions }) => impressions),
      clicks: sum(days, ({ clicks }) => clicks),
      purchases: sum(days, ({ orders }) => orders.length),
    })
    for (const input of [
      { level: 'campaign' },
      { level: 'adset' },
      { level: 'ad' },
      { level: 'account', breakdowns: ['country'] },
      { level: 'account', breakdowns: ['age', 'gender'] },
      { level: 'campaign', breakdowns: ['publisher_platform'] },
    ])
      expect(totals(await insights(input)), JSON.stringify(input)).toEqual(totals([account]))
    const [india, ...more] = await insights({ level: 'account', breakdowns: ['country'] })
    expect([india.country, more]).toEqual(['IN', []])
    const { accounts } = await meta.read('adAccounts')
    expect(accounts).toEqual([
      {
        id: 'act_4200042',
        name: 'Bluebird Store',
        currency: 'INR',
        timeZone: 'Asia/Kolkata',
        state: 'active',
        spent: account.spend,
      },
    ])
  })

  it('is of one campaign, ad set or ad where one is named, and of days without anything nothing', async () => {
    const [campaign] = (await meta.read('campaigns')).campaigns
    const [row] = await insights({ level: 'campaign', of: campaign.id })
    expect(row.campaign).toEqual({ id: campaign.id, name: campaign.name })
    const { adSets } = await meta.read('adSets', { campaignId: campaign.id })
    const below = await Promise.all(adSets.map(({ id }: Result) => insights({ level: 'adset', of: id })))
    expect(totals(below.flat())).toEqual(totals([row]))
    expect(await insights({ from: '2025-01-01', to: '2025-01-31' })).toEqual([])
  })

  it('is made in the background, too', async () => {
    const { report } = await meta.read('startInsightsReport', { ...all, level: 'campaign' })
    expect(await meta.read('insightsReport', { report })).toMatchObject({
      isDone: false,
      percent: 40,
      rows: [],
    })
    const done = await meta.read('insightsReport', { report })
    expect(done).toMatchObject({ isDone: true, percent: 100, count: kinds })
    expect(done.rows).toEqual(await insights({ level: 'campaign' }))
  })
})

describe('campaigns', () => {
  it('are named after what the shop sells, with ad sets and ads below them, page by page', async () => {
    const { campaigns } = await meta.read('campaigns')
    expect(campaigns.map(({ name }: Result) => name)).toEqual(
      productTypes(store).map((type) => `${type} – India`),
    )
    const first = await meta.read('ads', { limit: 20 })
    const second = await meta.read('ads', { limit: 20, cursor: first.cursor })
    expect([first.count, second.count, second.cursor]).toEqual([20, kinds * 4 - 20, null])
    const titles = store.products.map(({ title }) => title)
    for (const { name } of [...first.ads, ...second.ads])
      expect(titles.some((title) => name.startsWith(title))).toBe(true)
    const { adSets } = await meta.read('adSets', { limit: 100 })
    expect(adSets).toHaveLength(kinds * 2)
    expect(adSets.find(({ lifetimeBudget }: Result) => lifetimeBudget)).toMatchObject({
      campaign: 'Garden – India',
      lifetimeBudget: inr(2_500_000),
      endsAt: '2026-12-10T10:00:00.000Z',
    })
  })

  it('are asked for by fields, and only those are answered', async () => {
    const token = String(meta.credential.access_token)
    const ask = async (query: string): Promise<Result> =>
      (
        await fetch(`${meta.base}/providers/meta_ads/v25.0/act_4200042/${query}`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).json()
    expect((await ask('campaigns?fields=name&limit=1')).data).toEqual([
      { name: 'Bedding – India', id: '23850100000001' },
    ])
    expect((await ask('insights?fields=clicks&limit=1')).data).toEqual([
      { clicks: expect.any(String), date_start: '2026-10-21', date_stop: '2026-11-19' },
    ])
    expect((await ask('campaigns?fields=colour')).error).toMatchObject({ code: 100 })
    expect((await ask('campaigns?appsecret_proof=00')).error.message).toContain('Invalid appsecret_proof')
    expect((await ask('campaigns?limit=3')).paging.next).toContain('after=')
    expect((await ask(`campaigns?limit=${kinds}`)).paging).not.toHaveProperty('next')
  })
})

const campaignNamed = async (name: string): Promise<Result> =>
  (await meta.read('campaigns')).campaigns.find((one: Result) => one.name === name)
const adSetOf = async (campaign: string): Promise<Result> =>
  (await meta.read('adSets', { limit: 100 })).adSets.find((one: Result) => one.campaign === campaign)

describe('a write', () => {
  it('pauses a campaign and what is below it, after a rehearsal that changes nothing, and is taken back', async () => {
    const { id } = await campaignNamed('Bedding – India')
    const { rehearsal, run, write, facts } = await meta.change('changeStatus', {
      kind: 'campaign',
      id,
      status: 'PAUSED',
    })
    expect(rehearsal?.ok).toBe(true)
    expect((await campaignNamed('Bedding – India')).status).toBe('ACTIVE')
    const result = await run()
    expect(await campaignNamed('Bedding – India')).toMatchObject({ status: 'PAUSED', delivers: 'PAUSED' })
    expect(await adSetOf('Bedding – India')).toMatchObject({ status: 'ACTIVE', delivers: 'CAMPAIGN_PAUSED' })
    expect((await meta.read('campaigns', { states: ['PAUSED'] })).count).toBe(1)
    const undo = write.undo?.({ ...facts, result })
    await meta.done(undo?.write ?? '', undo?.input ?? {})
    expect((await adSetOf('Bedding – India')).delivers).toBe('ACTIVE')
  })

  it('sets a budget, refuses one that is too low in Meta’s words, and sets it back', async () => {
    const first = await campaignNamed('Kitchen – India')
    const budget = (minor: number) => ({ kind: 'campaign', id: first.id, span: 'daily', amount: inr(minor) })
    const { undo } = await meta.done('changeBudget', budget(77_700))
    expect((await campaignNamed('Kitchen – India')).dailyBudget).toEqual(inr(77_700))
    const low = await meta.change('changeBudget', budget(100))
    expect(low.rehearsal).toEqual({
      ok: false,
      sentence: expect.stringContaining(
        'Budget Is Too Low: The budget for this campaign must be at least ₹90.00.',
      ),
    })
    await expect(low.run()).rejects.toMatchObject({ kind: 'refused' })
    await meta.done(undo?.write ?? '', undo?.input ?? {})
    expect(await campaignNamed('Kitchen – India')).toEqual(first)
    expect((await meta.change('changeBudget', { ...budget(50_000), span: 'lifetime' })).refusal).toMatch(
      /no lifetime/,
    )
  })

  it('moves the end of an ad set, and not into the past', async () => {
    const { adSets } = await meta.read('adSets', { limit: 100 })
    const first = adSets.find(({ endsAt }: Result) => endsAt !== null)
    const { undo } = await meta.done('changeSchedule', { adSetId: first.id, endsAt: '2026-12-24T18:30:00Z' })
    const found = async () =>
      (await meta.read('adSets', { limit: 100 })).adSets.find(({ id }: Result) => id === first.id)
    expect((await found()).endsAt).toBe('2026-12-24T18:30:00.000Z')
    await meta.done(undo?.write ?? '', undo?.input ?? {})
    expect(await found()).toEqual(first)
    const past = await meta.change('changeSchedule', { adSetId: first.id, endsAt: '2026-11-01T00:00:00Z' })
    expect(past.rehearsal).toMatchObject({ ok: false, sentence: expect.stringContaining('in the Past') })
  })

  it('makes a campaign once, paused', async () => {
    const input = { name: 'Winter quilts', objective: 'OUTCOME_SALES', dailyBudget: inr(50_000) }
    const { rehearsal, run, reconcile } = await meta.change('createCampaign', input)
    expect(rehearsal?.ok).toBe(true)
    expect((await reconcile()).outcome).toBe('failed')
    const { campaign } = await run()
    expect(await campaignNamed('Winter quilts')).toMatchObject({
      id: campaign,
      status: 'PAUSED',
      dailyBudget: inr(50_000),
      startsAt: new Date(now).toISOString(),
    })
    expect((await meta.change('createCampaign', input)).refusal).toMatch(/with this name/)
    await meta.done('createCampaign', { ...input, name: 'Without a budget', dailyBudget: null })
    expect((await campaignNamed('Without a budget')).dailyBudget).toBeNull()
  })

  it.each([
    ['reset_after', 'interrupted', 'succeeded'],
    ['reset_before', 'interrupted', 'failed'],
    ['http_500_after', 'broken', 'succeeded'],
    ['http_500_before', 'broken', 'failed'],
    ['malformed', 'broken', 'succeeded'],
  ] as const)('that meets %s is %s, and found to have %s', async (fault, kind, outcome) => {
    const { id } = await campaignNamed('Decor – India')
    for (const [match, name, input] of [
      [`POST /v25.0/${id}`, 'changeStatus', { kind: 'campaign', id, status: 'PAUSED' }],
      ['/campaigns', 'createCampaign', { name: `Made ${fault}`, objective: 'OUTCOME_TRAFFIC' }],
    ] as [string, string, JsonObject][]) {
      const { write, run, reconcile } = await meta.change(name, input)
      await meta.fault(match, fault)
      const error = await run().catch((thrown: unknown) => thrown)
      expect(error, name).toMatchObject({ kind, message: expect.stringMatching(/Meta Ads/) })
      expect(write.classify(error as never)).toBe('unknown')
      expect((await reconcile()).outcome, name).toBe(outcome)
    }
  })
})

describe('who may', () => {
  it.each([
    ['throttled', { kind: 'throttled', message: expect.stringMatching(/asks for fewer requests/) }],
    ['unauthorised', { kind: 'unauthorised', message: expect.stringMatching(/connect it again/) }],
    [
      'http_500_before',
      { kind: 'broken', message: expect.stringMatching(/^Meta Ads answered with an error/) },
    ],
    ['malformed', { kind: 'broken', message: expect.stringMatching(/could not be understood/) }],
  ] as const)('asks and meets %s', async (fault, error) => {
    await meta.fault('/adaccounts', fault)
    await expect(meta.read('adAccounts')).rejects.toMatchObject(error)
  })

  it('is told what is not there, and what the consent did not include', async () => {
    await expect(meta.read('insights', { ...all, of: '404' })).rejects.toMatchObject({ kind: 'not_found' })
    const { id } = await campaignNamed('Decor – India')
    const { run } = await meta.change('changeStatus', { kind: 'campaign', id, status: 'PAUSED' })
    await meta.control('POST', 'grants', { narrow: 'meta', scopes: ['ads_management'] })
    await expect(run()).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await campaignNamed('Decor – India')).status).toBe('ACTIVE')
    await meta.control('POST', 'grants', { narrow: 'meta', scopes: ['ads_read'] })
    await expect(meta.read('campaigns')).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/A founder can connect it again and allow it/),
    })
    await meta.control('POST', 'grants', { revoke: 'meta' })
    await expect(meta.read('campaigns')).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('proves that it knows the app’s secret where it knows it', async () => {
    const { client_secret: _secret, ...bare } = meta.credential
    meta.credential = bare
    await expect(meta.read('campaigns')).resolves.toMatchObject({ count: kinds })
    meta.credential = { ...bare, client_secret: 'somebody-elses-secret' }
    await expect(meta.read('campaigns')).rejects.toMatchObject({
      message: expect.stringMatching(/appsecret_proof/),
    })
  })

  it('consents, is found its one account, and ends it at Meta', async () => {
    const { clientId, clientSecret } = apps.meta
    const app = { client_id: clientId, client_secret: clientSecret }
    meta.credential = await meta.consented('meta_login', app, ['ads_read'])
    expect(metaAds.credential.input.parse(meta.credential)).toMatchObject({ ad_account_id: '4200042' })
    await expect(meta.read('campaigns')).resolves.toMatchObject({ count: kinds })
    await metaAds.oauth.revoke?.(meta.session('auth', meta.credential))
    await expect(meta.read('campaigns')).rejects.toMatchObject({ kind: 'unauthorised' })
  })
})
