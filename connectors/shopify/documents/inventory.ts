import { z } from 'zod'
import { mutation, pageInfo, query, userErrors } from '../operation.ts'

const quantities = z.array(z.object({ name: z.string(), quantity: z.int() }))

export const inventoryQuery = query(
  `query Inventory($first: Int!, $after: String, $query: String) {
    inventoryItems(first: $first, after: $after, query: $query) {
      nodes {
        id sku tracked
        variants(first: 3) { nodes { id displayName } }
        inventoryLevels(first: 20) {
          nodes {
            location { id name }
            quantities(names: ["available", "on_hand", "committed", "incoming"]) { name quantity }
          }
          pageInfo { hasNextPage endCursor }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({
    inventoryItems: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          sku: z.string().nullable(),
          tracked: z.boolean(),
          variants: z
            .object({ nodes: z.array(z.object({ id: z.string(), displayName: z.string() })) })
            .nullable(),
          inventoryLevels: z.object({
            nodes: z.array(
              z.object({ location: z.object({ id: z.string(), name: z.string() }), quantities }),
            ),
            pageInfo,
          }),
        }),
      ),
      pageInfo,
    }),
  }),
)

export const inventoryLevelQuery = query(
  `query InventoryLevel($item: ID!, $location: ID!) {
    inventoryItem(id: $item) {
      id sku tracked
      variants(first: 1) { nodes { displayName } }
      inventoryLevel(locationId: $location) {
        location { id name }
        quantities(names: ["available"]) { name quantity }
      }
    }
  }`,
  z.object({
    inventoryItem: z
      .object({
        id: z.string(),
        sku: z.string().nullable(),
        tracked: z.boolean(),
        variants: z.object({ nodes: z.array(z.object({ displayName: z.string() })) }).nullable(),
        inventoryLevel: z
          .object({ location: z.object({ id: z.string(), name: z.string() }), quantities })
          .nullable(),
      })
      .nullable(),
  }),
)

const adjustmentGroup = z.object({
  id: z.string(),
  createdAt: z.string(),
  reason: z.string(),
  referenceDocumentUri: z.string().nullable(),
  changes: z.array(z.object({ name: z.string(), delta: z.int() })),
})

export const inventoryAdjust = mutation(
  `mutation InventoryAdjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
    inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
      inventoryAdjustmentGroup {
        id createdAt reason referenceDocumentUri
        changes { name delta }
      }
      userErrors { field message code }
    }
  }`,
  z.object({
    inventoryAdjustQuantities: z
      .object({ inventoryAdjustmentGroup: adjustmentGroup.nullable(), userErrors })
      .nullable(),
  }),
)

export const inventorySet = mutation(
  `mutation InventorySet($input: InventorySetQuantitiesInput!, $key: String!) {
    inventorySetQuantities(input: $input) @idempotent(key: $key) {
      inventoryAdjustmentGroup {
        id createdAt reason referenceDocumentUri
        changes { name delta }
      }
      userErrors { field message code }
    }
  }`,
  z.object({
    inventorySetQuantities: z
      .object({ inventoryAdjustmentGroup: adjustmentGroup.nullable(), userErrors })
      .nullable(),
  }),
)
