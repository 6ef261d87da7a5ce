/**
 * Where Bluebird Store's orders came from, and what its ads cost: the same numbers for Google Ads, Meta Ads and
 * analytics, so that what the ads claim agrees with what the shop sold. Nothing here is stored: it follows from the
 * orders and the days.
 */
import { orderTotal } from './orders.ts'
import { createRandom } from './random.ts'
import type { Order, Product, Store } from './types.ts'

export const sources = ['google', 'meta', 'direct'] as const
export type Source = (typeof sources)[number]

/** Orders above this number were made while the sandbox ran: nobody clicked on an ad for them. */
const lastSeeded = 1300

/** Of 20 orders 7 come from Google, 6 from Meta's apps, the rest by themselves. Priya Nair (#1042) clicked on a Google ad. */
export function sourceOf({ number }: Pick<Order, 'number'>): Source {
  if (number > lastSeeded) return 'direct'
  if (number === 1042) return 'google'
  const drawn = createRandom(number * 7919).int(1, 20)
  if (drawn <= 7) return 'google'
  return drawn <= 13 ? 'meta' : 'direct'
}

const offsets: Record<string, number> = { 'Asia/Kolkata': 5.5 * 3_600_000 }

/** A moment's day in the shop's time zone, YYYY-MM-DD. */
export const dayOf = ({ shop }: Pick<Store, 'shop'>, at: number): string =>
  new Date(at + (offsets[shop.timezone] ?? 0)).toISOString().slice(0, 10)

export type Sales = { orders: number; paise: number }
export type DayOfSales = { date: string } & Record<Source, Sales>

/** How many orders of each day came from where, oldest first. `paise` is what they were placed for, before refunds. */
export function salesByDay(store: Store): DayOfSales[] {
  const days = new Map<string, DayOfSales>()
  for (const order of store.orders) {
    const date = dayOf(store, order.createdAt)
    const day = days.get(date) ?? { date, google: none(), meta: none(), direct: none() }
    days.set(date, day)
    const sales = day[sourceOf(order)]
    sales.orders += 1
    sales.paise += orderTotal(order)
  }
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
}

const none = (): Sales => ({ orders: 0, paise: 0 })

/** The kinds of products that the shop sells: its campaigns are named after them. */
export const productTypes = ({ products }: Pick<Store, 'products'>): string[] => [
  ...new Set(products.map(({ type }) => type)),
]

/** The kind that an order is counted for: that of its first line. */
export function typeOf({ products }: Pick<Store, 'products'>, order: Order): string {
  const product = products.find(({ id }: Product) => id === order.lines[0]?.productId)
  return product?.type ?? products[0]?.type ?? ''
}

export type AdDay = {
  date: string
  /** A kind of product: one campaign at Google, one at Meta. */
  type: string
  impressions: number
  clicks: number
  costPaise: number
  /** Orders of this day, source and kind, which the ads count as conversions. */
  orders: Order[]
}

export const adSources = ['google', 'meta'] as const
export type AdSource = (typeof adSources)[number]

const DAY = 86_400_000

/** What a click costs, in paise, and how many see an ad for each that clicks. */
const rates: Record<AdSource, { click: [number, number]; seen: [number, number] }> = {
  google: { click: [420, 980], seen: [18, 34] },
  meta: { click: [260, 610], seen: [55, 120] },
}

/** One row for each of the last 60 days up to `now` and each kind of product, oldest first. */
export function adDays(store: Store, source: AdSource, now: number): AdDay[] {
  const orders = Map.groupBy(
    store.orders.filter((order) => sourceOf(order) === source),
    (order) => `${dayOf(store, order.createdAt)} ${typeOf(store, order)}`,
  )
  const dates = Array.from({ length: 61 }, (_, back) => dayOf(store, now - (60 - back) * DAY))
  return dates.flatMap((date) =>
    productTypes(store).map((type) =>
      adDay(source, { date, type, orders: orders.get(`${date} ${type}`) ?? [] }),
    ),
  )
}

/** Every day has its clicks; an order takes some thirty of them more. */
function adDay(source: AdSource, day: Pick<AdDay, 'date' | 'type' | 'orders'>): AdDay {
  const random = createRandom(seedOf(`${source} ${day.date} ${day.type}`))
  const { click, seen } = rates[source]
  const clicks = random.int(6, 18) + day.orders.reduce((sum) => sum + random.int(18, 42), 0)
  return {
    ...day,
    clicks,
    impressions: clicks * random.int(...seen) + random.int(0, 20),
    costPaise: Array.from({ length: clicks }, () => random.int(...click)).reduce(
      (sum, cost) => sum + cost,
      0,
    ),
  }
}

/** FNV-1a, so that a day's numbers depend on its name alone. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
