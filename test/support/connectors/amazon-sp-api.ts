import type { JsonObject } from '../../../connectors/define.ts'
import { createSeller } from './amazon-sp-api-seller.ts'
import type { Answer, RemoteFixture } from './fixture.ts'

export const marketplace = 'A21TJRUUN4KGV'
export const order = '402-1234567-7654321'

const refused = (code: string, message: string, status = 400): Answer => ({
  status,
  body: { errors: [{ code, message, details: '' }] },
})
const inr = (minor: number): JsonObject => ({ currency: 'INR', minor })

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: {
    marketplace_id: marketplace,
    client_id: 'amzn1.application-oa2-client.contract0000000000',
    client_secret: 'not-a-secret-at-all',
    selling_partner_id: 'A3CONTRACT0001',
    refresh_token: 'Atzr|not-a-token-at-all',
    access_token: 'Atza|not-a-token-either',
    access_token_expires_at: '2026-11-22T10:00:00.000Z',
  },
  provider: () => createSeller(marketplace),
  personal: [
    'Meera Iyer',
    'meera.iyer@marketplace.amazon.in',
    '+919812345678',
    '12 Lake View Road',
    '600004',
  ],
  // The address that is asked for, and the bytes that are laid there, do nothing until a feed names them.
  isStep: ({ path }) => path === '/feeds/2021-06-30/documents' || path.startsWith('/doc-'),
  reads: {
    marketplaces: {},
    orders: { createdAfter: '2026-11-01T00:00:00Z', statuses: ['UNSHIPPED', 'SHIPPED'], destination: true },
    order: { orderId: order, destination: true },
    inventory: { skus: ['BB-ONE'] },
    listings: { skus: ['BB-ONE', 'BB-TWO'], buyable: true, issues: 'ERROR' },
    listing: { sku: 'BB-ONE' },
    catalogue: { keywords: ['quilt', 'block print'], brand: 'Bluebird' },
    catalogueItem: { asin: 'B0CONTRACT' },
    offers: { sku: 'BB-ONE' },
    fees: { asin: 'B0CONTRACT', price: inr(159_900), shippedBy: 'AMAZON' },
    sales: {
      from: '2026-11-01T00:00:00+05:30',
      to: '2026-11-20T00:00:00+05:30',
      by: 'Day',
      timeZone: 'Asia/Kolkata',
    },
    transactions: { orderId: order },
    reports: { types: ['GET_MERCHANT_LISTINGS_ALL_DATA'] },
    requestReport: { type: 'GET_MERCHANT_LISTINGS_ALL_DATA' },
    report: { reportId: '50001' },
    reportRows: { reportId: '50001', limit: 1 },
    feed: { feedId: '90001' },
  },
  writes: {
    updateListingPrice: {
      input: { sku: 'BB-ONE', price: inr(149_900) },
      refusal: refused('InvalidInput', "The provided value for 'purchasable_offer' is invalid."),
      impossible: { sku: 'BB-ONE', price: { currency: 'USD', minor: 149_900 } },
      later: 'Amazon changes listings some time after it has answered',
    },
    updateListingQuantity: {
      input: { sku: 'BB-ONE', quantity: 12 },
      refusal: {
        status: 200,
        body: {
          sku: 'BB-ONE',
          status: 'INVALID',
          submissionId: 'f1dc2914',
          issues: [{ code: '1', message: 'The quantity is invalid', severity: 'ERROR', categories: [] }],
        },
      },
      impossible: { sku: 'BB-FBA', quantity: 12 },
      later: 'Amazon changes listings some time after it has answered',
    },
    confirmShipment: {
      input: {
        orderId: order,
        items: [{ orderItemId: '40212345678901', quantity: 1 }],
        carrierCode: 'Other',
        carrierName: 'Delhivery',
        shippingMethod: 'Surface',
        trackingNumber: 'DL000000001',
        shippedAt: '2026-11-21T08:00:00Z',
      },
      refusal: refused('InvalidInput', 'Invalid request parameter `carrierCode`.'),
      impossible: {
        orderId: order,
        items: [{ orderItemId: '40212345678901', quantity: 9 }],
        carrierCode: 'DHL',
        trackingNumber: 'DL000000001',
        shippedAt: '2026-11-21T08:00:00Z',
      },
    },
    requestReview: {
      input: { orderId: order },
      refusal: refused('Unauthorized', 'You cannot use this Solicitation.', 403),
      impossible: { orderId: '402-0000000-0000000' },
    },
    messageBuyer: {
      input: { orderId: order, kind: 'unexpectedProblem', text: 'The courier is a day late; we are sorry.' },
      refusal: refused('InvalidInput', 'The text is too long.'),
      impossible: { orderId: order, kind: 'unexpectedProblem', text: 'Write to us at help@example.com' },
      blind: 'Amazon has no way to read what was sent to a buyer',
    },
    changeListings: {
      input: {
        changes: [
          { sku: 'BB-ONE', price: inr(149_900), quantity: 12 },
          { sku: 'BB-TWO', price: inr(45_050) },
        ],
      },
      refusal: refused('InvalidInput', 'The feed document is empty.'),
      impossible: {
        changes: [
          { sku: 'BB-ONE', quantity: 12 },
          { sku: 'BB-NONE', quantity: 12 },
        ],
      },
    },
  },
}
