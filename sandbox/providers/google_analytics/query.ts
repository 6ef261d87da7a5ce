/** A report's request, checked and taken apart. */
import { isRecord } from '../call.ts'
import { invalid, noField } from './errors.ts'
import { fieldsIn, filterOf, type Holds } from './filter.ts'

export type Order = { name: string; isMetric: boolean; isDescending: boolean; isNumeric: boolean }
export type Query = {
  ranges: { name: string; from: string; to: string }[]
  dimensions: string[]
  metrics: string[]
  filter: Holds
  /** The dimensions that it is about. */
  filtered: string[]
  orders: Order[]
  limit: number
  offset: number
  keepsEmpty: boolean
  wantsQuota: boolean
}

const known = [
  ...['property', 'dateRanges', 'dimensions', 'metrics', 'dimensionFilter', 'orderBys', 'limit', 'offset'],
  ...['keepEmptyRows', 'returnPropertyQuota', 'currencyCode'],
]

type Fields = {
  dimensions: Readonly<Record<string, unknown>>
  metrics: Readonly<Record<string, unknown>>
  isRealtime: boolean
}

/** `today` is the day in the property's time zone, which days are counted back from. */
export function parseQuery(body: Record<string, unknown>, fields: Fields, today: string): Query {
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw invalid(`Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`)
  const dimensions = namesOf(body.dimensions)
  const metrics = namesOf(body.metrics)
  assertNamed(dimensions, 'dimension', fields)
  assertNamed(metrics, 'metric', fields)
  const filtered = fieldsIn(body.dimensionFilter)
  assertNamed(filtered, 'dimension', fields)
  if (dimensions.length > 9) throw invalid('Requests are limited to 9 dimensions.')
  if (metrics.length > 10) throw invalid('Requests are limited to 10 metrics.')
  return {
    ranges: fields.isRealtime ? [] : rangesOf(body.dateRanges, today),
    dimensions,
    metrics,
    filter: filterOf(body.dimensionFilter),
    filtered,
    orders: ordersOf(body.orderBys, dimensions, metrics),
    limit: numberOf(body.limit, 10_000, 'limit') || 10_000,
    offset: numberOf(body.offset, 0, 'offset'),
    keepsEmpty: body.keepEmptyRows === true,
    wantsQuota: body.returnPropertyQuota === true,
  }
}

export const namesOf = (list: unknown): string[] =>
  Array.isArray(list) ? list.map((one) => (isRecord(one) ? String(one.name) : '')) : []

export function assertNamed(names: readonly string[], kind: 'dimension' | 'metric', fields: Fields): void {
  const there = kind === 'dimension' ? fields.dimensions : fields.metrics
  const missing = names.find((name) => !Object.hasOwn(there, name))
  if (missing !== undefined) throw noField(missing, kind, fields.isRealtime)
}

function rangesOf(list: unknown, today: string): Query['ranges'] {
  if (!Array.isArray(list) || list.length === 0) throw invalid('The request has no date ranges.')
  if (list.length > 4) throw invalid('Requests are allowed up to 4 date ranges.')
  return list.map((range, place) => {
    const { startDate, endDate, name } = isRecord(range) ? range : {}
    const [from, to] = [dayOfText(startDate, today), dayOfText(endDate, today)]
    if (from > to) throw invalid(`Invalid date range: startDate ${from} is after endDate ${to}.`)
    return { name: typeof name === 'string' ? name : `date_range_${place}`, from, to }
  })
}

function dayOfText(text: unknown, today: string): string {
  const value = String(text ?? '')
  const [, ago] = /^(\d{1,4})daysAgo$/.exec(value) ?? []
  const back = value === 'today' ? 0 : value === 'yesterday' ? 1 : ago === undefined ? null : Number(ago)
  if (back !== null) return new Date(Date.parse(today) - back * 86_400_000).toISOString().slice(0, 10)
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value)))
    throw invalid(`Invalid date: ${value}. Dates are YYYY-MM-DD, NdaysAgo, yesterday or today.`)
  return value
}

function ordersOf(list: unknown, dimensions: readonly string[], metrics: readonly string[]): Order[] {
  if (!Array.isArray(list)) return []
  return list.map((one) => {
    const { metric, dimension, desc } = isRecord(one) ? one : {}
    const isMetric = isRecord(metric)
    const name = String(isMetric ? metric.metricName : isRecord(dimension) ? dimension.dimensionName : '')
    if (!(isMetric ? metrics : dimensions).includes(name))
      throw invalid(
        `Field ${name} in orderBys is not among the ${isMetric ? 'metrics' : 'dimensions'} of the request.`,
      )
    const isNumeric = isMetric || (isRecord(dimension) && dimension.orderType === 'NUMERIC')
    return { name, isMetric, isDescending: desc === true, isNumeric }
  })
}

function numberOf(value: unknown, otherwise: number, name: string): number {
  if (value === undefined) return otherwise
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0)
    throw invalid(`Invalid value at '${name}' (TYPE_INT64), "${String(value)}"`)
  return Math.min(number, 250_000)
}
