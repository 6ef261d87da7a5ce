/** Every request that the Google Ads connector makes, against Google's own descriptor and list of fields. */
import nock from 'nock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { googleAds } from '../connectors/google-ads/index.ts'
import type { Received } from './support/connectors/fixture.ts'
import { fixture, ids, span } from './support/connectors/google-ads.ts'
import { faultsOf, hasSpecs, loadSchema, queryFaults } from './support/connectors/google-ads-schema.ts'
import type { AnyWrite } from './support/connectors/suite.ts'
import { wire } from './support/connectors/wire.ts'

type Sent = Received & { operation: string }
const sent: Sent[] = []

/** Inputs beside the fixture's, so that every branch of every query is sent once. */
const moreReads: Record<string, object[]> = {
  campaigns: [{}, { status: 'REMOVED', cursor: '25' }],
  adGroups: [{}, { status: 'PAUSED' }],
  metrics: [
    { ...span, by: 'account' },
    { ...span, by: 'account', daily: true },
    { ...span, by: 'account', campaignId: ids.campaign },
    { ...span, by: 'campaign' },
    { ...span, by: 'ad_group' },
  ],
  searchTerms: [{ ...span, campaignId: ids.campaign }],
  keywords: [{}, { adGroupId: ids.adGroup, status: 'ENABLED' }],
  changes: [{ from: '2026-11-01', to: '2026-11-20', campaignId: ids.campaign }],
}

async function readAll(name: string): Promise<void> {
  const read = googleAds.reads[name as keyof typeof googleAds.reads]
  for (const input of [fixture.reads[name] ?? {}, ...(moreReads[name] ?? [])])
    await record(name, async ({ session }) =>
      read.run(await googleAds.open(session('read')), read.input.parse(input) as never),
    )
}

async function writeOnce(name: string): Promise<void> {
  const write = googleAds.writes[name as keyof typeof googleAds.writes] as AnyWrite
  await record(name, async ({ session }) => {
    const api = await googleAds.open(session('write'))
    const input = write.input.parse(fixture.writes[name]?.input)
    const facts = { input, before: await write.preview(api, input), account: 'x' }
    await write.dryRun?.(await googleAds.open(session('dryRun')), facts)
    await write.run(api, { ...facts, idempotencyKey: 'k' })
    await write.reconcile(api, { ...facts, idempotencyKey: 'k' })
  })
}

async function record(
  operation: string,
  work: (line: ReturnType<typeof wire>) => Promise<unknown>,
): Promise<void> {
  const line = wire(googleAds, fixture)
  await work(line)
  sent.push(...line.received.map((one) => ({ ...one, operation })))
  nock.cleanAll()
}

beforeAll(async () => {
  nock.disableNetConnect()
  for (const name of Object.keys(googleAds.reads)) await readAll(name)
  for (const name of Object.keys(googleAds.writes)) await writeOnce(name)
})
afterAll(() => nock.enableNetConnect())

const bodyOf = ({ body }: Sent) => body as Record<string, unknown>
const queries = (): string[] => sent.flatMap((one) => (bodyOf(one)?.query ? [String(bodyOf(one).query)] : []))

