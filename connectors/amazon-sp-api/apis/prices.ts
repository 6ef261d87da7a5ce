/** Product Pricing v0 and Product Fees v0: what others ask for the same product, and what Amazon would keep. */
import { z } from 'zod'
import { segment } from '../../rest.ts'
import { numberMoney } from '../amounts.ts'
import type { Line } from '../line.ts'

const price = z.object({
  condition: z.string().optional(),
  fulfillmentChannel: z.string().optional(),
  LandedPrice: numberMoney.optional(),
  ListingPrice: numberMoney,
  Shipping: numberMoney.optional(),
})
const offer = z.object({
  MyOffer: z.boolean().optional(),
  SubCondition: z.string(),
  SellerId: z.string().optional(),
  SellerFeedbackRating: z
    .object({ SellerPositiveFeedbackRating: z.number().optional(), FeedbackCount: z.int() })
    .optional(),
  ListingPrice: numberMoney,
  Shipping: numberMoney,
  IsFulfilledByAmazon: z.boolean(),
  IsBuyBoxWinner: z.boolean().optional(),
})
const offers = z.object({
  payload: z.object({
    ASIN: z.string().optional(),
    SKU: z.string().optional(),
    status: z.string(),
    Summary: z.object({
      TotalOfferCount: z.int(),
      LowestPrices: z.array(price).optional(),
      BuyBoxPrices: z.array(price).optional(),
    }),
    Offers: z.array(offer),
  }),
})
export type Offers = z.output<typeof offers>['payload']

const fee = z.object({ FeeType: z.string(), FinalFee: numberMoney })
const estimate = z.object({
  payload: z.object({
    FeesEstimateResult: z.object({
      Status: z.string().optional(),
      FeesEstimate: z
        .object({ TotalFeesEstimate: numberMoney.optional(), FeeDetailList: z.array(fee).optional() })
        .optional(),
      Error: z.object({ Code: z.string(), Message: z.string() }).optional(),
    }),
  }),
})
export type FeesEstimate = z.output<typeof estimate>['payload']['FeesEstimateResult']

export type Product = { asin: string; sku: null } | { asin: null; sku: string }
export type FeesQuestion = { isAmazonFulfilled: boolean; amount: number; currency: string; shipping: number }

const of = ({ asin, sku }: Product): string =>
  asin === null ? `listings/${segment(sku)}` : `items/${segment(asin)}`

export const priceReads = ({ rest, marketplace }: Line) => ({
  offers: async (product: Product) =>
    (
      await rest.ask(offers, {
        path: `/products/pricing/v0/${of(product)}/offers`,
        query: { MarketplaceId: marketplace, ItemCondition: 'New' },
      })
    ).payload,
  fees: async (product: Product, asked: FeesQuestion) => {
    const amount = (Amount: number) => ({ CurrencyCode: asked.currency, Amount })
    const FeesEstimateRequest = {
      MarketplaceId: marketplace,
      IsAmazonFulfilled: asked.isAmazonFulfilled,
      PriceToEstimateFees: { ListingPrice: amount(asked.amount), Shipping: amount(asked.shipping) },
      Identifier: 'ops-room',
    }
    const path = `/products/fees/v0/${of(product)}/feesEstimate`
    const found = await rest.ask(estimate, { method: 'POST', path, body: { FeesEstimateRequest } })
    return found.payload.FeesEstimateResult
  },
})
