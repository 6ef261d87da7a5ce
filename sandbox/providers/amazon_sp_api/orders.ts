/** Orders API 2026-01-01, and the confirmation of shipments of v0. */
import { type AmazonOrder, amazonTotal, MARKETPLACE } from '../../store/amazon.ts'
import { isRecord, ok, type Reply } from '../call.ts'
import { invalid, notFound } from './errors.ts'
import { type Asked, badToken, listIn, pageOf, type Route, timeIn } from './route.ts'
import { isHere, iso, rupees } from './seller.ts'

const roles = ['Inventory and Order Tracking']
const DAY = 86_400_000

export const orderRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/orders\/2026-01-01\/orders$/, roles, answer: search },
  { method: 'GET', path: /^\/orders\/2026-01-01\/orders\/([^/]+)$/, roles, answer: one },
  { method: 'POST', path: /^\/orders\/v0\/orders\/([^/]+)\/shipmentConfirmation$/, roles, answer: confirm },
]

export const orderNamed = ({ seller, parts }: Asked): AmazonOrder | undefined =>
  seller.orders.find(({ id }) => id === parts[0])

function search(asked: Asked): Reply {
  const { call, seller } = asked
  const { query } = call
  const [created, updated] = [query.has('createdAfter'), query.has('lastUpdatedAfter')]
  if (created === updated)
    return invalid('Exactly one of createdAfter and lastUpdatedAfter must be provided.')
  if (query.has(created ? 'lastUpdatedBefore' : 'createdBefore'))
    return invalid('The time filters do not go together.')
  const from = timeIn(query, created ? 'createdAfter' : 'lastUpdatedAfter')
  const before = created ? 'createdBefore' : 'lastUpdatedBefore'
  const to = query.has(before) ? timeIn(query, before) : Number.POSITIVE_INFINITY
  const size = Number(query.get('maxResultsPerPage') ?? 100)
  if (Number.isNaN(from) || Number.isNaN(to)) return invalid('A time is not in ISO 8601 format.')
  if (!Number.isInteger(size) || size < 1 || size > 100)
    return invalid('maxResultsPerPage must be between 1 and 100.')
  const [statuses, shippers, places] = ['fulfillmentStatuses', 'fulfilledBy', 'marketplaceIds'].map((name) =>
    listIn(query, name),
  )
  const found = seller.orders
    .filter((order) => {
      const at = created ? order.placedAt : order.updatedAt
      const shipper = order.byAmazon ? 'AMAZON' : 'MERCHANT'
      return (
        at >= from &&
        at <= to &&
        (!statuses?.length || statuses.includes(order.status)) &&
        (!shippers?.length || shippers.includes(shipper)) &&
        (!places?.length || places.some(isHere))
      )
    })
    .toSorted((a, b) => b.placedAt - a.placedAt)
  const page = pageOf(found, size, query.get('paginationToken'))
  if (!page) return badToken()
  const sets = listIn(query, 'includedData')
  return ok({
    orders: page.items.map((order) => shape(order, sets)),
    ...(page.next === null ? {} : { pagination: { nextToken: page.next } }),
  })
}

function one(asked: Asked): Reply {
  const order = orderNamed(asked)
  return order ? ok({ order: shape(order, listIn(asked.call.query, 'includedData')) }) : notFound()
}

const money = (paise: number) => ({ amount: rupees(paise), currencyCode: 'INR' })

