/** Amazon's Selling Partner API for Europe and India over the sample store, and the storage of its reports and feeds. */
import { MARKETPLACE, SELLER } from '../../store/amazon.ts'
import { isRecord, type Provider, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { apps } from '../logins/apps.ts'
import { bookRoutes } from './books.ts'
import { buyerRoutes } from './buyers.ts'
import { answerStorage, documentRoutes, workOff } from './documents.ts'
import { broken, invalid, noRole, noToken, notFound, throttled } from './errors.ts'
import { listingRoutes } from './listings.ts'
import { orderRoutes } from './orders.ts'
import { productRoutes } from './products.ts'
import type { Route } from './route.ts'
import { type Seller, seedSeller } from './seller.ts'

const refresh_token = 'Atzr|sandboxBluebirdAmazonRefresh0000'

/** What the app has at Amazon: a consent is for all of it. */
const scopes = [
  'Product Listing',
  'Pricing',
  'Inventory and Order Tracking',
  'Amazon Fulfillment',
  'Buyer Communication',
  'Buyer Solicitation',
  'Selling Partner Insights',
  'Finance and Accounting',
]

export const amazonSpApi = defineProvider<Seller>({
  name: 'amazon_sp_api',
  hosts: {
    'sellingpartnerapi-eu.amazon.com': '',
    'tortuga-prod-eu.s3-eu-west-1.amazonaws.com': '/documents',
  },
  credentials: {
    amazon_sp_api: {
      marketplace_id: MARKETPLACE,
      client_id: apps.amazon.clientId,
      client_secret: apps.amazon.clientSecret,
      selling_partner_id: SELLER,
      refresh_token,
    },
  },
  consents: { [refresh_token]: { vendor: 'amazon', clientId: apps.amazon.clientId, scopes } },
  seed: seedSeller,
  open: createAmazon,
  find: (seller, kind, id) => {
    if (kind === 'order') return seller.orders.find((one) => one.id === id) ?? null
    return kind === 'listing' ? (seller.listings.find(({ sku }) => sku === id) ?? null) : null
  },
})

const routes: readonly Route[] = [
  ...orderRoutes,
  ...listingRoutes,
  ...productRoutes,
  ...bookRoutes,
  ...documentRoutes,
  ...buyerRoutes,
]

function createAmazon({ state, bearer, now }: ProviderWorld<Seller>): Provider {
  return {
    answer: (call) => {
      const seller = state()
      workOff(seller, now())
      if (call.path.startsWith('/documents/')) return answerStorage(seller, call, now())
      const grant = bearer(call.headers['x-amz-access-token'] ?? '')
      if (grant?.vendor !== 'amazon') return noToken()
      return answerApi(call, { seller, now: now(), roles: grant.scopes })
    },
    throttled,
    unauthorised: noToken,
    broken,
  }
}

function answerApi(call: ProviderCall, at: { seller: Seller; now: number; roles: string[] }): Reply {
  for (const { method, path, roles, answer } of routes) {
    const match = method === call.method ? path.exec(call.path) : null
    if (!match) continue
    if (!roles.some((role) => at.roles.includes(role))) return noRole()
    const body = call.body === '' ? {} : parseJson(call.body)
    if (!isRecord(body)) return invalid('The request body is not valid JSON.')
    const { seller, now } = at
    return answer({ call, parts: match.slice(1).map(decodeURIComponent), body, seller, now })
  }
  return notFound()
}
