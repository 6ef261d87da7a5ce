/** Every request that the Amazon connector can make, against Amazon's own swagger files. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import nock from 'nock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpoints } from '../connectors/amazon-sp-api/endpoints.ts'
import { amazonSpApi } from '../connectors/amazon-sp-api/index.ts'
import { hosts, places } from '../connectors/amazon-sp-api/places.ts'
import type { JsonObject } from '../connectors/define.ts'
import { fixture, order } from './support/connectors/amazon-sp-api.ts'
import { documents } from './support/connectors/amazon-sp-api-shapes.ts'
import {
  answerFaults,
  feedReportSchema,
  feedSchema,
  hasSpecs,
  operationOf,
  operations,
  requestFaults,
} from './support/connectors/amazon-sp-api-spec.ts'
import type { Received } from './support/connectors/fixture.ts'
import type { AnyWrite } from './support/connectors/suite.ts'
import { wire } from './support/connectors/wire.ts'

if (!hasSpecs) console.warn('The specifications are not there: the comparisons with them do not run.')

type Sent = Received & { of: string; scopes: readonly string[] }
const sent: Sent[] = []
const answered: { request: Received; status: number; body: unknown }[] = []

/** Inputs beside the fixture's, so that each thing that can be asked is asked. */
const moreReads: [string, JsonObject][] = [
  [
    'orders',
    {
      updatedAfter: '2026-11-01T00:00:00Z',
      updatedBefore: '2026-11-02T00:00:00Z',
      shippedBy: 'AMAZON',
      cursor: 'next',
    },
  ],
  ['orders', { createdAfter: '2026-11-01T00:00:00Z', createdBefore: '2026-11-02T00:00:00Z' }],
  ['order', { orderId: order }],
  ['inventory', { cursor: 'next' }],
  ['listings', { buyable: false, cursor: 'next' }],
  ['catalogue', { identifiers: ['8900000000017'], identifierType: 'EAN', cursor: 'next' }],
  ['offers', { asin: 'B0CONTRACT' }],
  ['fees', { sku: 'BB-ONE', price: { currency: 'INR', minor: 159_950 }, shippingMinor: 4_050 }],
  [
    'sales',
    {
      from: '2026-11-01T00:00:00Z',
      to: '2026-11-02T00:00:00Z',
      by: 'Hour',
      shippedBy: 'MERCHANT',
      sku: 'BB-ONE',
    },
  ],
  ['sales', { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z', asin: 'B0CONTRACT' }],
  [
    'transactions',
    {
      postedAfter: '2026-11-01T00:00:00Z',
      postedBefore: '2026-11-02T00:00:00Z',
      status: 'RELEASED',
      cursor: 'next',
    },
  ],
  ['reports', { cursor: 'next' }],
  ['reports', {}],
  [
    'requestReport',
    {
      type: 'GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL',
      from: '2026-11-01T00:00:00Z',
      to: '2026-11-20T00:00:00Z',
    },
  ],
]
const moreWrites: [string, JsonObject][] = [
  [
    'confirmShipment',
    { orderId: order, carrierCode: 'DHL', trackingNumber: 'D1', shippedAt: '2026-11-21T08:00:00Z' },
  ],
  ['messageBuyer', { orderId: order, kind: 'confirmOrderDetails', text: 'Which size did you mean?' }],
  ['messageBuyer', { orderId: order, kind: 'confirmDeliveryDetails', text: 'Is anybody there on Monday?' }],
]

beforeAll(async () => {
  nock.disableNetConnect()
  for (const name of Object.keys(amazonSpApi.reads)) await tryRead(name, fixture.reads[name] ?? {})
  for (const [name, input] of moreReads) await tryRead(name, input)
  for (const name of Object.keys(amazonSpApi.writes)) await tryWrite(name, fixture.writes[name]?.input ?? {})
  for (const [name, input] of moreWrites) await tryWrite(name, input)
})
afterAll(() => nock.enableNetConnect())

/** A line whose answers are kept, too. */
function line() {
  const provider = fixture.provider()
  const answer: typeof provider.answer = (request) => {
    const given = provider.answer(request)
    answered.push({ request, status: given.status, body: given.body })
    return given
  }
  return wire(amazonSpApi, { ...fixture, provider: () => ({ ...provider, answer }) })
}

async function tryRead(name: string, input: JsonObject): Promise<void> {
  const read = amazonSpApi.reads[name as keyof typeof amazonSpApi.reads] as AnyRead
  const one = line()
  await read.run(await amazonSpApi.open(one.session('read')), read.input.parse(input))
  keep(name, read.scopes, one.received)
}

async function tryWrite(name: string, given: JsonObject): Promise<void> {
  const write = amazonSpApi.writes[name as keyof typeof amazonSpApi.writes] as AnyWrite
  const one = line()
  const reading = await amazonSpApi.open(one.session('read'))
  const input = write.input.parse(given)
  const before = write.before.parse(await write.preview(reading, input))
  const facts = {
    input,
    before,
    account: 'A3CONTRACT0001 on amazon.in',
    idempotencyKey: 'documents-test-key-01',
  }
  await write.dryRun?.(await amazonSpApi.open(one.session('dryRun')), facts)
  await write.run(await amazonSpApi.open(one.session('write')), facts)
  await write.reconcile(reading, facts)
  keep(name, write.scopes, one.received)
}

type AnyRead = (typeof amazonSpApi.reads)['orders']

function keep(of: string, scopes: readonly string[], received: Received[]): void {
  sent.push(...received.map((one) => ({ ...one, of, scopes })))
  nock.cleanAll()
}

const toApi = () => sent.filter(({ host }) => host.startsWith('sellingpartnerapi-'))

describe.skipIf(!hasSpecs)('every request', () => {
  it('is one that Amazon describes: path, parameters, body, and nothing deprecated', () => {
    expect(toApi().length).toBeGreaterThan(60)
    expect(toApi().flatMap((one) => requestFaults(one).map((fault) => `${one.of}: ${fault}`))).toEqual([])
  })

  it('uses every endpoint that is declared, and each has one operation', () => {
    const declared = [...endpoints.read, ...endpoints.write].filter(({ on }) => on === undefined)
    const used = new Set(toApi().map((request) => operationOf(request)?.operationId))
    for (const { method, path } of declared) {
      const operation = operationOf({ method, path: path.replace(/\{\w+\}/g, 'x') })
      expect([path, used.has(operation?.operationId)]).toEqual([path, true])
    }
    expect(used.size).toBe(declared.length)
  })

  it('is waited for at the rate of its usage plan', () => {
    for (const { method, path, rate } of [...endpoints.read, ...endpoints.write]) {
      const operation = operationOf({ method, path: path.replace(/\{\w+\}/g, 'x') })
      const plan = /\|\s*(?:Default\s*\|)?\s*([\d.]+)\s*\|\s*([\d.]+)\s*\|/.exec(operation?.description ?? '')
      // Previews are allowed less often than what they preview; the storage is no operation.
      if (method === 'PATCH' || operation === undefined) continue
      expect([path, rate?.perSecond, rate?.burst]).toEqual([path, Number(plan?.[1]), Number(plan?.[2])])
    }
  })

  it('carries the token to the API alone', () => {
    expect(
      toApi().filter(({ headers }) => headers['x-amz-access-token'] !== fixture.credential.access_token),
    ).toEqual([])
    const elsewhere = sent.filter(({ host }) => !host.startsWith('sellingpartnerapi-'))
    expect(elsewhere.length).toBeGreaterThan(2)
    expect(JSON.stringify(elsewhere)).not.toContain(fixture.credential.access_token)
  })

  it('asks for nothing about who a buyer is', () => {
    const sets = toApi().map(({ query }) => query.get('includedData') ?? '')
    expect(sets.filter((set) => set.split(',').includes('BUYER'))).toEqual([])
    expect(sets.filter((set) => set.includes('RECIPIENT')).length).toBe(2)
  })

  it('has a role that is enough for it', () => {
    const missing = toApi().filter(({ method, path, scopes }) => {
      const [, enough] = enoughFor.find(([start]) => path.startsWith(start)) ?? ['', []]
      return !scopes.some((scope) => enough.includes(scope)) && `${method} ${path}`
    })
    expect(missing.map(({ of, path }) => `${of}: ${path}`)).toEqual([])
  })
})

/** "Required roles (need at least one)", developer-docs.amazon.com/sp-api: each API's page, and role-mappings-for-types. */
const enoughFor: [string, string[]][] = [
  ['/sellers/v1/', ['Selling Partner Insights']],
  [
    '/orders/2026-01-01/',
    ['Inventory and Order Tracking', 'Buyer Communication', 'Buyer Solicitation', 'Pricing'],
  ],
  ['/orders/v0/', ['Inventory and Order Tracking']],
  ['/fba/inventory/', ['Amazon Fulfillment']],
  ['/listings/', ['Product Listing']],
  ['/catalog/', ['Product Listing']],
  ['/products/', ['Pricing']],
  ['/sales/', ['Inventory and Order Tracking', 'Product Listing']],
  ['/finances/', ['Finance and Accounting']],
  ['/reports/', ['Inventory and Order Tracking', 'Product Listing', 'Amazon Fulfillment']],
  ['/feeds/', ['Product Listing', 'Inventory and Order Tracking']],
  ['/messaging/', ['Buyer Communication']],
  ['/solicitations/', ['Buyer Solicitation', 'Product Listing']],
]

describe.skipIf(!hasSpecs)('what the tests say in Amazon’s place', () => {
  it('is what Amazon describes as its answers', () => {
    const api = answered.filter(({ request }) => request.host.startsWith('sellingpartnerapi-'))
    const faults = api.flatMap(({ request, status, body }) =>
      answerFaults(request, status, body).map((fault) => `${request.method} ${request.path}: ${fault}`),
    )
    expect([...new Set(faults)]).toEqual([])
  })

  it('and its feeds keep to the schema of feeds, its processing report to that of reports', () => {
    const ajv = new Ajv({ strict: false, allErrors: true })
    const laid = sent.filter(({ method, host }) => method === 'PUT' && host.startsWith('tortuga'))
    expect(laid.length).toBe(1)
    for (const { body } of laid) expect([ajv.validate(feedSchema(), body), ajv.errors]).toEqual([true, null])
    const report: unknown = JSON.parse(documents['doc-result'] ?? '')
    expect([ajv.validate(feedReportSchema(), report), ajv.errors]).toEqual([true, null])
  })

  it('goes red for an unknown parameter, a wrong value, an unknown field and an operation that is on its way out', () => {
    const [search] = toApi().filter(({ of }) => of === 'orders')
    const [feed] = toApi().filter(({ method, path }) => method === 'POST' && path.endsWith('/feeds'))
    if (!search || !feed) throw new Error('Nothing was asked.')
    const asked = (query: Record<string, string>) =>
      requestFaults({
        ...search,
        query: new URLSearchParams({ ...Object.fromEntries(search.query), ...query }),
      })
    expect(asked({})).toEqual([])
    expect(asked({ orderStatus: 'x' })).toHaveLength(1)
    expect(asked({ fulfillmentStatuses: 'SHIPPED,LOST' })).toHaveLength(1)
    expect(requestFaults({ ...feed, body: { ...(feed.body as JsonObject), surprise: 1 } })).toHaveLength(1)
    expect(requestFaults({ ...feed, body: {} }).length).toBeGreaterThan(1)
    const old = { ...search, path: '/orders/v0/orders', query: new URLSearchParams({ MarketplaceIds: 'A' }) }
    expect(requestFaults(old)).toEqual(['getOrders is deprecated'])
    expect(operations.filter(({ deprecated }) => deprecated).length).toBeGreaterThan(5)
  })
})

describe('the table of marketplaces', () => {
  it('leads to the three regions that Amazon names', () => {
    const regions = new Set(places.map(({ region }) => region))
    expect([...regions].sort()).toEqual(['eu', 'fe', 'na'])
    expect(new Set(places.map(({ id }) => id)).size).toBe(places.length)
    expect(hosts.A21TJRUUN4KGV).toMatchObject({
      api: 'sellingpartnerapi-eu.amazon.com',
      consent: 'sellercentral.amazon.in',
    })
    expect(hosts.ATVPDKIKX0DER?.api).toBe('sellingpartnerapi-na.amazon.com')
    expect(hosts.A1VC38T7YXB528?.api).toBe('sellingpartnerapi-fe.amazon.com')
  })

  it('stands in the README by its roles', () => {
    const readme = readFileSync(join(import.meta.dirname, '../connectors/amazon-sp-api/README.md'), 'utf8')
    const all = [...Object.values(amazonSpApi.reads), ...Object.values(amazonSpApi.writes)]
    for (const role of new Set(all.flatMap(({ scopes }) => [...scopes]))) expect(readme).toContain(role)
  })
})
