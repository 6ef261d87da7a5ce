/** Shopify over the sample store: the token endpoint and the GraphQL Admin API of one version. */
import type { Store } from '../../store/types.ts'
import { type Provider, parseJson, type Reply } from '../call.ts'
import { throttled } from './cost.ts'
import type { ShopifyDesk } from './desk.ts'
import { answerGraphql } from './graphql.ts'
import { grantToken, hasToken } from './oauth.ts'

export { SHOPIFY_CREDENTIAL } from './oauth.ts'

export type ShopifyWorld = { store: () => Store; desk: () => ShopifyDesk; now: () => number }

const VERSION = '2026-10'

export function createShopify({ store, desk, now }: ShopifyWorld): Provider {
  return {
    answer: (call) => {
      if (call.method !== 'POST') return notFound()
      if (call.path === '/admin/oauth/access_token') return grantToken(desk(), call, now())
      if (call.path !== `/admin/api/${VERSION}/graphql.json`) return notFound()
      if (!hasToken(desk(), call, now())) return unauthorised()
      const body = parseJson(call.body)
      return answerGraphql({ world: { store: store(), now, warnings: [] }, desk: desk() }, body)
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
