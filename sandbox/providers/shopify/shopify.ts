/** Shopify over the sample store: the consent page, the token endpoint and the GraphQL Admin API of one version. */
import { type Provider, parseJson, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { revoke } from '../grants.ts'
import { throttled } from './cost.ts'
import type { ShopifyDesk } from './desk.ts'
import { answerGraphql } from './graphql.ts'
import { consent, grantToken, SHOPIFY_CREDENTIAL, scopesOf } from './oauth.ts'
import type { World } from './world.ts'

const VERSION = '2026-10'

export const shopify = defineProvider<ShopifyDesk>({
  name: 'shopify',
  hosts: { 'bluebird-store.myshopify.com': '' },
  credentials: { shopify: SHOPIFY_CREDENTIAL },
  seed: (_store, now) => ({ tokens: [], idempotency: {}, bucket: { available: 2000, at: now } }),
  open: createShopify,
})

function createShopify(provider: ProviderWorld<ShopifyDesk>): Provider {
  const { store, state: desk, now, work, grants } = provider
  const world = (scopes: readonly string[], token: string): World => ({
    store: store(),
    desk: desk(),
    now,
    work,
    scopes,
    uninstall: () => {
      revoke(grants(), token)
      desk().tokens = []
    },
    warnings: [],
  })
  return {
    answer: (call) => {
      const login = { ...provider, desk: desk() }
      if (call.path === '/admin/oauth/authorize') return consent(login, call)
      if (call.method !== 'POST') return notFound()
      if (call.path === '/admin/oauth/access_token') return grantToken(login, call)
      if (call.path !== `/admin/api/${VERSION}/graphql.json`) return notFound()
      const scopes = scopesOf(login, call)
      if (scopes === null) return unauthorised()
      const token = call.headers['x-shopify-access-token'] ?? ''
      return answerGraphql(world(scopes, token), parseJson(call.body))
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
