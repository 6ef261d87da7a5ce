import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import type { CatalogueItem, StockSummary } from '../apis/catalogue.ts'
import type { AmazonReads } from '../client.ts'
import { asin, cursor, given, isoTime, limitOf, page, sku } from '../inputs.ts'
import { roles } from '../roles.ts'

const read = readOf<AmazonReads>()

export const inventory = read({
  description:
    'List what lies in Amazon’s warehouses (FBA) by SKU: sellable, on the way, reserved, unsellable. Up to 50 a page.',
  scopes: roles.stock,
  input: z.strictObject({
    skus: z.array(sku).max(50).default([]).describe('Empty for all'),
    cursor: cursor.describe('Good for 30 seconds; null for the first page'),
  }),
  untrusted: [],
  run: async (api, asked) => {
    const found = await api.stock({ sellerSkus: asked.skus, ...given({ nextToken: asked.cursor }) })
    return page('stock', found.payload.inventorySummaries.map(stockShape), found.pagination?.nextToken)
  },
})

const words = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^,\p{Cc}]+$/u)

export const catalogue = read({
  description:
    'Search Amazon’s catalogue, of all sellers, by keywords, a brand, or barcodes and ASINs: title, brand, category.',
  scopes: roles.listings,
  input: z
    .strictObject({
      keywords: z.array(words).max(20).default([]),
      brand: words.nullable().default(null).describe('Only with keywords'),
      identifiers: z
        .array(z.string().regex(/^[A-Za-z0-9-]{3,40}$/))
        .max(20)
        .default([]),
      identifierType: z.enum(['ASIN', 'EAN', 'GTIN', 'ISBN', 'JAN', 'UPC']).default('ASIN'),
      limit: limitOf(20, 10),
      cursor,
    })
    .refine(
      ({ keywords, identifiers }) => (keywords.length === 0) !== (identifiers.length === 0),
      'It is either keywords or identifiers.',
    ),
  untrusted: ['title', 'brand'],
  run: async (api, asked) => {
    const byCode = asked.identifiers.length > 0
    const found = await api.catalogue({
      keywords: asked.keywords,
      identifiers: asked.identifiers,
      brandNames: asked.brand === null || byCode ? [] : [asked.brand],
      ...given({ identifiersType: byCode ? asked.identifierType : null, pageToken: asked.cursor }),
      pageSize: asked.limit,
    })
    const shapes = found.items.map((item) => itemShape(item, api.marketplace))
    return { ...page('items', shapes, found.pagination?.nextToken), total: found.numberOfResults }
  },
})

export const catalogueItem = read({
  description:
    'Read one product of Amazon’s catalogue by ASIN: title, brand, category, barcodes, sales ranks.',
  scopes: roles.listings,
  input: z.strictObject({ asin }),
  untrusted: ['title', 'brand'],
  run: async (api, asked) => {
    const item = await api.catalogueItem(asked.asin)
    const here = <T extends { marketplaceId: string }>(all: readonly T[] | undefined): T | undefined =>
      all?.find(({ marketplaceId }) => marketplaceId === api.marketplace) ?? all?.[0]
    const ranks = here(item.salesRanks)
    return {
      item: {
        ...itemShape(item, api.marketplace),
        barcodes: (here(item.identifiers)?.identifiers ?? []).map(
          (one) => `${one.identifierType} ${one.identifier}`,
        ),
        ranks: [
          ...(ranks?.displayGroupRanks ?? []).map((one) => ({ in: one.websiteDisplayGroup, rank: one.rank })),
          ...(ranks?.classificationRanks ?? []).map((one) => ({ in: one.title ?? null, rank: one.rank })),
        ],
      },
    }
  },
})

const stockShape = (stock: StockSummary): JsonObject => {
  const { inventoryDetails: details } = stock
  return {
    sku: stock.sellerSku ?? null,
    asin: stock.asin ?? null,
    name: stock.productName ?? null,
    total: stock.totalQuantity ?? 0,
    sellable: details?.fulfillableQuantity ?? 0,
    onTheWay:
      (details?.inboundWorkingQuantity ?? 0) +
      (details?.inboundShippedQuantity ?? 0) +
      (details?.inboundReceivingQuantity ?? 0),
    reserved: details?.reservedQuantity?.totalReservedQuantity ?? 0,
    unsellable: details?.unfulfillableQuantity?.totalUnfulfillableQuantity ?? 0,
    searchedFor: details?.researchingQuantity?.totalResearchingQuantity ?? 0,
    updatedAt: isoTime(stock.lastUpdatedTime),
  }
}

function itemShape(item: CatalogueItem, marketplace: string): JsonObject {
  const summary =
    item.summaries?.find(({ marketplaceId }) => marketplaceId === marketplace) ?? item.summaries?.[0]
  return {
    asin: item.asin,
    title: summary?.itemName ?? null,
    brand: summary?.brand ?? null,
    category: summary?.browseClassification?.displayName ?? null,
    kind: summary?.itemClassification ?? null,
    color: summary?.color ?? null,
    size: summary?.size ?? null,
  }
}
