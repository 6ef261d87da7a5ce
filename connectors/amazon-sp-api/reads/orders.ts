import { z } from 'zod'
import { type JsonObject, type Money, read as readOf } from '../../define.ts'
import { moneyOfText } from '../amounts.ts'
import type { Order, OrderData, OrderItem, Parcel } from '../apis/orders.ts'
import type { AmazonReads } from '../client.ts'
import { cursor, given, isoTime, limitOf, orderId, page, time } from '../inputs.ts'
import { roles } from '../roles.ts'

const read = readOf<AmazonReads>()

const destination = z
  .boolean()
  .default(false)
  .describe('Also the city, state and country it goes to. Needs Amazon’s role Direct-to-Consumer Delivery')

export const orders = read({
  description:
    'List Amazon orders by when they were placed or last changed: status, total, items, who ships, and by when. Give exactly one of createdAfter and updatedAfter. Amazon allows this about once in three minutes, twenty times in a row.',
  scopes: roles.orders,
  input: z
    .strictObject({
      createdAfter: time.nullable().default(null).describe('Placed at or after, ISO 8601 in UTC'),
      createdBefore: time
        .nullable()
        .default(null)
        .describe('Only with createdAfter; two minutes ago at the latest'),
      updatedAfter: time.nullable().default(null).describe('Changed at or after, ISO 8601 in UTC'),
      updatedBefore: time
        .nullable()
        .default(null)
        .describe('Only with updatedAfter; two minutes ago at the latest'),
      statuses: z
        .array(
          z.enum([
            'PENDING_AVAILABILITY',
            'PENDING',
            'UNSHIPPED',
            'PARTIALLY_SHIPPED',
            'SHIPPED',
            'CANCELLED',
            'UNFULFILLABLE',
          ]),
        )
        .max(7)
        .default([])
        .describe('Empty for all'),
      shippedBy: z.enum(['MERCHANT', 'AMAZON']).nullable().default(null),
      destination,
      limit: limitOf(100, 25),
      cursor,
    })
    .refine((asked) => {
      const placed = asked.createdAfter !== null
      const changed = asked.updatedAfter !== null
      const ends = placed ? asked.updatedBefore : asked.createdBefore
      return placed !== changed && ends === null
    }, 'Exactly one of createdAfter and updatedAfter is given, and an end of the same kind only.'),
  untrusted: ['title'],
  run: async (api, asked) => {
    const found = await api.orders({
      ...given({
        createdAfter: asked.createdAfter,
        createdBefore: asked.createdBefore,
        lastUpdatedAfter: asked.updatedAfter,
        lastUpdatedBefore: asked.updatedBefore,
        paginationToken: asked.cursor,
      }),
      fulfillmentStatuses: asked.statuses,
      fulfilledBy: asked.shippedBy === null ? [] : [asked.shippedBy],
      maxResultsPerPage: asked.limit,
      includedData: dataOf(asked.destination, []),
    })
    return page('orders', found.orders.map(orderShape), found.pagination?.nextToken)
  },
})

export const order = read({
  description:
    'Read one Amazon order with its items, its packages and their tracking numbers, and requests to cancel. Who the buyer is stays with Amazon.',
  scopes: roles.orders,
  input: z.strictObject({ orderId, destination }),
  untrusted: ['title', 'cancelReason'],
  run: async (api, asked) => {
    const found = await api.order(asked.orderId, dataOf(asked.destination, ['CANCELLATION', 'PACKAGES']))
    return {
      order: {
        ...orderShape(found),
        items: found.orderItems.map(itemDetail),
        packages: (found.packages ?? []).map(parcelShape),
      },
    }
  },
})

/** The buyer's name and mail are never asked for. */
const dataOf = (withDestination: boolean, more: readonly OrderData[]): OrderData[] => [
  'PROCEEDS',
  'FULFILLMENT',
  ...more,
  ...(withDestination ? (['RECIPIENT'] as const) : []),
]

export function orderShape(order: Order): JsonObject {
  const { fulfillment, recipient, proceeds } = order
  return {
    id: order.orderId,
    status: fulfillment?.fulfillmentStatus ?? null,
    total: proceeds?.grandTotal ? moneyOfText(proceeds.grandTotal) : null,
    shippedBy: fulfillment?.fulfilledBy ?? null,
    service: fulfillment?.fulfillmentServiceLevel ?? null,
    shipBy: isoTime(fulfillment?.shipByWindow?.latestDateTime),
    deliverBy: isoTime(fulfillment?.deliverByWindow?.latestDateTime),
    programs: order.programs ?? [],
    marketplace: order.salesChannel.marketplaceName ?? order.salesChannel.marketplaceId ?? null,
    ...(recipient?.deliveryAddress ? { destination: placeShape(recipient.deliveryAddress) } : {}),
    placedAt: isoTime(order.createdTime),
    updatedAt: isoTime(order.lastUpdatedTime),
    items: order.orderItems.map(itemShape),
  }
}

const placeShape = (address: {
  city?: string | undefined
  stateOrRegion?: string | undefined
  countryCode?: string | undefined
}) => ({
  city: address.city ?? null,
  state: address.stateOrRegion ?? null,
  country: address.countryCode ?? null,
})

const itemShape = (item: OrderItem): JsonObject => ({
  id: item.orderItemId,
  sku: item.product.sellerSku ?? null,
  title: item.product.title ?? null,
  quantity: item.quantityOrdered,
  total: totalOf(item),
})

const itemDetail = (item: OrderItem): JsonObject => ({
  ...itemShape(item),
  asin: item.product.asin ?? null,
  unitPrice: item.product.price?.unitPrice ? moneyOfText(item.product.price.unitPrice) : null,
  shipped: item.fulfillment?.quantityFulfilled ?? null,
  unshipped: item.fulfillment?.quantityUnfulfilled ?? null,
  cancelReason: item.cancellation?.cancellationRequest?.cancelReason ?? null,
})

const totalOf = ({ proceeds }: OrderItem): Money | null =>
  proceeds?.proceedsTotal ? moneyOfText(proceeds.proceedsTotal) : null

const parcelShape = (parcel: Parcel): JsonObject => ({
  reference: parcel.packageReferenceId,
  status: parcel.packageStatus?.status ?? null,
  carrier: parcel.carrier ?? null,
  tracking: parcel.trackingNumber ?? null,
  shippedAt: isoTime(parcel.shipTime),
  items: (parcel.packageItems ?? []).map(({ orderItemId, quantity }) => ({ id: orderItemId, quantity })),
})
