/** The catalogue, stock at Amazon, offers, fees and the account: everything that is only read. */
import { type AmazonListing, MARKETPLACE, SELLER } from '../../store/amazon.ts'
import { isRecord, ok, type Reply } from '../call.ts'
import { invalid, notFound } from './errors.ts'
import { type Asked, badToken, elsewhere, listIn, pageOf, type Route } from './route.ts'
import { iso, type Seller } from './seller.ts'

const get = (path: RegExp, role: string, answer: Route['answer']): Route => ({
  method: 'GET',
  path,
  roles: [role],
  answer,
})
const post = (path: RegExp, role: string, answer: Route['answer']): Route => ({
  method: 'POST',
  path,
  roles: [role],
  answer,
})

export const productRoutes: readonly Route[] = [
  get(/^\/sellers\/v1\/marketplaceParticipations$/, 'Selling Partner Insights', participations),
  get(/^\/fba\/inventory\/v1\/summaries$/, 'Amazon Fulfillment', stock),
  get(/^\/catalog\/2022-04-01\/items$/, 'Product Listing', search),
  get(/^\/catalog\/2022-04-01\/items\/([^/]+)$/, 'Product Listing', item),
  get(/^\/products\/pricing\/v0\/(items|listings)\/([^/]+)\/offers$/, 'Pricing', offers),
  post(/^\/products\/fees\/v0\/(items|listings)\/([^/]+)\/feesEstimate$/, 'Pricing', fees),
]

function participations(): Reply {
  const marketplace = {
    id: MARKETPLACE,
    countryCode: 'IN',
    name: 'Amazon.in',
    defaultCurrencyCode: 'INR',
    defaultLanguageCode: 'en_IN',
    domainName: 'www.amazon.in',
  }
  const participation = { isParticipating: true, hasSuspendedListings: false }
  return ok({ payload: [{ marketplace, storeName: 'Bluebird Store', participation }] })
}

function stock(asked: Asked): Reply {
  const { query } = asked.call
  const wrong = elsewhere(asked) ?? elsewhere(asked, 'granularityId')
  if (wrong) return wrong
  if (query.get('granularityType') !== 'Marketplace') return invalid('granularityType must be Marketplace.')
  const skus = listIn(query, 'sellerSkus')
  const held = asked.seller.listings.filter(
    ({ sku, stored }) => stored !== null && (skus.length === 0 || skus.includes(sku)),
  )
  const page = pageOf(held, 50, query.get('nextToken'))
  if (!page) return badToken()
  return ok({
    payload: {
      granularity: { granularityType: 'Marketplace', granularityId: MARKETPLACE },
      inventorySummaries: page.items.map(stockShape),
    },
    ...(page.next === null ? {} : { pagination: { nextToken: page.next } }),
  })
}

function stockShape({ asin, sku, title, stored, updatedAt }: AmazonListing) {
  const { sellable = 0, reserved = 0, onTheWay = 0, unsellable = 0 } = stored ?? {}
  return {
    asin,
    fnSku: `X0${asin.slice(2)}`,
    sellerSku: sku,
    condition: 'NewItem',
    productName: title,
    totalQuantity: sellable + reserved + onTheWay + unsellable,
    lastUpdatedTime: iso(updatedAt),
    inventoryDetails: {
      fulfillableQuantity: sellable,
      inboundWorkingQuantity: 0,
      inboundShippedQuantity: onTheWay,
      inboundReceivingQuantity: 0,
      reservedQuantity: { totalReservedQuantity: reserved },
      researchingQuantity: { totalResearchingQuantity: 0 },
      unfulfillableQuantity: { totalUnfulfillableQuantity: unsellable },
    },
  }
}

function search(asked: Asked): Reply {
  const wrong = elsewhere(asked)
  if (wrong) return wrong
  const { query } = asked.call
  const [words, codes] = [listIn(query, 'keywords'), listIn(query, 'identifiers')]
  if ((words.length === 0) === (codes.length === 0))
    return invalid('Either keywords or identifiers must be provided.')
  const found = asked.seller.listings.filter(({ title, asin }) =>
    codes.length > 0
      ? codes.includes(asin)
      : words.every((word) => title.toLowerCase().includes(word.toLowerCase())),
  )
  const page = pageOf(found, Number(query.get('pageSize') ?? 10), query.get('pageToken'))
  if (!page) return badToken()
  const items = page.items.map(itemShape)
  return ok({
    numberOfResults: found.length,
    ...(page.next === null ? {} : { pagination: { nextToken: page.next } }),
    items,
  })
}

function item(asked: Asked): Reply {
  const found = asked.seller.listings.find(({ asin }) => asin === asked.parts[0])
  return found ? (elsewhere(asked) ?? ok(itemShape(found))) : notFound('Requested item was not found.')
}

