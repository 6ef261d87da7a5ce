import { z } from 'zod'
import { customerBag, customerBagFields, mutation, pageInfo, query, userErrors } from '../operation.ts'

const lineItems = z.object({
  nodes: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      variantTitle: z.string().nullable(),
      sku: z.string().nullable(),
      currentQuantity: z.int(),
      unfulfilledQuantity: z.int(),
      discountedUnitPriceSet: customerBag,
      variant: z.object({ id: z.string() }).nullable(),
    }),
  ),
  pageInfo,
})
const lines = `lineItems(first: 100) {
  nodes {
    id title variantTitle sku currentQuantity unfulfilledQuantity
    discountedUnitPriceSet ${customerBagFields}
    variant { id }
  }
  pageInfo { hasNextPage endCursor }
}`

export const orderEditStateQuery = query(
  `query OrderEditState($id: ID!) {
    order(id: $id) {
      id name email cancelledAt merchantEditable merchantEditableErrors
      currentTotalPriceSet ${customerBagFields}
      totalOutstandingSet ${customerBagFields}
      ${lines}
    }
  }`,
  z.object({
    order: z
      .object({
        id: z.string(),
        name: z.string(),
        email: z.string().nullable(),
        cancelledAt: z.string().nullable(),
        merchantEditable: z.boolean(),
        merchantEditableErrors: z.array(z.string()),
        currentTotalPriceSet: customerBag,
        totalOutstandingSet: customerBag,
        lineItems,
      })
      .nullable(),
  }),
)

const session = z.object({ id: z.string() })

/** Opens a session. Nothing of the order changes until it is committed. */
export const orderEditBegin = mutation(
  `mutation OrderEditBegin($id: ID!) {
    orderEditBegin(id: $id) {
      calculatedOrder {
        id
        lineItems(first: 100) { nodes { id quantity variant { id } } }
      }
      userErrors { field message }
    }
  }`,
  z.object({
    orderEditBegin: z
      .object({
        calculatedOrder: session
          .extend({
            lineItems: z.object({
              nodes: z.array(
                z.object({
                  id: z.string(),
                  quantity: z.int(),
                  variant: z.object({ id: z.string() }).nullable(),
                }),
              ),
            }),
          })
          .nullable(),
        userErrors,
      })
      .nullable(),
  }),
)

export const orderEditAddVariant = mutation(
  `mutation OrderEditAddVariant($id: ID!, $variantId: ID!, $quantity: Int!) {
    orderEditAddVariant(id: $id, variantId: $variantId, quantity: $quantity, allowDuplicates: true) {
      calculatedOrder { id }
      userErrors { field message }
    }
  }`,
  z.object({ orderEditAddVariant: z.object({ calculatedOrder: session.nullable(), userErrors }).nullable() }),
)

export const orderEditSetQuantity = mutation(
  `mutation OrderEditSetQuantity($id: ID!, $lineItemId: ID!, $quantity: Int!, $restock: Boolean!) {
    orderEditSetQuantity(id: $id, lineItemId: $lineItemId, quantity: $quantity, restock: $restock) {
      calculatedOrder { id }
      userErrors { field message }
    }
  }`,
  z.object({
    orderEditSetQuantity: z.object({ calculatedOrder: session.nullable(), userErrors }).nullable(),
  }),
)

export const orderEditCommit = mutation(
  `mutation OrderEditCommit($id: ID!, $notifyCustomer: Boolean!, $staffNote: String!) {
    orderEditCommit(id: $id, notifyCustomer: $notifyCustomer, staffNote: $staffNote) {
      order {
        id name
        currentTotalPriceSet ${customerBagFields}
        totalOutstandingSet ${customerBagFields}
        ${lines}
      }
      userErrors { field message }
    }
  }`,
  z.object({
    orderEditCommit: z
      .object({
        order: z
          .object({
            id: z.string(),
            name: z.string(),
            currentTotalPriceSet: customerBag,
            totalOutstandingSet: customerBag,
            lineItems,
          })
          .nullable(),
        userErrors,
      })
      .nullable(),
  }),
)
