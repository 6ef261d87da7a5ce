import { z } from 'zod'
import { ConnectorError, type JsonObject, read as readOf } from '../../define.ts'
import { positiveMoney, toDecimal } from '../../money.ts'
import { moneyOfNumber, nearestMoney } from '../amounts.ts'
import type { Offers, Product } from '../apis/prices.ts'
import type { AmazonReads } from '../client.ts'
import { label } from '../faults.ts'
import { asin, sku } from '../inputs.ts'
import { roles } from '../roles.ts'

const read = readOf<AmazonReads>()

const product = { sku: sku.nullable().default(null), asin: asin.nullable().default(null) }
type Named = { sku: string | null; asin: string | null }
const isOne = (named: Named): boolean => (named.sku === null) !== (named.asin === null)
const which = 'It is either a SKU or an ASIN.'

function productOf({ sku, asin }: Named): Product {
  return sku === null ? { asin: asin ?? '', sku: null } : { asin: null, sku }
}

export const offers = read({
  description:
    'Read what sellers ask on Amazon for one product in new condition, by SKU or ASIN: the featured offer, the lowest prices, and up to twenty offers.',
  scopes: roles.prices,
  input: z.strictObject(product).refine(isOne, which),
  untrusted: [],
  run: async (api, asked) => {
    const { Summary, Offers: all, status } = await api.offers(productOf(asked))
    const shapes = all.slice(0, 20).map((offer) => offerShape(offer, api.seller))
    return {
      status,
      total: Summary.TotalOfferCount,
      prices: {
        featured: (Summary.BuyBoxPrices ?? []).slice(0, 3).map(priceShape),
        lowest: (Summary.LowestPrices ?? []).slice(0, 6).map(priceShape),
      },
      count: shapes.length,
      offers: shapes,
    }
  },
})

export const fees = read({
  description:
    'Ask Amazon what fees it would keep of one product, by SKU or ASIN, at a price. An estimate; nothing is changed.',
  scopes: roles.prices,
  input: z
    .strictObject({
      ...product,
      price: positiveMoney,
      shippingMinor: z.int().min(0).default(0).describe('What the buyer pays for shipping, in minor units'),
      shippedBy: z.enum(['MERCHANT', 'AMAZON']).default('MERCHANT'),
    })
    .refine(isOne, which),
  untrusted: [],
  run: async (api, asked) => {
    const { currency } = asked.price
    const found = await api.fees(productOf(asked), {
      isAmazonFulfilled: asked.shippedBy === 'AMAZON',
      amount: Number(toDecimal(asked.price)),
      shipping: Number(toDecimal({ currency, minor: asked.shippingMinor })),
      currency,
    })
    const { FeesEstimate, Status, Error: fault } = found
    if (Status !== 'Success' || !FeesEstimate) {
      const words = fault?.Message ? ` It said: ${fault.Message.slice(0, 300)}` : ''
      throw new ConnectorError('refused', `${label} could not estimate the fees.${words}`)
    }
    const total = FeesEstimate.TotalFeesEstimate
    const parts = (FeesEstimate.FeeDetailList ?? []).map(({ FeeType, FinalFee }) => ({
      type: FeeType,
      amount: estimated(FinalFee),
    }))
    return { price: asked.price, fees: total ? estimated(total) : null, count: parts.length, parts }
  },
})

const estimated = ({
  Amount,
  CurrencyCode,
}: {
  Amount?: number | undefined
  CurrencyCode?: string | undefined
}) => (Amount === undefined || CurrencyCode === undefined ? null : nearestMoney(Amount, CurrencyCode))

type Price = NonNullable<Offers['Summary']['LowestPrices']>[number]

const priceShape = (price: Price): JsonObject => ({
  condition: price.condition ?? null,
  shippedBy: price.fulfillmentChannel?.toUpperCase() ?? null,
  price: moneyOfNumber(price.ListingPrice),
  shipping: price.Shipping ? moneyOfNumber(price.Shipping) : null,
})

const offerShape = (offer: Offers['Offers'][number], seller: string): JsonObject => ({
  ours: offer.MyOffer ?? offer.SellerId === seller,
  price: moneyOfNumber(offer.ListingPrice),
  shipping: moneyOfNumber(offer.Shipping),
  shippedBy: offer.IsFulfilledByAmazon ? 'AMAZON' : 'MERCHANT',
  featured: offer.IsBuyBoxWinner ?? false,
  ratings: offer.SellerFeedbackRating?.FeedbackCount ?? null,
})
