import { z } from 'zod'
import { type JsonObject, read } from '../../define.ts'
import type { ShopifyReads } from '../client.ts'
import { returnsOfOrderQuery, returnsQuery } from '../documents/returns.ts'
import { orderRef } from '../ids.ts'
import { findOrder, found } from '../lookup.ts'
import { pageInput, pageOf, pageVariables } from '../page.ts'

const statuses = [
  'return_requested',
  'in_progress',
  'inspection_complete',
  'returned',
  'return_failed',
] as const

export const returns = read<ShopifyReads>()({
  description:
    'Read returns in Shopify, by order: what customers asked to send back, why, how much of it was refunded. For one order, or for all orders whose return stands at a status.',
  scopes: ['read_returns', 'read_orders'],
  input: pageInput.extend({
    order: orderRef.nullable().default(null).describe('Those of one order; null for all'),
    status: z.enum(statuses).default('return_requested').describe('Where no order is named'),
  }),
  untrusted: ['note', 'customerNote'],
  run: async (api, input) => {
    if (input.order === null) {
      const variables = { ...pageVariables(input), query: `return_status:${input.status}` }
      return pageOf('orders', (await api.ask(returnsQuery, variables)).orders, shape)
    }
    const { order } = await api.ask(returnsOfOrderQuery, { id: await findOrder(api, input.order) })
    const nodes = [found(order, `Shopify has no order ${input.order}.`)]
    return pageOf('orders', { nodes, pageInfo: { hasNextPage: false, endCursor: null } }, shape)
  },
})

type Ordered = NonNullable<z.output<typeof returnsOfOrderQuery.data>['order']>

const shape = (order: Ordered): JsonObject => ({
  id: order.id,
  name: order.name,
  returnStatus: order.returnStatus,
  returns: order.returns.nodes.map((one) => ({
    id: one.id,
    name: one.name,
    status: one.status,
    createdAt: one.createdAt,
    closedAt: one.closedAt,
    quantity: one.totalQuantity,
    items: one.returnLineItems.nodes.map((item) => ({
      id: item.id,
      quantity: item.quantity,
      refunded: item.refundedQuantity,
      reason: item.returnReasonDefinition?.name ?? null,
      note: item.returnReasonNote,
      customerNote: item.customerNote,
    })),
    itemsCut: one.returnLineItems.pageInfo.hasNextPage,
  })),
  /** True where the order has more than the five newest. */
  returnsCut: order.returns.pageInfo.hasNextPage,
})
