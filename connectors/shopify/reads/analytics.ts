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
      rows: rows.map((row) => rowOf(row, columnsOf(table.columns, input.query), shop.currencyCode)),
    }
  },
})

type Column = { name: string; dataType: string; isPersonal: boolean }

/** How many e-mails is nobody's address. */
const counted: ReadonlySet<string> = new Set(['INTEGER', 'DECIMAL', 'FLOAT', 'MONEY', 'PERCENT'])
const personal = /e-?mail|phone|address|postal|zip/i

/** A query can give a column another name (`SHOW customer_phone AS p`): what it was called before counts as well. */
function columnsOf(columns: readonly Omit<Column, 'isPersonal'>[], query: string): Column[] {
  const renamed = [...query.matchAll(/([^\s,]+)\s+AS\s+["'`]?([\p{L}\p{N}_]+)/giu)]
  const hidden = renamed.flatMap(([, was = '', name = '']) =>
    personal.test(was) ? [name.toLowerCase()] : [],
  )
  return columns.map((column) => ({
    ...column,
    isPersonal: personal.test(column.name) || hidden.includes(column.name.toLowerCase()),
  }))
}

const rowOf = (row: Record<string, unknown>, columns: Column[], currency: string): JsonObject =>
  Object.fromEntries(columns.map((column) => [column.name, cellOf(row[column.name], column, currency)]))

function cellOf(value: unknown, { isPersonal, dataType }: Column, currency: string): Json {
  if (value === null || value === undefined) return null
  if (isPersonal && !counted.has(dataType)) return masked(String(value))
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) {
    return dataType === 'MONEY' ? moneyOf(String(value), currency) : (value as Json)
  }
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  if (dataType === 'MONEY') return moneyOf(text, currency)
  return reaches.test(text) ? masked(text) : text.slice(0, 300)
}

/** An average can be finer than the currency: then it stays the text that Shopify wrote. */
function moneyOf(text: string, currency: string): Json {
  try {
    return toMoney(text, currency)
  } catch {
    return text
  }
}

/** An address, or a number with its country's code, wherever it stands. */
const reaches = /[^\s@]@[^\s@]+\.[^\s@]|^\s*\+\d[\d ()-]{6,}\d\s*$/

const masked = (text: string): string => (/^\S+@\S+$/.test(text) ? (maskEmail(text) ?? '…') : '…')
