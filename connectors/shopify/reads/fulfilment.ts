import { z } from 'zod'
import { type JsonObject, read } from '../../define.ts'
import type { ShopifyReads } from '../client.ts'
import {
  fulfillmentOrdersOfOrderQuery,
  fulfillmentOrdersQuery,
  type ShopifyFulfillmentOrder,
} from '../documents/fulfilment.ts'
import { orderRef } from '../ids.ts'
import { findOrder, found } from '../lookup.ts'
import { placeText } from '../masks.ts'
import { pageInput, pageOf, pageVariables } from '../page.ts'

export const fulfillmentOrders = read<ShopifyReads>()({
  description:
    'List what is to be sent from where: Shopify fulfilment orders, newest first, with the quantities that remain and the ids that shopify_create_fulfillment needs.',
  scopes: ['read_merchant_managed_fulfillment_orders', 'read_orders'],
  input: pageInput.extend({
    order: orderRef.nullable().default(null).describe('Those of one order; null for all'),
    includeClosed: z
      .boolean()
      .default(false)
      .describe('With those that are done or cancelled. Those of one order are always all'),
  }),
  untrusted: ['place'],
  run: async (api, input) => {
    if (input.order === null) {
      const variables = { ...pageVariables(input), includeClosed: input.includeClosed }
      const answer = await api.ask(fulfillmentOrdersQuery, variables)
      return pageOf('fulfillmentOrders', answer.fulfillmentOrders, shape)
    }
    const id = await findOrder(api, input.order)
    const { order } = await api.ask(fulfillmentOrdersOfOrderQuery, { id, ...pageVariables(input) })
    const { fulfillmentOrders } = found(order, `Shopify has no order ${input.order}.`)
    return pageOf('fulfillmentOrders', fulfillmentOrders, shape)
  },
})

const shape = (one: ShopifyFulfillmentOrder): JsonObject => ({
  id: one.id,
  order: one.orderName,
  orderId: one.orderId,
  status: one.status,
  requestStatus: one.requestStatus,
  createdAt: one.createdAt,
  updatedAt: one.updatedAt,
  sendBy: one.fulfillBy,
  location: one.assignedLocation.name,
  locationId: one.assignedLocation.location?.id ?? null,
  place: placeText(
    one.destination && { city: one.destination.city, countryCodeV2: one.destination.countryCode },
  ),
  actions: one.supportedActions.map(({ action }) => action),
  holds: one.fulfillmentHolds.map(({ displayReason }) => displayReason),
  items: one.lineItems.nodes.map((item) => ({
    id: item.id,
    title: [item.productTitle, item.variantTitle].filter(Boolean).join(' - '),
    sku: item.sku,
    ordered: item.totalQuantity,
    remaining: item.remainingQuantity,
  })),
  /** True where it has more than fifty lines. */
  itemsCut: one.lineItems.pageInfo.hasNextPage,
})
