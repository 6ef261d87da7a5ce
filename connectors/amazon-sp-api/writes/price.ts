import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { money, moneyText, positiveMoney } from '../../money.ts'
import { classify } from '../../rest.ts'
import type { AmazonReads, AmazonWrites } from '../client.ts'
import { sku } from '../inputs.ts'
import { assertAccepted, pricePatch, standingOf, verdictOf } from '../offer.ts'
import { sellerPage } from '../places.ts'
import { roles } from '../roles.ts'
import { stillWorking, submitted } from './submission.ts'

const before = z.strictObject({
  asin: z.string().nullable(),
  title: z.string().nullable(),
  productType: z.string().nullable(),
  price: money.nullable(),
  sale: z.string().nullable(),
  /** The whole offer, as JSON text: what is not the price goes back as it is. */
  offer: z.string().nullable(),
})

/** Natural: to set the same price twice is to set it once. */
export const updateListingPrice = write<AmazonReads, AmazonWrites>()({
  description:
    'Change the price of one of the seller’s Amazon listings. Amazon checks it first without effect.',
  scopes: roles.listings,
  risk: 'catalogue',
  idempotency: 'natural',
  input: z.strictObject({ sku, price: positiveMoney.describe('The new price, with tax, as buyers see it') }),
  before,
  preview: async (read, { sku }) =>
    standingOf(await read.listing(sku, ['summaries', 'attributes']), read.marketplace),
  refuse: ({ input, before }) => {
    if (before.offer === null || before.productType === null)
      return `${input.sku} has no offer on this marketplace.`
    if (before.price === null)
      return `The price of ${input.sku} at Amazon is not a plain one; change it in Seller Central.`
    if (before.price.currency !== input.price.currency) {
      return `${input.sku} is sold in ${before.price.currency} there, not in ${input.price.currency}.`
    }
    return before.price.minor === input.price.minor
      ? `${input.sku} already costs ${moneyText(input.price)} there.`
      : null
  },
  dryRun: async (read, { input, before }) =>
    verdictOf(
      await read.previewPatch(
        input.sku,
        pricePatch(before.productType ?? '', before.offer ?? '{}', input.price),
      ),
    ),
  summarize: ({ input, before }) => ({
    headline: `Change the price of ${input.sku} on Amazon to ${moneyText(input.price)}`,
    changes: [
      {
        field: 'Price',
        from: before.price === null ? null : moneyText(before.price),
        to: moneyText(input.price),
      },
      { field: 'Product', from: null, to: before.title ?? before.asin ?? input.sku },
      ...(before.sale === null ? [] : [{ field: 'Sale price, which stays', from: null, to: before.sale }]),
    ],
    money: null,
    recipients: [],
    undo: 'The old price can be set again; what was ordered meanwhile was ordered at the new one.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const patch = pricePatch(before.productType ?? '', before.offer ?? '{}', input.price)
    const submission = await api.patchListing(input.sku, patch)
    assertAccepted(submission)
    return submitted(submission)
  },
  classify,
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const { price } = standingOf(await read.listing(input.sku, ['summaries', 'attributes']), read.marketplace)
    const isSet = price?.currency === input.price.currency && price.minor === input.price.minor
    return isSet
      ? { outcome: 'succeeded', result: { sku: input.sku, price } }
      : stillWorking(`${input.sku} costs ${price === null ? 'nothing' : moneyText(price)} at Amazon`)
  },
  settled: () =>
    'Amazon has accepted the price and is working on it; buyers see it within minutes as a rule.',
  undo: ({ input, before }) =>
    before.price === null
      ? null
      : { write: 'updateListingPrice', input: { sku: input.sku, price: before.price } },
  link: ({ input, account }) => sellerPage(account, `/skucentral?mSku=${encodeURIComponent(input.sku)}`),
})
