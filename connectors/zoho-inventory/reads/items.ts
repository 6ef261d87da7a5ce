import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { InventoryReads } from '../client.ts'
import { itemId, locationId, maybe, vendorId } from '../inputs.ts'
import { listed, page } from '../pages.ts'
import { reading } from '../scopes.ts'
import { itemLine, itemWhole, stockOf } from '../shapes.ts'

const read = readOf<InventoryReads>()
/** Rates carry no currency: they are in the organisation's. */
const scopes = reading('items', 'settings')

export const organization = read({
  description: 'Which organisation of Zoho Inventory is connected, with its currency and time zone.',
  scopes: reading('settings'),
  input: z.strictObject({}),
  untrusted: [],
  run: async (api) => {
    const { organization_id, name, currency_code, time_zone } = await api.organization()
    return {
      id: organization_id,
      name: name ?? null,
      currency: currency_code ?? null,
      timeZone: time_zone ?? null,
    }
  },
})

export const locations = read({
  description: 'List the locations of Zoho Inventory where stock stands.',
  scopes: reading('settings'),
  input: z.strictObject({}),
  untrusted: [],
  run: async (api) => {
    const found = await api.locations()
    return {
      count: found.length,
      locations: found.slice(0, 200).map((one) => ({
        id: one.location_id,
        name: one.location_name ?? null,
        city: one.address?.city || null,
        status: one.status ?? null,
        isPrimary: one.is_primary ?? false,
      })),
    }
  },
})

const filters = {
  all: 'Status.All',
  active: 'Status.Active',
  inactive: 'Status.Inactive',
  low_stock: 'Status.Lowstock',
} as const

export const items = read({
  description:
    'List items of Zoho Inventory with rates, purchase rates and stock, by words, SKU, vendor or low stock.',
  scopes,
  input: z.strictObject({
    words: z.string().max(100).default('').describe('In the name or SKU'),
    sku: z.string().max(100).default('').describe('The exact SKU'),
    vendorId: maybe(vendorId),
    locationId: maybe(locationId),
    filter: z.enum(['all', 'active', 'inactive', 'low_stock']).default('active'),
    ...page(),
  }),
  untrusted: [],
  run: async (api, { words, sku, vendorId, locationId, filter, ...asked }) => {
    const query = {
      filter_by: filters[filter],
      search_text: words || undefined,
      sku: sku || undefined,
      vendor_id: vendorId ?? undefined,
      location_id: locationId ?? undefined,
    }
    const [{ rows, cursor }, { currency_code }] = await Promise.all([
      listed(api.items, asked, query),
      api.organization(),
    ])
    return { count: rows.length, cursor, items: rows.map((row) => itemLine(row, currency_code)) }
  },
})

export const item = read({
  description: 'Read one item of Zoho Inventory with its rates, vendor, description and stock by location.',
  scopes,
  input: z.strictObject({ itemId }),
  untrusted: [],
  run: async (api, { itemId }) => {
    const [found, { currency_code }] = await Promise.all([api.item(itemId), api.organization()])
    return { item: itemWhole(found, currency_code) }
  },
})

export const stock = read({
  description: 'Read the stock by location of up to 50 items of Zoho Inventory at once.',
  scopes: reading('items'),
  input: z.strictObject({ itemIds: z.array(itemId).min(1).max(50) }),
  untrusted: [],
  run: async (api, { itemIds }) => {
    const found = await api.itemDetails(itemIds)
    return {
      count: found.length,
      items: found.map((one) => ({
        id: one.item_id,
        sku: one.sku ?? null,
        name: one.name ?? '',
        locations: stockOf(one),
      })),
    }
  },
})
