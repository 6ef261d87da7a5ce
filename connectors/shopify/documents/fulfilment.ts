import { z } from 'zod'
import { mutation, pageInfo, query, userErrors } from '../operation.ts'

const fields = `
  id status requestStatus orderId orderName createdAt updatedAt fulfillBy
  assignedLocation { name location { id } }
  destination { city countryCode }
  supportedActions { action }
  fulfillmentHolds { displayReason }
  lineItems(first: 50) {
    nodes { id productTitle variantTitle sku totalQuantity remainingQuantity }
    pageInfo { hasNextPage endCursor }
  }
`
const fulfillmentOrder = z.object({
  id: z.string(),
  status: z.string(),
  requestStatus: z.string(),
  orderId: z.string(),
  orderName: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  fulfillBy: z.string().nullable(),
  assignedLocation: z.object({ name: z.string(), location: z.object({ id: z.string() }).nullable() }),
  destination: z.object({ city: z.string().nullable(), countryCode: z.string().nullable() }).nullable(),
  supportedActions: z.array(z.object({ action: z.string() })),
  fulfillmentHolds: z.array(z.object({ displayReason: z.string() })),
  lineItems: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        productTitle: z.string(),
        variantTitle: z.string().nullable(),
        sku: z.string().nullable(),
        totalQuantity: z.int(),
        remainingQuantity: z.int(),
      }),
    ),
    pageInfo,
  }),
})
export type ShopifyFulfillmentOrder = z.output<typeof fulfillmentOrder>
const connection = z.object({ nodes: z.array(fulfillmentOrder), pageInfo })

export const fulfillmentOrdersQuery = query(
  `query FulfillmentOrders($first: Int!, $after: String, $includeClosed: Boolean!) {
    fulfillmentOrders(first: $first, after: $after, includeClosed: $includeClosed, reverse: true, sortKey: ID) {
      nodes { ${fields} }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({ fulfillmentOrders: connection }),
)

export const fulfillmentOrdersOfOrderQuery = query(
  `query FulfillmentOrdersOfOrder($id: ID!, $first: Int!, $after: String) {
    order(id: $id) {
      fulfillmentOrders(first: $first, after: $after, displayable: true) {
        nodes { ${fields} }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
  z.object({ order: z.object({ fulfillmentOrders: connection }).nullable() }),
)

const trackingInfo = z.array(z.object({ company: z.string().nullable(), number: z.string().nullable() }))

export const fulfillmentStateQuery = query(
  `query FulfillmentState($id: ID!) {
    fulfillmentOrder(id: $id) {
      ${fields}
      order { email cancelledAt }
      fulfillments(first: 50, reverse: true) { nodes { id status trackingInfo(first: 5) { company number } } }
    }
  }`,
  z.object({
    fulfillmentOrder: fulfillmentOrder
      .extend({
        order: z.object({ email: z.string().nullable(), cancelledAt: z.string().nullable() }),
        fulfillments: z.object({
          nodes: z.array(z.object({ id: z.string(), status: z.string(), trackingInfo })),
        }),
      })
      .nullable(),
  }),
)

export const fulfillmentCreate = mutation(
  `mutation FulfillmentCreate($fulfillment: FulfillmentInput!) {
    fulfillmentCreate(fulfillment: $fulfillment) {
      fulfillment { id name status createdAt trackingInfo(first: 5) { company number } }
      userErrors { field message }
    }
  }`,
  z.object({
    fulfillmentCreate: z
      .object({
        fulfillment: z
          .object({
            id: z.string(),
            name: z.string(),
            status: z.string(),
            createdAt: z.string(),
            trackingInfo,
          })
          .nullable(),
        userErrors,
      })
      .nullable(),
  }),
)
