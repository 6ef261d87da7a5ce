/** Sales v1 and Finances 2024-06-19, told from the orders. */
import { type AmazonOrder, amazonTotal, MARKETPLACE, SELLER } from '../../store/amazon.ts'
import { ok, type Reply } from '../call.ts'
import { invalid } from './errors.ts'
import { feesOn } from './products.ts'
import { type Asked, badToken, elsewhere, pageOf, type Route, timeIn } from './route.ts'
import { iso, rupees } from './seller.ts'

export const bookRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/sales\/v1\/orderMetrics$/,
    roles: ['Inventory and Order Tracking'],
    answer: metrics,
  },
  {
    method: 'GET',
    path: /^\/finances\/2024-06-19\/transactions$/,
    roles: ['Finance and Accounting'],
    answer: transactions,
  },
]

const DAY = 86_400_000
const spans: Record<string, number> = {
  Hour: DAY / 24,
  Day: DAY,
  Week: 7 * DAY,
  Month: 30 * DAY,
  Year: 365 * DAY,
}

function metrics(asked: Asked): Reply {
  const { query } = asked.call
  const [from = Number.NaN, to = Number.NaN] = (query.get('interval') ?? '')
    .split('--')
    .map((text) => Date.parse(text))
  const granularity = query.get('granularity') ?? ''
  if (!(from < to)) return invalid('Invalid parameter interval.')
  if (granularity !== 'Hour' && !query.has('granularityTimeZone'))
    return invalid('granularityTimeZone is required.')
  if (query.has('sku') && query.has('asin')) return invalid('Specify either asin or sku.')
  const span = granularity === 'Total' ? to - from : spans[granularity]
  if (span === undefined) return invalid('Invalid parameter granularity.')
  const counted = asked.seller.orders.filter((order) => order.status !== 'CANCELLED' && isAsked(order, query))
  const starts = Array.from({ length: Math.ceil((to - from) / span) }, (_, place) => from + place * span)
  return (
    elsewhere(asked) ??
    ok({ payload: starts.map((start) => figures(counted, start, Math.min(to, start + span), query)) })
  )
}

const isAsked = ({ byAmazon, items }: AmazonOrder, query: URLSearchParams): boolean =>
  (!query.has('fulfillmentNetwork') || query.get('fulfillmentNetwork') === (byAmazon ? 'AFN' : 'MFN')) &&
  (!query.has('sku') || items.some(({ sku }) => sku === query.get('sku'))) &&
  (!query.has('asin') || items.some(({ asin }) => asin === query.get('asin')))

function figures(orders: readonly AmazonOrder[], from: number, to: number, query: URLSearchParams) {
  const within = orders.filter(({ placedAt }) => placedAt >= from && placedAt < to)
  const items = within
    .flatMap((order) => order.items)
    .filter(
      (item) =>
        (!query.has('sku') || item.sku === query.get('sku')) &&
        (!query.has('asin') || item.asin === query.get('asin')),
    )
  const units = items.reduce((sum, { quantity }) => sum + quantity, 0)
  const sales = amazonTotal({ items })
  return {
    interval: `${iso(from)}--${iso(to)}`,
    unitCount: units,
    orderItemCount: items.length,
    orderCount: within.length,
    averageUnitPrice: { amount: units === 0 ? '0' : String(sales / 100 / units), currencyCode: 'INR' },
    totalSales: { amount: rupees(sales), currencyCode: 'INR' },
  }
}

/** A shipment is booked two days after the order, with what Amazon keeps of it. */
function transactions(asked: Asked): Reply {
  const { query } = asked.call
  const order = query.get('relatedIdentifierName') === 'ORDER_ID' ? query.get('relatedIdentifierValue') : null
  const from = timeIn(query, 'postedAfter')
  if (order === null && Number.isNaN(from))
    return invalid('postedAfter is required without a related identifier.')
  const to = query.has('postedBefore') ? timeIn(query, 'postedBefore') : asked.now - 120_000
  const booked = asked.seller.orders
    .filter(({ status, placedAt }) => status === 'SHIPPED' && placedAt + 2 * DAY <= asked.now)
    .filter((one) =>
      order === null ? one.placedAt + 2 * DAY >= from && one.placedAt + 2 * DAY < to : one.id === order,
    )
    .toSorted((a, b) => b.placedAt - a.placedAt)
    .map(shape)
    .filter(
      ({ transactionStatus }) =>
        !query.has('transactionStatus') || transactionStatus === query.get('transactionStatus'),
    )
  const page = pageOf(booked, 50, query.get('nextToken'))
  if (!page) return badToken()
  return ok({
    payload: { transactions: page.items, ...(page.next === null ? {} : { nextToken: page.next }) },
  })
}

const amount = (paise: number) => ({ currencyCode: 'INR', currencyAmount: paise / 100 })

function shape(order: AmazonOrder) {
  const total = amazonTotal(order)
  const { referral, closing, shipping } = feesOn(total, order.byAmazon)
  const kept = referral + closing + shipping
  return {
    sellingPartnerMetadata: {
      sellingPartnerId: SELLER,
      accountType: 'Standard Orders',
      marketplaceId: MARKETPLACE,
    },
    relatedIdentifiers: [{ relatedIdentifierName: 'ORDER_ID', relatedIdentifierValue: order.id }],
    transactionType: 'Shipment',
    transactionId: `txn-${order.id}`,
    transactionStatus: order.deliveredAt === null ? 'DEFERRED' : 'RELEASED',
    description: 'Order Payment',
    postedDate: iso(order.placedAt + 2 * DAY),
    totalAmount: amount(total - kept),
    marketplaceDetails: { marketplaceId: MARKETPLACE, marketplaceName: 'Amazon.in' },
    breakdowns: [
      { breakdownType: 'ProductCharges', breakdownAmount: amount(total) },
      { breakdownType: 'AmazonFees', breakdownAmount: amount(-kept) },
    ],
  }
}
