import { z } from 'zod'
import { amount, count, pageInfo, place, query } from '../operation.ts'

export const customersQuery = query(
  `query Customers($first: Int!, $after: String, $query: String) {
    customers(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {
      nodes {
        id displayName state createdAt numberOfOrders note tags
        amountSpent { amount currencyCode }
        defaultEmailAddress { emailAddress marketingState }
        defaultPhoneNumber { phoneNumber }
        defaultAddress { city countryCodeV2 }
      }
      pageInfo { hasNextPage endCursor }
    }
    customersCount(query: $query) { count precision }
  }`,
  z.object({
    customers: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          displayName: z.string(),
          state: z.string(),
          createdAt: z.string(),
          numberOfOrders: z.string(),
          note: z.string().nullable(),
          tags: z.array(z.string()),
          amountSpent: amount,
          defaultEmailAddress: z.object({ emailAddress: z.string(), marketingState: z.string() }).nullable(),
          defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable(),
          defaultAddress: place,
        }),
      ),
      pageInfo,
    }),
    customersCount: count,
  }),
)
