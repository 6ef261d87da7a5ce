/** fulfillmentCreate: a parcel with all that remains, or with some of it. */
import { nextId } from '../../../store/refund.ts'
import type { Fulfilment, Order } from '../../../store/types.ts'
import { toSend } from '../standing.ts'
import { fulfillmentOrderId, hasSomethingToSend, toSendId } from '../view-fulfilment.ts'
import { idIn, type UserError, type World } from '../world.ts'

export type FulfillmentInput = {
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: string
    fulfillmentOrderLineItems?: { id: string; quantity: number }[] | null
  }[]
  trackingInfo?: { company?: string | null; number?: string | null } | null
}

type Sent = { order: Order | null; parcel: Fulfilment | null; userErrors: UserError[] }

export function sendParcel(world: World, input: FulfillmentInput): Sent {
  const [asked, ...others] = input.lineItemsByFulfillmentOrder
  if (!asked || others.length > 0) return no('The sandbox sends one fulfillment order at a time')
  const wanted = idIn('FulfillmentOrder', asked.fulfillmentOrderId)
  const order = world.store.orders.find((one) => fulfillmentOrderId(one) === wanted)
  if (!order) return no('Fulfillment order does not exist.')
  if (!hasSomethingToSend(order)) return no('The fulfillment order is not in an open state.')
  const lines = (asked.fulfillmentOrderLineItems ?? allOf(order)).map(({ id, quantity }) => ({
    line: order.lines.find((one) => toSendId(one.id) === idIn('FulfillmentOrderLineItem', id)),
    quantity,
  }))
  if (lines.some(({ line, quantity }) => !line || quantity < 1 || quantity > toSend(order, line))) {
    return no('Invalid fulfillment order line item quantity requested.')
  }
  const parcel: Fulfilment = {
    id: nextId(world.store, 'Fulfillment', 4_950_000_000_000),
    createdAt: world.now(),
    deliveredAt: null,
    status: 'SUCCESS',
    displayStatus: 'FULFILLED',
    carrier: input.trackingInfo?.company ?? '',
    tracking: input.trackingInfo?.number ?? '',
    lines: lines.map(({ line, quantity }) => ({ lineId: line?.id ?? '', quantity })),
  }
  order.fulfilments.push(parcel)
  order.updatedAt = world.now()
  for (const { line, quantity } of lines) leaveShelf(world, line?.variantId ?? null, quantity)
  return { order, parcel, userErrors: [] }
}

const no = (message: string): Sent => ({
  order: null,
  parcel: null,
  userErrors: [{ field: ['fulfillment'], message }],
})

const allOf = (order: Order) =>
  order.lines
    .map((line) => ({
      id: `gid://shopify/FulfillmentOrderLineItem/${toSendId(line.id)}`,
      quantity: toSend(order, line),
    }))
    .filter(({ quantity }) => quantity > 0)

/** What is sent is no longer committed. */
function leaveShelf({ store }: World, variantId: string | null, quantity: number): void {
  const variant = store.products.flatMap(({ variants }) => variants).find(({ id }) => id === variantId)
  const level = variant?.levels.find(({ committed }) => committed > 0)
  if (level) level.committed = Math.max(0, level.committed - quantity)
}
