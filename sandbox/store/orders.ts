/** Sixty days of orders, #1001 to #1300, oldest first. */
import type { Random } from './random.ts'
import { SPECIAL, type Special } from './special.ts'
import type { Customer, Fulfilment, Line, Order, Product } from './types.ts'

/** What became of an order, decided before it is written down. */
export type Fate = {
  payment: 'captured' | 'authorized' | 'cod'
  parcel: 'none' | 'on_its_way' | 'delivered'
  cancelled?: 'CUSTOMER' | 'INVENTORY'
  refund?: { where: 'both' | 'razorpay'; part: 'full' | 'line' }
}

export type Ordered = { order: Order; fate: Fate; method: string }
export type Shelf = { openedAt: number; products: Product[]; customers: Customer[] }

const DAY = 86_400_000
const COUNT = 300

/** The orders and their fates; payments, refunds and settlements follow from them. */
export function takeOrders(random: Random, shelf: Shelf): Ordered[] {
  const slot = (60 * DAY) / COUNT
  return Array.from({ length: COUNT }, (_, index) => {
    const createdAt = shelf.openedAt - 60 * DAY + index * slot + random.int(0, Math.floor(slot * 0.9))
    return takeOrder(random, shelf, { number: 1001 + index, createdAt: Math.floor(createdAt / 1000) * 1000 })
  })
}

function takeOrder(random: Random, shelf: Shelf, at: { number: number; createdAt: number }): Ordered {
  const special: Special | undefined = SPECIAL[at.number]
  const age = shelf.openedAt - at.createdAt
  const fate = special?.fate ?? drawFate(random, age)
  const customer =
    special?.customer === undefined ? random.pick(shelf.customers) : shelf.customers[special.customer]
  if (!customer) throw new Error(`Order #${at.number} has no customer.`)
  const lines = special?.lines
    ? special.lines.map((line, place) => namedLine(shelf.products, line, at.number, place))
    : drawLines(random, shelf.products, at.number)
  const subtotal = lines.reduce((sum, line) => sum + line.price * line.quantity, 0)
  const order: Order = {
    id: String(5600000000000 + at.number),
    name: `#${at.number}`,
    number: at.number,
    createdAt: at.createdAt,
    updatedAt: at.createdAt + Math.min(age, 2 * DAY),
    cancelledAt: fate.cancelled ? at.createdAt + 5 * 3_600_000 : null,
    cancelReason: fate.cancelled ?? null,
    cancelNote: null,
    closedAt: null,
    customerId: customer.id,
    note: special?.note ?? (random.chance(0.08) ? random.pick(NOTES) : null),
    tags: special?.tags ?? (fate.payment === 'cod' ? ['cod'] : []),
    attributes: [],
    lines,
    shipping: special?.shipping ?? (subtotal >= 99_900 ? 0 : 9_900),
    address: customer.address,
    transactions: [],
    fulfilments: fate.parcel === 'none' ? [] : [parcel(random, at, fate.parcel)],
    refunds: [],
  }
  return { order, fate, method: special?.method ?? random.pick(METHODS) }
}

const METHODS = ['upi', 'upi', 'upi', 'card', 'card', 'netbanking', 'wallet']
const NOTES = [
  'Leave it with the guard, please.',
  'Second floor, no lift.',
  'Need the invoice with GST number.',
  'Please do not call before 11.',
]

function drawFate(random: Random, age: number): Fate {
  const payment = random.chance(0.14) ? 'cod' : 'captured'
  if (age < 2 * DAY) return { payment, parcel: 'none' }
  if (age < 6 * DAY) return { payment, parcel: random.chance(0.25) ? 'none' : 'on_its_way' }
  if (random.chance(0.02)) return { payment: 'cod', parcel: 'none', cancelled: 'CUSTOMER' }
  return { payment, parcel: 'delivered' }
}

function drawLines(random: Random, products: Product[], number: number): Line[] {
  const picked = Array.from({ length: random.int(1, 3) }, () => random.pick(products))
  return [...new Set(picked)].map((product, place) => {
    const variant = random.pick(product.variants)
    return lineOf({ product, variant, number, place, quantity: random.chance(0.2) ? 2 : 1 })
  })
}

function namedLine(
  products: Product[],
  wanted: { title: string; variant: string; quantity: number },
  number: number,
  place: number,
): Line {
  const product = products.find(({ title }) => title === wanted.title)
  const variant = product?.variants.find(({ title }) => title === wanted.variant)
  if (!product || !variant) throw new Error(`No ${wanted.title} (${wanted.variant}) in the catalogue.`)
  return lineOf({ product, variant, number, place, quantity: wanted.quantity })
}

type LineFacts = {
  product: Product
  variant: Product['variants'][number]
  number: number
  place: number
  quantity: number
}

function lineOf({ product, variant, number, place, quantity }: LineFacts): Line {
  return {
    id: String(13000000000000 + number * 10 + place),
    productId: product.id,
    variantId: variant.id,
    title: product.title,
    variantTitle: variant.title === 'Default Title' ? null : variant.title,
    sku: variant.sku,
    quantity,
    price: variant.price,
  }
}

function parcel(
  random: Random,
  at: { number: number; createdAt: number },
  state: 'on_its_way' | 'delivered',
): Fulfilment {
  const createdAt = at.createdAt + random.int(8, 30) * 3_600_000
  return {
    id: String(4900000000000 + at.number),
    createdAt,
    deliveredAt: state === 'delivered' ? createdAt + random.int(2, 4) * DAY : null,
    status: 'SUCCESS',
    displayStatus: state === 'delivered' ? 'DELIVERED' : 'IN_TRANSIT',
    carrier: random.pick(['Delhivery', 'Blue Dart', 'DTDC']),
    tracking: `BB${at.number}${random.int(10_000_000, 99_999_999)}`,
  }
}

/** What the customer owes: pieces and shipping; prices include tax. */
export const orderTotal = (order: Pick<Order, 'lines' | 'shipping'>): number =>
  order.lines.reduce((sum, line) => sum + line.price * line.quantity, 0) + order.shipping
