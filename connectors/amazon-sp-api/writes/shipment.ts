import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { Order, Shipment } from '../apis/orders.ts'
import type { AmazonReads, AmazonWrites } from '../client.ts'
import { isoTime, orderId, time } from '../inputs.ts'
import { sellerPage } from '../places.ts'
import { roles } from '../roles.ts'

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}+$/u)
const orderItemId = z.string().regex(/^\d{5,20}$/)

const input = z.strictObject({
  orderId,
  items: z
    .array(z.strictObject({ orderItemId, quantity: z.int().min(1) }))
    .max(50)
    .default([])
    .describe('What is in the package; empty for all that has not left yet'),
  carrierCode: text(60).describe(
    'Amazon’s code of the carrier, such as DHL or Delhivery; Other with a carrierName',
  ),
  carrierName: text(60).nullable().default(null).describe('Needed with carrierCode Other'),
  shippingMethod: text(60).nullable().default(null),
  trackingNumber: text(60),
  shippedAt: time.describe('When it was handed over, ISO 8601 in UTC'),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  status: z.string().nullable(),
  byAmazon: z.boolean(),
  shipBy: z.string().nullable(),
  items: z.array(
    z.strictObject({
      id: z.string(),
      sku: z.string().nullable(),
      title: z.string().nullable(),
      unshipped: z.int(),
    }),
  ),
  packages: z.array(z.strictObject({ reference: z.string(), tracking: z.string().nullable() })),
})
type Before = z.output<typeof before>

const data = ['FULFILLMENT', 'PACKAGES'] as const

/** Natural: the package's reference is ours, and the same one again edits the same package (…/confirm-the-shipment-status). */
export const confirmShipment = write<AmazonReads, AmazonWrites>()({
  description:
    'Tell Amazon that a package of an order has left, with carrier and tracking number; Amazon then charges and informs the buyer.',
  scopes: roles.orders,
  risk: 'customer',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { orderId }) => factsOf(await read.order(orderId, data)),
  refuse: ({ input, before }) => {
    if (before.byAmazon) return `Amazon ships ${input.orderId} itself.`
    if (before.status !== 'UNSHIPPED' && before.status !== 'PARTIALLY_SHIPPED') {
      return `Nothing of ${input.orderId} is waiting to be shipped: it is ${before.status ?? 'in no known state'}.`
    }
    const same = before.packages.find(({ tracking }) => tracking === input.trackingNumber)
    if (same) return `A package with tracking number ${input.trackingNumber} is already confirmed.`
    if (input.carrierCode === 'Other' && input.carrierName === null)
      return 'With carrierCode Other the carrier needs a name.'
    return wrongItems(input, before)
  },
  summarize: ({ input, before }) => ({
    headline: `Confirm that a package of Amazon order ${input.orderId} has left`,
    changes: [
      ...packed(input, before).map(({ orderItemId, quantity }) => ({
        field: nameOf(orderItemId, before),
        from: `${leftOf(orderItemId, before)} to ship`,
        to: `${leftOf(orderItemId, before) - quantity} to ship`,
      })),
      { field: 'Carrier', from: null, to: carrierOf(input) },
      ...(input.shippingMethod === null ? [] : [{ field: 'Service', from: null, to: input.shippingMethod }]),
      { field: 'Tracking number', from: null, to: input.trackingNumber },
      { field: 'Handed over', from: null, to: input.shippedAt },
      ...(before.shipBy === null ? [] : [{ field: 'To be shipped by', from: null, to: before.shipBy }]),
    ],
    money: null,
    recipients: [`The buyer of ${input.orderId}, told by Amazon`],
    undo: null,
    already: before.packages.map(
      ({ reference, tracking }) =>
        `Package ${reference} (${tracking ?? 'no tracking number'}) is already confirmed.`,
    ),
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    const shipment = shipmentOf(input, before, idempotencyKey)
    await api.confirmShipment(input.orderId, shipment)
    return { order: input.orderId, package: shipment.packageReferenceId, tracking: input.trackingNumber }
  },
  classify,
  reconcile: async (read, { input, idempotencyKey }): Promise<Reconciled> => {
    const reference = referenceOf(idempotencyKey)
    const { packages } = factsOf(await read.order(input.orderId, data))
    const ours = packages.find((one) => one.reference === reference)
    return ours
      ? {
          outcome: 'succeeded',
          result: { order: input.orderId, package: reference, tracking: ours.tracking },
        }
      : {
          outcome: 'failed',
          sentence: `Amazon knows no such package of ${input.orderId}: it was not confirmed.`,
        }
  },
  link: ({ input, account }) => sellerPage(account, `/orders-v3/order/${input.orderId}`),
})

/** "Only positive numeric values are supported" (PackageReferenceId): nine digits and a little, from our own key. */
export const referenceOf = (idempotencyKey: string): string =>
  String((createHash('sha256').update(idempotencyKey).digest().readUInt32BE() % 2_000_000_000) + 1)

const factsOf = (order: Order): Before => ({
  status: order.fulfillment?.fulfillmentStatus ?? null,
  byAmazon: order.fulfillment?.fulfilledBy === 'AMAZON',
  shipBy: isoTime(order.fulfillment?.shipByWindow?.latestDateTime),
  items: order.orderItems.map(({ orderItemId, product, quantityOrdered, fulfillment }) => ({
    id: orderItemId,
    sku: product.sellerSku ?? null,
    title: product.title ?? null,
    unshipped: fulfillment?.quantityUnfulfilled ?? quantityOrdered - (fulfillment?.quantityFulfilled ?? 0),
  })),
  packages: (order.packages ?? []).map(({ packageReferenceId, trackingNumber }) => ({
    reference: packageReferenceId,
    tracking: trackingNumber ?? null,
  })),
})

const leftOf = (item: string, { items }: Before): number =>
  items.find(({ id }) => id === item)?.unshipped ?? 0

function nameOf(item: string, { items }: Before): string {
  const found = items.find(({ id }) => id === item)
  return found?.sku ?? found?.title?.slice(0, 60) ?? item
}

/** Both go to Amazon, and the code is what it follows the package by. */
const carrierOf = ({ carrierCode, carrierName }: Input): string =>
  carrierName === null ? carrierCode : `${carrierName} (${carrierCode})`

const packed = ({ items }: Input, before: Before): Shipment['orderItems'] =>
  items.length > 0
    ? items
    : before.items
        .filter(({ unshipped }) => unshipped > 0)
        .map(({ id, unshipped }) => ({ orderItemId: id, quantity: unshipped }))

function wrongItems(input: Input, before: Before): string | null {
  const wanted = packed(input, before)
  if (wanted.length === 0) return `Everything of ${input.orderId} has left already.`
  if (new Set(wanted.map(({ orderItemId }) => orderItemId)).size < wanted.length)
    return 'An item is named twice.'
  const wrong = wanted.find(({ orderItemId, quantity }) => quantity > leftOf(orderItemId, before))
  if (!wrong) return null
  return `Of item ${wrong.orderItemId} only ${leftOf(wrong.orderItemId, before)} are left to ship, not ${wrong.quantity}.`
}

const shipmentOf = (input: Input, before: Before, idempotencyKey: string): Shipment => ({
  packageReferenceId: referenceOf(idempotencyKey),
  carrierCode: input.carrierCode,
  ...(input.carrierName === null ? {} : { carrierName: input.carrierName }),
  ...(input.shippingMethod === null ? {} : { shippingMethod: input.shippingMethod }),
  trackingNumber: input.trackingNumber,
  shipDate: input.shippedAt,
  orderItems: packed(input, before),
})
