/** People call orders and drafts by name; Shopify wants ids. */
import { ConnectorError } from '../define.ts'
import type { ShopifyReads } from './client.ts'
import { draftByNameQuery } from './documents/drafts.ts'
import { orderByNameQuery } from './documents/orders.ts'
import { isGid } from './ids.ts'

/** The gid of the order called so. Ends in `not_found`, also where a name fits more than one order. */
export async function findOrder(read: ShopifyReads, ref: string): Promise<string> {
  if (isGid('Order', ref)) return ref
  const { orders } = await read.ask(orderByNameQuery, { query: `name:${bare(ref)} OR name:'#${bare(ref)}'` })
  return theOne(orders.nodes, ref, 'order')
}

/** The gid of the draft order called so. `draftOrders` has no filter for names, so the default search finds it. */
export async function findDraft(read: ShopifyReads, ref: string): Promise<string> {
  if (isGid('DraftOrder', ref)) return ref
  const { draftOrders } = await read.ask(draftByNameQuery, { query: bare(ref) })
  return theOne(draftOrders.nodes, ref, 'draft order')
}

const bare = (name: string): string => name.replace(/^#/, '')

/** A search finds what is alike; only the exact name counts, with or without its `#`. */
function theOne(found: { id: string; name: string }[], ref: string, what: string): string {
  const [first, ...others] = found.filter(({ name }) => bare(name).toLowerCase() === bare(ref).toLowerCase())
  if (first && others.length === 0) return first.id
  const sentence = first
    ? `Several ${what}s are called ${ref}. Give its id.`
    : `Shopify has no ${what} ${ref}.`
  throw new ConnectorError('not_found', sentence)
}

/** For an id that Shopify does not know. */
export function found<T>(value: T | null | undefined, sentence: string): T {
  if (value === null || value === undefined) throw new ConnectorError('not_found', sentence)
  return value
}