describe.runIf(hasSpecs)('Google Ads by its descriptor', () => {
  const schema = hasSpecs ? loadSchema() : (undefined as never)

  it('takes every request', () => {
    expect(new Set(sent.map(({ operation }) => operation)).size).toBe(
      Object.keys(googleAds.reads).length + Object.keys(googleAds.writes).length,
    )
    expect(sent.flatMap((one) => faultsOf(schema, one).map((fault) => `${one.operation}: ${fault}`))).toEqual(
      [],
    )
    for (const { query } of sent) expect([...query]).toEqual([])
  })

  it('knows every name in every query', () => {
    expect(queries().length).toBeGreaterThan(25)
    expect(queries().flatMap((query) => queryFaults(schema, query))).toEqual([])
  })

  it('is asked for all or none, and each change is rehearsed with the same operations before', () => {
    const mutations = sent.filter(({ path }) => path.endsWith(':mutate'))
    for (const name of Object.keys(googleAds.writes)) {
      const [rehearsal, real, ...more] = mutations.filter(({ operation }) => operation === name)
      expect(more).toEqual([])
      expect(rehearsal?.body).toMatchObject({ validateOnly: true, partialFailure: false })
      expect(real?.body).toEqual({ ...bodyOf(rehearsal as Sent), validateOnly: false })
      expect(real?.path).toBe(rehearsal?.path)
    }
  })

  it.each([
    [
      'a field that is not there',
      { update: { resourceName: 'r', budget: '1' }, updateMask: 'budget' },
      /no field of/,
    ],
    [
      'a name of no enum',
      { update: { resourceName: 'r', status: 'STOPPED' }, updateMask: 'status' },
      /STOPPED is no/,
    ],
    [
      'what only Google writes',
      { update: { resourceName: 'r', id: '1' }, updateMask: 'id' },
      /may not be written/,
    ],
    [
      'what never changes',
      {
        update: { resourceName: 'r', advertisingChannelType: 'SEARCH' },
        updateMask: 'advertisingChannelType',
      },
      /may not be written/,
    ],
    [
      'a mask that names too little',
      { update: { resourceName: 'r', status: 'PAUSED', name: 'x' }, updateMask: 'status' },
      /does not name name/,
    ],
    [
      'a mask that names nothing',
      { update: { resourceName: 'r', status: 'PAUSED' }, updateMask: 'state' },
      /state is no field/,
    ],
    [
      'two operations in one',
      { update: { resourceName: 'r', status: 'PAUSED' }, updateMask: 'status', remove: 'r' },
      /more than one/,
    ],
    [
      'a number for an int64',
      { update: { resourceName: 'r', bidMicros: 1 }, updateMask: 'bidMicros' },
      /no field/,
    ],
  ])('the check finds %s', (_, operation, fault) => {
    const body = { operations: [operation], partialFailure: false, validateOnly: false }
    const faults = faultsOf(schema, { method: 'POST', path: '/v25/customers/1/campaigns:mutate', body })
    expect(faults.join('\n')).toMatch(fault)
  })

  it('the check finds unknown methods, fields of requests, int64s as numbers and names in queries', () => {
    const at = (path: string, body: unknown) => faultsOf(schema, { method: 'POST', path, body }).join('\n')
    expect(at('/v25/customers/1/campaigns:remove', {})).toMatch(/no method/)
    expect(at('/v24/customers/1/googleAds:search', { query: 'x' })).toMatch(/no method/)
    expect(at('/v25/customers/1/googleAds:search', { query: 'x', limit: 3 })).toMatch(/limit is no field/)
    expect(at('/v25/customers/1/googleAds:search', {})).toMatch(/query is required/)
    const budget = {
      operations: [{ update: { resourceName: 'r', amountMicros: 1 }, updateMask: 'amountMicros' }],
    }
    expect(at('/v25/customers/1/campaignBudgets:mutate', budget)).toMatch(/no int64/)
    expect(queryFaults(schema, 'SELECT campaign.nam FROM campaign')).toEqual(['campaign.nam is no field'])
    expect(queryFaults(schema, "SELECT campaign.id FROM campaigns WHERE campaign.status = 'ON'")).toEqual([
      'campaigns is no resource',
      'campaign.status is never ON',
    ])
    expect(queryFaults(schema, 'SELECT currency_constant.unit FROM currency_constant')).toHaveLength(1)
    expect(queryFaults(schema, 'SELECT campaign_criterion.keyword FROM campaign_criterion')).toHaveLength(1)
  })
})

describe('Google Ads', () => {
  it('asks for one scope, which is all that the API has', () => {
    const scopes = [...Object.values(googleAds.reads), ...Object.values(googleAds.writes)].map(
      ({ scopes }) => scopes,
    )
    expect(new Set(scopes.flat())).toEqual(new Set(['https://www.googleapis.com/auth/adwords']))
  })

  it('names the account in the path, sends no developer token, and a manager only where there is one', () => {
    for (const { path, headers } of sent) {
      expect(path).toMatch(/^\/v25\/customers(\/1047290042\/|:listAccessibleCustomers$)/)
      expect(headers).not.toHaveProperty('developer-token')
      expect(headers).not.toHaveProperty('login-customer-id')
      expect(headers.authorization).toBe(`Bearer ${fixture.credential.access_token}`)
    }
  })
})
