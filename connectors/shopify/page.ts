/** Pages by Shopify's cursors: few at a time, with what was cut off said. */
import { z } from 'zod'
import type { JsonObject } from '../define.ts'
import type { Variables } from './client.ts'

const limit = z.int().min(1).max(100).default(20).describe('How many at most, 1 to 100')
const cursor = z
  .string()
  .max(500)
  .nullable()
  .default(null)
  .describe('The cursor of the page before; null for the first')

export const pageInput = z.strictObject({ limit, cursor })

/** `search` says which filters help. */
export const searchInput = (search: string) =>
  z.strictObject({
    query: z.string().max(500).nullable().default(null).describe(`Shopify search syntax; ${search}`),
    limit,
    cursor,
  })

export const pageVariables = (input: {
  limit: number
  cursor: string | null
  query?: string | null
}): Variables => ({
  first: input.limit,
  after: input.cursor,
  ...(input.query === undefined ? {} : { query: input.query }),
})

type Connection<Node> = { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }
type Count = { count: number; precision: string } | null

/**
 * `cursor` is the next page's, or null at the end. `matching` is how many there are in all, where Shopify counts them
 * (`atLeast` where it stopped counting).
 */
export function pageOf<Node>(
  name: string,
  connection: Connection<Node>,
  shape: (node: Node) => JsonObject,
  count?: Count,
): JsonObject {
  const { nodes, pageInfo } = connection
  return {
    count: nodes.length,
    ...(count ? { [count.precision === 'EXACT' ? 'matching' : 'matchingAtLeast']: count.count } : {}),
    cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    [name]: nodes.map(shape),
  }
}
