/** The sandbox's Google Ads, asked by the connector that ships, through the egress. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CredentialFields, JsonObject } from '../connectors/define.ts'
import { googleAds } from '../connectors/google-ads/index.ts'
import { apps } from '../sandbox/providers/logins/apps.ts'
import { adDays, salesByDay } from '../sandbox/store/ads.ts'
import { openStore } from '../sandbox/store/store.ts'
import { type AdsSandbox, now, startAdsSandbox } from './support/connectors/google-ads-sandbox.ts'
import type { AnyWrite } from './support/connectors/suite.ts'

let sandbox: AdsSandbox
let credential: CredentialFields
beforeEach(async () => {
  sandbox = await startAdsSandbox()
  credential = await sandbox.credential()
})
afterEach(() => sandbox.stop())

type Reads = typeof googleAds.reads
// biome-ignore lint/suspicious/noExplicitAny: results of different reads, and their rows
type Result = any
const read = async (name: keyof Reads, input: JsonObject = {}): Promise<Result> =>
  googleAds.reads[name].run(
    await sandbox.open('read', credential),
    googleAds.reads[name].input.parse(input) as never,
  )

const all = { from: '2026-09-20', to: '2026-11-20' }
const sum = (rows: { minor: number }[]) => rows.reduce((total, { minor }) => total + minor, 0)

describe('what was measured', () => {
  it('agrees with the orders of the shop, day by day', async () => {
    const sales = salesByDay(openStore({ now })).filter(({ google }) => google.orders > 0)
    const { rows, cursor } = await read('metrics', { ...all, by: 'account', daily: true, limit: 100 })
    expect(cursor).toBeNull()
    const measured = rows.flatMap(({ date, conversions, value }: Result) =>
      conversions === '0' ? [] : [{ date, orders: Number(conversions), paise: value.minor }],
    )
    expect(measured).toEqual(sales.map(({ date, google }) => ({ date, ...google })))
    expect(measured.length).toBeGreaterThan(40)
  })

  it('is the same by account, campaign, ad group and search term', async () => {
    const [account] = (await read('metrics', { ...all, by: 'account' })).rows
    for (const [name, input, list] of [
      ['metrics', { by: 'campaign' }, 'rows'],
      ['metrics', { by: 'ad_group' }, 'rows'],
      ['searchTerms', {}, 'terms'],
    ] as const) {
      const rows = (await read(name, { ...all, ...input, limit: 100 }))[list]
      expect(sum(rows.map(({ cost }: Result) => cost))).toBe(account.cost.minor)
      expect(sum(rows.map(({ value }: Result) => value))).toBe(account.value.minor)
    }
    const days = adDays(openStore({ now }), 'google', now)
    const total = (field: 'costPaise' | 'clicks' | 'impressions') =>
      days.reduce((whole, day) => whole + day[field], 0)
    expect(account).toEqual({
      impressions: total('impressions'),
      clicks: total('clicks'),
      cost: { currency: 'INR', minor: total('costPaise') },
      conversions: '106',
      value: account.value,
    })
  })

  it('has campaigns named after what the shop sells', async () => {
    const { campaigns } = await read('campaigns')
    const types = new Set(openStore({ now }).products.map(({ type }) => `Search – ${type}`))
    expect(new Set(campaigns.map(({ name }: Result) => name))).toEqual(types)
    expect((await read('campaigns', { name: 'BATH' })).count).toBe(1)
    expect((await read('campaigns', { name: "h' OR campaign.id > 0 LIMIT 9 --" })).count).toBe(0)
  })
})

async function change(name: string, given: JsonObject) {
  const write = googleAds.writes[name as keyof typeof googleAds.writes] as AnyWrite
  const reading = await sandbox.open('read', credential)
  const input = write.input.parse(given)
  const facts = {
    input,
    before: write.before.parse(await write.preview(reading, input)),
    account: 'x',
    idempotencyKey: 'k',
  }
  expect(write.refuse(facts)).toBeNull()
  const rehearsal = await write.dryRun?.(await sandbox.open('dryRun', credential), facts)
  const run = async () => write.run(await sandbox.open('execute', credential), facts)
  const reconcile = async () => write.reconcile(await sandbox.open('read', credential), facts)
  return { write, facts, rehearsal, run, reconcile }
}

describe('a write', () => {
  it('is rehearsed without effect, then done, and stands among the changes', async () => {
    const { campaigns } = await read('campaigns', { name: 'Bedding' })
    const [{ budget }] = campaigns
    const amount = { currency: 'INR', minor: 77_700 }
    const { rehearsal, run } = await change('setCampaignBudget', { budgetId: budget.id, amount })
    expect(rehearsal?.ok).toBe(true)
    expect((await read('campaigns', { name: 'Bedding' })).campaigns[0].budget.amount).toEqual(budget.amount)
    await run()
    expect((await read('campaigns', { name: 'Bedding' })).campaigns[0].budget.amount).toEqual(amount)
    const { changes } = await read('changes', { from: '2026-11-01', to: '2026-11-20' })
    expect(changes[0]).toMatchObject({
      at: '2026-11-20T10:00:00.000Z',
      what: 'CAMPAIGN_BUDGET',
      operation: 'UPDATE',
      with: 'GOOGLE_ADS_API',
      by: 'a…@bluebird.example',
    })
  })

  it('excludes a search, which the search terms then say, and takes it back', async () => {
    const [{ id }] = (await read('campaigns', { name: 'Kitchen' })).campaigns
    const { run, facts, write } = await change('addNegativeKeywords', {
      campaignId: id,
      keywords: [{ text: 'repair near me', matchType: 'PHRASE' }],
    })
    const result = await run()
    const term = async () =>
      (await read('searchTerms', { ...all, campaignId: id, limit: 100 })).terms.find(
        ({ term }: Result) => term === 'kitchen repair near me',
      )
    expect((await term()).status).toBe('EXCLUDED')
    const undo = write.undo?.({ ...facts, result })
    await (await change(undo?.write ?? '', undo?.input ?? {})).run()
    expect((await term()).status).toBe('NONE')
  })

  it.each([
    ['reset_after', 'interrupted', 'succeeded'],
    ['reset_before', 'interrupted', 'failed'],
    ['http_500_after', 'broken', 'succeeded'],
    ['http_500_before', 'broken', 'failed'],
    ['malformed', 'broken', 'succeeded'],
  ] as const)('that meets %s is %s, and found to have %s', async (fault, kind, outcome) => {
    const [{ id }] = (await read('campaigns', { name: 'Decor' })).campaigns
    const { run, reconcile, write } = await change('setCampaignStatus', { campaignId: id, status: 'PAUSED' })
    await sandbox.control('POST', 'faults', {
      provider: 'google_ads',
      match: 'campaigns:mutate',
      fault,
      times: 1,
    })
    const error = await run().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind })
    expect(write.classify(error as never)).toBe('unknown')
    expect((await reconcile()).outcome).toBe(outcome)
  })
})

describe('who may', () => {
  it('is asked to wait as Google asks', async () => {
    await sandbox.control('POST', 'faults', {
      provider: 'google_ads',
      match: 'googleAds:search',
      fault: 'throttled',
      times: 1,
    })
    await expect(read('budgets')).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 1000 })
  })

  it('needs the scope of Google Ads, and a token that stands', async () => {
    await expect(read('accounts')).resolves.toMatchObject({
      count: 1,
      accounts: [{ connected: true, name: 'Bluebird Store' }],
    })
    credential = { ...credential, access_token: 'ya29.nobodys-token' }
    await expect(read('accounts')).rejects.toMatchObject({
      kind: 'unauthorised',
      message: expect.stringMatching(/Google Ads.*connect it again/),
    })
    credential = await consented('https://www.googleapis.com/auth/analytics.readonly')
    await expect(read('budgets')).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/did not include Google Ads/),
    })
  })

  it('is told which account it may not reach', async () => {
    credential = { ...credential, customer_id: '1234567890' }
    await expect(read('budgets')).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/no access to this ads account/),
    })
  })

  it('consents, is found its one account, refreshes, and ends it at Google', async () => {
    const fresh = await consented('https://www.googleapis.com/auth/adwords', (session, consent) =>
      googleAds.oauth.exchange(session, consent),
    )
    expect(googleAds.credential.input.parse(fresh)).toMatchObject({ customer_id: '1047290042' })
    credential = await sandbox.refreshed(fresh)
    expect(credential.access_token).not.toBe(fresh.access_token)
    await expect(read('budgets')).resolves.toMatchObject({ count: 7 })
    await googleAds.oauth.revoke?.(sandbox.session('auth', credential))
    await expect(read('budgets')).rejects.toMatchObject({ kind: 'unauthorised' })
    await expect(sandbox.refreshed(credential)).rejects.toMatchObject({
      kind: 'unauthorised',
      message: expect.stringMatching(/invalid_grant/),
    })
    await expect(googleAds.oauth.revoke?.(sandbox.session('auth', credential))).resolves.toBeUndefined()
  })
})

type Exchange = typeof googleAds.oauth.exchange
/** A person's way through the consent page, and the exchange of what came back. */
async function consented(scope: string, exchange: Exchange = bareExchange): Promise<CredentialFields> {
  const app = { client_id: apps.google.clientId, client_secret: apps.google.clientSecret }
  const verifier = 'v'.repeat(43)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const redirectUri = 'http://127.0.0.1:3999/connect/google_ads'
  const { consent } = googleAds.oauth
  const query = new URLSearchParams(
    consent.query({ fields: app, scopes: [scope], redirectUri, state: 's'.repeat(43), challenge }),
  )
  const page = `${sandbox.base}/providers/google_login/accounts${consent.path}?${query}`
  const pressed = await fetch(page, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision: 'allow' }),
  })
  const code = new URL(pressed.headers.get('location') ?? 'none:').searchParams.get('code') ?? ''
  return exchange(sandbox.session('auth', app), { code, redirectUri, verifier, returned: {} })
}

/** Without looking for the account, which a token of another scope cannot. */
const bareExchange: Exchange = (session, consent) =>
  googleAds.oauth.exchange(
    {
      ...session,
      credential: { ...session.credential, customer_id: '1047290042', login_customer_id: '1047290042' },
    },
    consent,
  )
