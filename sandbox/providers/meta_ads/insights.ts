/** Insights: what was spent, seen and sold, by level, day and breakdown. */
import { type Asked, assertKnown, fieldsOf, jsonOf, listIn, pageOf } from './asked.ts'
import { parameter, unknownObject } from './errors.ts'
import { type Figures, figuresOf, knownBreakdowns, splitBy } from './figures.ts'
import { type Desk, idsAbove } from './nodes.ts'
import { ACCOUNT, newId, objectWith, type Report } from './seed.ts'

const levels = ['account', 'campaign', 'adset', 'ad'] as const
type Level = (typeof levels)[number]
const parameters = ['level', 'time_range', 'time_increment', 'breakdowns', 'fields', 'limit', 'after']

type Query = {
  from: string
  to: string
  level: Level
  daily: boolean
  breakdowns: string[]
  fields: string[]
}

function queryOf({ state, now }: Desk, node: string, asked: Asked): Query {
  const { time_increment = 'all_days' } = asked
  const own = node === `act_${ACCOUNT}` ? 'account' : objectWith(state, node)?.kind
  const level = levels.find((one) => one === (asked.level ?? own))
  if (!level) throw parameter(`Param level must be one of {${levels.join(', ')}}`)
  if (!['1', 'all_days'].includes(time_increment)) throw parameter('Param time_increment is not known here.')
  const breakdowns = listIn(asked.breakdowns, 'breakdowns') ?? []
  if (breakdowns.some((one) => !knownBreakdowns.includes(one)))
    throw parameter(`breakdowns must be one of {${knownBreakdowns.join(', ')}}`)
  const fields = fieldsOf(asked.fields ?? 'impressions,spend').map(({ name }) => name)
  const unknown = fields.find((name) => !(name in measured) && !(name in naming))
  if (unknown !== undefined) throw parameter(`${unknown} is not valid for fields param.`)
  return { ...rangeOf(asked.time_range, now), level, daily: time_increment === '1', breakdowns, fields }
}

const DAY = 86_400_000

function rangeOf(text: string | undefined, now: number): { from: string; to: string } {
  const dayAt = (at: number) => new Date(at + 5.5 * 3_600_000).toISOString().slice(0, 10)
  if (text === undefined) return { from: dayAt(now - 30 * DAY), to: dayAt(now - DAY) }
  const { since, until } = (jsonOf(text, 'time_range') ?? {}) as { since?: unknown; until?: unknown }
  const isDay = (day: unknown): day is string => typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day)
  if (!isDay(since) || !isDay(until)) throw parameter('Must be a time range with since and until.')
  if (since > until) throw parameter('since is after until.')
  return { from: since, to: until }
}

/** The rows of one query, of the account or of what is below a campaign, an ad set or an ad. */
function rowsOf(desk: Desk, node: string, query: Query): Record<string, unknown>[] {
  const { from, to, level, daily, breakdowns } = query
  const found = figuresOf(desk.store, desk.state, desk.now).filter(
    ({ date, ad }) => date >= from && date <= to && [`act_${ACCOUNT}`, ad.id, ...idsAbove(ad)].includes(node),
  )
  const parted = breakdowns.reduce(splitBy, found)
  const groups = Map.groupBy(parted, ({ date, ad, parts }) =>
    JSON.stringify([daily ? date : '', idAt(level, ad), ...breakdowns.map((name) => parts[name])]),
  )
  return [...groups.values()]
    .filter((those) => those.some(({ impressions }) => impressions > 0))
    .map((those) => rowOf(desk, query, those))
}

const idAt = (level: Level, ad: Figures['ad']): string =>
  ({ account: '', campaign: ad.campaignId, adset: ad.adSetId, ad: ad.id })[level]

const rupees = (paise: number): string => (paise / 100).toFixed(2)
const sum = (those: readonly Figures[], of: (one: Figures) => number): number =>
  those.reduce((total, one) => total + of(one), 0)
const soldIn = (those: readonly Figures[]) => those.flatMap(({ sold }) => sold)

