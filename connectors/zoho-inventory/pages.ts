/** Zoho's pages: `page` from 1, at most 200 rows each, and `has_more_page` where there is another. */
import { z } from 'zod'
import type { List, Query } from './client.ts'

const fullPage = 200
/** How far one read looks for rows that Zoho cannot look for itself. */
const mostPages = 5

export const page = (most = 100, usual = 25) => ({
  limit: z.int().min(1).max(most).default(usual).describe(`How many at most, 1 to ${most}`),
  cursor: z
    .string()
    .regex(/^\d{1,5}(\.\d{1,3})?$/)
    .nullable()
    .default(null)
    .describe('The cursor of the page before, with the same limit and filters'),
})

type Asked = { limit: number; cursor: string | null }
export type Listed<Row> = { rows: Row[]; cursor: string | null }

/** A page as Zoho itself filters it. The cursor is the next page's number. */
export async function listed<Row>(list: List<Row>, asked: Asked, query: Query = {}): Promise<Listed<Row>> {
  const number = placeOf(asked.cursor).page
  const { rows, hasMore } = await list({ ...query, page: number, per_page: asked.limit })
  return { rows, cursor: hasMore ? String(number + 1) : null }
}

/**
 * For filters that the list does not document, or that Zoho is known to ignore without a word (bills, packages): what
 * came back is looked through here. The cursor is a page and a row of it. Few rows, or none, may come with a cursor.
 */
export async function sifted<Row>(
  list: List<Row>,
  asked: Asked,
  keep: (row: Row) => boolean,
  query: Query = {},
): Promise<Listed<Row>> {
  const kept: Row[] = []
  let { page, row } = placeOf(asked.cursor)
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { rows, hasMore } = await list({ ...query, page, per_page: fullPage })
    for (; row < rows.length; row += 1) {
      if (kept.length === asked.limit) return { rows: kept, cursor: `${page}.${row}` }
      const one = rows[row]
      if (one !== undefined && keep(one)) kept.push(one)
    }
    if (!hasMore) return { rows: kept, cursor: null }
    page += 1
    row = 0
  }
  return { rows: kept, cursor: `${page}.0` }
}

function placeOf(cursor: string | null): { page: number; row: number } {
  const [page = '1', row = '0'] = (cursor ?? '1').split('.')
  return { page: Math.max(1, Number(page)), row: Number(row) }
}

type Referenced = { reference_number?: string | null | undefined }
export type Sought<Row> = { row: Row | null; isSure: boolean }

/**
 * The document that carries our reference. The lists of orders and adjustments document no filter, so they are read.
 * `isSure` is false where older rows were left unread in an order in which a new one could be among them.
 */
export async function withReference<Row extends Referenced>(
  list: List<Row>,
  isIt: (reference: string) => boolean,
): Promise<Sought<Row>> {
  let isNewestFirst = true
  for (let page = 1; page <= mostPages; page += 1) {
    const found = await list({ page, per_page: fullPage })
    const row = found.rows.find(({ reference_number }) => isIt(reference_number ?? ''))
    if (row !== undefined) return { row, isSure: true }
    if (!found.hasMore) return { row: null, isSure: true }
    isNewestFirst &&= found.isNewestFirst
  }
  return { row: null, isSure: isNewestFirst }
}
