/** How many of an inventory item are available at a location. */
import { z } from 'zod'
import type { ShopifyReads } from './client.ts'
import { inventoryLevelQuery } from './documents/inventory.ts'
import { found } from './lookup.ts'

/** Shopify: "possible reasons" for changes of inventory quantities, as far as they fit a hand-made change. */
export const reasons = [
  'correction',
  'cycle_count_available',
  'damaged',
  'other',
  'promotion',
  'quality_control',
  'received',
  'restock',
  'safety_stock',
  'shrinkage',
] as const

export const stock = z.strictObject({
  item: z.string(),
  sku: z.string().nullable(),
  location: z.string(),
  isTracked: z.boolean(),
  available: z.int(),
})
export type Stock = z.output<typeof stock>

export async function stockOf(
  read: ShopifyReads,
  { inventoryItem, location }: { inventoryItem: string; location: string },
): Promise<Stock> {
  const answer = await read.ask(inventoryLevelQuery, { item: inventoryItem, location })
  const item = found(answer.inventoryItem, `Shopify has no inventory item ${inventoryItem}.`)
  const level = found(item.inventoryLevel, `${inventoryItem} is not stocked at ${location}.`)
  const available = level.quantities.find(({ name }) => name === 'available')?.quantity
  return {
    item: item.variants?.nodes[0]?.displayName ?? item.sku ?? item.id,
    sku: item.sku,
    location: level.location.name,
    isTracked: item.tracked,
    available: found(available, 'Shopify does not say how many are available.'),
  }
}
