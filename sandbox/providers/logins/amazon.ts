/**
 * Amazon's login for sellers: the consent at Seller Central and Login with Amazon's token endpoint
 * (developer-docs.amazon.com/sp-api/docs/website-authorization-workflow). There is no call that ends a grant: a seller
 * takes the app off the list in Seller Central.
 */
import { SELLER } from '../../store/amazon.ts'
import { isRecord, ok, type Provider, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { defineProvider } from '../define.ts'
import { HOUR_S, newAccessToken, openGrant, renewGrant, spendCode } from '../grants.ts'
import { amazonApplicationId, apps } from './apps.ts'
import { answerConsent, type ConsentRules, type LoginWorld } from './consent.ts'

const app = apps.amazon

/** A consent names no scopes: it is for the roles that the app has at Amazon. */
const roles: Record<string, string> = {
  'Product Listing': 'See and change your listings',
  Pricing: 'See and change prices and offers',
  'Inventory and Order Tracking': 'See orders and stock',
  'Amazon Fulfillment': 'See what Amazon stores and ships for you',
  'Buyer Communication': 'Write to buyers about their orders',
  'Buyer Solicitation': 'Ask buyers for reviews',
  'Selling Partner Insights': 'See your account and marketplaces',
  'Finance and Accounting': 'See payments and fees',
  'Brand Analytics': 'See sales metrics',
}

const rules: ConsentRules = {
  label: 'Amazon Seller Central',
  vendor: 'amazon',
  clientOf: (query) => (query.get('application_id') === amazonApplicationId ? app.clientId : null),
  scopesOf: () => Object.keys(roles),
  meaningOf: (role) => roles[role] ?? null,
  fixed: {},
  isOffline: () => true,
  codePrefix: 'ANsandbox',
  faults: {
    client: () => ({ status: 400, code: 'MD5100', detail: 'The application_id is not known to Amazon.' }),
    redirect: () => ({
      status: 400,
      code: 'MD5101',
      detail: 'The redirect_uri is not one of those that the application is registered with.',
    }),
    scope: () => ({ status: 400, code: 'MD9100', detail: 'The application has no roles.' }),
    request: (name) => ({ status: 400, code: 'MD9010', detail: `Wrong parameter: ${name}` }),
  },
  allowed: (code) => ({ spapi_oauth_code: code, selling_partner_id: SELLER }),
  denied: { error: 'access_denied' },
}

export const amazonLogin = defineProvider({
  name: 'amazon_login',
  hosts: {
    'api.amazon.com': '/lwa',
    ...Object.fromEntries(
      [
        'sellercentral.amazon.in',
        'sellercentral.amazon.com',
        'sellercentral.amazon.ca',
        'sellercentral.amazon.com.mx',
        'sellercentral.amazon.com.br',
        'sellercentral-europe.amazon.com',
        'sellercentral.amazon.co.uk',
        'sellercentral.amazon.de',
        'sellercentral.amazon.ae',
        'sellercentral.amazon.sa',
        'sellercentral.amazon.sg',
        'sellercentral.amazon.com.au',
        'sellercentral.amazon.co.jp',
        'sellercentral-japan.amazon.com',
      ].map((host) => [host, '/seller']),
    ),
  },
  credentials: {},
  seed: () => ({}),
  open: (world): Provider => ({
    answer: (call) => {
      if (call.path === '/seller/apps/authorize/consent') return answerConsent(world, call, rules)
      if (call.path === '/lwa/auth/o2/token' && call.method === 'POST') return tokens(world, call)
      return { status: 404, body: '', acted: false }
    },
    throttled: () => no(429, 'Throttled', 'Request has been throttled.'),
    unauthorised: () =>
      no(400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token'),
    broken: () => no(500, 'server_error', 'The authorization server encountered an unexpected condition.'),
  }),
})

function tokens(world: LoginWorld, call: ProviderCall): Reply {
  const json = parseJson(call.body)
  const form = isRecord(json) ? json : Object.fromEntries(new URLSearchParams(call.body))
  const field = (name: string): string => String(form[name] ?? '')
  if (field('client_id') !== app.clientId || field('client_secret') !== app.clientSecret)
    return no(401, 'invalid_client', 'Client authentication failed')
  if (field('grant_type') === 'refresh_token') return renewed(world, field('refresh_token'))
  if (field('grant_type') !== 'authorization_code')
    return no(400, 'unsupported_grant_type', 'The authorization grant type is not supported by the server')
  const spent = spendCode(
    world.grants(),
    {
      vendor: 'amazon',
      clientId: app.clientId,
      code: field('code'),
      // It may be left out: then the one that the app is registered with counts.
      redirectUri: field('redirect_uri') || null,
      verifier: field('code_verifier'),
    },
    world.now(),
  )
  if (typeof spent === 'string')
    return no(
      400,
      'invalid_grant',
      `The request has an invalid grant parameter : ${spent === 'unknown' ? 'code' : spent}`,
    )
  return granted(world, openGrant(world.grants(), spent.grant, 'Atzr|'))
}

function renewed(world: LoginWorld, shown: string): Reply {
  const asked = { vendor: 'amazon', clientId: app.clientId, refresh: shown }
  const renewal = renewGrant(world.grants(), asked, { prefix: 'Atzr|' })
  if (!renewal) return no(400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token')
  return granted(world, renewal.refresh)
}

/** Login with Amazon sends the refresh token with every answer, the same or a new one. */
const granted = (world: LoginWorld, refresh: string): Reply =>
  ok({
    access_token: newAccessToken(world.grants(), refresh, world.now(), { prefix: 'Atza|' }),
    refresh_token: refresh,
    token_type: 'bearer',
    expires_in: HOUR_S,
  })

const no = (status: number, error: string, error_description: string): Reply => ({
  status,
  body: { error, error_description },
  acted: false,
})