const itemShape = ({ asin, title, category }: AmazonListing) => ({
  asin,
  summaries: [
    {
      marketplaceId: MARKETPLACE,
      brand: 'Bluebird',
      itemName: title,
      browseClassification: { displayName: category, classificationId: '1380365031' },
      itemClassification: 'BASE_PRODUCT',
    },
  ],
  identifiers: [
    {
      marketplaceId: MARKETPLACE,
      identifiers: [{ identifierType: 'EAN', identifier: `890${number(asin, 10_000_000_000)}` }],
    },
  ],
  salesRanks: [
    {
      marketplaceId: MARKETPLACE,
      displayGroupRanks: [
        { title: 'Home', websiteDisplayGroup: 'home_display_on_website', rank: 400 + number(asin, 9000) },
      ],
    },
  ],
})

/** A number below `most` that depends on the product alone. */
const number = (asin: string, most: number): number => Number.parseInt(asin.slice(2), 16) % most

const productIn = ({ seller, parts }: { seller: Seller; parts: string[] }): AmazonListing | undefined =>
  seller.listings.find((one) => (parts[0] === 'items' ? one.asin : one.sku) === parts[1])

const rupees = (paise: number) => ({ CurrencyCode: 'INR', Amount: paise / 100 })

/** The store's own offer, and one seller who is a little cheaper for every second product. */
function offers(asked: Asked): Reply {
  const found = productIn(asked)
  if (asked.call.query.get('ItemCondition') !== 'New')
    return invalid('Invalid or missing parameter ItemCondition.')
  if (!found) return notFound()
  const rival = number(found.asin, 2) === 0 ? Math.round((found.price * 0.97) / 100) * 100 : null
  const all = [
    offer({ price: found.price, mine: true, wins: rival === null, byAmazon: found.quantity === null }),
    ...(rival === null ? [] : [offer({ price: rival, mine: false, wins: true, byAmazon: false })]),
  ]
  const best = rival ?? found.price
  const price = { ListingPrice: rupees(best), LandedPrice: rupees(best), Shipping: rupees(0) }
  const key = asked.parts[0] === 'items' ? { ASIN: found.asin } : { SKU: found.sku }
  const named = asked.parts[0] === 'items' ? key : { SellerSKU: found.sku }
  return (
    elsewhere(asked, 'MarketplaceId') ??
    ok({
      payload: {
        marketplaceId: MARKETPLACE,
        ...key,
        ItemCondition: 'New',
        status: 'Success',
        Identifier: { MarketplaceId: MARKETPLACE, ...named, ItemCondition: 'New' },
        Summary: {
          TotalOfferCount: all.length,
          LowestPrices: [{ condition: 'new', fulfillmentChannel: 'Merchant', ...price }],
          BuyBoxPrices: [{ condition: 'New', ...price }],
        },
        Offers: all,
      },
    })
  )
}

const offer = ({
  price,
  mine,
  wins,
  byAmazon,
}: {
  price: number
  mine: boolean
  wins: boolean
  byAmazon: boolean
}) => ({
  MyOffer: mine,
  SubCondition: 'new',
  SellerId: mine ? SELLER : 'A2LANTERNHOUSE',
  SellerFeedbackRating: { FeedbackCount: mine ? 412 : 96, SellerPositiveFeedbackRating: mine ? 97 : 91 },
  ShippingTime: { minimumHours: 24, maximumHours: 48, availabilityType: 'NOW' },
  ListingPrice: rupees(price),
  Shipping: rupees(0),
  IsFulfilledByAmazon: byAmazon,
  IsBuyBoxWinner: wins,
})

/** What Amazon keeps in this sandbox: twelve per cent, and for what it ships a fixed sum. */
export const feesOn = (paise: number, byAmazon: boolean) => ({
  referral: Math.round(paise * 0.12),
  closing: 3_000,
  shipping: byAmazon ? 6_500 : 0,
})

function fees(asked: Asked): Reply {
  const request = asked.body.FeesEstimateRequest
  const found = productIn(asked)
  const price =
    isRecord(request) && isRecord(request.PriceToEstimateFees)
      ? request.PriceToEstimateFees.ListingPrice
      : null
  if (!isRecord(request) || request.MarketplaceId !== MARKETPLACE || !isRecord(price))
    return invalid('Invalid request body.')
  const result = (rest: object) => ok({ payload: { FeesEstimateResult: rest } })
  if (!found) {
    return result({
      Status: 'ClientError',
      Error: {
        Type: 'Sender',
        Code: 'DataNotAvailable',
        Message: 'There is no such product.',
        Detail: [],
      },
    })
  }
  const parts = feesOn(Math.round(Number(price.Amount) * 100), request.IsAmazonFulfilled === true)
  const detail = (FeeType: string, paise: number) => ({
    FeeType,
    FeeAmount: rupees(paise),
    FinalFee: rupees(paise),
  })
  return result({
    Status: 'Success',
    FeesEstimate: {
      TimeOfFeesEstimation: iso(asked.now),
      TotalFeesEstimate: rupees(parts.referral + parts.closing + parts.shipping),
      FeeDetailList: [
        detail('ReferralFee', parts.referral),
        detail('FixedClosingFee', parts.closing),
        ...(parts.shipping === 0 ? [] : [detail('FBAFees', parts.shipping)]),
      ],
    },
  })
}
