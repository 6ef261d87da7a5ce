/** Amazon: orders, what lies there, and the price of a listing. */
import type { Plan, Result } from '../plan.ts'
import { list, minor, record, rupees, text } from '../reading.ts'
import { countText, day, low, sumOf, tally, told } from '../telling.ts'
import { ended } from './orders.ts'

const DAY = 86_400_000

export function* amazonOrders(days: number, now: number): Plan {
  const createdAfter = `${new Date(now - days * DAY).toISOString().slice(0, 19)}Z`
  const answer = yield { want: 'amazonOrders', input: { createdAfter, limit: 50 } }
  const rows = list(answer, 'orders').toSorted((a, b) => (day(a.placedAt) < day(b.placedAt) ? 1 : -1))
  const standing = rows.filter(({ status }) => status !== 'CANCELLED')
  if (rows.length === 0) return `Amazon has no orders of the last ${days} days.`
  const head = `${countText(answer, rows.length)} orders of the last ${days} days at Amazon: ${tally(rows, 'status')}; ${rupees(sumOf(standing, 'total'))} without what was cancelled. Newest first:`
  return told({ head, rows, line: orderLine })
}

const orderLine = (one: Result): string =>
  `${list(one, 'items')
    .map(({ quantity, title }) => `${quantity} × ${title}`)
    .join('; ')}, ${rupees(one.total) ?? 'no total yet'}, ${low(one.status)}, ${day(one.placedAt)}`

export function* amazonStock(): Plan {
  const answer = yield { want: 'amazonStock', input: {} }
  const rows = list(answer, 'stock').toSorted((a, b) => Number(a.sellable) - Number(b.sellable))
  const pieces = rows.reduce((sum, { sellable }) => sum + Number(sellable ?? 0), 0)
  const head = `${countText(answer, rows.length)} SKUs with ${pieces} sellable pieces lie at Amazon. The fewest first:`
  return told({ head, rows, line: (one) => `${one.name ?? one.sku}: ${one.sellable} sellable` })
}

export function* amazonListing(sku: string): Plan {
  const listing = record((yield { want: 'amazonListing', input: { sku } }).listing)
  if (listing.shippedBy !== 'AMAZON')
    return `${listing.title} (${sku}) at Amazon: ${rupees(listing.price) ?? 'no price'}, ${listing.quantity ?? 'no'} pieces that we ship ourselves.`
  const [stored] = list(yield { want: 'amazonStock', input: { skus: [sku] } }, 'stock')
  return `${listing.title} (${sku}) at Amazon: ${rupees(listing.price) ?? 'no price'}, ${stored?.sellable ?? 'no'} sellable pieces in Amazon’s warehouses.`
}

/** `price` in paise. */
export function* setAmazonPrice(sku: string, price: number): Plan {
  const listing = record(
    (yield { want: 'amazonListing', input: { sku }, say: `Let me look at ${sku} on Amazon.` }).listing,
  )
  const now = record(listing.price)
  if (minor(now) === price) return `${sku} costs ${rupees(now)} on Amazon already.`
  const wanted = { currency: text(now.currency) ?? 'INR', minor: price }
  return yield* ended({
    want: 'amazonPrice',
    input: { sku, price: wanted },
    say: `${listing.title ?? sku} costs ${rupees(now) ?? 'nothing yet'} on Amazon. I am asking for ${rupees(wanted)}.`,
  })
}
