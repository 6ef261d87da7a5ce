import { z } from 'zod'
import { pageInfo, query } from '../operation.ts'

const fields = `
  id name status createdAt closedAt totalQuantity
  returnLineItems(first: 20) {
    nodes { id quantity refundedQuantity returnReasonDefinition { name } returnReasonNote customerNote }
    pageInfo { hasNextPage endCursor }
  }
`
const shopifyReturn = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  createdAt: z.string(),
  closedAt: z.string().nullable(),
  totalQuantity: z.int(),
  returnLineItems: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        quantity: z.int(),
        refundedQuantity: z.int(),
        returnReasonDefinition: z.object({ name: z.string() }).nullable(),
        returnReasonNote: z.string(),
        customerNote: z.string().nullable(),
      }),
    ),
    pageInfo,
  }),
})
export type ShopifyReturn = z.output<typeof shopifyReturn>
const ofOrder = z.object({
  id: z.string(),
  name: z.string(),
  returnStatus: z.string(),
  returns: z.object({ nodes: z.array(shopifyReturn), pageInfo }),
})
const order = `id name returnStatus returns(first: 5, reverse: true) { nodes { ${fields} } pageInfo { hasNextPage endCursor } }`

/** There is no list of returns by itself: they are found through their orders. */
export const returnsQuery = query(
  `query Returns($first: Int!, $after: String, $query: String!) {
    orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {
      nodes { ${order} }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({ orders: z.object({ nodes: z.array(ofOrder), pageInfo }) }),
)

export const returnsOfOrderQuery = query(
  `query ReturnsOfOrder($id: ID!) { order(id: $id) { ${order} } }`,
  z.object({ order: ofOrder.nullable() }),
)
