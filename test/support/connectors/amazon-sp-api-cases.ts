/** What asks for each case of Amazon's static sandbox, and what comes of its answer. */
import { expect } from 'vitest'
import type { AmazonWrites } from '../../../connectors/amazon-sp-api/client.ts'
import { amazonSpApi } from '../../../connectors/amazon-sp-api/index.ts'
import type { JsonObject } from '../../../connectors/define.ts'

export type Run = (api: AmazonWrites) => Promise<unknown>
export type Told = { marketplace?: string; path?: string; run: Run; found: unknown }
const { reads } = amazonSpApi
const read =
  (name: keyof typeof reads, input: JsonObject): Run =>
  (api) => {
    const one = reads[name] as (typeof reads)['orders']
    return one.run(api, one.input.parse(input))
  }
const sandboxOrder = '123-1234567-1234567'
const usd = (minor: number) => ({ currency: 'USD', minor })
export const cloudfront = { error: /^Amazon keeps this document at d34o8swod1owfl\.cloudfront\.net, .+\.$/ }
const prices = { sku: null, asin: 'B00V5DG6IQ' }

/** By `<api>.<operationId>`: what asks for it, with the case's own values, and what comes of the case's answer. */
export const told: Record<string, Told> = {
  'sellers.getMarketplaceParticipations': {
    run: read('marketplaces', {}),
    found: {
      marketplaces: [
        { id: 'ATVPDKIKX0DER', currency: 'USD', sells: true, connected: true, store: 'BestSellerStore' },
      ],
    },
  },
  'orders_2026-01-01.searchOrders': {
    marketplace: 'A1VC38T7YXB528',
    run: read('orders', { createdAfter: '2024-12-25T00:00:00Z', destination: true }),
    found: {
      count: 1,
      orders: [
        {
          id: '250-1234567-8901234',
          status: 'SHIPPED',
          shippedBy: 'AMAZON',
          total: { currency: 'JPY', minor: 19_940 },
          destination: { city: 'Tokyo', country: 'JP' },
        },
      ],
    },
  },
  'orders_2026-01-01.getOrder': {
    marketplace: 'A2Q3Y263D00KWC',
    path: '/orders/2026-01-01/orders/171-9876543-2109876',
    run: read('order', { orderId: '171-9876543-2109876', destination: true }),
    found: {
      order: {
        id: '171-9876543-2109876',
        total: { currency: 'BRL', minor: 29_990 },
        shipBy: '2024-12-27T23:59:59.000Z',
        destination: { city: 'São Paulo', state: 'SP', country: 'BR' },
        items: [{ id: '17198765432109', sku: 'ECHO-DOT-4-BR-PRETO', shipped: 0, unshipped: 1 }],
        packages: [],
      },
    },
  },
  'listingsItems_2021-08-01.searchListingsItems': {
    run: read('listings', { skus: ['GM-ZDPI-9B4E', 'HW-ZDPI-9B4E', 'TC-ZDPI-9B4E'], limit: 1 }),
    found: {
      count: 1,
      total: 3,
      cursor: 'xsdflkj324lkjsdlkj3423klkjsdfkljlk2j34klj2l3k4jlksdjl234',
      listings: [
        { sku: 'GM-ZDPI-9B4E', asin: 'B071VG5N9D', price: usd(10_000), quantity: 100, shippedBy: 'MERCHANT' },
      ],
    },
  },
  'listingsItems_2021-08-01.getListingsItem': {
    run: read('listing', { sku: 'GM-ZDPI-9B4E' }),
    found: {
      listing: {
        sku: 'GM-ZDPI-9B4E',
        type: 'LUGGAGE',
        price: usd(10_000),
        issueCount: 5,
        issues: expect.arrayContaining([
          expect.objectContaining({ code: '90220', severity: 'ERROR', about: ['size'] }),
        ]),
      },
    },
  },
  'listingsItems_2021-08-01.patchListingsItem': {
    run: (api) =>
      api.patchListing('GM-ZDPI-9B4E', {
        productType: 'LUGGAGE',
        patches: [{ op: 'merge', path: '/attributes/fulfillment_availability', value: [{ quantity: 1 }] }],
      }),
    found: { status: 'ACCEPTED', submissionId: 'f1dc2914-75dd-11ea-bc55-0242ac130003' },
  },
  'catalogItems_2022-04-01.searchCatalogItems': {
    run: read('catalogue', { keywords: ['samsung', 'tv'] }),
    found: { count: 1, total: 1, items: [{ asin: 'B07N4M94X4', brand: 'SAMSUNG', category: 'QLED TVs' }] },
  },
  'catalogItems_2022-04-01.getCatalogItem': {
    path: '/catalog/2022-04-01/items/B07N4M94X4',
    run: read('catalogueItem', { asin: 'B07N4M94X4' }),
    found: {
      item: { asin: 'B07N4M94X4', barcodes: expect.arrayContaining([expect.stringMatching(/^\w+ \w+$/)]) },
    },
  },
  'productPricingV0.getItemOffers': {
    path: '/products/pricing/v0/items/B00V5DG6IQ/offers',
    run: read('offers', prices),
    found: { status: 'Success', total: 1, offers: [{ ours: false, price: usd(1000), shipping: usd(0) }] },
  },
  'productPricingV0.getListingOffers': {
    path: '/products/pricing/v0/listings/NABetaASINB00V5DG6IQ/offers',
    run: read('offers', { sku: 'NABetaASINB00V5DG6IQ' }),
    found: { total: 1, prices: { lowest: [{ price: usd(1000) }] } },
  },
  'productFeesV0.getMyFeesEstimateForASIN': {
    path: '/products/fees/v0/items/B00V5DG6IQ/feesEstimate',
    run: read('fees', { ...prices, price: usd(1000), shippingMinor: 1000 }),
    found: { fees: usd(300), count: 0, parts: [] },
  },
  'productFeesV0.getMyFeesEstimateForSKU': {
    run: read('fees', { sku: 'BB-ONE', price: usd(1000), shippingMinor: 1000 }),
    found: { fees: usd(300), count: 0, parts: [] },
  },
  'fbaInventory.getInventorySummaries': { run: read('inventory', {}), found: {} },
  'sales.getOrderMetrics': {
    run: read('sales', {
      from: '2019-08-01T00:00:00-07:00',
      to: '2019-08-03T00:00:00-07:00',
      timeZone: 'US/Pacific',
    }),
    found: { count: 1, sales: [{ orders: 2, units: 2, sales: usd(2500), averageUnitPrice: usd(1250) }] },
  },
  'finances_2024-06-19.listTransactions': {
    run: read('transactions', { postedAfter: '2023-03-07T00:00:00Z', cursor: 'jehgri34yo7jr9e8f984tr9i4o' }),
    found: {
      cursor: 'Next token value',
      transactions: [
        {
          type: 'Shipment',
          amount: usd(1000),
          order: '8129762527551',
          settlement: '4MVaHcsAfaYAlwlaPWrXJxrfUiKfYZ2ooWtY7528FUA',
          postedAt: '2020-07-14T03:35:13.214Z',
        },
      ],
    },
  },
  'reports_2021-06-30.getReports': {
    run: read('reports', { types: ['GET_AFN_INVENTORY_DATA'] }),
    found: {
      cursor: 'VGhpcyB0b2tlbiBpcyBvcGFxdWUgYW5kIGludGVudGlvbmFsbHkgb2JmdXNjYXRlZA==',
      reports: expect.arrayContaining([
        expect.objectContaining({ id: 'ReportId1', type: 'FEE_DISCOUNTS_REPORT' }),
      ]),
    },
  },
  'reports_2021-06-30.createReport': {
    run: read('requestReport', { type: 'GET_MERCHANT_LISTINGS_ALL_DATA', from: '2024-03-10T20:11:24.000Z' }),
    found: { reportId: 'ID323', state: 'IN_QUEUE' },
  },
  'reports_2021-06-30.getReport': {
    path: '/reports/2021-06-30/reports/ID323',
    run: read('report', { reportId: 'ID323' }),
    found: { report: { id: 'ReportId1', state: 'IN_PROGRESS', from: '2024-03-11T13:47:20.677Z' } },
  },
  'reports_2021-06-30.getReportDocument': {
    path: '/reports/2021-06-30/documents/0356cf79-b8b0-4226-b4b9-0ee058ea5760',
    run: (api) => api.reportDocument('0356cf79-b8b0-4226-b4b9-0ee058ea5760'),
    found: cloudfront,
  },
  'feeds_2021-06-30.getFeeds': {
    run: (api) => api.feeds(10),
    found: expect.arrayContaining([
      expect.objectContaining({ feedId: 'FeedId1', processingStatus: 'CANCELLED' }),
    ]),
  },
  'feeds_2021-06-30.getFeed': {
    path: '/feeds/2021-06-30/feeds/feedId1',
    run: (api) => api.feed('feedId1'),
    found: { feedId: 'FeedId1', feedType: 'POST_PRODUCT_DATA' },
  },
  'feeds_2021-06-30.getFeedDocument': {
    path: '/feeds/2021-06-30/documents/0356cf79-b8b0-4226-b4b9-0ee058ea5760',
    run: (api) => api.feedDocument('0356cf79-b8b0-4226-b4b9-0ee058ea5760'),
    found: cloudfront,
  },
  'feeds_2021-06-30.createFeedDocument': { run: (api) => api.layFeed({}), found: cloudfront },
  'feeds_2021-06-30.createFeed': {
    run: async (api) => ({ feed: await api.startFeed('3d4e42b5-1d6e-44e8-a89c-2abfca0625bb') }),
    found: { feed: '3485934' },
  },
  'ordersV0.confirmShipment': {
    path: '/orders/v0/orders/902-1106328-1059050/shipmentConfirmation',
    run: async (api) => ({
      done: await api.confirmShipment('902-1106328-1059050', {
        packageReferenceId: '1',
        carrierCode: 'FedEx',
        carrierName: 'FedEx',
        shippingMethod: 'FedEx Ground',
        trackingNumber: '112345678',
        shipDate: '2022-02-11T01:00:00.000Z',
        orderItems: [{ orderItemId: '79039765272157', quantity: 1 }],
      }),
    }),
    found: { done: undefined },
  },
  'messaging.getMessagingActionsForOrder': {
    path: `/messaging/v1/orders/${sandboxOrder}`,
    run: async (api) => ({ actions: await api.messageActions(sandboxOrder) }),
    found: {
      actions: expect.arrayContaining([
        'confirmOrderDetails',
        'confirmDeliveryDetails',
        'unexpectedProblem',
        'attributes',
      ]),
    },
  },
  'messaging.GetAttributes': {
    run: async (api) => ({ locale: await api.buyerLocale(sandboxOrder) }),
    found: { locale: 'en-US' },
  },
  'messaging.createConfirmOrderDetails': sends('confirmOrderDetails'),
  'messaging.createConfirmDeliveryDetails': sends('confirmDeliveryDetails'),
  'messaging.createUnexpectedProblem': sends('unexpectedProblem'),
  'solicitations.getSolicitationActionsForOrder': {
    path: `/solicitations/v1/orders/${sandboxOrder}`,
    run: async (api) => ({ actions: await api.solicitationActions(sandboxOrder) }),
    found: { actions: ['productReviewAndSellerFeedback'] },
  },
  'solicitations.createProductReviewAndSellerFeedbackSolicitation': {
    run: async (api) => ({ done: await api.solicitReview(sandboxOrder) }),
    found: { done: undefined },
  },
}

function sends(kind: 'confirmOrderDetails' | 'confirmDeliveryDetails' | 'unexpectedProblem'): Told {
  return {
    path: `/messaging/v1/orders/${sandboxOrder}/messages/${kind}`,
    run: async (api) => ({ done: await api.sendMessage(sandboxOrder, kind, 'My Message') }),
    found: { done: undefined },
  }
}
