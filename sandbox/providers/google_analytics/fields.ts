/** The dimensions and metrics that the property has, and what each says of a row. Source: …/data/v1/api-schema. */
import { countryOf, paidOf, type Visits } from '../../store/traffic.ts'
import type { Line } from '../../store/types.ts'

/** Some visits, seen as part of an audience and, where items are asked about, as one line of their order. */
export type Fact = Visits & { audience: string; line: Line | null }
export type Scope = 'item' | 'session' | 'event'

export type Dimension = {
  label: string
  category: string
  means: string
  scope: Scope
  of: (fact: Fact) => string
}
export type MetricType = 'TYPE_INTEGER' | 'TYPE_FLOAT' | 'TYPE_SECONDS' | 'TYPE_CURRENCY'
export type Metric = {
  label: string
  category: string
  means: string
  scope: Scope
  type: MetricType
  of: (facts: readonly Fact[]) => number
}

const dimension = (
  category: string,
  label: string,
  means: string,
  of: Dimension['of'],
  scope: Scope = 'event',
): Dimension => ({
  label,
  category,
  means,
  scope,
  of,
})
const time = (label: string, of: (date: string) => string): Dimension =>
  dimension('Time', label, `The ${label.toLowerCase()} of the event.`, ({ date }) => of(date))
const traffic = (label: string, key: 'channel' | 'source' | 'medium' | 'campaign'): Dimension =>
  dimension(
    'Traffic source',
    label,
    `The ${label.toLowerCase().replace('session ', '')} that started the session.`,
    (fact) => fact[key],
    'session',
  )
const item = (label: string, of: (line: Line) => string | null): Dimension =>
  dimension(
    'Ecommerce',
    label,
    `The ${label.toLowerCase()}.`,
    ({ line }) => (line && of(line)) ?? '(not set)',
    'item',
  )

export const dimensions: Readonly<Record<string, Dimension>> = {
  date: time('Date', (date) => date.replaceAll('-', '')),
  year: time('Year', (date) => date.slice(0, 4)),
  month: time('Month', (date) => date.slice(5, 7)),
  day: time('Day', (date) => date.slice(8)),
  dayOfWeek: time('Day of week', (date) => String(new Date(`${date}T00:00:00Z`).getUTCDay())),
  sessionDefaultChannelGroup: traffic('Session default channel group', 'channel'),
  sessionSource: traffic('Session source', 'source'),
  sessionMedium: traffic('Session medium', 'medium'),
  sessionCampaignName: traffic('Session campaign', 'campaign'),
  sessionSourceMedium: dimension(
    'Traffic source',
    'Session source / medium',
    'Source and medium that started the session.',
    ({ source, medium }) => `${source} / ${medium}`,
    'session',
  ),
  country: dimension('Geography', 'Country', 'The country of the visitor.', ({ city }) => countryOf(city)),
  city: dimension('Geography', 'City', 'The city of the visitor.', ({ city }) => city),
  deviceCategory: dimension(
    'Platform / device',
    'Device category',
    'Desktop, tablet or mobile.',
    ({ device }) => device,
  ),
  landingPage: dimension(
    'Page / screen',
    'Landing page',
    'The path of the first page of a session.',
    ({ landing }) => landing,
    'session',
  ),
  audienceName: dimension(
    'Audience',
    'Audience name',
    'The audience that the visitor is in.',
    ({ audience }) => audience,
  ),
  transactionId: dimension(
    'Ecommerce',
    'Transaction ID',
    'The ID of the purchase.',
    ({ order }) => order?.name ?? '(not set)',
  ),
  itemName: item('Item name', ({ title }) => title),
  itemId: item('Item ID', ({ sku }) => sku),
  itemVariant: item('Item variant', ({ variantTitle }) => variantTitle),
}

