/** runReport: rows of dimensions with what is counted for each, over the traffic of the store. */
import { dayOf } from '../../store/ads.ts'
import { visitsOf } from '../../store/traffic.ts'
import type { Store } from '../../store/types.ts'
import { incompatible, noField } from './errors.ts'
import { clashOf, dimensions, type Fact, metrics } from './fields.ts'
import { parseQuery, type Query } from './query.ts'

export const CURRENCY = 'INR'

type Row = { values: string[]; numbers: number[] }

export function runReport(
  store: Store,
  body: Record<string, unknown>,
  now: number,
): { answer: object; query: Query } {
  const query = parseQuery(body, { dimensions, metrics, isRealtime: false }, dayOf(store, now))
  const clash = clashOf({ ...query, dimensions: [...query.dimensions, ...query.filtered] })
  if (clash !== null) throw incompatible(clash)
  const facts = factsOf(store, query, now).filter((fact) => query.filter((name) => saidOf(name, fact)))
  const isCompared = query.ranges.length > 1
  const rows = query.ranges.flatMap(({ name, from, to }) =>
    rowsOf(
      query,
      facts.filter(({ date }) => date >= from && date <= to),
    ).map(({ values, numbers }) => ({ values: isCompared ? [...values, name] : values, numbers })),
  )
  const headers = [...query.dimensions, ...(isCompared ? ['dateRange'] : [])]
  const types = query.metrics.map((name) => ({ name, type: metrics[name]?.type ?? 'TYPE_INTEGER' }))
  const answer = {
    ...tableOf(query, headers, types, rows),
    metadata: { currencyCode: CURRENCY, timeZone: store.shop.timezone },
    kind: 'analyticsData#runReport',
  }
  return { answer, query }
}

/** Headers, one page of the rows, and how many there are of them; what is empty or zero is left out. */
export function tableOf(
  query: Query,
  headers: string[],
  types: { name: string; type: string }[],
  rows: Row[],
): object {
  const sorted = rows.toSorted((a, b) => difference(query, a, b))
  const shown = sorted.slice(query.offset, query.offset + query.limit).map(({ values, numbers }) => ({
    ...(values.length > 0 ? { dimensionValues: values.map((value) => ({ value })) } : {}),
    ...(numbers.length > 0 ? { metricValues: numbers.map((number) => ({ value: String(number) })) } : {}),
  }))
  return {
    ...(headers.length > 0 ? { dimensionHeaders: headers.map((name) => ({ name })) } : {}),
    ...(types.length > 0 ? { metricHeaders: types } : {}),
    ...(shown.length > 0 ? { rows: shown } : {}),
    ...(rows.length > 0 ? { rowCount: rows.length } : {}),
  }
}

function saidOf(name: string, fact: Fact): string {
  const dimension = dimensions[name]
  if (!dimension) throw noField(name, 'dimension', false)
  return dimension.of(fact)
}

/** A visit stands once for each audience and each line of its order, where these are asked about, and else once. */
function factsOf(store: Store, query: Query, now: number): Fact[] {
  const named = [...query.dimensions, ...query.filtered]
  const byAudience = named.includes('audienceName')
  const byItem = [
    ...named.map((name) => dimensions[name]),
    ...query.metrics.map((name) => metrics[name]),
  ].some((field) => field?.scope === 'item')
  return visitsOf(store, now).flatMap((visits) => {
    const audiences = byAudience ? ['All Users', visits.order ? 'Purchasers' : 'Non-purchasers'] : ['']
    const lines = byItem ? (visits.order?.lines ?? []) : [null]
    return audiences.flatMap((audience) => lines.map((line) => ({ ...visits, audience, line })))
  })
}

function rowsOf(query: Query, facts: readonly Fact[]): Row[] {
  const groups = Map.groupBy(facts, (fact) =>
    JSON.stringify(query.dimensions.map((name) => saidOf(name, fact))),
  )
  const rows = [...groups].map(
    ([key, group]): Row => ({
      values: JSON.parse(key) as string[],
      numbers: query.metrics.map((name) => metrics[name]?.of(group) ?? 0),
    }),
  )
  return rows.filter(
    ({ numbers }) => query.keepsEmpty || numbers.length === 0 || numbers.some((one) => one !== 0),
  )
}

/** Where nothing is said, the largest of the first metric come first. */
function difference({ orders, dimensions, metrics }: Query, a: Row, b: Row): number {
  const first = metrics[0]
  const unsaid =
    first === undefined ? [] : [{ name: first, isMetric: true, isDescending: true, isNumeric: true }]
  for (const { name, isMetric, isDescending, isNumeric } of orders.length > 0 ? orders : unsaid) {
    const at = (isMetric ? metrics : dimensions).indexOf(name)
    const of = (row: Row): string | number => (isMetric ? row.numbers[at] : row.values[at]) ?? ''
    const [one, other] = isNumeric ? [Number(of(a)), Number(of(b))] : [of(a), of(b)]
    if (one !== other) return (one < other ? -1 : 1) * (isDescending ? -1 : 1)
  }
  return a.values.join('\n') < b.values.join('\n') ? -1 : 1
}
