/** A listing as its price and quantity see it, and the patches that change them. */
import { z } from 'zod'
import { ConnectorError, type Json, type Money } from '../define.ts'
import { toDecimal } from '../money.ts'
import { exactMoney } from './amounts.ts'
import type { Issue, Listing, Patch, Submission } from './apis/listings.ts'
import { label } from './faults.ts'

/** Of the attribute `purchasable_offer` (Amazon's product type definitions) what is read here; the rest is kept. */
const amount = z.object({ value_with_tax: z.number() })
const offer = z.looseObject({
  marketplace_id: z.string().optional(),
  audience: z.string().optional(),
  currency: z.string(),
  our_price: z.array(z.object({ schedule: z.array(amount) })).optional(),
  discounted_price: z
    .array(z.object({ schedule: z.array(amount.extend({ end_at: z.string().optional() })) }))
    .optional(),
})
type Offer = z.output<typeof offer>

const offerPath = '/attributes/purchasable_offer'
const stockPath = '/attributes/fulfillment_availability'

/** `offer` is the whole of it as JSON text: everything but the price is sent back as it stood when the card was drawn. */
export type Standing = {
  asin: string | null
  title: string | null
  productType: string | null
  price: Money | null
  /** A price for a time, which buyers pay in the place of the other. */
  sale: string | null
  offer: string | null
}

/** What stands at Amazon of a listing in one marketplace. */
export function standingOf(listing: Listing, marketplace: string): Standing {
  const summary = listing.summaries?.find(({ marketplaceId }) => marketplaceId === marketplace)
  const found = offerIn(listing, marketplace)
  const price = found?.our_price?.[0]?.schedule[0]
  return {
    asin: summary?.asin ?? null,
    title: summary?.itemName ?? null,
    productType: summary?.productType ?? null,
    price: found && price ? exactMoney(price.value_with_tax, found.currency) : null,
    sale: found ? saleText(found) : null,
    offer: found ? JSON.stringify(found) : null,
  }
}

/** The offer to everybody: others are for businesses, and have prices of their own. */
function offerIn({ attributes }: Listing, marketplace: string): Offer | null {
  const all = z.array(offer).safeParse(attributes?.purchasable_offer ?? [])
  if (!all.success)
    throw new ConnectorError('broken', `${label} describes this offer in a way that is not known here.`)
  const here = all.data.filter((one) => (one.marketplace_id ?? marketplace) === marketplace)
  return here.find(({ audience }) => audience === undefined || audience === 'ALL') ?? null
}

function saleText({ discounted_price, currency }: Offer): string | null {
  const sale = discounted_price?.[0]?.schedule[0]
  if (!sale) return null
  return `${currency} ${toDecimal(exactMoney(sale.value_with_tax, currency))}${sale.end_at ? ` until ${sale.end_at}` : ''}`
}

/**
 * Replaces the offer by itself with another price. Amazon's `merge` knows quantities only, and what a `replace` leaves
 * out is gone (…/docs/merge-a-listing, …/docs/partially-update-a-listing).
 */
export function pricePatch(productType: string, standing: string, price: Money): Patch {
  const value = { ...(JSON.parse(standing) as Record<string, Json>) }
  // Exact: a double prints every decimal of an amount that has come this far.
  value.our_price = [{ schedule: [{ value_with_tax: Number(toDecimal(price)) }] }]
  return { productType, patches: [{ op: 'replace', path: offerPath, value: [value] }] }
}

/** Merges the quantity in, so that restock date and handling time stay as they are. */
export const quantityPatch = (productType: string, quantity: number): Patch => ({
  productType,
  patches: [{ op: 'merge', path: stockPath, value: [{ fulfillment_channel_code: 'DEFAULT', quantity }] }],
})

/** What the merchant's own stock is at Amazon; null where there is none, as Amazon ships it or it was never said. */
export function ownQuantity({ fulfillmentAvailability = [] }: Listing): {
  quantity: number | null
  byAmazon: boolean
} {
  const own = fulfillmentAvailability.find((one) => one.fulfillmentChannelCode === 'DEFAULT')
  return {
    quantity: own?.quantity ?? null,
    byAmazon: own === undefined && fulfillmentAvailability.length > 0,
  }
}

/** Amazon's word on the patch, for the card. */
export function verdictOf({ status, issues = [] }: Submission): { ok: boolean; sentence: string } {
  if (status === 'INVALID') return { ok: false, sentence: `Amazon would not take it: ${issuesText(issues)}` }
  const warned = issues.filter(({ severity }) => severity !== 'INFO')
  const words = warned.length === 0 ? '.' : `, and says: ${issuesText(warned)}`
  return { ok: true, sentence: `Amazon has checked exactly this and would take it${words}` }
}

/** A submission that was taken on; Amazon documents that an invalid one "was not accepted for processing". */
export function assertAccepted({ status, issues = [] }: Submission): void {
  if (status === 'ACCEPTED') return
  if (status === 'INVALID') throw new ConnectorError('refused', `${label} refused it: ${issuesText(issues)}`)
  throw new ConnectorError('broken', `${label} answered something that could not be understood.`)
}

/** At most three, in Amazon's words. */
export function issuesText(issues: readonly Issue[]): string {
  const told = issues.slice(0, 3).map(({ message }) =>
    message
      .trim()
      .replace(/[.\s]*$/, '.')
      .slice(0, 300),
  )
  const more = issues.length > 3 ? ` And ${issues.length - 3} more.` : ''
  return told.length === 0 ? 'it did not say why.' : `${told.join(' ')}${more}`
}
