import { z } from 'zod'
import { amount, pageInfo, query } from '../operation.ts'

export const disputesQuery = query(
  `query Disputes($first: Int!, $after: String, $query: String) {
    disputes(first: $first, after: $after, query: $query, reverse: true) {
      nodes {
        id type status initiatedAt evidenceDueBy evidenceSentOn finalizedOn
        amount { amount currencyCode }
        reasonDetails { reason networkReasonCode }
        order { id name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({
    disputes: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          type: z.string(),
          status: z.string(),
          initiatedAt: z.string(),
          evidenceDueBy: z.string().nullable(),
          evidenceSentOn: z.string().nullable(),
          finalizedOn: z.string().nullable(),
          amount,
          reasonDetails: z.object({ reason: z.string(), networkReasonCode: z.string().nullable() }),
          order: z.object({ id: z.string(), name: z.string() }).nullable(),
        }),
      ),
      pageInfo,
    }),
  }),
)
