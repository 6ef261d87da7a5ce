/** As much of Google Analytics as the contract suite needs: two properties, their fields, and one table of figures. */
import type { Json, JsonObject } from '../../../connectors/define.ts'
import type { Answer, Provider, Received, RemoteFixture } from './fixture.ts'

const days = { from: '2026-11-01', to: '2026-11-07' }

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: {
    client_id: '1234567890-contract.apps.googleusercontent.com',
    client_secret: 'contract-client-secret',
    refresh_token: '1//contract-refresh-token',
    property_id: '471100001',
    access_token: 'contract-access-token',
    access_token_expires_at: '2026-11-22T01:00:00.000Z',
  },
  provider: createStatistics,
  personal: [],
  reads: {
    properties: {},
    property: {},
    metadata: { search: 'revenue' },
    compatibility: { dimensions: ['itemName'], metrics: ['sessions'] },
    report: {
      ...days,
      dimensions: ['date', 'country'],
      metrics: ['sessions', 'purchaseRevenue', 'engagementRate'],
      filters: [
        { dimension: 'country', match: 'exact', values: ['India'] },
        { dimension: 'landingPage', match: 'any_of', values: ['/', '/sale'] },
      ],
      limit: 2,
    },
    realtime: { dimensions: ['city'] },
    sources: days,
    audiences: days,
  },
  writes: {},
}

const property = 'properties/471100001'

function createStatistics(): Provider {
  return { acted: () => 0, answer }
}

function answer({ method, path, body }: Received): Answer {
  const asked = `${method} ${path}`
  if (asked === 'GET /v1beta/accountSummaries') return ok(summaries)
  if (asked === `GET /v1beta/${property}`) return ok(described)
  if (asked === `GET /v1beta/${property}/dataStreams`) return ok({ dataStreams: [stream] })
  if (asked === `GET /v1beta/${property}/metadata`) return ok(fields)
  if (asked === `POST /v1beta/${property}:checkCompatibility`) return ok(compatibilities)
  if (asked === `POST /v1beta/${property}:runReport`) return ok(report(body as JsonObject, 5))
  if (asked === `POST /v1beta/${property}:runRealtimeReport`) return ok(report(body as JsonObject, 1))
  return { status: 404, body: { error: { code: 404, message: 'Not found.', status: 'NOT_FOUND' } } }
}

const ok = (body: Json): Answer => ({ status: 200, body })

const summaries: JsonObject = {
  accountSummaries: [
    {
      name: 'accountSummaries/1',
      account: 'accounts/1',
      displayName: 'Bluebird',
      propertySummaries: [{ property, displayName: 'Shop', propertyType: 'PROPERTY_TYPE_ORDINARY' }],
    },
  ],
  nextPageToken: 'next',
}
const described: JsonObject = {
  name: property,
  displayName: 'Shop',
  currencyCode: 'INR',
  timeZone: 'Asia/Kolkata',
  serviceLevel: 'GOOGLE_ANALYTICS_STANDARD',
  createTime: '2024-01-01T00:00:00Z',
}
const stream: JsonObject = {
  name: `${property}/dataStreams/1`,
  type: 'WEB_DATA_STREAM',
  displayName: 'Site',
  webStreamData: { measurementId: 'G-1', defaultUri: 'https://bluebird.example' },
}
const fields: JsonObject = {
  dimensions: [{ apiName: 'country', uiName: 'Country', description: 'Where.', category: 'Geography' }],
  metrics: [
    {
      apiName: 'purchaseRevenue',
      uiName: 'Purchase revenue',
      type: 'TYPE_CURRENCY',
      description: 'The sum.',
      category: 'Ecommerce',
    },
  ],
}
const compatibilities: JsonObject = {
  dimensionCompatibilities: [
    { compatibility: 'INCOMPATIBLE', dimensionMetadata: { apiName: 'itemName' } },
    { compatibility: 'COMPATIBLE', dimensionMetadata: { apiName: 'country' } },
  ],
  metricCompatibilities: [{ compatibility: 'COMPATIBLE', metricMetadata: { apiName: 'sessions' } }],
}

const types: Record<string, string> = { purchaseRevenue: 'TYPE_CURRENCY', engagementRate: 'TYPE_FLOAT' }
const figures: Record<string, string> = { purchaseRevenue: '15499.005', engagementRate: '0.617283950617284' }

/** Every row says the same; there are as many as asked for, up to `total`. */
function report(asked: JsonObject, total: number): JsonObject {
  const names = (key: string): string[] => ((asked[key] ?? []) as { name: string }[]).map(({ name }) => name)
  const [dimensions, metrics] = [names('dimensions'), names('metrics')]
  const row: JsonObject = {
    dimensionValues: dimensions.map((name) => ({ value: `${name} 1` })),
    metricValues: metrics.map((name) => ({ value: figures[name] ?? '12' })),
  }
  const left = Math.max(0, total - Number(asked.offset ?? 0))
  return {
    dimensionHeaders: dimensions.map((name) => ({ name })),
    metricHeaders: metrics.map((name) => ({ name, type: types[name] ?? 'TYPE_INTEGER' })),
    rows: Array.from({ length: Math.min(left, Number(asked.limit)) }, () => row),
    rowCount: total,
    metadata: { currencyCode: 'INR', timeZone: 'Asia/Kolkata', subjectToThresholding: true },
    propertyQuota: { tokensPerDay: { consumed: 4, remaining: 199_000 } },
    kind: 'analyticsData#runReport',
  }
}
