/** Listings Items API 2021-08-01: what the seller offers, and patches of it. */
import { z } from 'zod'
import { segment } from '../../rest.ts'
import { textMoney } from '../amounts.ts'
import { type Line, list } from '../line.ts'

const issue = z.object({
  code: z.string(),
  message: z.string(),
  severity: z.string(),
  attributeNames: z.array(z.string()).optional(),
})
export type Issue = z.output<typeof issue>

const listing = z.object({
  sku: z.string(),
  summaries: z
    .array(
      z.object({
        marketplaceId: z.string(),
        asin: z.string().optional(),
        productType: z.string().optional(),
        status: z.array(z.string()).optional(),
        itemName: z.string().optional(),
        fnSku: z.string().optional(),
        lastUpdatedDate: z.string().optional(),
      }),
    )
    .optional(),
  attributes: z.record(z.string(), z.json()).optional(),
  offers: z
    .array(z.object({ marketplaceId: z.string(), offerType: z.string(), price: textMoney }))
    .optional(),
  fulfillmentAvailability: z
    .array(z.object({ fulfillmentChannelCode: z.string(), quantity: z.int().optional() }))
    .optional(),
  issues: z.array(issue).optional(),
})
export type Listing = z.output<typeof listing>

const listings = z.object({
  numberOfResults: z.int(),
  pagination: z.object({ nextToken: z.string().optional() }).optional(),
  items: z.array(listing),
})

const submission = z.object({
  sku: z.string(),
  status: z.enum(['ACCEPTED', 'INVALID', 'VALID']),
  submissionId: z.string(),
  issues: z.array(issue).optional(),
})
export type Submission = z.output<typeof submission>

export type ListingData = 'summaries' | 'attributes' | 'issues' | 'offers' | 'fulfillmentAvailability'

export type ListingSearch = {
  identifiers?: readonly string[]
  identifiersType?: 'SKU' | 'ASIN'
  withIssueSeverity?: readonly string[]
  withStatus?: readonly string[]
  withoutStatus?: readonly string[]
  pageSize: number
  pageToken?: string
  includedData: readonly ListingData[]
}

/** A patch of one attribute, the whole of what is sent. The preview sends exactly the same. */
export type Patch = {
  productType: string
  patches: { op: 'replace' | 'merge'; path: string; value: object[] }[]
}

const pathOf = ({ seller }: Line, sku?: string): string =>
  `/listings/2021-08-01/items/${segment(seller)}${sku === undefined ? '' : `/${segment(sku)}`}`

export const listingReads = (line: Line) => ({
  listings: (search: ListingSearch) =>
    line.rest.ask(listings, {
      path: pathOf(line),
      query: {
        ...search,
        marketplaceIds: line.marketplace,
        identifiers: list(search.identifiers),
        withIssueSeverity: list(search.withIssueSeverity),
        withStatus: list(search.withStatus),
        withoutStatus: list(search.withoutStatus),
        includedData: list(search.includedData),
      },
    }),
  listing: (sku: string, includedData: readonly ListingData[]) =>
    line.rest.ask(listing, {
      path: pathOf(line, sku),
      query: { marketplaceIds: line.marketplace, includedData: list(includedData) },
    }),
  /** Amazon's own check of the patch: nothing is kept of it. */
  previewPatch: (sku: string, patch: Patch) => send(line, sku, patch, 'VALIDATION_PREVIEW'),
})

export const listingWrites = (line: Line) => ({
  patchListing: (sku: string, patch: Patch) => send(line, sku, patch),
})

const send = (line: Line, sku: string, body: Patch, mode?: 'VALIDATION_PREVIEW'): Promise<Submission> =>
  line.rest.ask(submission, {
    method: 'PATCH',
    path: pathOf(line, sku),
    query: { marketplaceIds: line.marketplace, mode },
    body,
  })
