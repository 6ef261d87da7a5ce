/** Listings Items API 2021-08-01: search, one, and patches, checked and taken. */
import { type AmazonListing, MARKETPLACE, SELLER } from '../../store/amazon.ts'
import { isRecord, ok, type Reply } from '../call.ts'
import { invalid, notFound } from './errors.ts'
import { type Asked, badToken, elsewhere, listIn, pageOf, type Route } from './route.ts'
import { iso, rupees, type Seller } from './seller.ts'

const roles = ['Product Listing']

export const listingRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/listings\/2021-08-01\/items\/([^/]+)$/, roles, answer: search },
  { method: 'GET', path: /^\/listings\/2021-08-01\/items\/([^/]+)\/([^/]+)$/, roles, answer: one },
  { method: 'PATCH', path: /^\/listings\/2021-08-01\/items\/([^/]+)\/([^/]+)$/, roles, answer: patch },
]

const strangerOr = (asked: Asked): Reply | null =>
  asked.parts[0] === SELLER ? elsewhere(asked) : invalid('Invalid parameter sellerId.')

function search(asked: Asked): Reply {
  const wrong = strangerOr(asked)
  if (wrong) return wrong
  const { query } = asked.call
  const size = Number(query.get('pageSize') ?? 10)
  if (!Number.isInteger(size) || size < 1 || size > 20) return invalid('pageSize must be between 1 and 20.')
  const skus = listIn(query, 'identifiers')
  if (skus.length > 0 && query.get('identifiersType') !== 'SKU')
    return invalid('identifiersType is not supported here.')
  const found = asked.seller.listings.filter(
    (one) =>
      (skus.length === 0 || skus.includes(one.sku)) &&
      (!query.has('withStatus') || isBuyable(one)) &&
      (!query.has('withoutStatus') || !isBuyable(one)) &&
      (!query.has('withIssueSeverity') ||
        issuesOf(one).some(({ severity }) => listIn(query, 'withIssueSeverity').includes(severity))),
  )
  const page = pageOf(found, size, query.get('pageToken'))
  if (!page) return badToken()
  const sets = listIn(query, 'includedData')
  return ok({
    numberOfResults: found.length,
    ...(page.next === null ? {} : { pagination: { nextToken: page.next } }),
    items: page.items.map((listing) => shape(listing, sets)),
  })
}

function one(asked: Asked): Reply {
  const wrong = strangerOr(asked)
  if (wrong) return wrong
  const found = asked.seller.listings.find(({ sku }) => sku === asked.parts[1])
  if (!found) return notFound(`SKU '${asked.parts[1]}' not found in marketplace ${MARKETPLACE}.`)
  return ok(shape(found, listIn(asked.call.query, 'includedData')))
}

const isBuyable = ({ quantity, stored }: AmazonListing): boolean => (quantity ?? stored?.sellable ?? 0) > 0

const issuesOf = (listing: AmazonListing) =>
  isBuyable(listing)
    ? []
    : [
        {
          code: '18299',
          message: 'This listing is out of stock.',
          severity: 'WARNING',
          attributeNames: ['fulfillment_availability'],
          categories: [],
        },
      ]

function shape(listing: AmazonListing, sets: readonly string[]) {
  const has = (set: string) => sets.includes(set)
  const channel = listing.quantity === null ? 'AMAZON_IN' : 'DEFAULT'
  return {
    sku: listing.sku,
    ...(has('summaries') || sets.length === 0 ? { summaries: [summary(listing)] } : {}),
    ...(has('attributes') ? { attributes: attributes(listing, channel) } : {}),
    ...(has('offers')
      ? {
          offers: [
            {
              marketplaceId: MARKETPLACE,
              offerType: 'B2C',
              price: { currencyCode: 'INR', amount: rupees(listing.price) },
            },
          ],
        }
      : {}),
    ...(has('fulfillmentAvailability')
      ? {
          fulfillmentAvailability: [
            {
              fulfillmentChannelCode: channel,
              ...(listing.quantity === null ? {} : { quantity: listing.quantity }),
            },
          ],
        }
      : {}),
    ...(has('issues') ? { issues: issuesOf(listing) } : {}),
  }
}

const summary = (listing: AmazonListing) => ({
  marketplaceId: MARKETPLACE,
  asin: listing.asin,
  productType: listing.productType,
  conditionType: 'new_new',
  status: isBuyable(listing) ? ['BUYABLE', 'DISCOVERABLE'] : ['DISCOVERABLE'],
  itemName: listing.title,
  createdDate: iso(listing.createdAt),
  lastUpdatedDate: iso(listing.updatedAt),
})

