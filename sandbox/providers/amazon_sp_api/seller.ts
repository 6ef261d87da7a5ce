/** What the sandbox remembers of Bluebird Store's account at Amazon. */
import {
  type AmazonListing,
  type AmazonOrder,
  listOnAmazon,
  MARKETPLACE,
  takeAmazonOrders,
} from '../../store/amazon.ts'
import type { Store } from '../../store/types.ts'

export type ReportState = {
  id: string
  type: string
  createdAt: number
  from: number | null
  to: number | null
  /** When Amazon is done with it. */
  doneAt: number
  document: string
}
export type FeedState = {
  id: string
  createdAt: number
  doneAt: number
  input: string
  result: string | null
}
/** What lies in the storage; `text` is null until it was laid there. */
export type DocumentState = { contentType: string; text: string | null }

export type Seller = {
  listings: AmazonListing[]
  orders: AmazonOrder[]
  reports: ReportState[]
  feeds: FeedState[]
  documents: Record<string, DocumentState>
  messages: { order: string; kind: string; text: string; at: number }[]
  reviews: Record<string, number>
  counter: number
}

const DAY = 86_400_000

export function seedSeller(store: Store, now: number): Seller {
  const listings = listOnAmazon(store, now)
  const document = '5a4db0c0-0042-4000-8000-b10eb12d0001.amzn1.tortuga.4.eu.TSANDBOX0001'
  return {
    listings,
    orders: takeAmazonOrders(store, listings, now),
    reports: [
      {
        id: '50042000001',
        type: 'GET_MERCHANT_LISTINGS_ALL_DATA',
        createdAt: now - DAY,
        from: null,
        to: null,
        doneAt: now - DAY + 60_000,
        document,
      },
    ],
    feeds: [],
    documents: { [document]: { contentType: 'text/plain; charset=UTF-8', text: listingsTable(listings) } },
    messages: [],
    reviews: {},
    counter: 1,
  }
}

/** The report of all listings, in the columns that Amazon documents for it. */
export function listingsTable(listings: readonly AmazonListing[]): string {
  const names = [
    'item-name',
    'listing-id',
    'seller-sku',
    'price',
    'quantity',
    'open-date',
    'asin1',
    'fulfillment-channel',
    'status',
  ]
  const rows = listings.map((one) => [
    one.title,
    `LST-${one.asin}`,
    one.sku,
    rupees(one.price),
    one.quantity === null ? '' : String(one.quantity),
    new Date(one.createdAt).toISOString(),
    one.asin,
    one.quantity === null ? 'AMAZON_IN' : 'DEFAULT',
    'Active',
  ])
  return `${[names, ...rows].map((cells) => cells.join('\t')).join('\r\n')}\r\n`
}

/** The report of orders: where they went, and not to whom. */
export function ordersTable(orders: readonly AmazonOrder[], from: number, to: number): string {
  const names = [
    'amazon-order-id',
    'purchase-date',
    'order-status',
    'fulfillment-channel',
    'sku',
    'asin',
    'quantity',
    'currency',
    'item-price',
    'ship-city',
    'ship-state',
    'ship-country',
  ]
  const rows = orders
    .filter(({ placedAt }) => placedAt >= from && placedAt <= to)
    .flatMap((order) =>
      order.items.map((item) => [
        order.id,
        new Date(order.placedAt).toISOString(),
        order.status,
        order.byAmazon ? 'Amazon' : 'Merchant',
        item.sku,
        item.asin,
        String(item.quantity),
        'INR',
        rupees(item.price * item.quantity),
        order.city,
        order.state,
        'IN',
      ]),
    )
  return `${[names, ...rows].map((cells) => cells.join('\t')).join('\r\n')}\r\n`
}

export const rupees = (paise: number): string => (paise / 100).toFixed(2)
export const isHere = (marketplace: string | null): boolean => marketplace === MARKETPLACE
export const iso = (ms: number): string => new Date(ms).toISOString()

export const nextNumber = (seller: Seller): number => {
  seller.counter += 1
  return seller.counter
}
