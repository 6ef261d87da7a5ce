/** Bluebird Store on amazon.in: the same SKUs at the same prices, and the orders that came in there. Amounts in paise. */
import { createHash } from 'node:crypto'
import { createRandom, type Random } from './random.ts'
import type { Product, Store, Variant } from './types.ts'

export const MARKETPLACE = 'A21TJRUUN4KGV'
export const SELLER = 'A3BLUEBIRD0042'

export type AmazonListing = {
  sku: string
  asin: string
  title: string
  productType: string
  /** In words of Amazon's catalogue: Bedding, Kitchen. */
  category: string
  price: number
  /** Pieces that the store ships itself; null where Amazon does. */
  quantity: number | null
  /** Days that the store needs to hand a parcel over: a merge leaves it alone. */
  handlingDays: number
  lowestAllowed: number
  /** What lies at Amazon (FBA). */
  stored: { sellable: number; reserved: number; onTheWay: number; unsellable: number } | null
  createdAt: number
  updatedAt: number
}

export type AmazonPackage = {
  reference: string
  carrier: string
  tracking: string
  shippedAt: number
  items: { id: string; quantity: number }[]
}

export type AmazonOrder = {
  id: string
  placedAt: number
  updatedAt: number
  status: 'PENDING' | 'UNSHIPPED' | 'PARTIALLY_SHIPPED' | 'SHIPPED' | 'CANCELLED'
  byAmazon: boolean
  /** Amazon knows who bought; the store is told the place. */
  city: string
  state: string
  items: {
    id: string
    sku: string
    asin: string
    title: string
    quantity: number
    price: number
    shipped: number
  }[]
  packages: AmazonPackage[]
  deliveredAt: number | null
}

const DAY = 86_400_000
const HOUR = 3_600_000
const COUNT = 90
/** The newest are the store's own to ship, and one of them was forgotten: it is late. */
const TO_SHIP = COUNT - 6
const FORGOTTEN = COUNT - 5

/** Every variant of two products out of three is listed; what sells best lies at Amazon. */
export function listOnAmazon(store: Store, now: number): AmazonListing[] {
  const random = createRandom(7_021)
  return store.products
    .filter((_, place) => place % 3 !== 2)
    .flatMap((product) => product.variants.map((variant) => listingOf(random, product, variant, now)))
}

function listingOf(random: Random, product: Product, variant: Variant, now: number): AmazonListing {
  const byAmazon = random.chance(0.35)
  const atHome = variant.levels[0]?.available ?? 0
  return {
    sku: variant.sku,
    asin: asinOf(variant.sku),
    title: `Bluebird ${product.title}${variant.title === 'Default Title' ? '' : `, ${variant.title}`}`,
    productType: product.type === 'Bedding' ? 'BLANKET' : 'HOME',
    category: product.type,
    price: variant.price,
    quantity: byAmazon ? null : atHome,
    handlingDays: random.int(1, 3),
    lowestAllowed: Math.round(variant.price / 200) * 100,
    stored: byAmazon
      ? {
          sellable: random.chance(0.2) ? random.int(0, 3) : random.int(6, 60),
          reserved: random.int(0, 4),
          onTheWay: random.chance(0.3) ? 24 : 0,
          unsellable: random.int(0, 1),
        }
      : null,
    createdAt: product.createdAt + 30 * DAY,
    updatedAt: now - random.int(1, 30) * DAY,
  }
}

/** Ten letters and digits that depend on the SKU alone. */
export const asinOf = (sku: string): string =>
  `B0${createHash('sha256').update(`asin ${sku}`).digest('hex').slice(0, 8).toUpperCase()}`

/** Sixty days of orders, oldest first, to places where the store's customers live. */
export function takeAmazonOrders(store: Store, listings: AmazonListing[], now: number): AmazonOrder[] {
  const random = createRandom(7_022)
  const slot = (60 * DAY) / COUNT
  return Array.from({ length: COUNT }, (_, place) => {
    const placedAt = now - 60 * DAY + Math.floor(place * slot + random.int(0, Math.floor(slot * 0.9)))
    return takeOrder(random, { store, listings, now, place, placedAt: Math.floor(placedAt / 1000) * 1000 })
  })
}

type Taking = { store: Store; listings: AmazonListing[]; now: number; place: number; placedAt: number }

function takeOrder(random: Random, { store, listings, now, place, placedAt }: Taking): AmazonOrder {
  const { address } = random.pick(store.customers)
  const listing = random.pick(place < TO_SHIP ? listings : listings.filter(({ quantity }) => quantity))
  const byAmazon = listing.quantity === null
  const age = now - placedAt
  const isCancelled = random.chance(0.05) && place < TO_SHIP
  const hasLeft = !isCancelled && place !== FORGOTTEN && age > (byAmazon ? DAY : 2 * DAY)
  const quantity = random.chance(0.2) ? 2 : 1
  const id = `402-${String(7_000_000 + place * 1_373).slice(0, 7)}-${String(1_000_000 + random.int(0, 8_999_999))}`
  const item = {
    id: `402${String(70_000_000_000 + place)}`,
    sku: listing.sku,
    asin: listing.asin,
    title: listing.title,
    quantity,
    price: listing.price,
    shipped: hasLeft ? quantity : 0,
  }
  const shippedAt = placedAt + random.int(10, 30) * HOUR
  return {
    id,
    placedAt,
    updatedAt: placedAt + Math.min(age, 2 * DAY),
    status: isCancelled ? 'CANCELLED' : hasLeft ? 'SHIPPED' : age < HOUR ? 'PENDING' : 'UNSHIPPED',
    byAmazon,
    city: address.city,
    state: address.province,
    items: [item],
    packages: hasLeft && !byAmazon ? [parcel(random, { place, item, shippedAt })] : [],
    deliveredAt: hasLeft && age > 6 * DAY ? shippedAt + 3 * DAY : null,
  }
}

const parcel = (
  random: Random,
  { place, item, shippedAt }: { place: number; item: AmazonOrder['items'][number]; shippedAt: number },
): AmazonPackage => ({
  reference: String(100 + place),
  carrier: random.pick(['Delhivery', 'Blue Dart', 'DTDC']),
  tracking: `BBAZ${place}${random.int(10_000_000, 99_999_999)}`,
  shippedAt,
  items: [{ id: item.id, quantity: item.quantity }],
})

export const amazonTotal = ({ items }: Pick<AmazonOrder, 'items'>): number =>
  items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
