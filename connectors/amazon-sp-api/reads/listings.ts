import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import { moneyOfText } from '../amounts.ts'
import type { Listing } from '../apis/listings.ts'
import type { AmazonReads } from '../client.ts'
import { cursor, given, isoTime, limitOf, page, sku } from '../inputs.ts'
import { roles } from '../roles.ts'

const read = readOf<AmazonReads>()

export const listings = read({
  description:
    'List the seller’s own Amazon listings, all or by SKU, status or trouble: title, price, quantity, number of issues.',
  scopes: roles.listings,
  input: z.strictObject({
    skus: z.array(sku).max(20).default([]).describe('Empty for all'),
    buyable: z
      .boolean()
      .nullable()
      .default(null)
      .describe('True for those on sale, false for those that are not'),
    issues: z
      .enum(['ERROR', 'WARNING'])
      .nullable()
      .default(null)
      .describe('Only those with an issue of this weight'),
    limit: limitOf(20, 20),
    cursor,
  }),
  untrusted: ['title'],
  run: async (api, asked) => {
    const found = await api.listings({
      identifiers: asked.skus,
      ...given({ identifiersType: asked.skus.length > 0 ? ('SKU' as const) : null, pageToken: asked.cursor }),
      withStatus: asked.buyable === true ? ['BUYABLE'] : [],
      withoutStatus: asked.buyable === false ? ['BUYABLE'] : [],
      withIssueSeverity: asked.issues === null ? [] : [asked.issues],
      pageSize: asked.limit,
      includedData: ['summaries', 'offers', 'fulfillmentAvailability', 'issues'],
    })
    const shapes = found.items.map((item) => listingShape(item, api.marketplace))
    return { ...page('listings', shapes, found.pagination?.nextToken), total: found.numberOfResults }
  },
})

export const listing = read({
  description:
    'Read one of the seller’s Amazon listings by SKU, with price, quantity and every issue that Amazon has with it.',
  scopes: roles.listings,
  input: z.strictObject({ sku }),
  untrusted: ['title'],
  run: async (api, asked) => {
    const found = await api.listing(asked.sku, ['summaries', 'offers', 'fulfillmentAvailability', 'issues'])
    const issues = (found.issues ?? []).slice(0, 20)
    return {
      listing: {
        ...listingShape(found, api.marketplace),
        issues: issues.map(({ code, severity, message, attributeNames }) => ({
          code,
          severity,
          message,
          about: attributeNames ?? [],
        })),
      },
    }
  },
})

function listingShape(listing: Listing, marketplace: string): JsonObject {
  const summary = listing.summaries?.find(({ marketplaceId }) => marketplaceId === marketplace)
  const offer = listing.offers?.find((one) => one.marketplaceId === marketplace && one.offerType === 'B2C')
  const [availability] = listing.fulfillmentAvailability ?? []
  return {
    sku: listing.sku,
    asin: summary?.asin ?? null,
    title: summary?.itemName ?? null,
    type: summary?.productType ?? null,
    status: summary?.status ?? [],
    price: offer ? moneyOfText(offer.price) : null,
    quantity: availability?.quantity ?? null,
    shippedBy:
      availability === undefined
        ? null
        : availability.fulfillmentChannelCode === 'DEFAULT'
          ? 'MERCHANT'
          : 'AMAZON',
    issueCount: listing.issues?.length ?? 0,
    updatedAt: isoTime(summary?.lastUpdatedDate),
  }
}
