import { z } from 'zod'
import { customerBag, customerBagFields, query } from '../operation.ts'

/** An order is paid back a few times at most; each refund is a sentence on another system's card. */
export const refundsMadeQuery = query(
  `query RefundsMade($query: String!) {
    orders(first: 10, query: $query) {
      nodes {
        id name
        refunds(first: 50) { id createdAt totalRefundedSet ${customerBagFields} }
        transactions(first: 50) { id kind status paymentId receiptJson }
      }
    }
  }`,
  z.object({
    orders: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          refunds: z.array(
            z.object({ id: z.string(), createdAt: z.string().nullable(), totalRefundedSet: customerBag }),
          ),
          transactions: z.array(
            z.object({
              id: z.string(),
              kind: z.string(),
              status: z.string(),
              paymentId: z.string().nullable(),
              receiptJson: z.unknown(),
            }),
          ),
        }),
      ),
    }),
  }),
)
