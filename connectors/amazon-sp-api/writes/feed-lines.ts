/** The lines of a list of listing changes: what stands, what is wrong with them, and what they are sent as. */
import { z } from 'zod'
import { money, moneyText, positiveMoney } from '../../money.ts'
import type { Listing, Patch } from '../apis/listings.ts'
import type { AmazonReads } from '../client.ts'
import { sku } from '../inputs.ts'
import { ownQuantity, pricePatch, quantityPatch, standingOf } from '../offer.ts'

export const input = z.strictObject({
  changes: z
    .array(
      z
        .strictObject({
          sku,
          price: positiveMoney.nullable().default(null).describe('null leaves the price as it is'),
          quantity: z
            .int()
            .min(0)
            .max(1_000_000)
            .nullable()
            .default(null)
            .describe('null leaves the quantity as it is'),
        })
        .refine(({ price, quantity }) => price !== null || quantity !== null, 'Each line changes something.'),
    )
    .min(2)
    .max(40),
})
export type Change = z.output<typeof input>['changes'][number]

const standing = z.strictObject({
  sku: z.string(),
  productType: z.string().nullable(),
  price: money.nullable(),
  quantity: z.int().nullable(),
  byAmazon: z.boolean(),
  offer: z.string().nullable(),
})
export const before = z.strictObject({
  listings: z.array(standing),
  /** The list that was handed over last: one that comes after it, and after the card, is this one. */
  lastFeed: z.string().nullable(),
})
export type Before = z.output<typeof before>

/** SKUs that can be looked for at once (searchListingsItems: identifiers ≤ 20). */
const atOnce = 20
const data = ['summaries', 'attributes', 'fulfillmentAvailability'] as const

/** In the order of the lines; one that Amazon does not list here says so by having no product type. */
export async function listingsOf(read: AmazonReads, changes: readonly Change[]): Promise<Before['listings']> {
  const skus = changes.map((change) => change.sku)
  const found: Listing[] = []
  for (let at = 0; at < skus.length; at += atOnce) {
    const identifiers = skus.slice(at, at + atOnce)
    const search = { identifiers, identifiersType: 'SKU', pageSize: atOnce, includedData: data } as const
    found.push(...(await read.listings(search)).items)
  }
  return skus.map((sku) => {
    const listing = found.find((one) => one.sku === sku)
    const { productType, price, offer } = standingOf(listing ?? { sku }, read.marketplace)
    return { sku, productType, price, offer, ...ownQuantity(listing ?? { sku }) }
  })
}

const standingIn = (sku: string, { listings }: Before) => listings.find((one) => one.sku === sku)

export function wrongWith({ sku, price, quantity }: Change, before: Before): string | null {
  const now = standingIn(sku, before)
  if (!now || now.productType === null) return `${sku} is not listed on this marketplace.`
  if (quantity !== null && now.byAmazon)
    return `Amazon ships ${sku} from its own warehouse, and counts it there.`
  if (price !== null && (now.price === null || now.offer === null))
    return `${sku} has no plain price at Amazon.`
  if (price !== null && now.price?.currency !== price.currency)
    return `${sku} is sold in ${now.price?.currency} there.`
  const isSame =
    (price === null || now.price?.minor === price.minor) && (quantity === null || now.quantity === quantity)
  return isSame ? `${sku} already stands as it should there.` : null
}

/** All that a line changes, in one patch. */
export function patchOf({ sku, price, quantity }: Change, before: Before): Patch {
  const now = standingIn(sku, before)
  const productType = now?.productType ?? ''
  const parts = [
    ...(price === null ? [] : [pricePatch(productType, now?.offer ?? '{}', price)]),
    ...(quantity === null ? [] : [quantityPatch(productType, quantity)]),
  ]
  return { productType, patches: parts.flatMap(({ patches }) => patches) }
}

/** listings-feed-schema-v2.json: one message for a SKU. */
export const messagesOf = (changes: readonly Change[], before: Before) =>
  changes.map((change, place) => ({
    messageId: place + 1,
    sku: change.sku,
    operationType: 'PATCH',
    ...patchOf(change, before),
  }))

export function linesOf({ sku, price, quantity }: Change, before: Before) {
  const now = standingIn(sku, before)
  return [
    ...(price === null
      ? []
      : [{ field: `${sku}, price`, from: now?.price ? moneyText(now.price) : null, to: moneyText(price) }]),
    ...(quantity === null
      ? []
      : [
          {
            field: `${sku}, quantity`,
            from: now?.quantity == null ? null : String(now.quantity),
            to: String(quantity),
          },
        ]),
  ]
}

export function backOf({ sku, price, quantity }: Change, before: Before) {
  const now = standingIn(sku, before)
  return {
    sku,
    price: price === null ? null : (now?.price ?? null),
    quantity: quantity === null ? null : (now?.quantity ?? null),
  }
}
