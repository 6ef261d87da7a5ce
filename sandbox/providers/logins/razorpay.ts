/**
 * Razorpay's login for apps of Technology Partners: auth.razorpay.com
 * (razorpay.com/docs/partners/technology-partners/onboard-businesses/integrate-oauth).
 */
import { isRecord, ok, type Provider, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { defineProvider } from '../define.ts'
import { newAccessToken, openGrant, renewGrant, revoke, spendCode } from '../grants.ts'
import { apps } from './apps.ts'
import { answerConsent, type ConsentRules, type LoginWorld } from './consent.ts'

const app = apps.razorpay
const account = 'acc_Bluebird000042'
const LIFETIME_S = 7_862_400

const meanings: Record<string, string> = {
  read_only: 'See payments, refunds, settlements and disputes',
  read_write: 'See and change payments, refunds, payment links and disputes',
}

const fault = (detail: string) => ({ status: 400, code: 'BAD_REQUEST_ERROR', detail })

const rules: ConsentRules = {
  label: 'Razorpay',
  vendor: 'razorpay',
  clientOf: (query) => (query.get('client_id') === app.clientId ? app.clientId : null),
  scopesOf: (query) => [...query.getAll('scope'), ...query.getAll('scope[]')].filter((scope) => scope !== ''),
  meaningOf: (scope) => meanings[scope] ?? null,
  fixed: { response_type: 'code' },
  isOffline: () => true,
  codePrefix: 'def50200',
  faults: {
    client: () => fault('No records found with the given Id'),
    redirect: () => fault('Redirect URI is not registered for this client'),
    scope: () => fault('The requested scope is invalid, unknown, or malformed'),
    request: (name) => fault(`The request is missing a required parameter or has a wrong one: ${name}`),
  },
  allowed: (code) => ({ code }),
  denied: { error: 'access_denied', error_description: 'The resource owner denied the request' },
}

export const razorpayLogin = defineProvider({
  name: 'razorpay_login',
  hosts: { 'auth.razorpay.com': '' },
  credentials: {},
  seed: () => ({}),
  open: (world): Provider => ({
    answer: (call) => {
      if (call.path === '/authorize') return answerConsent(world, call, rules)
      if (call.method === 'POST' && call.path === '/token') return tokens(world, fieldsOf(call))
      if (call.method === 'POST' && call.path === '/revoke') return end(world, fieldsOf(call))
      return no('The requested URL was not found on the server.', 404)
    },
    throttled: () => no('Request was throttled: too many requests', 429),
    unauthorised: () => no('The refresh token is invalid.'),
    broken: () => no('We are facing some trouble completing your request at the moment.', 500),
  }),
})

/** Its token endpoint takes JSON, and a form as well. */
function fieldsOf({ body }: ProviderCall): (name: string) => string {
  const json = parseJson(body)
  const given = isRecord(json) ? json : Object.fromEntries(new URLSearchParams(body))
  return (name) => String(given[name] ?? '')
}

const isApp = (field: (name: string) => string): boolean =>
  field('client_id') === app.clientId && field('client_secret') === app.clientSecret

function tokens(world: LoginWorld, field: (name: string) => string): Reply {
  if (!isApp(field)) return no('Access denied', 401)
  if (field('grant_type') === 'refresh_token') {
    // A refresh token is good once, always.
    const asked = { vendor: 'razorpay', clientId: app.clientId, refresh: field('refresh_token') }
    const renewal = renewGrant(world.grants(), asked, { prefix: 'def50200', rotates: true })
    return renewal ? granted(world, renewal.refresh) : no('The refresh token is invalid.')
  }
  if (field('grant_type') !== 'authorization_code') return no('The authorization grant type is not supported')
  const spent = spendCode(
    world.grants(),
    {
      vendor: 'razorpay',
      clientId: app.clientId,
      code: field('code'),
      redirectUri: field('redirect_uri'),
      verifier: field('code_verifier'),
    },
    world.now(),
  )
  if (typeof spent === 'string') return no('Authorization code is invalid.')
  return granted(world, openGrant(world.grants(), spent.grant, 'def50200'), {
    razorpay_account_id: account,
  })
}

const granted = (world: LoginWorld, refresh: string, more: Record<string, string> = {}): Reply =>
  ok({
    public_token: 'rzp_test_oauth_Bluebird000042',
    token_type: 'Bearer',
    expires_in: LIFETIME_S,
    access_token: newAccessToken(world.grants(), refresh, world.now(), {
      seconds: LIFETIME_S,
      prefix: 'eyJ0',
    }),
    refresh_token: refresh,
    ...more,
  })

/** Ends the token that is named, and an access token alone where it is one. */
function end(world: LoginWorld, field: (name: string) => string): Reply {
  if (!isApp(field)) return no('Access denied', 401)
  const grants = world.grants()
  const token = field('token')
  const isAccess = field('token_type_hint') === 'access_token' && grants.access[token] !== undefined
  if (isAccess) delete grants.access[token]
  if (isAccess || (field('token_type_hint') === 'refresh_token' && revoke(grants, token)))
    return ok({ message: 'Token Revoked' }, true)
  return no('The token is invalid.')
}

const no = (description: string, status = 400): Reply => ({
  status,
  body: { error: { code: status === 500 ? 'SERVER_ERROR' : 'BAD_REQUEST_ERROR', description } },
  acted: false,
})
