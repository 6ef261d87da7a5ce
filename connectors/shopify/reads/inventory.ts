import { type JsonObject, read } from '../../define.ts'
import type { ShopifyReads } from '../client.ts'
import { inventoryQuery } from '../documents/inventory.ts'
import { pageOf, pageVariables, searchInput } from '../page.ts'

export const inventory = read<ShopifyReads>()({
  description:
    'Read Shopify stock by location: available, on hand, committed and incoming of each inventory item.',
  scopes: ['read_inventory', 'read_products', 'read_locations'],
  input: searchInput('e.g. sku:X-1 or id:123 (of the inventory item)'),
  untrusted: [],
  run: async (api, input) => {
    const { inventoryItems } = await api.ask(inventoryQuery, pageVariables(input))
    return pageOf('inventory', inventoryItems, (item) => ({
      inventoryItemId: item.id,
      sku: item.sku,
      isTracked: item.tracked,
      variants: item.variants?.nodes.map(({ id, displayName }) => ({ id, title: displayName })) ?? [],
      levels: item.inventoryLevels.nodes.map(({ location, quantities }) => ({
        locationId: location.id,
        location: location.name,
        ...byName(quantities),
      })),
      /** True where the item is stocked at more than twenty locations. */
      levelsCut: item.inventoryLevels.pageInfo.hasNextPage,
    }))
  },
})

const byName = (quantities: { name: string; quantity: number }[]): JsonObject =>
  Object.fromEntries(quantities.map(({ name, quantity }) => [name, quantity]))
