import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import type { AnalyticsReads, ReportQuery } from '../client.ts'
import { scopes } from '../scopes.ts'
import { dates, fieldName, propertyId, propertyName, reportShape, rowsPage } from '../shapes.ts'

const read = readOf<AnalyticsReads>()

const filter = z.strictObject({
  dimension: fieldName,
  match: z.enum(['exact', 'contains', 'begins', 'any_of']),
  values: z.array(z.string().min(1).max(200)).min(1).max(50).describe('One, or several for any_of'),
})
type Filter = z.output<typeof filter>

const filters = z.array(filter).max(5).default([]).describe('All of them must hold')
const dimensions = z
  .array(fieldName)
  .max(9)
  .default([])
  .describe('API names: date, country, sessionSource, itemName, landingPage, …')
const metrics = z
  .array(fieldName)
  .min(1)
  .max(10)
  .describe('API names: sessions, totalUsers, transactions, purchaseRevenue, keyEvents, …')

/** What outsiders can write into a site's statistics: campaign names, pages, search terms. */
const untrusted = ['rows'] as const

export const report = read({
  description:
    'Run a Google Analytics report: metrics by dimensions over some days, filtered and sorted. Ask metadata for names of fields.',
  scopes,
  input: z.strictObject({
    property: propertyId,
    ...dates,
    dimensions,
    metrics,
    filters,
    sortBy: fieldName
      .nullable()
      .default(null)
      .describe('A metric or dimension of this report; null for the first metric'),
    descending: z.boolean().default(true),
    ...rowsPage,
  }),
  untrusted,
  run: async (api, { property, filters, sortBy, descending, ...asked }) => {
    const sorted = sortBy ?? asked.metrics[0] ?? ''
    const isMetric = asked.metrics.includes(sorted)
    return runReport(api, property, {
      ...asked,
      ...filterOf(filters),
      orderBys: [
        isMetric
          ? { metric: { metricName: sorted }, desc: descending }
          : { dimension: { dimensionName: sorted }, desc: descending },
      ],
    })
  },
})

export const realtime = read({
  description:
    'What happens on the site in the last 30 minutes, by Google Analytics: active users and events.',
  scopes,
  input: z.strictObject({
    property: propertyId,
    dimensions: dimensions.describe('API names: country, city, unifiedScreenName, eventName, …'),
    metrics: z
      .array(fieldName)
      .min(1)
      .max(10)
      .default(['activeUsers'])
      .describe('activeUsers, eventCount, keyEvents, screenPageViews'),
    filters,
    limit: rowsPage.limit,
  }),
  untrusted,
  run: async (api, { property, dimensions, metrics, filters, limit }) => {
    const found = await api.realtime(propertyName(api.own, property), {
      dimensions: named(dimensions),
      metrics: named(metrics),
      ...filterOf(filters),
      limit: String(limit),
    })
    return reportShape(found, { from: 0, limit })
  },
})

const ready = z.strictObject({ property: propertyId, ...dates, ...rowsPage })
const money = ['sessions', 'totalUsers', 'transactions', 'purchaseRevenue']

export const sources = read({
  description:
    'Where visitors and revenue of some days came from, by Google Analytics: channel, source and medium, with sessions, purchases and revenue.',
  scopes,
  input: ready,
  untrusted,
  run: (api, { property, ...asked }) =>
    runReport(api, property, {
      ...asked,
      dimensions: ['sessionDefaultChannelGroup', 'sessionSource', 'sessionMedium'],
      metrics: money,
      orderBys: [{ metric: { metricName: 'sessions' }, desc: true }],
    }),
})

export const audiences = read({
  description:
    'The audiences of a Google Analytics property over some days: people, sessions, purchases and revenue.',
  scopes,
  input: ready,
  untrusted,
  run: (api, { property, ...asked }) =>
    runReport(api, property, {
      ...asked,
      dimensions: ['audienceName'],
      metrics: money,
      orderBys: [{ metric: { metricName: 'totalUsers' }, desc: true }],
    }),
})

type Asked = {
  from: string
  to: string
  dimensions: readonly string[]
  metrics: readonly string[]
  dimensionFilter?: object
  orderBys: object[]
  limit: number
  cursor: string | null
}

async function runReport(api: AnalyticsReads, property: string | null, asked: Asked): Promise<JsonObject> {
  const { from, to, dimensions, metrics, dimensionFilter, orderBys, limit, cursor } = asked
  const query: ReportQuery = {
    dateRanges: [{ startDate: from, endDate: to }],
    dimensions: named(dimensions),
    metrics: named(metrics),
    ...(dimensionFilter === undefined ? {} : { dimensionFilter }),
    orderBys,
    limit: String(limit),
    offset: cursor ?? '0',
  }
  const found = await api.report(propertyName(api.own, property), query)
  return reportShape(found, { from: Number(query.offset), limit })
}

const named = (names: readonly string[]) => names.map((name) => ({ name }))

const matchTypes = { exact: 'EXACT', contains: 'CONTAINS', begins: 'BEGINS_WITH' } as const

function filterOf(filters: readonly Filter[]): { dimensionFilter?: object } {
  const expressions = filters.map(({ dimension: fieldName, match, values }) => ({
    filter:
      match === 'any_of'
        ? { fieldName, inListFilter: { values } }
        : { fieldName, stringFilter: { matchType: matchTypes[match], value: values[0] } },
  }))
  return expressions.length === 0 ? {} : { dimensionFilter: { andGroup: { expressions } } }
}
