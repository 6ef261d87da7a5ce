import { z } from 'zod'
import { ConnectorError, type Json, type JsonObject, read } from '../../define.ts'
import { maskEmail } from '../../masks.ts'
import type { ShopifyReads } from '../client.ts'
import { shopifyqlQuery } from '../documents/analytics.ts'
import { toMoney } from '../money.ts'

/** The language has no way to change anything; what is bounded is the text, and the rows that come back. */
const query = z
  .string()
  .max(1000)
  .regex(/^\s*FROM\s/i)
  .describe(
    'ShopifyQL, e.g. FROM sales SHOW total_sales, orders GROUP BY day SINCE -30d ORDER BY day LIMIT 50',
  )

export const shopifyql = read<ShopifyReads>()({
  description:
    'Ask Shopify’s analytics in ShopifyQL: sales, orders, sessions, inventory over time, by product, channel or customer. Always end a query with LIMIT.',
  scopes: ['read_reports'],
  input: z.strictObject({
    query,
    limit: z.int().min(1).max(200).default(50).describe('How many rows at most, 1 to 200'),
  }),
  untrusted: ['rows'],
  run: async (api, input) => {
    const { shop, shopifyqlQuery: answer } = await api.ask(shopifyqlQuery, { query: input.query })
    const said = answer?.parseErrors.join(' ').slice(0, 500) ?? ''
    if (said !== '') throw new ConnectorError('refused', `Shopify did not understand the query: ${said}`)
    const table = answer?.tableData
    if (!table) throw new ConnectorError('broken', 'Shopify answered the query without a table.')
    const rows = table.rows.slice(0, input.limit)
    return {
      columns: Object.fromEntries(table.columns.map(({ name, dataType }) => [name, dataType])),
      count: rows.length,
      /** How many the query found. */
      matching: table.rows.length,
      rows: rows.map((row) => rowOf(row, table.columns, shop.currencyCode)),
    }
  },
})

type Column = { name: string; dataType: string }

const rowOf = (row: Record<string, unknown>, columns: Column[], currency: string): JsonObject =>
  Object.fromEntries(columns.map((column) => [column.name, cellOf(row[column.name], column, currency)]))

function cellOf(value: unknown, { name, dataType }: Column, currency: string): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) {
    return dataType === 'MONEY' ? moneyOf(String(value), currency) : (value as Json)
  }
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  if (dataType === 'MONEY') return moneyOf(text, currency)
  return masked(name, text.slice(0, 300))
}

/** An average can be finer than the currency: then it stays the text that Shopify wrote. */
function moneyOf(text: string, currency: string): Json {
  try {
    return toMoney(text, currency)
  } catch {
    return text
  }
}

const personal = /e-?mail|phone|address|postal|zip/i

/** A report can show people by their address: by the column's name, or by what stands in it. */
function masked(name: string, text: string): string {
  if (/^\S+@\S+\.\S+$/.test(text)) return maskEmail(text) ?? '…'
  return personal.test(name) ? '…' : text
}
