/** Google Analytics over the traffic of the sample store: one property, its reports, and what describes it. */
import type { Store } from '../../store/types.ts'
import { isRecord, ok, type Provider, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { apps } from '../logins/apps.ts'
import { admin } from './admin.ts'
import { broken, Fault, invalid, noProperty, throttled, tooNarrow, unauthorised } from './errors.ts'
import { checkCompatibility, metadata } from './metadata.ts'
import type { Query } from './query.ts'
import { fullQuota, type Quota, spend } from './quota.ts'
import { runRealtime } from './realtime.ts'
import { runReport } from './report.ts'

export const PROPERTY = '471100001'
const api = 'https://www.googleapis.com/auth/analytics'
const { clientId, clientSecret } = apps.google

export const GOOGLE_ANALYTICS_CREDENTIAL = {
  client_id: clientId,
  client_secret: clientSecret,
  refresh_token: '1//0g-sandbox-google-analytics-of-bluebird-store',
  property_id: PROPERTY,
}

/** Core reports and realtime each have their own. */
export type AnalyticsState = { core: Quota; realtime: Quota }

export const googleAnalytics = defineProvider<AnalyticsState>({
  name: 'google_analytics',
  hosts: { 'analyticsdata.googleapis.com': '/data', 'analyticsadmin.googleapis.com': '/admin' },
  credentials: { google_analytics: GOOGLE_ANALYTICS_CREDENTIAL },
  consents: {
    [GOOGLE_ANALYTICS_CREDENTIAL.refresh_token]: { vendor: 'google', clientId, scopes: [`${api}.readonly`] },
  },
  seed: () => ({ core: fullQuota(), realtime: fullQuota() }),
  open: (world): Provider => ({
    answer: (call) => answerAnalytics(world, call),
    throttled,
    unauthorised,
    broken,
  }),
  /** How much of the property's allowance is used up: `core` or `realtime`. */
  find: (state, kind, id) => (kind === 'quota' ? (state[id as keyof AnalyticsState] ?? null) : null),
})

type World = ProviderWorld<AnalyticsState>

function answerAnalytics(world: World, call: ProviderCall): Reply {
  const [, token = ''] = /^Bearer (\S+)$/i.exec(call.headers.authorization ?? '') ?? []
  const bearer = world.bearer(token)
  if (bearer?.vendor !== 'google') return unauthorised()
  if (!bearer.scopes.some((scope) => scope === api || scope === `${api}.readonly`)) return tooNarrow()
  try {
    const [, host, below = ''] = /^\/(data|admin)\/v1beta(\/.*)$/.exec(call.path) ?? []
    const found = host === 'admin' ? admin(world.store(), call, below, PROPERTY) : data(world, call, below)
    return found ?? { status: 404, body: 'Not Found', acted: false }
  } catch (error) {
    if (error instanceof Fault) return error.reply
    throw error
  }
}

function data(world: World, { method, body }: ProviderCall, below: string): Reply | null {
  const [, property, rest] = /^\/properties\/([^/:]+)((?:\/metadata|:\w+))$/.exec(below) ?? []
  if (property === undefined) return null
  if (method === 'GET' && rest === '/metadata' && property === '0') return ok(metadata('0'))
  if (property !== PROPERTY) throw noProperty()
  if (method === 'GET' && rest === '/metadata') return ok(metadata(PROPERTY))
  if (method !== 'POST') return null
  const asked = parseJson(body)
  if (!isRecord(asked)) throw invalid('Invalid JSON payload received.')
  const { core, realtime } = world.state()
  if (rest === ':runReport') return counted(runReport, core, world, asked)
  if (rest === ':runRealtimeReport') return counted(runRealtime, realtime, world, asked)
  return rest === ':checkCompatibility' ? ok(checkCompatibility(asked)) : null
}

type Run = (store: Store, body: Record<string, unknown>, now: number) => { answer: object; query: Query }

/** A report costs more tokens the more is asked of it. */
function counted(run: Run, quota: Quota, world: World, body: Record<string, unknown>): Reply {
  const { answer, query } = run(world.store(), body, world.now())
  const left = spend(quota, 1 + query.dimensions.length, world.now())
  return ok({ ...answer, ...(query.wantsQuota ? { propertyQuota: left } : {}) })
}
