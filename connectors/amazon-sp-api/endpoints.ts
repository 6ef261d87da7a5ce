/** Every address that is called, with the rates of Amazon's usage plans (the operations' descriptions in its models). */
import type { Endpoint, Endpoints, Rate } from '../define.ts'
import { asksForReport } from './report-types.ts'

const at = (perSecond: number, burst: number): { rate: Rate } => ({ rate: { perSecond, burst } })
const get = (path: string, ...[perSecond, burst]: [number, number]): Endpoint => ({
  method: 'GET',
  path,
  ...at(perSecond, burst),
})
const post = (path: string, ...[perSecond, burst]: [number, number]): Endpoint => ({
  method: 'POST',
  path,
  ...at(perSecond, burst),
})

const order = '/orders/2026-01-01/orders'
const listing = '/listings/2021-08-01/items/{seller}'
const reports = '/reports/2021-06-30'
const feeds = '/feeds/2021-06-30'
const message = '/messaging/v1/orders/{order}'
const solicitation = '/solicitations/v1/orders/{order}'

const read: Endpoint[] = [
  get('/sellers/v1/marketplaceParticipations', 0.016, 15),
  get(order, 0.0056, 20),
  get(`${order}/{id}`, 0.5, 30),
  get('/fba/inventory/v1/summaries', 2, 2),
  get(listing, 5, 5),
  get(`${listing}/{sku}`, 5, 10),
  get('/catalog/2022-04-01/items', 2, 2),
  get('/catalog/2022-04-01/items/{asin}', 2, 2),
  get('/products/pricing/v0/items/{asin}/offers', 0.5, 1),
  get('/products/pricing/v0/listings/{sku}/offers', 1, 2),
  // "Returns the estimated fees" (Product Fees v0): the price goes in the body, and nothing is kept.
  { ...post('/products/fees/v0/items/{asin}/feesEstimate', 1, 2), asks: true },
  { ...post('/products/fees/v0/listings/{sku}/feesEstimate', 1, 2), asks: true },
  get('/sales/v1/orderMetrics', 0.5, 15),
  get('/finances/2024-06-19/transactions', 0.5, 10),
  get(`${reports}/reports`, 0.0222, 10),
  { ...post(`${reports}/reports`, 0.0167, 15), asks: true, dryRun: asksForReport },
  get(`${reports}/reports/{id}`, 2, 15),
  get(`${reports}/documents/{id}`, 0.0167, 15),
  { method: 'GET', on: 'documents', path: '/{document}' },
  get(`${feeds}/feeds`, 0.0222, 10),
  get(`${feeds}/feeds/{id}`, 2, 15),
  get(`${feeds}/documents/{id}`, 0.0222, 10),
  get(message, 1, 5),
  get(`${message}/attributes`, 1, 5),
  get(solicitation, 1, 5),
]

const write: Endpoint[] = [
  {
    method: 'PATCH',
    path: `${listing}/{sku}`,
    // The plan says 5; with mode=VALIDATION_PREVIEW it is one (changelog "now supports previewing errors").
    ...at(1, 5),
    dryRun: (_body, query) => query.get('mode') === 'VALIDATION_PREVIEW',
  },
  post('/orders/v0/orders/{order}/shipmentConfirmation', 2, 10),
  post(`${solicitation}/solicitations/productReviewAndSellerFeedback`, 1, 5),
  post(`${message}/messages/confirmOrderDetails`, 1, 5),
  post(`${message}/messages/confirmDeliveryDetails`, 1, 5),
  post(`${message}/messages/unexpectedProblem`, 1, 5),
  post(`${feeds}/documents`, 0.5, 15),
  { method: 'PUT', on: 'documents', path: '/{document}' },
  post(`${feeds}/feeds`, 0.0083, 15),
]

export const endpoints: Endpoints = {
  read,
  write,
  auth: [{ method: 'POST', on: 'token', path: '/auth/o2/token' }],
}
