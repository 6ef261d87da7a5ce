/** Catalog Items API 2022-04-01, FBA Inventory v1 and Sellers v1: what Amazon knows of products, stock and the account. */
import { z } from 'zod'
import { segment } from '../../rest.ts'
import { type Line, list } from '../line.ts'

const rank = z.object({ title: z.string().optional(), rank: z.int() })
const item = z.object({
  asin: z.string(),
  summaries: z
    .array(
      z.object({
        marketplaceId: z.string(),
        brand: z.string().optional(),
        itemName: z.string().optional(),
        manufacturer: z.string().optional(),
        color: z.string().optional(),
        size: z.string().optional(),
        itemClassification: z.string().optional(),
        browseClassification: z.object({ displayName: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  identifiers: z
    .array(
      z.object({
        marketplaceId: z.string(),
        identifiers: z.array(z.object({ identifierType: z.string(), identifier: z.string() })),
      }),
    )
    .optional(),
  salesRanks: z
    .array(
      z.object({
        marketplaceId: z.string(),
        classificationRanks: z.array(rank).optional(),
        displayGroupRanks: z.array(z.object({ websiteDisplayGroup: z.string(), rank: z.int() })).optional(),
      }),
    )
    .optional(),
})
export type CatalogueItem = z.output<typeof item>

const items = z.object({
  numberOfResults: z.int(),
  pagination: z.object({ nextToken: z.string().optional() }).optional(),
  items: z.array(item),
})

const count = z.int().optional()
const summary = z.object({
  asin: z.string().optional(),
  fnSku: z.string().optional(),
  sellerSku: z.string().optional(),
  productName: z.string().optional(),
  totalQuantity: count,
  lastUpdatedTime: z.string().nullish(),
  inventoryDetails: z
    .object({
      fulfillableQuantity: count,
      inboundWorkingQuantity: count,
      inboundShippedQuantity: count,
      inboundReceivingQuantity: count,
      reservedQuantity: z.object({ totalReservedQuantity: count }).optional(),
      researchingQuantity: z.object({ totalResearchingQuantity: count }).optional(),
      unfulfillableQuantity: z.object({ totalUnfulfillableQuantity: count }).optional(),
    })
    .optional(),
})
export type StockSummary = z.output<typeof summary>

const summaries = z.object({
  payload: z.object({ inventorySummaries: z.array(summary) }),
  pagination: z.object({ nextToken: z.string().optional() }).optional(),
})

const participations = z.object({
  payload: z.array(
    z.object({
      marketplace: z.object({
        id: z.string(),
        name: z.string(),
        countryCode: z.string(),
        defaultCurrencyCode: z.string(),
        domainName: z.string(),
      }),
      participation: z.object({ isParticipating: z.boolean(), hasSuspendedListings: z.boolean() }),
      storeName: z.string().optional(),
    }),
  ),
})

export type CatalogueSearch = {
  keywords?: readonly string[]
  identifiers?: readonly string[]
  identifiersType?: string
  brandNames?: readonly string[]
  pageSize: number
  pageToken?: string
}

const catalogue = '/catalog/2022-04-01/items'
const includedData = list(['summaries', 'identifiers', 'salesRanks'])

export const catalogueReads = ({ rest, marketplace }: Line) => ({
  catalogue: (search: CatalogueSearch) =>
    rest.ask(items, {
      path: catalogue,
      query: {
        ...search,
        marketplaceIds: marketplace,
        keywords: list(search.keywords),
        identifiers: list(search.identifiers),
        brandNames: list(search.brandNames),
        includedData: list(['summaries']),
      },
    }),
  catalogueItem: (asin: string) =>
    rest.ask(item, {
      path: `${catalogue}/${segment(asin)}`,
      query: { marketplaceIds: marketplace, includedData },
    }),
  stock: (search: { sellerSkus?: readonly string[]; nextToken?: string }) =>
    rest.ask(summaries, {
      path: '/fba/inventory/v1/summaries',
      query: {
        details: true,
        granularityType: 'Marketplace',
        granularityId: marketplace,
        marketplaceIds: marketplace,
        sellerSkus: list(search.sellerSkus),
        nextToken: search.nextToken,
      },
    }),
  participations: async () =>
    (await rest.ask(participations, { path: '/sellers/v1/marketplaceParticipations' })).payload,
})
