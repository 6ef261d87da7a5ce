/** Google Analytics beyond what every connector must keep: it can only read, and what it reads is exact. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Endpoints } from '../connectors/define.ts'
import { googleAnalytics } from '../connectors/google-analytics/index.ts'
import { reportShape } from '../connectors/google-analytics/shapes.ts'
import { judge, type Mode } from '../src/broker/policy.ts'
import { endpointsOf, hostsOf } from '../src/broker/reach.ts'
import { drive } from './support/connectors/drive.ts'
import type { Answer, Received } from './support/connectors/fixture.ts'
import { fixture } from './support/connectors/google-analytics.ts'
import { googleSpec } from './support/connectors/google-spec.ts'

const specs = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'google')
const hasSpecs = existsSync(specs)

const { read, operations, trouble } = drive(googleAnalytics, fixture)

describe.runIf(hasSpecs)('each request is one that Google describes', () => {
  const data = googleSpec('analyticsdata.v1beta')
  const admin = googleSpec('analyticsadmin.v1beta')
  const specOf = ({ host }: Received) => (host.startsWith('analyticsadmin') ? admin : data)

  it.each(operations)('$name', async ({ scopes, run }) => {
    const received = await run()
    expect(received.length).toBeGreaterThan(0)
    for (const request of received) {
      expect(specOf(request).faultsOf(request)).toEqual([])
      expect(specOf(request).scopesFor(request)).toContain(scopes[0])
    }
  })

  it('and the check sees what is not described', async () => {
    const { received } = await read('report')
    const request = received[0] as Received
    expect(data.faultsOf({ ...request, path: `${request.path}s` })).not.toEqual([])
    expect(data.faultsOf({ ...request, query: new URLSearchParams({ limits: '1' }) })).not.toEqual([])
    expect(data.faultsOf({ ...request, body: { dateRange: [] } })).not.toEqual([])
    expect(data.faultsOf({ ...request, body: { limit: { is: 1 } } })).not.toEqual([])
  })
})

describe.runIf(hasSpecs)('nothing but reading is possible', () => {
  const tables = ['analyticsdata.v1beta', 'analyticsadmin.v1beta'].map((api) => ({
    host: `${api.split('.')[0]}.googleapis.com`,
    methods: (JSON.parse(readFileSync(join(specs, `methods/${api}.methods.json`), 'utf8')) as Methods)
      .methods,
  }))
  const every = tables.flatMap(({ host, methods }) =>
    methods.flatMap(({ method, path }) => concrete(path).map((full) => ({ host, method, path: full }))),
  )
  const reach = {
    hosts: hostsOf(googleAnalytics.hosts, fixture.credential),
    endpoints: endpointsOf(googleAnalytics.endpoints as Endpoints, ''),
  }
  const modes: Mode[] = ['read', 'dryRun', 'execute', 'auth']
  const verdicts = ({ host, method, path }: (typeof every)[number]) => {
    const url = new URL(`https://${host}${path}`)
    const headers = new Headers({ 'content-type': 'application/json' })
    const request = { method, url, headers, body: new TextEncoder().encode('{}') }
    return modes.map((mode) => judge(request, mode, reach)?.verdict ?? null)
  }

  it('of everything that both APIs can do, seven calls pass, and all of them read', () => {
    const open = every.filter((call) => verdicts(call).some((verdict) => verdict !== null))
    expect([...new Set(open.map(({ method, path }) => `${method} ${path}`))].sort()).toEqual([
      'GET /v1beta/accountSummaries',
      'GET /v1beta/properties/1',
      'GET /v1beta/properties/1/dataStreams',
      'GET /v1beta/properties/1/metadata',
      'POST /v1beta/properties/1:checkCompatibility',
      'POST /v1beta/properties/1:runRealtimeReport',
      'POST /v1beta/properties/1:runReport',
    ])
    expect(every.length).toBeGreaterThan(100)
    for (const call of open) expect(verdicts(call)).not.toContain('write')
  })

  it('it has no write, no endpoint for one, and asks for no other scope', () => {
    expect(googleAnalytics.writes).toEqual({})
    expect(googleAnalytics.endpoints.write).toEqual([])
    const scopes = Object.values(googleAnalytics.reads).flatMap((read) => [...read.scopes])
    expect([...new Set([...scopes, ...(googleAnalytics.oauth?.scopes ?? [])])]).toEqual([
      'https://www.googleapis.com/auth/analytics.readonly',
    ])
  })
})

type Methods = { methods: { method: string; path: string }[] }

/** A template with every name that it can stand for: `{+name}` is an account, a property, or something below one. */
const concrete = (template: string): string[] =>
  [
    'accounts/1',
    'properties/1',
    'properties/1/metadata',
    'properties/1/keyEvents/1',
    'properties/1/dataStreams/1',
  ].map((name) => template.replace(/\{\+?\w+\}/, name))

