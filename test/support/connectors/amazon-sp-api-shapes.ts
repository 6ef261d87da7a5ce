/** What a seller's account at Amazon answers with, in Amazon's own shapes. */
import type { Json, JsonObject } from '../../../connectors/define.ts'

export type Listing = { sku: string; price: number | null; quantity: number | null; byAmazon: boolean }
export type Books = {
  marketplace: string
  listings: Listing[]
  packages: JsonObject[]
  reviewed: boolean
  feeds: JsonObject[]
  laid: Map<string, Json>
}
export const storage = (id: string): string =>
  `https://tortuga-prod-eu.s3-eu-west-1.amazonaws.com/${id}?X-Amz-Credential=AKIA%2F20261122%2Feu-west-1&X-Amz-Signature=0f`

export const documents: Record<string, string> = {
  'doc-report':
    'item-name\tseller-sku\tprice\tquantity\tbuyer-name\r\nQuilt\tBB-ONE\t1599\t40\tMeera Iyer\r\nDiya\tBB-TWO\t449.5\t3\t\r\n',
  'doc-result': JSON.stringify({
    header: { sellerId: 'A3CONTRACT0001', version: '2.0', feedId: '90001' },
    issues: [
      { messageId: 2, sku: 'BB-TWO', code: '18155', severity: 'ERROR', message: 'The price is too low.' },
    ],
    summary: { errors: 1, warnings: 0, messagesProcessed: 2, messagesAccepted: 1, messagesInvalid: 1 },
  }),
}

const rupees = (amount: string): JsonObject => ({ currencyCode: 'INR', amount })
const priced = (Amount: number): JsonObject => ({ CurrencyCode: 'INR', Amount })

export const participation = (id: string): JsonObject => ({
  marketplace: {
    id,
    countryCode: 'IN',
    name: 'Amazon.in',
    defaultCurrencyCode: 'INR',
    defaultLanguageCode: 'en_IN',
    domainName: 'www.amazon.in',
  },
  storeName: 'Bluebird',
  participation: { isParticipating: true, hasSuspendedListings: false },
})

export const order = ({ marketplace, packages }: Books): JsonObject => ({
  orderId: '402-1234567-7654321',
  createdTime: '2026-11-18T08:00:00Z',
  lastUpdatedTime: '2026-11-18T09:00:00Z',
  salesChannel: { channelName: 'AMAZON', marketplaceId: marketplace, marketplaceName: 'Amazon.in' },
  buyer: { buyerName: 'Meera Iyer', buyerEmail: 'meera.iyer@marketplace.amazon.in' },
  recipient: {
    deliveryAddress: {
      name: 'Meera Iyer',
      addressLine1: '12 Lake View Road',
      city: 'Chennai',
      stateOrRegion: 'Tamil Nadu',
      postalCode: '600004',
      countryCode: 'IN',
      phone: '+919812345678',
    },
  },
  proceeds: { grandTotal: rupees('3198.00') },
  fulfillment: {
    fulfillmentStatus: 'UNSHIPPED',
    fulfilledBy: 'MERCHANT',
    fulfillmentServiceLevel: 'STANDARD',
    shipByWindow: { earliestDateTime: '2026-11-20T00:00:00Z', latestDateTime: '2026-11-23T18:29:59Z' },
  },
  orderItems: [
    {
      orderItemId: '40212345678901',
      quantityOrdered: 2,
      product: {
        asin: 'B0CONTRACT',
        title: 'Quilt',
        sellerSku: 'BB-ONE',
        price: { unitPrice: rupees('1599.00') },
      },
      proceeds: { proceedsTotal: rupees('3198.00') },
      cancellation: { cancellationRequest: { requester: 'BUYER', cancelReason: 'Found it elsewhere' } },
      fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: 2 },
    },
  ],
  packages: packages.map(({ packageReferenceId, trackingNumber }) => ({
    packageReferenceId: packageReferenceId ?? '',
    trackingNumber: trackingNumber ?? '',
  })),
})

export const listing = ({ marketplace }: Books, { sku, price, quantity, byAmazon }: Listing): JsonObject => ({
  sku,
  summaries: [
    {
      marketplaceId: marketplace,
      asin: 'B0CONTRACT',
      productType: 'BLANKET',
      status: ['BUYABLE'],
      itemName: 'Quilt',
      createdDate: '2025-01-01T00:00:00Z',
      lastUpdatedDate: '2026-11-01T00:00:00Z',
    },
  ],
  attributes: {
    purchasable_offer: [
      {
        marketplace_id: marketplace,
        currency: 'INR',
        audience: 'ALL',
        minimum_seller_allowed_price: [{ schedule: [{ value_with_tax: 300.5 }] }],
        our_price: [{ schedule: [{ value_with_tax: price }] }],
      },
      {
        marketplace_id: marketplace,
        currency: 'INR',
        audience: 'B2B',
        our_price: [{ schedule: [{ value_with_tax: 1 }] }],
      },
    ],
  },
  offers: [{ marketplaceId: marketplace, offerType: 'B2C', price: rupees(String(price)) }],
  fulfillmentAvailability: [
    {
      fulfillmentChannelCode: byAmazon ? 'AMAZON_IN' : 'DEFAULT',
      ...(quantity === null ? {} : { quantity }),
    },
  ],
  issues: [
    {
      code: '90220',
      message: "'size' is required.",
      severity: 'ERROR',
      attributeNames: ['size'],
      categories: [],
    },
  ],
})

