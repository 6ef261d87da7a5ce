import { z } from 'zod'
import { mutation, query, userErrors } from '../operation.ts'

const fields = 'namespace key type value compareDigest'
const metafield = z.object({
  namespace: z.string(),
  key: z.string(),
  type: z.string(),
  value: z.string(),
  compareDigest: z.string(),
})

/** Of all that can have metafields, what this connector names by ids. */
export const metafieldsQuery = query(
  `query Metafields($id: ID!, $keys: [String!]!) {
    node(id: $id) {
      id
      ... on Order { name }
      ... on DraftOrder { name }
      ... on Product { title }
      ... on ProductVariant { displayName }
      ... on Customer { displayName }
      ... on HasMetafields { metafields(first: 25, keys: $keys) { nodes { ${fields} } } }
    }
  }`,
  z.object({
    node: z
      .object({
        id: z.string(),
        name: z.string().optional(),
        title: z.string().optional(),
        displayName: z.string().optional(),
        metafields: z.object({ nodes: z.array(metafield) }),
      })
      .nullable(),
  }),
)

export const metafieldsSet = mutation(
  `mutation MetafieldsSet($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { ${fields} }
      userErrors { field message code }
    }
  }`,
  z.object({
    metafieldsSet: z.object({ metafields: z.array(metafield).nullable(), userErrors }).nullable(),
  }),
)
