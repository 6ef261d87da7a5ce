import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { AmazonReads, AmazonWrites } from '../client.ts'
import { sku } from '../inputs.ts'
import { assertAccepted, ownQuantity, quantityPatch, standingOf, verdictOf } from '../offer.ts'
import { sellerPage } from '../places.ts'
import { roles } from '../roles.ts'
import { stillWorking, submitted } from './submission.ts'

const before = z.strictObject({
  asin: z.string().nullable(),
  title: z.string().nullable(),
  productType: z.string().nullable(),
  quantity: z.int().nullable(),
  byAmazon: z.boolean(),
})

const data = ['summaries', 'fulfillmentAvailability'] as const

/** Natural: a quantity is set and not added. */
export const updateListingQuantity = write<AmazonReads, AmazonWrites>()({
  description:
    'Set how many pieces of one of the seller’s Amazon listings can be bought, for listings that the seller ships. Amazon checks it first without effect.',
  scopes: roles.listings,
  risk: 'catalogue',
  idempotency: 'natural',
  input: z.strictObject({
    sku,
    quantity: z.int().min(0).max(1_000_000).describe('Pieces; 0 takes it off sale'),
  }),
  before,
  preview: async (read, { sku }) => {
    const listing = await read.listing(sku, data)
    const { asin, title, productType } = standingOf(listing, read.marketplace)
    return { asin, title, productType, ...ownQuantity(listing) }
  },
  refuse: ({ input, before }) => {
    if (before.productType === null) return `${input.sku} is not listed on this marketplace.`
    if (before.byAmazon) return `Amazon ships ${input.sku} from its own warehouse, and counts it there.`
    return before.quantity === input.quantity
      ? `${input.sku} already stands at ${input.quantity} there.`
      : null
  },
  dryRun: async (read, { input, before }) =>
    verdictOf(await read.previewPatch(input.sku, quantityPatch(before.productType ?? '', input.quantity))),
  summarize: ({ input, before }) => ({
    headline: `Set the quantity of ${input.sku} on Amazon to ${input.quantity}`,
    changes: [
      {
        field: 'Quantity',
        from: before.quantity === null ? null : String(before.quantity),
        to: String(input.quantity),
      },
      { field: 'Product', from: null, to: before.title ?? before.asin ?? input.sku },
    ],
    money: null,
    recipients: [],
    undo: 'The old quantity can be set again; pieces that were sold meanwhile have to be counted off.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const submission = await api.patchListing(
      input.sku,
      quantityPatch(before.productType ?? '', input.quantity),
    )
    assertAccepted(submission)
    return submitted(submission)
  },
  classify,
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const { quantity } = ownQuantity(await read.listing(input.sku, data))
    return quantity === input.quantity
      ? { outcome: 'succeeded', result: { sku: input.sku, quantity } }
      : stillWorking(`${input.sku} stands at ${quantity ?? 'no quantity'} at Amazon`)
  },
  settled: () => 'Amazon has accepted the quantity and is working on it; it counts within minutes as a rule.',
  undo: ({ input, before }) =>
    before.quantity === null
      ? null
      : { write: 'updateListingQuantity', input: { sku: input.sku, quantity: before.quantity } },
  link: ({ input, account }) => sellerPage(account, `/skucentral?mSku=${encodeURIComponent(input.sku)}`),
})