export const stock = (id: string): JsonObject => ({
  payload: {
    granularity: { granularityType: 'Marketplace', granularityId: id },
    inventorySummaries: [
      {
        asin: 'B0CONTRACT',
        fnSku: 'X000CONTRACT',
        sellerSku: 'BB-ONE',
        condition: 'NewItem',
        productName: 'Quilt',
        totalQuantity: 14,
        lastUpdatedTime: '2026-11-20T08:00:00Z',
        inventoryDetails: {
          fulfillableQuantity: 10,
          inboundWorkingQuantity: 1,
          inboundShippedQuantity: 1,
          inboundReceivingQuantity: 0,
          reservedQuantity: { totalReservedQuantity: 2 },
          unfulfillableQuantity: { totalUnfulfillableQuantity: 0 },
          researchingQuantity: { totalResearchingQuantity: 0 },
        },
      },
    ],
  },
})

export const product = (id: string): JsonObject => ({
  asin: 'B0CONTRACT',
  summaries: [
    {
      marketplaceId: id,
      brand: 'Bluebird',
      itemName: 'Quilt',
      browseClassification: { displayName: 'Quilts', classificationId: '1' },
    },
  ],
  identifiers: [{ marketplaceId: id, identifiers: [{ identifierType: 'EAN', identifier: '8900000000017' }] }],
  salesRanks: [
    { marketplaceId: id, displayGroupRanks: [{ websiteDisplayGroup: 'home', title: 'Home', rank: 812 }] },
  ],
})

export const offers = (marketplaceId: string): JsonObject => ({
  payload: {
    marketplaceId,
    SKU: 'BB-ONE',
    ItemCondition: 'New',
    status: 'Success',
    Identifier: { MarketplaceId: marketplaceId, SellerSKU: 'BB-ONE', ItemCondition: 'New' },
    Summary: {
      TotalOfferCount: 1,
      LowestPrices: [
        { condition: 'new', fulfillmentChannel: 'Merchant', ListingPrice: priced(1599), Shipping: priced(0) },
      ],
      BuyBoxPrices: [
        { condition: 'New', LandedPrice: priced(1599), ListingPrice: priced(1599), Shipping: priced(0) },
      ],
    },
    Offers: [
      {
        SubCondition: 'new',
        SellerId: 'A3CONTRACT0001',
        SellerFeedbackRating: { FeedbackCount: 12, SellerPositiveFeedbackRating: 98.5 },
        ShippingTime: {},
        ListingPrice: priced(1599),
        Shipping: priced(0),
        IsFulfilledByAmazon: false,
        IsBuyBoxWinner: true,
      },
    ],
  },
})

export const fees: JsonObject = {
  payload: {
    FeesEstimateResult: {
      Status: 'Success',
      FeesEstimate: {
        TimeOfFeesEstimation: '2026-11-22T08:00:00Z',
        TotalFeesEstimate: priced(239.855),
        FeeDetailList: [{ FeeType: 'ReferralFee', FeeAmount: priced(239.85), FinalFee: priced(239.85) }],
      },
    },
  },
}
export const metrics: JsonObject = {
  interval: '2026-11-01T00:00+05:30--2026-11-02T00:00+05:30',
  unitCount: 3,
  orderItemCount: 2,
  orderCount: 2,
  averageUnitPrice: rupees('1215.6667'),
  totalSales: rupees('3647'),
}
export const transaction: JsonObject = {
  transactionId: 'txn-1',
  transactionType: 'Shipment',
  transactionStatus: 'RELEASED',
  description: 'Order Payment',
  postedDate: '2026-11-19T08:00:00Z',
  totalAmount: { currencyCode: 'INR', currencyAmount: 2840.15 },
  relatedIdentifiers: [{ relatedIdentifierName: 'ORDER_ID', relatedIdentifierValue: '402-1234567-7654321' }],
  breakdowns: [
    { breakdownType: 'ProductCharges', breakdownAmount: { currencyCode: 'INR', currencyAmount: 3198 } },
    { breakdownType: 'AmazonFees', breakdownAmount: { currencyCode: 'INR', currencyAmount: -357.85 } },
  ],
}
export const report: JsonObject = {
  reportId: '50001',
  reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA',
  processingStatus: 'DONE',
  createdTime: '2026-11-20T08:00:00.000Z',
  processingEndTime: '2026-11-20T08:03:00.000Z',
  reportDocumentId: 'doc-report',
}
export const feedOf = (feedId: string, processingStatus: string, more: JsonObject): JsonObject => ({
  feedId,
  feedType: 'JSON_LISTINGS_FEED',
  createdTime: feedId === '90001' ? '2026-11-10T08:00:00Z' : '2026-11-22T08:00:00Z',
  processingStatus,
  ...more,
})
export const actions = (names: string[]): JsonObject => ({
  _links: {
    self: { href: '/here' },
    actions: names.map((name) => ({ href: `/here/${name}`, name })),
  },
  _embedded: { actions: [] },
})
