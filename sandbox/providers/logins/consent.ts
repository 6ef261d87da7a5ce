/** The authorization endpoint of RFC 6749 §4.1, as the vendors share it: the page, and the way back from it. */
import type { ProviderCall, Reply } from '../call.ts'
import type { ProviderWorld } from '../define.ts'
import { newCode } from '../grants.ts'
import { consentPage, faultPage } from './page.ts'

/** What a login needs of the providers' world. */
export type LoginWorld = Pick<ProviderWorld<unknown>, 'grants' | 'now'>

/** A vendor's word, HTTP status and sentence for what is wrong with the request. */
export type Fault = { status: number; code: string; detail: string }

export type Asking = {
  query: URLSearchParams
  clientId: string
  scopes: string[]
  redirectUri: string
}

/** What is the vendor's own about asking for a consent. */
export type ConsentRules = {
  label: string
  vendor: string
  /** The registered app that `query` names, or null. */
  clientOf: (query: URLSearchParams) => string | null
  scopesOf: (query: URLSearchParams) => string[]
  /** In words, for the page; null for a scope that the vendor does not have. */
  meaningOf: (scope: string) => string | null
  /** Names of parameters whose only accepted value is this one. */
  fixed: Readonly<Record<string, string>>
  isOffline: (query: URLSearchParams) => boolean
  codePrefix: string
  /** What a consent means in the sandbox's providers, where that is not the scopes asked for. */
  granted?: (scopes: string[]) => string[]
  faults: Record<'client' | 'redirect' | 'scope' | 'request', (what: string) => Fault>
  /** Parameters of the way back, beside the state. */
  allowed: (code: string, asking: Asking) => Record<string, string>
  denied: Readonly<Record<string, string>>
  /** Facebook appends one to every way back. */
  fragment?: string
}

/** GET shows the page; POST of its form is the person's answer. */
export function answerConsent(world: LoginWorld, call: ProviderCall, rules: ConsentRules): Reply {
  const asking = readAsking(call.query, rules)
  if ('code' in asking) return faultPage(rules.label, asking)
  if (call.method !== 'POST') {
    const scopes = asking.scopes.map((scope) => ({ scope, meaning: rules.meaningOf(scope) ?? scope }))
    return consentPage({ label: rules.label, scopes, backTo: new URL(asking.redirectUri).host })
  }
  const decision = new URLSearchParams(call.body).get('decision')
  if (decision !== 'allow') return back(asking, rules, rules.denied)
  const code = newCode(
    world.grants(),
    {
      grant: {
        vendor: rules.vendor,
        clientId: asking.clientId,
        scopes: rules.granted?.(asking.scopes) ?? asking.scopes,
      },
      redirectUri: asking.redirectUri,
      challenge: call.query.get('code_challenge'),
      isOffline: rules.isOffline(call.query),
    },
    { now: world.now(), prefix: rules.codePrefix },
  )
  return { ...back(asking, rules, rules.allowed(code, asking)), acted: true }
}

function readAsking(query: URLSearchParams, rules: ConsentRules): Asking | Fault {
  const { faults } = rules
  const clientId = rules.clientOf(query)
  if (clientId === null) return faults.client('client_id')
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!isRegistered(redirectUri)) return faults.redirect(redirectUri)
  const twice = [...new Set(query.keys())].find((name) => query.getAll(name).length > 1)
  if (twice !== undefined) return faults.request(twice)
  for (const [name, value] of Object.entries(rules.fixed))
    if (query.get(name) !== value) return faults.request(name)
  if (query.has('code_challenge') && !hasGoodChallenge(query)) return faults.request('code_challenge')
  const scopes = rules.scopesOf(query)
  const unknown = scopes.filter((scope) => rules.meaningOf(scope) === null)
  if (scopes.length === 0 || unknown.length > 0) return faults.scope(unknown.join(' '))
  return { query, clientId, scopes, redirectUri }
}

/** The apps' lists hold Ops Room's own way back on this machine, and no other address. */
function isRegistered(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, pathname, hash, username } = new URL(address)
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  const isWeb = protocol === 'https:' || (protocol === 'http:' && isHere)
  return isWeb && isHere && pathname.startsWith('/connect/') && hash === '' && username === ''
}

/** RFC 7636 §4.2: 32 bytes of SHA-256, in base64url. */
const hasGoodChallenge = (query: URLSearchParams): boolean =>
  query.get('code_challenge_method') === 'S256' &&
  /^[A-Za-z0-9_-]{43}$/.test(query.get('code_challenge') ?? '')

function back(
  { redirectUri, query }: Asking,
  { fragment = '' }: ConsentRules,
  parameters: Readonly<Record<string, string>>,
): Reply {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  const state = query.get('state')
  if (state !== null) url.searchParams.set('state', state)
  url.hash = fragment
  return { status: 302, body: '', headers: { location: url.href, 'cache-control': 'no-store' }, acted: false }
}

/** A list of scopes as it stands in a query, in any of the vendors' ways of parting them. */
export const listOf = (query: URLSearchParams): string[] => [
  ...new Set((query.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== '')),
]
