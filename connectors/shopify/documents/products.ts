import { z } from 'zod'
import { amount, count, mutation, pageInfo, query, userErrors } from '../operation.ts'

export const productsQuery = query(
  `query Products($first: Int!, $after: String, $query: String) {
    products(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {
      nodes {
        id title handle status vendor productType tags updatedAt totalInventory tracksInventory
        variantsCount { count precision }
        priceRangeV2 { minVariantPrice { amount currencyCode } maxVariantPrice { amount currencyCode } }
      }
      pageInfo { hasNextPage endCursor }
    }
    productsCount(query: $query) { count precision }
  }`,
  z.object({
    products: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          handle: z.string(),
          status: z.string(),
          vendor: z.string(),
          productType: z.string(),
          tags: z.array(z.string()),
          updatedAt: z.string(),
          totalInventory: z.int(),
          tracksInventory: z.boolean(),
          variantsCount: count,
          priceRangeV2: z.object({ minVariantPrice: amount, maxVariantPrice: amount }),
        }),
      ),
      pageInfo,
    }),
    productsCount: count,
  }),
)

export const variantsQuery = query(
  `query Variants($first: Int!, $after: String, $query: String) {
    shop { currencyCode }
    productVariants(first: $first, after: $after, query: $query) {
      nodes {
        id title displayName sku barcode price compareAtPrice inventoryQuantity
        product { id title status }
        inventoryItem { id tracked }
      }
      pageInfo { hasNextPage endCursor }
    }
    productVariantsCount(query: $query) { count precision }
  }`,
  z.object({
    shop: z.object({ currencyCode: z.string() }),
    productVariants: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          displayName: z.string(),
          sku: z.string().nullable(),
          barcode: z.string().nullable(),
          price: z.string(),
          compareAtPrice: z.string().nullable(),
          inventoryQuantity: z.int().nullable(),
          product: z.object({ id: z.string(), title: z.string(), status: z.string() }),
          inventoryItem: z.object({ id: z.string(), tracked: z.boolean() }),
        }),
      ),
      pageInfo,
    }),
    productVariantsCount: count,
  }),
)

export const variantPricesQuery = query(
  `query VariantPrices($ids: [ID!]!) {
    shop { currencyCode }
    nodes(ids: $ids) {
      ... on ProductVariant { id title sku price compareAtPrice product { id title } }
    }
  }`,
  z.object({
    shop: z.object({ currencyCode: z.string() }),
    nodes: z.array(
      z
        .object({
          id: z.string(),
          title: z.string(),
          sku: z.string().nullable(),
          price: z.string(),
          compareAtPrice: z.string().nullable(),
          product: z.object({ id: z.string(), title: z.string() }),
        })
        .nullable(),
    ),
  }),
)

/** All or nothing: without `allowPartialUpdates` one invalid price leaves every price as it was. */
export const variantPricesUpdate = mutation(
  `mutation VariantPricesUpdate($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
    productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: false) {
      productVariants { id price compareAtPrice }
      userErrors { field message code }
    }
  }`,
  z.object({
    productVariantsBulkUpdate: z
      .object({
        productVariants: z
          .array(z.object({ id: z.string(), price: z.string(), compareAtPrice: z.string().nullable() }))
          .nullable(),
        userErrors,
      })
      .nullable(),
  }),
)

const productFields = 'id title status descriptionHtml vendor productType handle tags'
const product = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  descriptionHtml: z.string(),
  vendor: z.string(),
  productType: z.string(),
  handle: z.string(),
  tags: z.array(z.string()),
})

export const productStateQuery = query(
  `query ProductState($id: ID!) { product(id: $id) { ${productFields} } }`,
  z.object({ product: product.nullable() }),
)

export const productUpdate = mutation(
  `mutation ProductUpdate($product: ProductUpdateInput!) {
    productUpdate(product: $product) {
      product { ${productFields} }
      userErrors { field message }
    }
  }`,
  z.object({ productUpdate: z.object({ product: product.nullable(), userErrors }).nullable() }),
)
