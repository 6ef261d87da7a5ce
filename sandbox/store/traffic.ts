/**
 * Who came to Bluebird Store's site, and who bought: told from the same orders and the same clicks on ads as the shop and
 * the ads accounts, so that they agree. A purchase is counted on the day on which the order was placed, for all that it
 * was placed for; one that was cancelled or refunded later stays counted, as the site was not told of it.
 */
import { adDays, dayOf, type Source, sourceOf, typeOf } from './ads.ts'
import { LOCATIONS } from './catalogue.ts'
import { orderTotal } from './orders.ts'
import { createRandom, type Random } from './random.ts'
import type { Order, Store } from './types.ts'

/** Sessions that are alike in everything. Each visitor is counted in one of them. */
export type Visits = {
  date: string
  channel: string
  source: string
  medium: string
  campaign: string
  city: string
  device: string
  landing: string
  sessions: number
  engaged: number
  users: number
  newUsers: number
  views: number
  seconds: number
  /** The purchase that ended the one session of this row. */
  order: Order | null
}

type Origin = Pick<Visits, 'channel' | 'source' | 'medium' | 'campaign'>

const DAY = 86_400_000
const devices = ['mobile', 'mobile', 'mobile', 'desktop', 'desktop', 'tablet'] as const
const cities = [
  ...LOCATIONS.map(({ city }) => city),
  ...['Pune', 'Chennai', 'Hyderabad', 'Kochi', 'New Delhi', 'Kolkata', 'Jaipur', 'Ahmedabad'],
]
const elsewhere: Record<string, string> = { Dubai: 'United Arab Emirates', London: 'United Kingdom' }
export const countryOf = (city: string): string => elsewhere[city] ?? 'India'

/** Names as Google Analytics has them. An order that no ad brought came by itself, by search, or by the newsletter. */
function originOf(source: Source, campaign: string, at: number): Origin {
  if (source === 'google')
    return { channel: 'Paid Search', source: 'google', medium: 'cpc', campaign: `Search – ${campaign}` }
  if (source === 'meta')
    return {
      channel: 'Paid Social',
      source: at % 3 === 0 ? 'facebook' : 'instagram',
      medium: 'paid',
      campaign,
    }
  const own: Origin = { channel: 'Direct', source: '(direct)', medium: '(none)', campaign: '(direct)' }
  if (at % 10 < 5) return own
  return at % 10 < 8
    ? { channel: 'Organic Search', source: 'google', medium: 'organic', campaign: '(organic)' }
    : { channel: 'Email', source: 'newsletter', medium: 'email', campaign: 'Weekly letter' }
}

/** All of the last 60 days up to `now`, oldest first. */
export function visitsOf(store: Store, now: number): Visits[] {
  const dates = Array.from({ length: 61 }, (_, back) => dayOf(store, now - (60 - back) * DAY))
  const purchases = Map.groupBy(store.orders, (order) => dayOf(store, order.createdAt))
  const looking = Map.groupBy(
    [
      ...fromAds(store, 'google', now),
      ...fromAds(store, 'meta', now),
      ...dates.flatMap((date) => byThemselves(store, date)),
    ],
    ({ date }) => date,
  )
  return [...new Set([...dates, ...purchases.keys()])]
    .sort()
    .flatMap((date) => [
      ...(purchases.get(date) ?? []).map((order) => purchase(store, order)),
      ...(looking.get(date) ?? []),
    ])
}

function purchase(store: Store, order: Order): Visits {
  const { number } = order
  const random = createRandom(number * 104_729)
  return {
    date: dayOf(store, order.createdAt),
    ...originOf(sourceOf(order), typeOf(store, order), number),
    city: order.address.city,
    device: random.pick(devices),
    landing: landingOf(store, order.lines[0]?.productId ?? null),
    sessions: 1,
    engaged: 1,
    users: 1,
    newUsers: random.chance(0.6) ? 1 : 0,
    views: random.int(5, 16),
    seconds: random.int(140, 900),
    order,
  }
}

const landingOf = ({ products }: Store, id: string | null): string => {
  const product = products.find((one) => one.id === id)
  return product ? `/products/${product.handle}` : '/'
}

/** Each click on an ad is a session; those that bought are told as purchases. */
const fromAds = (store: Store, source: 'google' | 'meta', now: number): Visits[] =>
  adDays(store, source, now).flatMap(({ date, type, clicks, orders }, place) => {
    const origin = originOf(source, type, place)
    const random = createRandom(clicks * 31 + place * 7919 + source.length)
    return spread(random, clicks - orders.length, {
      date,
      landing: `/collections/${type.toLowerCase()}`,
      ...origin,
    })
  })

function byThemselves(store: Store, date: string): Visits[] {
  const day = Number(date.replaceAll('-', ''))
  const pages = [
    '/',
    '/',
    '/collections/all',
    ...store.products.slice(0, 8).map(({ handle }) => `/products/${handle}`),
  ]
  return [0, 5, 8].flatMap((at, place) => {
    const random = createRandom(day * 17 + place)
    const sessions = random.int(30, 70) - place * 12
    return spread(random, sessions, { date, landing: random.pick(pages), ...originOf('direct', '', at) })
  })
}

/** Deals sessions out to up to four kinds of visitors. */
function spread(random: Random, count: number, same: Origin & Pick<Visits, 'date' | 'landing'>): Visits[] {
  const kinds = Math.min(4, count)
  return Array.from({ length: kinds }, (_, place) => {
    const sessions = Math.floor((count * (place + 1)) / kinds) - Math.floor((count * place) / kinds)
    const users = sessions - random.int(0, Math.floor(sessions / 5))
    const engaged = random.int(Math.floor(sessions / 3), sessions)
    return {
      ...same,
      city: random.chance(0.04) ? random.pick(Object.keys(elsewhere)) : random.pick(cities),
      device: random.pick(devices),
      sessions,
      engaged,
      users,
      newUsers: random.int(Math.floor(users / 2), users),
      views: sessions + engaged * random.int(1, 4),
      seconds: engaged * random.int(25, 180),
      order: null,
    }
  })
}

/** What a purchase brought, in paise. */
export const paidOf = ({ order }: Pick<Visits, 'order'>): number => (order ? orderTotal(order) : 0)
