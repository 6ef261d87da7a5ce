/** runRealtimeReport: who is on the site in these thirty minutes. The same half hour always tells the same. */
import { createRandom } from '../../store/random.ts'
import { countryOf } from '../../store/traffic.ts'
import type { Store } from '../../store/types.ts'
import { noField } from './errors.ts'
import { parseQuery, type Query } from './query.ts'
import { tableOf } from './report.ts'

const SPAN = 30 * 60_000

type Event = {
  user: number
  city: string
  device: string
  screen: string
  eventName: string
  minutesAgo: number
}

const dimensions: Record<string, (event: Event) => string> = {
  country: ({ city }) => countryOf(city),
  city: ({ city }) => city,
  deviceCategory: ({ device }) => device,
  unifiedScreenName: ({ screen }) => screen,
  eventName: ({ eventName }) => eventName,
  minutesAgo: ({ minutesAgo }) => String(minutesAgo).padStart(2, '0'),
}

const metrics: Record<string, (events: readonly Event[]) => number> = {
  activeUsers: (events) => new Set(events.map(({ user }) => user)).size,
  eventCount: (events) => events.length,
  keyEvents: (events) => events.filter(({ eventName }) => eventName === 'purchase').length,
  screenPageViews: (events) => events.filter(({ eventName }) => eventName === 'page_view').length,
}

export function runRealtime(
  store: Store,
  body: Record<string, unknown>,
  now: number,
): { answer: object; query: Query } {
  const query = parseQuery(body, { dimensions, metrics, isRealtime: true }, '')
  const says = (event: Event) => (name: string) => {
    const dimension = dimensions[name]
    if (!dimension) throw noField(name, 'dimension', true)
    return dimension(event)
  }
  const events = eventsOf(store, now).filter((event) => query.filter(says(event)))
  const groups = Map.groupBy(events, (event) => JSON.stringify(query.dimensions.map(says(event))))
  const rows = [...groups].map(([key, group]) => ({
    values: JSON.parse(key) as string[],
    numbers: query.metrics.map((name) => metrics[name]?.(group) ?? 0),
  }))
  const types = query.metrics.map((name) => ({ name, type: 'TYPE_INTEGER' }))
  return {
    answer: { ...tableOf(query, query.dimensions, types, rows), kind: 'analyticsData#runRealtimeReport' },
    query,
  }
}

/** Some people look around, and whoever ordered in the last half hour bought. */
function eventsOf(store: Store, now: number): Event[] {
  const random = createRandom(Math.floor(now / SPAN))
  const cities = ['Mumbai', 'Pune', 'Bengaluru', 'Chennai', 'Kochi', 'New Delhi']
  const looking = Array.from({ length: random.int(4, 11) }, (_, user) => {
    const same = { user, city: random.pick(cities), device: random.pick(['mobile', 'mobile', 'desktop']) }
    return Array.from({ length: random.int(1, 5) }, () => ({
      ...same,
      screen: random.pick(store.products).title,
      eventName: 'page_view',
      minutesAgo: random.int(0, 29),
    }))
  })
  const bought = store.orders
    .filter(({ createdAt }) => createdAt <= now && createdAt > now - SPAN)
    .map(({ number, createdAt, address }) => ({
      user: number,
      city: address.city,
      device: 'mobile',
      screen: 'Thank you',
      eventName: 'purchase',
      minutesAgo: Math.floor((now - createdAt) / 60_000),
    }))
  return [...looking.flat(), ...bought]
}
