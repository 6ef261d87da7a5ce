/** Google Ads over the sample store: one account, its search and its mutations. */
import type { Store } from '../../store/types.ts'
import { isRecord, ok, type Provider, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { apps } from '../logins/apps.ts'
import { broken, denied, Fault, invalid, throttled, tooNarrow, unauthorised } from './errors.ts'
import { mutate } from './mutate.ts'
import { search } from './search.ts'
import { type AdsState, CUSTOMER, seedAds } from './seed.ts'

const SCOPE = 'https://www.googleapis.com/auth/adwords'
const { clientId, clientSecret } = apps.google

export const GOOGLE_ADS_CREDENTIAL = {
  client_id: clientId,
  client_secret: clientSecret,
  refresh_token: '1//0g-sandbox-google-ads-of-bluebird-store',
  customer_id: CUSTOMER,
}

export const googleAds = defineProvider<AdsState>({
  name: 'google_ads',
  hosts: { 'googleads.googleapis.com': '' },
  credentials: { google_ads: GOOGLE_ADS_CREDENTIAL },
  consents: { [GOOGLE_ADS_CREDENTIAL.refresh_token]: { vendor: 'google', clientId, scopes: [SCOPE] } },
  seed: seedAds,
  open: createGoogleAds,
  find: findThing,
})

function createGoogleAds(world: ProviderWorld<AdsState>): Provider {
  return {
    answer: (call) => {
      const refusal = refusalOf(world, call)
      if (refusal) return refusal
      return answerAds({ store: world.store(), state: world.state(), now: world.now() }, call)
    },
    throttled,
    unauthorised,
    broken,
  }
}

function refusalOf({ bearer }: ProviderWorld<AdsState>, { headers }: ProviderCall): Reply | null {
  const [, token = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  const found = bearer(token)
  if (found?.vendor !== 'google') return unauthorised()
  return found.scopes.includes(SCOPE) ? null : tooNarrow()
}

type Desk = { store: Store; state: AdsState; now: number }

/** Answers one request of somebody who may. `state` is changed in place. */
export function answerAds(desk: Desk, call: ProviderCall): Reply {
  const [, below = ''] = /^\/v2[3-6](\/.*)$/.exec(call.path) ?? []
  const login = call.headers['login-customer-id']
  if (call.method === 'GET' && below === '/customers:listAccessibleCustomers')
    return ok({ resourceNames: [`customers/${CUSTOMER}`] })
  const [, customer, collection = '', verb] = /^\/customers\/(\d+)\/(\w+):(\w+)$/.exec(below) ?? []
  if (call.method !== 'POST' || customer === undefined)
    return { status: 404, body: 'Not found.', acted: false }
  if (customer !== CUSTOMER || (login !== undefined && login !== CUSTOMER)) return denied()
  const body = parseJson(call.body)
  if (!isRecord(body)) return invalid({ requestError: 'UNKNOWN' }, 'Invalid JSON payload received.')
  try {
    if (collection === 'googleAds' && verb === 'search') return search(desk, body)
    if (verb !== 'mutate') return { status: 404, body: 'Not found.', acted: false }
    const { reply, after } = mutate(desk.state, collection, body, desk.now)
    Object.assign(desk.state, after)
    return reply
  } catch (error) {
    if (error instanceof Fault) return error.reply
    throw error
  }
}

/** What POST /control/provider-change moves, by id or by name. */
function findThing({ campaigns, adGroups, budgets }: AdsState, kind: string, id: string): object | null {
  const kinds: Record<string, { id: string; name: string }[]> = {
    campaign: campaigns,
    ad_group: adGroups,
    budget: budgets,
  }
  return kinds[kind]?.find((one) => one.id === id || one.name === id) ?? null
}
