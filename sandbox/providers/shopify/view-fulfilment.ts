/** What is to be sent of an order, and what was: one fulfilment order for each, from the store's first location. */
import type { Fulfilment, Order } from '../../store/types.ts'
import { connection, type PageArgs } from './connection.ts'
import { dateTime, maybeDateTime } from './money.ts'
import { toSend } from './standing.ts'
import { orderView } from './view-order.ts'
import { locationView } from './view-product.ts'
import { gid, type World } from './world.ts'

/** Numbers that follow from the order's own. */
export const fulfillmentOrderId = (order: Order): string => `71${order.id.slice(2)}`
export const toSendId = (lineId: string): string => `9${lineId}`

export const hasSomethingToSend = (order: Order): boolean =>
  order.cancelledAt === null && order.lines.some((line) => toSend(order, line) > 0)

export function fulfillmentOrderView(world: World, order: Order): object {
  const location = world.store.locations[0]
  const isOpen = hasSomethingToSend(order)
  const isBegun = order.fulfilments.length > 0
  return {
    __typename: 'FulfillmentOrder',
    id: gid('FulfillmentOrder', fulfillmentOrderId(order)),
    status:
      order.cancelledAt === null ? (isOpen ? (isBegun ? 'IN_PROGRESS' : 'OPEN') : 'CLOSED') : 'CANCELLED',
    requestStatus: 'UNSUBMITTED',
    orderId: gid('Order', order.id),
    orderName: order.name,
    createdAt: dateTime(order.createdAt),
    updatedAt: dateTime(order.updatedAt),
    fulfillBy: null,
    assignedLocation: {
      name: location?.name ?? '',
      location: () => (location ? locationView(world, location) : null),
    },
    destination: {
      id: gid('FulfillmentOrderDestination', order.id),
      city: order.address.city,
      countryCode: 'IN',
    },
    supportedActions: isOpen ? [{ action: 'CREATE_FULFILLMENT' }, { action: 'HOLD' }] : [],
    fulfillmentHolds: [],
    lineItems: (args: PageArgs) =>
      connection(order.lines, args, (line) => ({
        id: gid('FulfillmentOrderLineItem', toSendId(line.id)),
        productTitle: line.title,
        variantTitle: line.variantTitle,
        sku: line.sku,
        totalQuantity: line.quantity,
        remainingQuantity: order.cancelledAt === null ? toSend(order, line) : 0,
      })),
    order: () => orderView(world, order),
    fulfillments: (args: PageArgs) => connection(order.fulfilments, args, (one) => parcelView(order, one)),
  }
}

export function parcelView(order: Order, one: Fulfilment) {
  const lines = one.lines ?? order.lines
  return {
    id: gid('Fulfillment', one.id),
    name: `${order.name}.${order.fulfilments.indexOf(one) + 1}`,
    createdAt: dateTime(one.createdAt),
    updatedAt: dateTime(one.deliveredAt ?? one.createdAt),
    deliveredAt: maybeDateTime(one.deliveredAt),
    displayStatus: one.displayStatus,
    status: one.status,
    totalQuantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    trackingInfo: one.tracking === '' ? [] : [{ company: one.carrier, number: one.tracking, url: null }],
  }
}
