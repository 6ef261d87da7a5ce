/** POST /admin/oauth/access_token: the client-credentials grant, as JSON or as a form. */
import { randomBytes } from 'node:crypto'
import { isRecord, ok, type ProviderCall, parseJson, type Reply } from '../call.ts'
import type { ShopifyDesk } from './desk.ts'

export const SHOPIFY_CREDENTIAL = {
  shop: 'bluebird-store',
  client_id: 'b10eb12d5a4db0c05a4db0c05a4db0c0',
  client_secret: 'sandbox-shopify-client-secret',
}

const SCOPES =
  'read_orders,write_orders,read_products,write_products,read_customers,write_customers,read_inventory,write_inventory,read_locations,read_draft_orders,write_draft_orders'
const LIFETIME_S = 86_399

export function grantToken(desk: ShopifyDesk, call: ProviderCall, now: number): Reply {
  const asked = fieldsOf(call)
  if (asked.grant_type !== 'client_credentials') return no('unsupported_grant_type', 'Unsupported grant type')
  if (
    asked.client_id !== SHOPIFY_CREDENTIAL.client_id ||
    asked.client_secret !== SHOPIFY_CREDENTIAL.client_secret
  ) {
    return no('invalid_client', 'The client credentials are not valid')
  }
  const token = `shpat_sandbox_${randomBytes(12).toString('hex')}`
  desk.tokens = desk.tokens.filter(({ expiresAt }) => expiresAt > now).slice(-20)
  desk.tokens.push({ token, expiresAt: now + LIFETIME_S * 1000 })
  return ok({ access_token: token, scope: SCOPES, expires_in: LIFETIME_S })
}

/** X-Shopify-Access-Token names a token that was granted and has not run out. */
export const hasToken = (desk: ShopifyDesk, call: ProviderCall, now: number): boolean =>
  desk.tokens.some(
    ({ token, expiresAt }) => token === call.headers['x-shopify-access-token'] && expiresAt > now,
  )

function fieldsOf({ body }: ProviderCall): Record<string, unknown> {
  const json = parseJson(body)
  return isRecord(json) ? json : Object.fromEntries(new URLSearchParams(body))
}

const no = (error: string, error_description: string): Reply => ({
  status: 400,
  body: { error, error_description },
  acted: false,
})
