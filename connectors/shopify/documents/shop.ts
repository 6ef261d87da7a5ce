import { z } from 'zod'
import { query } from '../operation.ts'

export const shopQuery = query(
  `query Shop {
    shop { id name myshopifyDomain currencyCode ianaTimezone plan { publicDisplayName } shopAddress { city countryCodeV2 } }
  }`,
  z.object({
    shop: z.object({
      id: z.string(),
      name: z.string(),
      myshopifyDomain: z.string(),
      currencyCode: z.string(),
      ianaTimezone: z.string(),
      plan: z.object({ publicDisplayName: z.string() }),
      shopAddress: z.object({ city: z.string().nullable(), countryCodeV2: z.string().nullable() }),
    }),
  }),
)

export const locationsQuery = query(
  `query Locations($first: Int!, $after: String) {
    locations(first: $first, after: $after) {
      nodes { id name isActive fulfillsOnlineOrders address { city countryCode } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({
    locations: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          isActive: z.boolean(),
          fulfillsOnlineOrders: z.boolean(),
          address: z.object({ city: z.string().nullable(), countryCode: z.string().nullable() }),
        }),
      ),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  }),
)
