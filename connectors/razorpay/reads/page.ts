import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import type { Page, RazorpayReads } from '../client.ts'
import { unixSeconds } from '../shapes.ts'

export const read = readOf<RazorpayReads>()
export const scopes = ['read_only'] as const

const time = z.iso.datetime().nullable().default(null)

/** Razorpay pages by offset: `count` ≤ 100. The cursor is the offset of the next page. */
export const offset = {
  limit: z.int().min(1).max(100).default(25).describe('How many at most, 1 to 100'),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .nullable()
    .default(null)
    .describe('The cursor of the page before; null for the first page'),
}
export const pageInput = z.strictObject({
  from: time.describe('Created at or after, ISO 8601 in UTC'),
  to: time.describe('Created at or before, ISO 8601 in UTC'),
  ...offset,
})

export type PageInput = { from?: string | null; to?: string | null; limit: number; cursor: string | null }

export function pageFrom({ from, to, limit, cursor }: PageInput): Page {
  return {
    ...(from ? { from: unixSeconds(from) } : {}),
    ...(to ? { to: unixSeconds(to) } : {}),
    count: limit,
    skip: Number(cursor ?? 0),
  }
}

/** A full page may have been cut, so it carries the cursor of the next. */
export function pageOf<T>(
  name: string,
  input: Pick<PageInput, 'limit' | 'cursor'>,
  items: T[],
  shape: (item: T) => JsonObject,
): JsonObject {
  const cut = items.length >= input.limit
  const next = cut ? String(Number(input.cursor ?? 0) + items.length) : null
  return { count: items.length, cursor: next, [name]: items.map(shape) }
}
