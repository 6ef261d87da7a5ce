/**
 * Meta's login: the dialog at www.facebook.com, and the token endpoint that stands with the API itself on
 * graph.facebook.com (developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow).
 */
import { ok, type Provider, type ProviderCall, type Reply } from '../call.ts'
import { defineProvider } from '../define.ts'
import { bearerOf, HOUR_S, newAccessToken, openGrant, revoke, spendCode } from '../grants.ts'
import { apps } from './apps.ts'
import { answerConsent, type ConsentRules, type LoginWorld, listOf } from './consent.ts'

const app = apps.meta
const LONG_S = 60 * 24 * HOUR_S

const meanings: Record<string, string> = {
  public_profile: 'See your name and picture',
  email: 'See your e-mail address',
  ads_read: 'See your ad accounts and how ads perform',
  ads_management: 'Manage your ads',
  business_management: 'Manage your business',
  pages_show_list: 'See the list of your Pages',
  pages_read_engagement: 'Read what is on your Pages',
  read_insights: 'See insights of your Pages and apps',
}

const rules: ConsentRules = {
  label: 'Meta',
  vendor: 'meta',
  clientOf: (query) => (query.get('client_id') === app.clientId ? app.clientId : null),
  scopesOf: (query) => (query.has('scope') ? listOf(query) : ['public_profile']),
  meaningOf: (scope) => meanings[scope] ?? null,
  fixed: {},
  isOffline: () => false,
  codePrefix: 'AQ',
  faults: {
    client: () => ({
      status: 400,
      code: '101',
      detail: 'Invalid App ID: The provided app ID does not look like a valid app ID.',
    }),
    redirect: () => ({
      status: 400,
      code: '191',
      detail:
        'URL blocked: This redirect failed because the redirect URI is not white-listed in the app’s client OAuth settings.',
    }),
    scope: (scope) => ({ status: 400, code: '100', detail: `Invalid Scopes: ${scope}` }),
    request: (name) => ({ status: 400, code: '100', detail: `Invalid parameter: ${name}` }),
  },
  allowed: (code) => ({ code }),
  denied: {
    error: 'access_denied',
    error_code: '200',
    error_description: 'Permissions error',
    error_reason: 'user_denied',
  },
  fragment: '_=_',
}

export const metaLogin = defineProvider({
  name: 'meta_login',
  hosts: { 'www.facebook.com': '' },
  credentials: {},
  seed: () => ({}),
  open: (world): Provider => ({
    answer: (call) =>
      /^(\/v\d+\.\d+)?\/dialog\/oauth$/.test(call.path)
        ? answerConsent(world, call, rules)
        : no(404, 803, 'Unknown path'),
    throttled: () => no(400, 4, 'Application request limit reached'),
    unauthorised: () => no(400, 190, 'Error validating access token'),
    broken: () => no(500, 1, 'An unknown error has occurred.'),
  }),
})

/**
 * What graph.facebook.com answers about tokens: `/{version}/oauth/access_token`, and DELETE `/{version}/me/permissions`.
 * Null for every other call, which is for the API.
 */
export function answerMetaTokens(world: LoginWorld, call: ProviderCall): Reply | null {
  const path = call.path.replace(/^\/v\d+\.\d+/, '')
  if (path === '/oauth/access_token' && (call.method === 'GET' || call.method === 'POST'))
    return tokens(world, call)
  if (call.method === 'DELETE' && /^\/(me|\d+)\/permissions$/.test(path)) return end(world, call)
  return null
}

function tokens(world: LoginWorld, call: ProviderCall): Reply {
  const form = new URLSearchParams(call.body)
  const field = (name: string): string => call.query.get(name) ?? form.get(name) ?? ''
  if (field('client_id') !== app.clientId)
    return no(400, 101, 'Error validating application. Cannot get application info due to a system error.')
  if (field('client_secret') !== app.clientSecret) return no(400, 1, 'Error validating client secret.')
  if (field('grant_type') === 'fb_exchange_token') return longer(world, field('fb_exchange_token'))
  const spent = spendCode(
    world.grants(),
    {
      vendor: 'meta',
      clientId: app.clientId,
      code: field('code'),
      redirectUri: field('redirect_uri'),
      verifier: field('code_verifier'),
    },
    world.now(),
  )
  if (spent === 'redirect_uri')
    return no(
      400,
      100,
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
    )
  if (spent === 'verifier') return no(400, 100, 'Invalid code_verifier parameter')
  if (spent === 'unknown') return no(400, 100, 'This authorization code has been used.')
  // Meta has no refresh tokens: the grant's own name is never told to anybody.
  return granted(world, openGrant(world.grants(), spent.grant, 'grant_'), 2 * HOUR_S)
}

/** A short-lived token for one of about sixty days; the first lives on until its own end. */
function longer(world: LoginWorld, shown: string): Reply {
  const found = world.grants().access[shown]
  const isGood =
    found && found.expiresAt > world.now() && world.grants().refresh[found.refresh]?.vendor === 'meta'
  return isGood
    ? granted(world, found.refresh, LONG_S)
    : no(400, 190, 'Error validating access token: Session has expired.')
}

const granted = (world: LoginWorld, grant: string, seconds: number): Reply =>
  ok({
    access_token: newAccessToken(world.grants(), grant, world.now(), { seconds, prefix: 'EAA' }),
    token_type: 'bearer',
    expires_in: seconds,
  })

/** Taking the permissions back takes the app off the person's list: every token of that person's ends, not this one alone. */
function end(world: LoginWorld, call: ProviderCall): Reply {
  const [, header = ''] = (call.headers.authorization ?? '').split(' ', 2)
  const token = call.query.get('access_token') ?? new URLSearchParams(call.body).get('access_token') ?? header
  const grants = world.grants()
  if (bearerOf(grants, token, world.now())?.vendor !== 'meta')
    return no(400, 190, 'Invalid OAuth access token.')
  for (const [name, { vendor, lasts }] of Object.entries(grants.refresh))
    if (vendor === 'meta' && !lasts) revoke(grants, name)
  return ok({ success: true }, true)
}

const no = (status: number, code: number, message: string): Reply => ({
  status,
  body: { error: { message, type: 'OAuthException', code, fbtrace_id: 'ASandboxTraceBluebird00' } },
  acted: false,
})
