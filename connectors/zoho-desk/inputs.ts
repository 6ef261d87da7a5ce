/** What the model may name, and how Desk pages. */
import { z } from 'zod'

const id = z.string().regex(/^\d{1,25}$/)
export const ticketId = id.describe('The id of a ticket, not its number')
export const threadId = id.describe('The id of a thread')
export const contactId = id.describe('The id of a contact')
export const departmentId = id.nullable().default(null).describe('The id of a department; null for all')
export const agentId = id.describe('The id of an agent')

/** Desk counts from `first`, and ends at 4999: what lies behind can be reached by narrower filters alone. */
const last = 4999

export const page = (most: number, usual = 25) => ({
  limit: z.int().min(1).max(most).default(usual).describe(`How many at most, 1 to ${most}`),
  cursor: z
    .string()
    .regex(/^\d{1,4}$/)
    .nullable()
    .default(null)
    .describe('The cursor of the page before'),
})

type Page = { limit: number; cursor: string | null }

export const pageOf = ({ limit, cursor }: Page, first: 0 | 1) => ({
  from: Math.min(last, cursor === null ? first : Number(cursor)),
  limit,
})

/** A full page may have another one behind it: Desk gives no count. */
export function cursorAfter(found: number, page: Page, first: 0 | 1): string | null {
  const next = pageOf(page, first).from + found
  return found === page.limit && next <= last ? String(next) : null
}
