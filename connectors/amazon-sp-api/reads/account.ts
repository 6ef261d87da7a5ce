import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import { exactMoney, moneyOfText, nearestMoney } from '../amounts.ts'
import type { Metrics, Transaction } from '../apis/money.ts'
import type { AmazonReads } from '../client.ts'
import { asin, cursor, given, isoTime, orderId, page, sku, time } from '../inputs.ts'
import { roles } from '../roles.ts'

const read = readOf<AmazonReads>()

export const marketplaces = read({
  description:
    'List the Amazon marketplaces in which this seller account sells, with store name and currency.',
  scopes: roles.account,
  input: z.strictObject({}),
  untrusted: [],
  run: async (api) => {
    const found = await api.participations()
    const shapes = found.map(({ marketplace, participation, storeName }) => ({
      id: marketplace.id,
      name: marketplace.name,
      country: marketplace.countryCode,
      currency: marketplace.defaultCurrencyCode,
      domain: marketplace.domainName,
      store: storeName ?? null,
      sells: participation.isParticipating,
      suspendedListings: participation.hasSuspendedListings,
      connected: marketplace.id === api.marketplace,
    }))
    return page('marketplaces', shapes, null)
  },
})

const zone = z
  .string()
  .regex(/^[A-Za-z]+(\/[A-Za-z0-9_+-]+){0,2}$/)
  .default('UTC')

export const sales = read({
  description:
    'Amazon sales figures over a span of time, by hour, day, week, month or in total: orders, units, sales, average unit price.',
  scopes: roles.orders,
  input: z
    .strictObject({
      from: z.iso
        .datetime({ offset: true })
        .describe('Included. ISO 8601; its offset must be that of the time zone'),
      to: z.iso.datetime({ offset: true }).describe('Not included'),
      by: z.enum(['Hour', 'Day', 'Week', 'Month', 'Year', 'Total']).default('Total'),
      timeZone: zone.describe('IANA name, for where a day begins. UTC with times that end in Z'),
      shippedBy: z.enum(['MERCHANT', 'AMAZON']).nullable().default(null),
      sku: sku.nullable().default(null),
      asin: asin.nullable().default(null),
    })
    .refine((asked) => asked.sku === null || asked.asin === null, 'It is either a SKU or an ASIN.')
    .refine(
      ({ by, timeZone, from, to }) =>
        by === 'Hour' || timeZone !== 'UTC' || (from.endsWith('Z') && to.endsWith('Z')),
      'Times with an offset need the time zone of that offset.',
    ),
  untrusted: [],
  run: async (api, asked) => {
    const networks = { MERCHANT: 'MFN', AMAZON: 'AFN' } as const
    const found = await api.metrics({
      interval: `${asked.from}--${asked.to}`,
      granularity: asked.by,
      ...given({
        granularityTimeZone: asked.by === 'Hour' ? null : asked.timeZone,
        fulfillmentNetwork: asked.shippedBy === null ? null : networks[asked.shippedBy],
        sku: asked.sku,
        asin: asked.asin,
      }),
    })
    // Two years of days: a model has no use for more than the newest hundred.
    const rows = found.slice(-100)
    return { ...page('sales', rows.map(metricsShape), null), left: found.length - rows.length }
  },
})

export const transactions = read({
  description:
    'List what Amazon booked to the seller account: shipments, refunds, fees, transfers, of a time or of one order. What is booked may lag two days behind.',
  scopes: roles.money,
  input: z
    .strictObject({
      postedAfter: time.nullable().default(null).describe('Posted at or after, ISO 8601 in UTC'),
      postedBefore: time.nullable().default(null).describe('Posted before; at most 180 days later'),
      status: z.enum(['DEFERRED', 'RELEASED', 'DEFERRED_RELEASED']).nullable().default(null),
      orderId: orderId.nullable().default(null),
      cursor,
    })
    .refine(
      (asked) => asked.postedAfter !== null || asked.orderId !== null,
      'Either postedAfter or an order is given.',
    ),
  untrusted: [],
  run: async (api, asked) => {
    const found = await api.transactions(
      given({
        postedAfter: asked.postedAfter,
        postedBefore: asked.postedBefore,
        transactionStatus: asked.status,
        relatedIdentifierName: asked.orderId === null ? null : ('ORDER_ID' as const),
        relatedIdentifierValue: asked.orderId,
        nextToken: asked.cursor,
      }),
    )
    return page('transactions', (found.transactions ?? []).map(transactionShape), found.nextToken)
  },
})

const metricsShape = (metrics: Metrics): JsonObject => {
  const [from = '', to = ''] = metrics.interval.split('--')
  const { amount, currencyCode } = metrics.averageUnitPrice
  return {
    from: isoTime(from),
    to: isoTime(to),
    orders: metrics.orderCount,
    items: metrics.orderItemCount,
    units: metrics.unitCount,
    sales: moneyOfText(metrics.totalSales),
    averageUnitPrice: nearestMoney(Number(amount), currencyCode),
  }
}

function transactionShape(transaction: Transaction): JsonObject {
  const related = transaction.relatedIdentifiers ?? []
  const idOf = (name: string) =>
    related.find((one) => one.relatedIdentifierName === name)?.relatedIdentifierValue ?? null
  const { totalAmount, breakdowns } = transaction
  return {
    id: transaction.transactionId ?? null,
    type: transaction.transactionType ?? null,
    status: transaction.transactionStatus ?? null,
    description: transaction.description ?? null,
    amount: totalAmount ? exactMoney(totalAmount.currencyAmount, totalAmount.currencyCode) : null,
    order: idOf('ORDER_ID'),
    refund: idOf('REFUND_ID'),
    settlement: idOf('SETTLEMENT_ID') ?? idOf('FINANCIAL_EVENT_GROUP_ID'),
    postedAt: isoTime(transaction.postedDate),
    parts: (breakdowns ?? []).flatMap(({ breakdownType, breakdownAmount }) =>
      breakdownType && breakdownAmount
        ? [
            {
              type: breakdownType,
              amount: exactMoney(breakdownAmount.currencyAmount, breakdownAmount.currencyCode),
            },
          ]
        : [],
    ),
  }
}
