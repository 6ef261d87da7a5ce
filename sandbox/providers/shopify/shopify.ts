/** Shopify over the sample store: the token endpoint and the GraphQL Admin API of one version. */
import { type Provider, parseJson, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { throttled } from './cost.ts'
import type { ShopifyDesk } from './desk.ts'
import { answerGraphql } from './graphql.ts'
import { grantToken, hasToken, SHOPIFY_CREDENTIAL } from './oauth.ts'

const VERSION = '2026-10'

export const shopify = defineProvider<ShopifyDesk>({
  name: 'shopify',
  hosts: { 'bluebird-store.myshopify.com': '' },
  credentials: { shopify: SHOPIFY_CREDENTIAL },
  seed: (_store, now) => ({ tokens: [], idempotency: {}, bucket: { available: 2000, at: now } }),
  open: createShopify,
})

function createShopify({ store, state: desk, now, work }: ProviderWorld<ShopifyDesk>): Provider {
  return {
    answer: (call) => {
      if (call.method !== 'POST') return notFound()
      if (call.path === '/admin/oauth/access_token') return grantToken(desk(), call, now())
      if (call.path !== `/admin/api/${VERSION}/graphql.json`) return notFound()
      if (!hasToken(desk(), call, now())) return unauthorised()
      const body = parseJson(call.body)
      return answerGraphql({ store: store(), desk: desk(), now, work, warnings: [] }, body)
    },
    throttled: () => throttled(desk()),
    unauthorised,
    broken: () => ({ status: 500, body: { errors: 'Internal Server Error' }, acted: false }),
  }
}

const notFound = (): Reply => ({ status: 404, body: { errors: 'Not Found' }, acted: false })

const unauthorised = (): Reply => ({
  status: 401,
  body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
  acted: false,
})