describe('what a report says', () => {
  const shape = (values: [string, string][], currencyCode = 'INR') =>
    reportShape(
      {
        dimensionHeaders: [],
        metricHeaders: values.map(([type], index) => ({ name: `m${index}`, type })),
        rows: [{ dimensionValues: [], metricValues: values.map(([, value]) => ({ value })) }],
        rowCount: 3,
        metadata: { currencyCode },
      },
      { from: 0, limit: 1 },
    )

  it('is money in whole minor units, rounded half away from zero', () => {
    const revenue = (value: string, currency?: string) => shape([['TYPE_CURRENCY', value]], currency).rows
    expect(revenue('1499')).toEqual([{ m0: { currency: 'INR', minor: 149_900 } }])
    expect(revenue('0.005')).toEqual([{ m0: { currency: 'INR', minor: 1 } }])
    expect(revenue('0.0049999')).toEqual([{ m0: { currency: 'INR', minor: 0 } }])
    expect(revenue('-12.345')).toEqual([{ m0: { currency: 'INR', minor: -1235 } }])
    expect(revenue('12.5', 'JPY')).toEqual([{ m0: { currency: 'JPY', minor: 13 } }])
    expect(revenue('1.9999', 'KWD')).toEqual([{ m0: { currency: 'KWD', minor: 2000 } }])
  })

  it('has no float, and a cursor while there is more', () => {
    const result = shape([
      ['TYPE_INTEGER', '12'],
      ['TYPE_FLOAT', '0.617283950617284'],
      ['TYPE_SECONDS', '61.5'],
    ])
    expect(result).toMatchObject({
      count: 1,
      total: 3,
      cursor: '1',
      rows: [{ m0: 12, m1: '0.6172', m2: '61.5' }],
    })
  })
})

describe('trouble is one sentence that names the system and the fix', () => {
  const google = (code: number, status: string, message: string, reason?: string): Answer => ({
    status: code,
    body: { error: { code, status, message, ...(reason ? { details: [{ reason }] } : {}) } },
  })
  trouble('report', [
    [
      'a wrong token',
      google(401, 'UNAUTHENTICATED', 'Invalid credentials.'),
      'unauthorised',
      /connect it again/,
    ],
    [
      'a missing scope',
      google(403, 'PERMISSION_DENIED', 'Insufficient scopes.', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'),
      'forbidden',
      /connect it again/,
    ],
    [
      'an API that is off',
      google(403, 'PERMISSION_DENIED', 'x', 'SERVICE_DISABLED'),
      'forbidden',
      /Switch it on/,
    ],
    ['a property that is not there', google(404, 'NOT_FOUND', 'Not found.'), 'not_found', /does not know/],
    [
      'a field that is not there',
      google(400, 'INVALID_ARGUMENT', 'Field foo is not a valid dimension.'),
      'refused',
      /Field foo/,
    ],
    ['a spent quota', google(429, 'RESOURCE_EXHAUSTED', 'Exhausted.'), 'throttled', /fewer requests/],
    ['an outage', google(503, 'UNAVAILABLE', 'x'), 'broken', /HTTP 503/],
    ['an answer that is none', { status: 200, body: 'what' }, 'broken', /could not be understood/],
  ])
})
