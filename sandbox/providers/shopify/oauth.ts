/** /admin/oauth/authorize and /admin/oauth/access_token: a store's consent page, and all the ways to a token. */
import { createHmac, randomBytes } from 'node:crypto'
import { isRecord, ok, type ProviderCall, parseJson, type Reply } from '../call.ts'
import type { ProviderWorld } from '../define.ts'
import { newAccessToken, openGrant, renewGrant, spendCode } from '../grants.ts'
import { apps } from '../logins/apps.ts'
import { answerConsent, type ConsentRules, listOf } from '../logins/consent.ts'
import type { ShopifyDesk } from './desk.ts'
import { ALL_SCOPES, meaningOf } from './scopes.ts'

export const SHOPIFY_CREDENTIAL = {
  shop: 'bluebird-store',
  client_id: apps.shopify.clientId,
  client_secret: apps.shopify.clientSecret,
}

const DAY_S = 86_399
const HOUR_S = 3600
const REFRESH_S = 7_776_000

export type Login = Pick<ProviderWorld<ShopifyDesk>, 'grants' | 'now' | 'bearer'> & { desk: ShopifyDesk }

const fault = (code: string, detail: string) => ({ status: 400, code, detail })

const rulesAt = (now: () => number): ConsentRules => ({
  label: 'Shopify',
  vendor: 'shopify',
  clientOf: (query) =>
    query.get('client_id') === SHOPIFY_CREDENTIAL.client_id ? SHOPIFY_CREDENTIAL.client_id : null,
  scopesOf: listOf,
  meaningOf,
  fixed: {},
  isOffline: () => true,
  codePrefix: '',
  faults: {
    client: () =>
      fault('application_cannot_be_found', 'Could not find Shopify API application with that key'),
    redirect: () => fault('invalid_request', 'The redirect_uri is not whitelisted'),
    scope: (scopes) => fault('invalid_scope', `The access scope is invalid: ${scopes}`),
    request: (name) => fault('invalid_request', `The request is missing a required parameter: ${name}`),
  },
  allowed: (code, { query }) => signedBack({ code, state: query.get('state') ?? '' }, now()),
  denied: { error: 'access_denied', error_description: 'The merchant did not install the app' },
})

export const consent = ({ grants, now }: Login, call: ProviderCall): Reply =>
  answerConsent({ grants, now }, call, rulesAt(now))

/** The way back, with the store's name and the app's signature: hex HMAC-SHA256 over the sorted parameters. */
function signedBack({ code, state }: { code: string; state: string }, now: number): Record<string, string> {
  const shop = `${SHOPIFY_CREDENTIAL.shop}.myshopify.com`
  const host = Buffer.from(`admin.shopify.com/store/${SHOPIFY_CREDENTIAL.shop}`).toString('base64url')
  const parameters = { code, host, shop, state, timestamp: String(Math.floor(now / 1000)) }
  const message = new URLSearchParams(parameters).toString()
  const hmac = createHmac('sha256', SHOPIFY_CREDENTIAL.client_secret).update(message).digest('hex')
  return { ...parameters, hmac }
}

export function grantToken(login: Login, call: ProviderCall): Reply {
  const asked = fieldsOf(call)
  const { client_id, client_secret } = SHOPIFY_CREDENTIAL
  if (asked.client_id !== client_id || asked.client_secret !== client_secret) {
    return no('invalid_client', 'The client credentials are not valid')
  }
  if (asked.grant_type === 'client_credentials') return ownToken(login)
  if (asked.grant_type === 'refresh_token') return renewal(login, String(asked.refresh_token ?? ''))
  if (asked.grant_type === undefined && typeof asked.code === 'string') return firstTokens(login, asked.code)
  return no('unsupported_grant_type', 'Unsupported grant type')
}

/** For an app of the store's own organisation. */
function ownToken({ desk, now }: Login): Reply {
  const token = `shpat_sandbox_${randomBytes(12).toString('hex')}`
  desk.tokens = desk.tokens.filter(({ expiresAt }) => expiresAt > now()).slice(-20)
  desk.tokens.push({ token, expiresAt: now() + DAY_S * 1000 })
  return ok({ access_token: token, scope: ALL_SCOPES.join(','), expires_in: DAY_S })
}

function firstTokens(login: Login, code: string): Reply {
  const shown = {
    vendor: 'shopify',
    clientId: SHOPIFY_CREDENTIAL.client_id,
    code,
    redirectUri: null,
    verifier: '',
  }
  const spent = spendCode(login.grants(), shown, login.now())
  if (typeof spent === 'string')
    return no('invalid_request', 'The authorization code was not found or was already used')
  return expiring(login, openGrant(login.grants(), spent.grant, 'shprt_'), spent.grant.scopes)
}

/** A refresh token gives the next one. */
function renewal(login: Login, refresh: string): Reply {
  const shown = { vendor: 'shopify', clientId: SHOPIFY_CREDENTIAL.client_id, refresh }
  const renewed = renewGrant(login.grants(), shown, { prefix: 'shprt_', rotates: true })
  return renewed
    ? expiring(login, renewed.refresh, renewed.grant.scopes)
    : no('invalid_grant', 'The refresh token is invalid or has expired')
}

const expiring = ({ grants, now }: Login, refresh: string, scopes: string[]): Reply =>
  ok(
    {
      access_token: newAccessToken(grants(), refresh, now(), { seconds: HOUR_S, prefix: 'shpat_' }),
      scope: scopes.join(','),
      expires_in: HOUR_S,
      refresh_token: refresh,
      refresh_token_expires_in: REFRESH_S,
    },
    true,
  )

/** The scopes of X-Shopify-Access-Token; null where it was not granted, has run out or was taken back. */
export function scopesOf({ desk, now, bearer }: Login, call: ProviderCall): readonly string[] | null {
  const shown = call.headers['x-shopify-access-token'] ?? ''
  const own = desk.tokens.find(({ token, expiresAt }) => token === shown && expiresAt > now())
  if (own) return ALL_SCOPES
  const grant = bearer(shown)
  return grant?.vendor === 'shopify' ? grant.scopes : null
}

function fieldsOf({ body }: ProviderCall): Record<string, unknown> {
  const json = parseJson(body)
  return isRecord(json) ? json : Object.fromEntries(new URLSearchParams(body))
}

const no = (error: string, error_description: string): Reply => ({
  status: 400,
  body: { error, error_description },
  acted: false,
})
