/** What the shop calls an order, as its checkout wrote it into Razorpay's notes. */
import type { Payment } from './entities.ts'

/** Where shops and their plugins put it, the most exact first. */
const noteNames = ['shopify_order', 'shopify_order_name', 'order_name', 'order_number', 'order']

/** A note can be set from a customer's browser: what does not look like an order's name is none. Receipts end at 40. */
const shape = /^#?[A-Za-z0-9][A-Za-z0-9._/-]{0,38}$/

/** `#1042`, or null where no note names an order. A number alone is given the sign that shops put before it. */
export function orderNameIn(notes: Payment['notes']): string | null {
  if (notes == null || Array.isArray(notes)) return null
  const found = noteNames.map((name) => notes[name]).find((value) => isName(value))
  return found === undefined ? null : asName(String(found))
}

/** As shops write it: `1042` and `#1042` are one order. */
export const asName = (text: string): string => (/^\d+$/.test(text) ? `#${text}` : text)

export const isName = (value: unknown): boolean =>
  (typeof value === 'string' && shape.test(value)) || (Number.isSafeInteger(value) && Number(value) > 0)
