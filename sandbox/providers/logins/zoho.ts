/** Zoho's login: accounts.zoho.<data centre> (zoho.com/accounts/protocol/oauth/web-apps, …/oauth/multi-dc). */
import { ok, type Provider, type ProviderCall, type Reply } from '../call.ts'
import { defineProvider } from '../define.ts'
import { HOUR_S, newAccessToken, openGrant, renewGrant, revoke, spendCode } from '../grants.ts'
import { apps } from './apps.ts'
import { answerConsent, type ConsentRules, type LoginWorld, listOf } from './consent.ts'

const app = apps.zoho

/** Bluebird Store's data is in India: its codes and tokens are known to that data centre alone. */
const home = { centre: 'in', accounts: 'https://accounts.zoho.in', api: 'https://www.zohoapis.in' }

/** `Service.module.OPERATION`, several parted by commas. One that is unknown fails the whole request. */
const shape =
  /^(ZohoInventory)\.([a-z]+)\.(READ|CREATE|UPDATE|DELETE|ALL)$|^(Desk)\.([a-z]+)\.(READ|WRITE|CREATE|UPDATE|DELETE|ALL)$|^(AaaServer)\.(profile)\.(READ)$/i
const verbs: Record<string, string> = {
  READ: 'See',
  WRITE: 'Write',
  CREATE: 'Add',
  UPDATE: 'Change',
  DELETE: 'Delete',
  ALL: 'See and change',
}

function meaningOf(scope: string): string | null {
  const [service, module, operation] = (shape.exec(scope) ?? []).slice(1).filter(Boolean)
  if (service === undefined || module === undefined) return null
  const product = { zohoinventory: 'Zoho Inventory', desk: 'Zoho Desk' }[service.toLowerCase()] ?? 'Zoho'
  return `${verbs[operation?.toUpperCase() ?? ''] ?? 'See'} ${module} in ${product}`
}

const rules: ConsentRules = {
  label: 'Zoho',
  vendor: 'zoho',
  clientOf: (query) => (query.get('client_id') === app.clientId ? app.clientId : null),
  scopesOf: listOf,
  meaningOf,
  fixed: { response_type: 'code' },
  isOffline: (query) => query.get('access_type') === 'offline',
  codePrefix: '1000.',
  faults: {
    client: () => ({
      status: 400,
      code: 'ERROR_invalid_client',
      detail: 'Invalid Client: Client Id passed does not exist.',
    }),
    redirect: () => ({
      status: 400,
      code: 'ERROR_invalid_redirect_uri',
      detail: 'Invalid Redirect Uri: Redirect URI passed does not match with the one configured.',
    }),
    scope: (scope) => ({
      status: 400,
      code: 'ERROR_invalid_scope',
      detail: `Invalid OAuth Scope: Scope does not exist. ${scope}`,
    }),
    request: (name) => ({
      status: 400,
      code: 'ERROR_invalid_request',
      detail: `The parameter ${name} is missing, twice there or wrong.`,
    }),
  },
  allowed: (code) => ({ code, location: home.centre, 'accounts-server': home.accounts }),
  denied: { error: 'access_denied' },
}

export const zohoLogin = defineProvider({
  name: 'zoho_login',
  hosts: {
    'accounts.zoho.com': '/us',
    'accounts.zoho.eu': '/eu',
    'accounts.zoho.in': '/in',
    'accounts.zoho.com.au': '/au',
    'accounts.zoho.jp': '/jp',
    'accounts.zohocloud.ca': '/ca',
    'accounts.zoho.sa': '/sa',
    'accounts.zoho.uk': '/uk',
    'accounts.zoho.com.cn': '/cn',
  },
  credentials: {},
  seed: () => ({}),
  open: (world): Provider => ({
    answer: (call) => {
      const [, centre, path] = /^\/([a-z]{2})(\/.*)$/.exec(call.path) ?? []
      if (path === '/oauth/v2/auth') return answerConsent(world, call, rules)
      if (call.method !== 'POST') return { status: 404, body: '', acted: false }
      const isHome = centre === home.centre
      if (path === '/oauth/v2/token') return tokens(world, call, isHome)
      if (path === '/oauth/v2/token/revoke') return end(world, call, isHome)
      return { status: 404, body: '', acted: false }
    },
    throttled: () => ({
      status: 400,
      body: {
        error: 'Access Denied',
        error_description: 'You have made too many requests continuously. Please try again after some time.',
        status: 'failure',
      },
      acted: false,
    }),
    unauthorised: () => no('invalid_code'),
    broken: () => ({ status: 500, body: { error: 'general_error', status: 'failure' }, acted: false }),
  }),
})

function tokens(world: LoginWorld, call: ProviderCall, isHome: boolean): Reply {
  const form = new URLSearchParams(call.body)
  // Zoho takes them in the query as well as in the form.
  const field = (name: string): string => form.get(name) ?? call.query.get(name) ?? ''
  if (field('client_id') !== app.clientId) return no('invalid_client')
  if (field('client_secret') !== app.clientSecret) return no('invalid_client_secret')
  if (field('grant_type') === 'refresh_token')
    return isHome ? renewed(world, field('refresh_token')) : no('invalid_code')
  if (field('grant_type') !== 'authorization_code') return no('unsupported_grant_type')
  if (!isHome) return no('invalid_code')
  const spent = spendCode(
    world.grants(),
    {
      vendor: 'zoho',
      clientId: app.clientId,
      code: field('code'),
      redirectUri: field('redirect_uri'),
      verifier: field('code_verifier'),
    },
    world.now(),
  )
  if (spent === 'redirect_uri') return no('invalid_redirect_uri')
  if (typeof spent === 'string') return no('invalid_code')
  const refresh = openGrant(world.grants(), spent.grant, '1000.')
  return granted(world, refresh, spent.isOffline ? refresh : null)
}

function renewed(world: LoginWorld, shown: string): Reply {
  const asked = { vendor: 'zoho', clientId: app.clientId, refresh: shown }
  const renewal = renewGrant(world.grants(), asked, { prefix: '1000.' })
  if (!renewal) return no('invalid_code')
  return granted(world, renewal.refresh, renewal.refresh === shown ? null : renewal.refresh)
}

const granted = (world: LoginWorld, refresh: string, shown: string | null): Reply =>
  ok({
    access_token: newAccessToken(world.grants(), refresh, world.now(), { prefix: '1000.' }),
    ...(shown === null ? {} : { refresh_token: shown }),
    scope: world.grants().refresh[refresh]?.scopes.join(' ') ?? '',
    api_domain: home.api,
    token_type: 'Bearer',
    expires_in: HOUR_S,
  })

function end(world: LoginWorld, call: ProviderCall, isHome: boolean): Reply {
  const token = call.query.get('token') ?? new URLSearchParams(call.body).get('token') ?? ''
  if (isHome && revoke(world.grants(), token)) return ok({ status: 'success' }, true)
  return { status: 400, body: { error: 'invalid_token' }, acted: false }
}

/** Zoho answers a refused exchange with HTTP 200. */
const no = (error: string): Reply => ({ status: 200, body: { error }, acted: false })
