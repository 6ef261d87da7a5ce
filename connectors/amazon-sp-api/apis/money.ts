/** Sales v1 and Finances 2024-06-19: what was sold, and what Amazon booked. */
import { z } from 'zod'
import { textMoney } from '../amounts.ts'
import type { Line } from '../line.ts'

const metrics = z.object({
  payload: z.array(
    z.object({
      interval: z.string(),
      unitCount: z.int(),
      orderItemCount: z.int(),
      orderCount: z.int(),
      averageUnitPrice: textMoney,
      totalSales: textMoney,
    }),
  ),
})
export type Metrics = z.output<typeof metrics>['payload'][number]

const booked = z.object({ currencyCode: z.string(), currencyAmount: z.number() })
const transaction = z.object({
  transactionId: z.string().optional(),
  transactionType: z.string().optional(),
  transactionStatus: z.string().optional(),
  description: z.string().optional(),
  postedDate: z.string().optional(),
  totalAmount: booked.optional(),
  relatedIdentifiers: z
    .array(
      z.object({
        relatedIdentifierName: z.string().optional(),
        relatedIdentifierValue: z.string().optional(),
      }),
    )
    .optional(),
  breakdowns: z
    .array(z.object({ breakdownType: z.string().optional(), breakdownAmount: booked.optional() }))
    .nullish(),
})
export type Transaction = z.output<typeof transaction>

const transactions = z.object({
  payload: z.object({
    nextToken: z.string().nullish(),
    transactions: z.array(transaction).optional(),
  }),
})

export type MetricsQuestion = {
  interval: string
  granularity: string
  granularityTimeZone?: string
  fulfillmentNetwork?: string
  asin?: string
  sku?: string
}
export type TransactionSearch = {
  postedAfter?: string
  postedBefore?: string
  transactionStatus?: string
  relatedIdentifierName?: 'ORDER_ID'
  relatedIdentifierValue?: string
  nextToken?: string
}

export const moneyReads = ({ rest, marketplace }: Line) => ({
  metrics: async (asked: MetricsQuestion) =>
    (
      await rest.ask(metrics, {
        path: '/sales/v1/orderMetrics',
        query: { marketplaceIds: marketplace, ...asked },
      })
    ).payload,
  transactions: async (search: TransactionSearch) =>
    (
      await rest.ask(transactions, {
        path: '/finances/2024-06-19/transactions',
        query: { marketplaceId: marketplace, ...search },
      })
    ).payload,
})
