/** Google's login: accounts.google.com and oauth2.googleapis.com (developers.google.com/identity/protocols/oauth2/web-server). */
import { ok, type Provider, type ProviderCall, type Reply } from '../call.ts'
import { defineProvider } from '../define.ts'
import { HOUR_S, newAccessToken, openGrant, renewGrant, revoke, spendCode } from '../grants.ts'
import { apps } from './apps.ts'
import { answerConsent, type ConsentRules, type LoginWorld, listOf } from './consent.ts'

const app = apps.google
const api = 'https://www.googleapis.com/auth/'

/** The scopes of the APIs that Bluebird Store's Google project has switched on. */
const meanings: Record<string, string> = {
  openid: 'Know who you are',
  email: 'See your e-mail address',
  profile: 'See your name',
  [`${api}userinfo.email`]: 'See your e-mail address',
  [`${api}adwords`]: 'See and change your Google Ads accounts',
  [`${api}analytics.readonly`]: 'See your Google Analytics data',
  [`${api}analytics`]: 'See and manage your Google Analytics data',
  [`${api}analytics.edit`]: 'Change Google Analytics',
  [`${api}gmail.readonly`]: 'Read your e-mail and its settings',
  [`${api}gmail.metadata`]: 'See the headers of your e-mail',
  [`${api}gmail.labels`]: 'See and change your labels',
  [`${api}gmail.compose`]: 'Write drafts and send e-mail',
  [`${api}gmail.modify`]: 'Read, write and sort your e-mail, but not delete it for good',
  [`${api}gmail.send`]: 'Send e-mail for you',
}

const rules: ConsentRules = {
  label: 'Google',
  vendor: 'google',
  clientOf: (query) => (query.get('client_id') === app.clientId ? app.clientId : null),
  scopesOf: listOf,
  meaningOf: (scope) => meanings[scope] ?? null,
  fixed: { response_type: 'code' },
  isOffline: (query) => query.get('access_type') === 'offline',
  codePrefix: '4/0A',
  faults: {
    client: () => ({ status: 401, code: 'invalid_client', detail: 'The OAuth client was not found.' }),
    redirect: (uri) => ({
      status: 400,
      code: 'redirect_uri_mismatch',
      detail: `The redirect URI ${uri} is not on this app’s list.`,
    }),
    scope: (scope) => ({
      status: 400,
      code: 'invalid_scope',
      detail:
        scope === '' ? 'Missing required parameter: scope' : `Some requested scopes were invalid: ${scope}`,
    }),
    request: (name) => ({
      status: 400,
      code: 'invalid_request',
      detail: `Missing or wrong parameter: ${name}`,
    }),
  },
  allowed: (code, { scopes }) => ({ code, scope: scopes.join(' '), authuser: '0', prompt: 'consent' }),
  denied: { error: 'access_denied' },
}

export const googleLogin = defineProvider({
  name: 'google_login',
  hosts: { 'accounts.google.com': '/accounts', 'oauth2.googleapis.com': '/oauth2' },
  credentials: {},
  seed: () => ({}),
  open: (world): Provider => ({
    answer: (call) => {
      const address = `${call.method} ${call.path}`
      if (/^(GET|POST) \/accounts\/o\/oauth2\/(v2\/)?auth$/.test(address))
        return answerConsent(world, call, rules)
      if (address === 'POST /oauth2/token') return tokens(world, call)
      if (address === 'POST /oauth2/revoke') return end(world, call)
      return { status: 404, body: 'Not found.', acted: false }
    },
    throttled: () => no(429, 'rate_limit_exceeded', 'Rate limit exceeded'),
    unauthorised: () => no(400, 'invalid_grant', 'Token has been expired or revoked.'),
    broken: () => no(500, 'internal_failure', 'Backend error'),
  }),
})

function tokens(world: LoginWorld, call: ProviderCall): Reply {
  const form = new URLSearchParams(call.body)
  const field = (name: string): string => form.get(name) ?? ''
  if (field('client_id') !== app.clientId) return no(401, 'invalid_client', 'The OAuth client was not found.')
  if (field('client_secret') !== app.clientSecret) return no(401, 'invalid_client', 'Unauthorized')
  if (field('grant_type') === 'refresh_token') return renewed(world, field('refresh_token'))
  if (field('grant_type') !== 'authorization_code')
    return no(400, 'unsupported_grant_type', `Invalid grant_type: ${field('grant_type')}`)
  const spent = spendCode(
    world.grants(),
    {
      vendor: 'google',
      clientId: app.clientId,
      code: field('code'),
      redirectUri: field('redirect_uri'),
      verifier: field('code_verifier'),
    },
    world.now(),
  )
  if (spent === 'redirect_uri') return no(400, 'redirect_uri_mismatch', 'Bad Request')
  if (spent === 'verifier') return no(400, 'invalid_grant', 'Invalid code verifier.')
  if (spent === 'unknown') return no(400, 'invalid_grant', 'Malformed auth code.')
  const refresh = openGrant(world.grants(), spent.grant, '1//0g')
  return granted(world, refresh, spent.isOffline ? refresh : null)
}

function renewed(world: LoginWorld, shown: string): Reply {
  const asked = { vendor: 'google', clientId: app.clientId, refresh: shown }
  const renewal = renewGrant(world.grants(), asked, { prefix: '1//0g' })
  if (!renewal) return no(400, 'invalid_grant', 'Token has been expired or revoked.')
  return granted(world, renewal.refresh, renewal.refresh === shown ? null : renewal.refresh)
}

function granted(world: LoginWorld, refresh: string, shown: string | null): Reply {
  return ok({
    access_token: newAccessToken(world.grants(), refresh, world.now(), { prefix: 'ya29.a0' }),
    expires_in: HOUR_S - 1,
    ...(shown === null ? {} : { refresh_token: shown }),
    scope: world.grants().refresh[refresh]?.scopes.join(' ') ?? '',
    token_type: 'Bearer',
  })
}

/** An access token or a refresh token, in the query or in the form. */
function end(world: LoginWorld, call: ProviderCall): Reply {
  const token = call.query.get('token') ?? new URLSearchParams(call.body).get('token') ?? ''
  return revoke(world.grants(), token) ? ok({}, true) : no(400, 'invalid_token', 'Token expired or revoked')
}

const no = (status: number, error: string, error_description: string): Reply => ({
  status,
  body: { error, error_description },
  acted: false,
})
