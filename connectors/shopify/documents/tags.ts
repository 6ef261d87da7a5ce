import { z } from 'zod'
import { mutation, query, userErrors } from '../operation.ts'

export const tagsQuery = query(
  `query Tags($id: ID!) {
    node(id: $id) {
      __typename
      ... on Order { id name tags }
      ... on DraftOrder { id name tags }
      ... on Product { id title tags }
      ... on Customer { id displayName tags }
    }
  }`,
  z.object({
    node: z
      .object({
        id: z.string(),
        tags: z.array(z.string()),
        name: z.string().optional(),
        title: z.string().optional(),
        displayName: z.string().optional(),
      })
      .nullable(),
  }),
)

const payload = z.object({ node: z.object({ id: z.string() }).nullable(), userErrors }).nullable()

export const tagsAdd = mutation(
  `mutation TagsAdd($id: ID!, $tags: [String!]!) {
    tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } }
  }`,
  z.object({ tagsAdd: payload }),
)

export const tagsRemove = mutation(
  `mutation TagsRemove($id: ID!, $tags: [String!]!) {
    tagsRemove(id: $id, tags: $tags) { node { id } userErrors { field message } }
  }`,
  z.object({ tagsRemove: payload }),
)
