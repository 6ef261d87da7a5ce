import type { ShopifyReads } from './client.ts'
import { draftStateQuery } from './documents/drafts.ts'
import { found } from './lookup.ts'

export type DraftState = Awaited<ReturnType<typeof draftState>>
type Line = DraftState['lineItems']['nodes'][number]

export async function draftState(read: ShopifyReads, id: string) {
  const { draftOrder } = await read.ask(draftStateQuery, { id })
  return found(draftOrder, `Shopify has no draft order ${id}.`)
}

export const draftTitle = ({ title, variantTitle, sku }: Pick<Line, 'title' | 'variantTitle' | 'sku'>) =>
  [title, variantTitle, sku && `(${sku})`].filter(Boolean).join(' ')
