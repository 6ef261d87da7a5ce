/** googleAds:search over the sample account. */
import { ok, type Reply } from '../call.ts'
import { Fault, invalid } from './errors.ts'
import { type Figures, figuresOf, sumOf } from './figures.ts'
import { type Condition, compare, meets, parseQuery, type Query } from './gaql.ts'
import { type Account, type Resource, type Row, resources, wallTime } from './rows.ts'

const measured = ['impressions', 'clicks', 'cost_micros', 'conversions', 'conversions_value'].map(
  (name) => `metrics.${name}`,
)
const DATE = 'segments.date'

export function search(account: Account, body: Record<string, unknown>): Reply {
  const query = parseQuery(String(body.query ?? ''))
  const resource = resources[query.from]
  if (!resource)
    throw fault('BAD_RESOURCE_TYPE_IN_FROM_CLAUSE', `Error in query: ${query.from} is no resource.`)
  const base = resource.rows(account)
  assertKnown(query, resource, base)
  if (query.from === 'change_event') assertRange(query, account.now)
  const chosen = base.filter((row) => conditionsOn(query, false).every((one) => meets(row[one.field], one)))
  const rows = wantsFigures(query) ? withFigures(account, query, resource, chosen) : chosen
  const sorted = rows.toSorted((a, b) => orderOf(query, a, b)).slice(0, query.limit ?? 10_000)
  const results = sorted.map((row) => nested([`${query.from}.resource_name`, ...query.fields], row))
  return ok({ results, fieldMask: query.fields.map(camelPath).join(','), queryResourceConsumption: '1' })
}

const fault = (code: string, message: string): Fault => new Fault(invalid({ queryError: code }, message))

function assertKnown({ fields, where, order }: Query, { keyOf }: Resource, rows: readonly Row[]): void {
  const known = new Set([...Object.keys(rows[0] ?? {}), ...(keyOf ? [...measured, DATE] : [])])
  const named = [...fields, ...where.map(({ field }) => field), ...order.map(({ field }) => field)]
  const unknown = named.find((field) => !known.has(field))
  if (unknown !== undefined)
    throw fault('UNRECOGNIZED_FIELD', `Unrecognized field in the query: '${unknown}'.`)
}

const isOnDate = ({ field }: Condition): boolean => field === DATE
const conditionsOn = ({ where }: Query, date: boolean): Condition[] =>
  where.filter((one) => isOnDate(one) === date)

const wantsFigures = ({ fields, where }: Query): boolean =>
  [...fields, ...where.map(({ field }) => field)].some(
    (field) => field.startsWith('metrics.') || field === DATE,
  )

/** A row for each thing, or for each thing and day. Without days a thing that had nothing stands there with zeros. */
function withFigures(account: Account, query: Query, { keyOf }: Resource, rows: readonly Row[]): Row[] {
  if (!keyOf) return [...rows]
  const inSpan = figuresOf(account.store, account.state, account.now).filter(({ date }) =>
    conditionsOn(query, true).every((one) => meets(date, one)),
  )
  const byKey = Map.groupBy(inSpan, keyOf.figure)
  const isDaily = query.fields.includes(DATE)
  return rows.flatMap((row) => {
    const own = byKey.get(String(row[keyOf.row])) ?? []
    if (own.length === 0 && query.from === 'search_term_view') return []
    if (!isDaily) return [{ ...row, ...metricsOf(own) }]
    return [...Map.groupBy(own, ({ date }) => date)].map(([date, figures]) => ({
      ...row,
      [DATE]: date,
      ...metricsOf(figures),
    }))
  })
}

function metricsOf(figures: readonly Figures[]): Row {
  const sums = sumOf(figures)
  return {
    'metrics.impressions': String(sums.impressions),
    'metrics.clicks': String(sums.clicks),
    'metrics.cost_micros': String(sums.costPaise * 10_000),
    'metrics.conversions': sums.conversions,
    'metrics.conversions_value': sums.valuePaise / 100,
  }
}

function orderOf({ order }: Query, a: Row, b: Row): number {
  for (const { field, descending } of order) {
    const difference = compare(String(a[field] ?? ''), String(b[field] ?? ''))
    if (difference !== 0) return descending ? -difference : difference
  }
  return 0
}

/** ChangeEventError: a finite range, not older than 30 days, and a LIMIT. */
function assertRange({ where, limit }: Query, now: number): void {
  const no = (code: string, message: string) => new Fault(invalid({ changeEventError: code }, message))
  const bounds = where.filter(({ field }) => field === 'change_event.change_date_time')
  const low = bounds.find(({ operator }) => operator.startsWith('>'))?.value
  if (low === undefined || !bounds.some(({ operator }) => operator.startsWith('<')))
    throw no(
      'CHANGE_DATE_RANGE_INFINITE',
      'The change_event request must have a finite range on change_date_time.',
    )
  if (limit === null) throw no('LIMIT_NOT_SPECIFIED', 'A LIMIT must be specified.')
  if (limit > 10_000) throw no('INVALID_LIMIT_CLAUSE', 'The LIMIT should be at most 10,000.')
  if (String(low) < wallTime(now - 30 * 86_400_000).slice(0, 10))
    throw no('START_DATE_TOO_OLD', 'The requested start date is too old. It cannot be older than 30 days.')
}

const camel = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const camelPath = (field: string): string => field.split('.').map(camel).join('.')

type Nested = { [name: string]: Nested | Row[string] }

function nested(fields: readonly string[], row: Row): Nested {
  const result: Nested = {}
  for (const field of fields) {
    const value = row[field]
    if (value === null || value === undefined) continue
    const names = field.split('.').map(camel)
    const last = names.pop() ?? ''
    let place = result
    for (const name of names) {
      const inner = place[name]
      const next: Nested = typeof inner === 'object' && inner !== null ? inner : {}
      place[name] = next
      place = next
    }
    place[last] = value
  }
  return result
}