const sum = (facts: readonly Fact[], of: (fact: Fact) => number): number =>
  facts.reduce((total, fact) => total + of(fact), 0)
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const sessions = (facts: readonly Fact[]) => sum(facts, (fact) => fact.sessions)
const users = (facts: readonly Fact[]) => sum(facts, (fact) => fact.users)
const engaged = (facts: readonly Fact[]) => sum(facts, (fact) => fact.engaged)
const bought = (facts: readonly Fact[]) => facts.filter(({ order }) => order !== null).length
/** Rupees. Paise are whole, so that the sum is exact before it is divided. */
const revenue = (facts: readonly Fact[]) => sum(facts, paidOf) / 100

const metric = (
  category: string,
  label: string,
  type: MetricType,
  of: Metric['of'],
  scope: Scope = 'event',
): Metric => ({
  label,
  category,
  means: `${label}, counted for each row.`,
  scope,
  type,
  of,
})
const count = (category: string, label: string, of: Metric['of'], scope: Scope = 'event'): Metric =>
  metric(category, label, 'TYPE_INTEGER', of, scope)

export const metrics: Readonly<Record<string, Metric>> = {
  sessions: count('Session', 'Sessions', sessions, 'session'),
  engagedSessions: count('Session', 'Engaged sessions', engaged, 'session'),
  engagementRate: metric(
    'Session',
    'Engagement rate',
    'TYPE_FLOAT',
    (facts) => ratio(engaged(facts), sessions(facts)),
    'session',
  ),
  bounceRate: metric(
    'Session',
    'Bounce rate',
    'TYPE_FLOAT',
    (facts) => ratio(sessions(facts) - engaged(facts), sessions(facts)),
    'session',
  ),
  averageSessionDuration: metric(
    'Session',
    'Average session duration',
    'TYPE_SECONDS',
    (facts) =>
      ratio(
        sum(facts, ({ seconds }) => seconds),
        sessions(facts),
      ),
    'session',
  ),
  sessionKeyEventRate: metric(
    'Session',
    'Session key event rate',
    'TYPE_FLOAT',
    (facts) => ratio(bought(facts), sessions(facts)),
    'session',
  ),
  totalUsers: count('User', 'Total users', users),
  activeUsers: count('User', 'Active users', users),
  newUsers: count('User', 'New users', (facts) => sum(facts, (fact) => fact.newUsers)),
  screenPageViews: count('Page / screen', 'Views', (facts) => sum(facts, ({ views }) => views)),
  eventCount: count(
    'Event',
    'Event count',
    (facts) => sum(facts, ({ views, sessions }) => views + sessions) + bought(facts),
  ),
  keyEvents: count('Event', 'Key events', bought),
  transactions: count('Ecommerce', 'Transactions', bought),
  ecommercePurchases: count('Ecommerce', 'Ecommerce purchases', bought),
  totalPurchasers: count('Ecommerce', 'Total purchasers', bought),
  purchaseRevenue: metric('Ecommerce', 'Purchase revenue', 'TYPE_CURRENCY', revenue),
  totalRevenue: metric('Revenue', 'Total revenue', 'TYPE_CURRENCY', revenue),
  averagePurchaseRevenue: metric('Ecommerce', 'Average purchase revenue', 'TYPE_CURRENCY', (facts) =>
    ratio(revenue(facts), bought(facts)),
  ),
  itemsPurchased: count(
    'Ecommerce',
    'Items purchased',
    (facts) => sum(facts, ({ line }) => line?.quantity ?? 0),
    'item',
  ),
  itemRevenue: metric(
    'Ecommerce',
    'Item revenue',
    'TYPE_CURRENCY',
    (facts) => sum(facts, ({ line }) => (line ? line.price * line.quantity : 0)) / 100,
    'item',
  ),
}

/** What is said of items cannot stand beside what is said of sessions or whole purchases. Only metrics clash. */
export function clashOf(names: { dimensions: readonly string[]; metrics: readonly string[] }): string | null {
  const items = names.dimensions.filter((name) => dimensions[name]?.scope === 'item')
  const others = names.metrics.filter((name) => metrics[name]?.scope !== 'item')
  if (items.length > 0 && others.length > 0) return items[0] ?? null
  return others.length > 0 ? (names.metrics.find((name) => metrics[name]?.scope === 'item') ?? null) : null
}
