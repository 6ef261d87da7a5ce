/** Inputs that several operations share. */
import { z } from 'zod'
import type { JsonObject } from '../define.ts'

/** `171-9876543-2109876`; nothing that would mean something in a path. */
export const orderId = z
  .string()
  .regex(/^[A-Z0-9]{2,3}-\d{7}-\d{7}$/)
  .describe('Amazon’s number of the order, like 171-9876543-2109876')
export const asin = z
  .string()
  .regex(/^[A-Z0-9]{10}$/)
  .describe('Amazon’s number of the product, ten letters and digits')
/** A slash would be another path, and a comma another SKU in a list: the few SKUs with one are left to Seller Central. */
export const sku = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[^/\\,\p{Cc}]+$/u)
  .refine((text) => text === text.trim() && !/^\.{1,2}$/.test(text), 'A SKU has no space around it.')
  .describe('The seller’s own SKU')
export const someId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,120}$/)
  .refine((text) => !/^\.{1,2}$/.test(text))
export const time = z.iso.datetime()
export const cursor = z
  .string()
  .min(1)
  .max(4000)
  .nullable()
  .default(null)
  .describe('The cursor of the page before, with everything else as it was; null for the first page')
export const limitOf = (most: number, otherwise: number) =>
  z.int().min(1).max(most).default(otherwise).describe(`How many at most, 1 to ${most}`)

/** What was not said is left out, as Amazon takes no empty values. */
export function given<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], null | undefined> } {
  const said = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(said) as { [K in keyof T]?: Exclude<T[K], null | undefined> }
}

/** Amazon gives times with and without fractions and with offsets. Null where it is none. */
export function isoTime(text: string | null | undefined): string | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

/** A list with its count, and the cursor of the next page where there is one. */
export const page = (name: string, items: JsonObject[], next: string | null | undefined): JsonObject => ({
  count: items.length,
  cursor: next || null,
  [name]: items,
})