/** Sets that were not asked for are not there. Who bought is there for restricted roles alone, and the store has none. */
function shape(order: AmazonOrder, sets: readonly string[]) {
  const has = (set: string) => sets.includes(set)
  return {
    orderId: order.id,
    createdTime: iso(order.placedAt),
    lastUpdatedTime: iso(order.updatedAt),
    programs: order.byAmazon ? ['PRIME'] : [],
    salesChannel: { channelName: 'AMAZON', marketplaceId: MARKETPLACE, marketplaceName: 'Amazon.in' },
    ...(has('RECIPIENT')
      ? {
          recipient: { deliveryAddress: { city: order.city, stateOrRegion: order.state, countryCode: 'IN' } },
        }
      : {}),
    ...(has('PROCEEDS') ? { proceeds: { grandTotal: money(amazonTotal(order)) } } : {}),
    ...(has('FULFILLMENT') ? { fulfillment: fulfilment(order) } : {}),
    orderItems: order.items.map((item) => ({
      orderItemId: item.id,
      quantityOrdered: item.quantity,
      product: {
        asin: item.asin,
        title: item.title,
        sellerSku: item.sku,
        price: { unitPrice: money(item.price) },
      },
      ...(has('PROCEEDS') ? { proceeds: { proceedsTotal: money(item.price * item.quantity) } } : {}),
      ...(has('FULFILLMENT')
        ? {
            fulfillment: {
              quantityFulfilled: item.shipped,
              quantityUnfulfilled: item.quantity - item.shipped,
            },
          }
        : {}),
    })),
    ...(has('PACKAGES') ? { packages: order.packages.map(parcel) } : {}),
  }
}

const fulfilment = ({ status, byAmazon, placedAt }: AmazonOrder) => ({
  fulfillmentStatus: status,
  fulfilledBy: byAmazon ? 'AMAZON' : 'MERCHANT',
  fulfillmentServiceLevel: 'STANDARD',
  shipByWindow: { earliestDateTime: iso(placedAt + DAY), latestDateTime: iso(placedAt + 3 * DAY) },
  deliverByWindow: { earliestDateTime: iso(placedAt + 4 * DAY), latestDateTime: iso(placedAt + 7 * DAY) },
})

const parcel = (one: AmazonOrder['packages'][number]) => ({
  packageReferenceId: one.reference,
  packageStatus: { status: 'IN_TRANSIT' },
  carrier: one.carrier,
  shipTime: iso(one.shippedAt),
  trackingNumber: one.tracking,
  packageItems: one.items.map(({ id, quantity }) => ({ orderItemId: id, quantity })),
})

/** A reference that is known edits its package; another one is another package. */
function confirm(asked: Asked): Reply {
  const order = orderNamed(asked)
  const detail = asked.body.packageDetail
  if (!order) return notFound()
  if (asked.body.marketplaceId !== MARKETPLACE || !isRecord(detail)) return invalid('Invalid request body.')
  if (order.byAmazon) return invalid('Amazon fulfilled orders cannot be confirmed.')
  if (!/^[1-9]\d*$/.test(String(detail.packageReferenceId)))
    return invalid('Invalid request parameter `packageReferenceId`.')
  if (detail.carrierCode === 'Other' && !detail.carrierName)
    return invalid('Missing required parameter: carrierName')
  const known = order.packages.find(({ reference }) => reference === detail.packageReferenceId)
  if (!known && order.status !== 'UNSHIPPED' && order.status !== 'PARTIALLY_SHIPPED')
    return invalid(`The order cannot be confirmed, it is ${order.status}.`)
  const wanted = itemsIn(detail.orderItems)
  const wrong = wanted.find(({ id, quantity }) => {
    const item = order.items.find((each) => each.id === id)
    return !item || (!known && quantity > item.quantity - item.shipped)
  })
  if (wanted.length === 0 || wrong) return invalid('Invalid request parameter `orderItems`.')
  const facts = {
    reference: String(detail.packageReferenceId),
    carrier: String(detail.carrierName ?? detail.carrierCode),
    tracking: String(detail.trackingNumber),
    shippedAt: Date.parse(String(detail.shipDate)),
    items: wanted,
  }
  if (known) Object.assign(known, facts)
  else ship(order, facts)
  order.updatedAt = asked.now
  return { status: 204, body: '', acted: true }
}

function ship(order: AmazonOrder, facts: AmazonOrder['packages'][number]): void {
  order.packages.push(facts)
  for (const { id, quantity } of facts.items) {
    const item = order.items.find((each) => each.id === id)
    if (item) item.shipped += quantity
  }
  order.status = order.items.every(({ quantity, shipped }) => shipped >= quantity)
    ? 'SHIPPED'
    : 'PARTIALLY_SHIPPED'
}

const itemsIn = (items: unknown): { id: string; quantity: number }[] =>
  (Array.isArray(items) ? items : []).filter(isRecord).map(({ orderItemId, quantity }) => ({
    id: String(orderItemId),
    quantity: Number(quantity),
  }))