const attributes = (listing: AmazonListing, channel: string) => ({
  item_name: [{ value: listing.title, language_tag: 'en_IN', marketplace_id: MARKETPLACE }],
  purchasable_offer: [
    {
      marketplace_id: MARKETPLACE,
      currency: 'INR',
      audience: 'ALL',
      minimum_seller_allowed_price: [{ schedule: [{ value_with_tax: listing.lowestAllowed / 100 }] }],
      our_price: [{ schedule: [{ value_with_tax: listing.price / 100 }] }],
    },
  ],
  fulfillment_availability: [
    {
      fulfillment_channel_code: channel,
      lead_time_to_ship_max_days: listing.handlingDays,
      ...(listing.quantity === null ? {} : { quantity: listing.quantity }),
    },
  ],
})

function patch(asked: Asked): Reply {
  const wrong = strangerOr(asked)
  if (wrong) return wrong
  const [, sku = ''] = asked.parts
  const issues = applyPatches(asked.seller, { ...asked.body, sku }, { at: asked.now, isPreview: true })
  if (issues === null) return invalid(`Invalid 'productType' provided or SKU '${sku}' not found.`)
  const isPreview = asked.call.query.get('mode') === 'VALIDATION_PREVIEW'
  const submissionId = `5a4db0c0000000000000${String(asked.now).slice(-12)}`
  if (issues.length > 0) return ok({ sku, status: 'INVALID', submissionId, issues })
  if (isPreview) return ok({ sku, status: 'VALID', submissionId, issues })
  applyPatches(asked.seller, { ...asked.body, sku }, { at: asked.now, isPreview: false })
  return ok({ sku, status: 'ACCEPTED', submissionId, issues }, true)
}

type Wanted = { sku: string; productType?: unknown; patches?: unknown }
const issue = (code: string, message: string, attribute: string) => ({
  code,
  message,
  severity: 'ERROR',
  attributeNames: [attribute],
  categories: ['INVALID_ATTRIBUTE'],
})

/** What is wrong with patches of one listing; where nothing is, and it is no preview, they are done. Null where there is none. */
export function applyPatches(
  seller: Seller,
  { sku, productType, patches }: Wanted,
  { at, isPreview }: { at: number; isPreview: boolean },
): ReturnType<typeof issue>[] | null {
  const listing = seller.listings.find((one) => one.sku === sku)
  if (!listing || productType !== listing.productType || !Array.isArray(patches)) return null
  const after = { ...listing }
  const issues = patches.filter(isRecord).flatMap(({ op, path, value }) => {
    const [first] = Array.isArray(value) ? value : []
    if (!isRecord(first))
      return [issue('4000001', `The provided value for '${path}' is invalid.`, String(path))]
    if (path === '/attributes/purchasable_offer') return priceInto(after, String(op), first)
    if (path === '/attributes/fulfillment_availability') return quantityInto(after, String(op), first)
    return [issue('4000001', `Invalid path provided in patch: ${path}.`, String(path))]
  })
  if (issues.length === 0 && !isPreview) Object.assign(listing, after, { updatedAt: at })
  return issues
}

/** What a replace leaves out is gone: the lowest allowed price, too. */
function priceInto(listing: AmazonListing, op: string, offer: Record<string, unknown>) {
  const wrong = (message: string) => [issue('4000001', message, 'purchasable_offer')]
  if (op === 'merge') return wrong('The merge operation is not supported for this attribute.')
  const price = paiseIn(offer.our_price)
  if (offer.currency !== 'INR' || price === null)
    return wrong("The provided value for 'purchasable_offer' is invalid.")
  const lowest = paiseIn(offer.minimum_seller_allowed_price)
  if (lowest !== null && price < lowest)
    return [
      issue(
        '18155',
        "The 'minimum price' is greater than the selling price (excluding shipping) for the listing.",
        'purchasable_offer',
      ),
    ]
  listing.price = price
  listing.lowestAllowed = lowest ?? 0
  return []
}

function quantityInto(listing: AmazonListing, op: string, stock: Record<string, unknown>) {
  const { fulfillment_channel_code: channel, quantity, lead_time_to_ship_max_days: days } = stock
  if (
    channel !== 'DEFAULT' ||
    listing.quantity === null ||
    !Number.isInteger(quantity) ||
    Number(quantity) < 0
  )
    return [
      issue(
        '4000001',
        "The provided value for 'fulfillment_availability' is invalid.",
        'fulfillment_availability',
      ),
    ]
  listing.quantity = Number(quantity)
  if (op !== 'merge' || days !== undefined) listing.handlingDays = Number(days ?? 2)
  return []
}

function paiseIn(price: unknown): number | null {
  const [first] = Array.isArray(price) ? price : []
  const [schedule] = isRecord(first) && Array.isArray(first.schedule) ? first.schedule : []
  const value = isRecord(schedule) ? Number(schedule.value_with_tax) : Number.NaN
  return value > 0 ? Math.round(value * 100) : null
}
