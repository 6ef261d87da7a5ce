/** What inputs and results of several operations are made of. */
import { z } from 'zod'
import type { JsonObject, Money } from '../define.ts'
import type { Condition, Field } from './gaql.ts'
import { daysBetween, idIs, wordIs, wordIsNot } from './gaql.ts'
import { fromMicros, int64 } from './micros.ts'

/** The one scope that the API has: it reads and it writes. */
export const scopes = ['https://www.googleapis.com/auth/adwords'] as const

const id = z.string().regex(/^\d{1,20}$/)
export const campaignId = id.describe('The campaign’s id, digits')
export const adGroupId = id.describe('The ad group’s id, digits')
export const budgetId = id.describe('The budget’s id, digits')

export const statuses = ['ENABLED', 'PAUSED', 'REMOVED'] as const
/** What a thing can be set to: removing it is for good, and no write of this connector. */
export const settable = z.enum(['ENABLED', 'PAUSED'])

/** LIMIT without OFFSET is all that the language has: a page asks for what came before it as well. */
const deepest = 5_000
const cursor = z
  .string()
  .regex(/^\d{1,4}$/)
  .nullable()
  .default(null)
  .describe('The cursor of the page before; null for the first')
export const pageInput = {
  limit: z.int().min(1).max(100).default(25).describe('How many at most, 1 to 100'),
  cursor,
}
export const statusInput = {
  status: z.enum(statuses).nullable().default(null).describe('null for all that are not removed'),
}
const day = z.iso.date()
export const spanInput = {
  from: day.describe('First day, YYYY-MM-DD in the account’s time zone'),
  to: day.describe('Last day, included'),
}

export const ofStatus = (field: Field, status: string | null): Condition =>
  status === null ? wordIsNot(field, 'REMOVED') : wordIs(field, status)

export const ofId = (field: Field, wanted: string | null): Condition | null =>
  wanted === null ? null : idIs(field, wanted)

export const ofDays = (span: { from: string; to: string }): Condition => daysBetween('segments.date', span)

type Paged = { limit: number; cursor: string | null }

export const limitFor = ({ limit, cursor }: Paged): number =>
  Math.min(Number(cursor ?? 0), deepest) + limit + 1

/** The rows that belong to this page, as they are shown, and where the next one begins. */
export function pageOf<Row>(
  name: string,
  { limit, cursor }: Paged,
  rows: readonly Row[],
  shape: (row: Row) => JsonObject,
): JsonObject {
  const start = Number(cursor ?? 0)
  const shown = rows.slice(start, start + limit)
  const next = start + limit
  const hasMore = rows.length > next && next < deepest
  return { count: shown.length, cursor: hasMore ? String(next) : null, [name]: shown.map(shape) }
}

export const customer = z.object({ currencyCode: z.string().regex(/^[A-Z]{3}$/) })

/** Null for an amount that is not set: Google leaves it out, or says 0. */
export const amountOf = (micros: string | undefined, currency: string): Money | null =>
  micros === undefined || micros === '0' ? null : fromMicros(micros, currency)

export const micros = int64.optional()