type Measure = (those: readonly Figures[]) => unknown
/** Meta counts one purchase under several names. */
const purchaseNames = ['omni_purchase', 'purchase', 'offsite_conversion.fb_pixel_purchase']
const measured: Readonly<Record<string, Measure>> = {
  account_currency: () => 'INR',
  account_id: () => ACCOUNT,
  spend: (those) => rupees(sum(those, ({ paise }) => paise)),
  impressions: (those) => String(sum(those, ({ impressions }) => impressions)),
  reach: (those) => String(Math.ceil(sum(those, ({ impressions }) => impressions) * 0.8)),
  clicks: (those) => String(sum(those, ({ clicks }) => clicks)),
  inline_link_clicks: (those) => String(sum(those, ({ clicks }) => Math.floor(clicks * 0.9))),
  actions: (those) => {
    const links = sum(those, ({ clicks }) => Math.floor(clicks * 0.9))
    const { length } = soldIn(those)
    const named = length === 0 ? [] : purchaseNames
    return [
      { action_type: 'link_click', value: String(links) },
      ...named.map((action_type) => ({ action_type, value: String(length) })),
    ]
  },
  action_values: (those) => {
    const value = rupees(soldIn(those).reduce((total, { paise }) => total + paise, 0))
    return soldIn(those).length === 0 ? null : purchaseNames.map((action_type) => ({ action_type, value }))
  },
  date_start: () => null,
  date_stop: () => null,
}
/** What says which thing it is, and the lowest level that it is said at. */
const naming: Readonly<Record<string, Level>> = {
  ...({ campaign_id: 'campaign', campaign_name: 'campaign', adset_id: 'adset' } as const),
  ...({ adset_name: 'adset', ad_id: 'ad', ad_name: 'ad' } as const),
}

function rowOf({ state }: Desk, query: Query, those: readonly Figures[]): Record<string, unknown> {
  const [first] = those
  const row: Record<string, unknown> = {}
  for (const name of query.fields) {
    const level = naming[name]
    const value = level && first ? named(name, level) : measured[name]?.(those)
    if (value !== null && value !== undefined) row[name] = value
  }
  function named(name: string, level: Level): string | null {
    if (!first || levels.indexOf(query.level) < levels.indexOf(level)) return null
    const id = idAt(level, first.ad)
    return name.endsWith('_id') ? id : (objectWith(state, id)?.name ?? '')
  }
  return {
    ...row,
    date_start: query.daily ? first?.date : query.from,
    date_stop: query.daily ? first?.date : query.to,
    ...first?.parts,
  }
}

export function readInsights(desk: Desk, node: string, asked: Asked, url: string): object {
  const report = desk.state.reports.find(({ id }) => id === node)
  if (report) {
    assertKnown(asked, ['fields', 'limit', 'after'])
    return pageOf(rowsOf(desk, report.node, queryOf(desk, report.node, report.asked)), asked, url)
  }
  assertNode(desk, node)
  assertKnown(asked, parameters)
  return pageOf(rowsOf(desk, node, queryOf(desk, node, asked)), asked, url)
}

function assertNode({ state }: Desk, node: string): void {
  if (node !== `act_${ACCOUNT}` && !objectWith(state, node)) throw unknownObject(node)
}

/** Begins a report in the background; what cannot be asked is refused at once. */
export function startReport(desk: Desk, node: string, asked: Asked): object {
  assertNode(desk, node)
  assertKnown(asked, parameters)
  queryOf(desk, node, asked)
  const report: Report = { id: newId(desk.state), node, asked: { ...asked }, looks: 0 }
  desk.state.reports.push(report)
  return { report_run_id: report.id }
}

/** Whoever looks a second time finds it made. */
export function reportNode(report: Report): Record<string, unknown> {
  report.looks += 1
  const isDone = report.looks > 1
  return {
    id: report.id,
    account_id: ACCOUNT,
    async_status: isDone ? 'Job Completed' : 'Job Running',
    async_percent_completion: isDone ? 100 : 40,
    error_user_msg: null,
  }
}
