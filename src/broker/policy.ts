/** What a session may ask of a provider: by host, method, path, and where it matters by the bytes of the body. */
import type { Endpoint, Endpoints, HostTable } from '../../connectors/define.ts'
import { isJsonType, isQueryOnly, namesFieldTwice, namesIn, textOf } from './bodies.ts'
import { literal } from './pattern.ts'
import { overridesMethod } from './url.ts'

export type Mode = 'read' | 'dryRun' | 'execute' | 'auth'

/** What a connector declares that it reaches, complete: its endpoints, and the host of each role. */
export type Reach = { endpoints: Endpoints; hosts: HostTable }

/** A request as it will be sent. */
export type Outgoing = { method: string; url: URL; headers: Headers; body: Uint8Array }

/** What a request can do at the provider. */
export type Verdict = 'read' | 'dryRun' | 'write' | 'auth'

/** What lets a request through, and as what. */
export type Judged = { verdict: Verdict; endpoint: Endpoint }

/** Judges one request: null where this session may not send it. */
export function judge(request: Outgoing, mode: Mode, { endpoints, hosts }: Reach): Judged | null {
  const here = (sort: keyof Endpoints) => endpoints[sort].filter((each) => isAt(each, request, hosts))
  if (mode === 'auth') return judged('auth', here('auth')[0])
  if (isOfAnotherMethod(request)) return null
  const reading = here('read').find((endpoint) => onlyReads(endpoint, request))
  if (reading !== undefined) return judged('read', reading)
  if (mode === 'execute') return judged('write', here('write')[0])
  if (mode !== 'dryRun') return null
  return judged(
    'dryRun',
    here('write').find((endpoint) => carriesMarker(endpoint, request)),
  )
}

const judged = (verdict: Verdict, endpoint: Endpoint | undefined): Judged | null =>
  endpoint === undefined ? null : { verdict, endpoint }

/** Meta takes `method=delete` in the form of a POST for a DELETE, and a DELETE knows no dry-run. */
function isOfAnotherMethod({ url, headers, body }: Outgoing): boolean {
  const text = textOf(body)
  const names = text === null ? [] : (namesIn(text, headers.get('content-type')) ?? [])
  return overridesMethod([...url.searchParams.keys(), ...names])
}

function onlyReads(endpoint: Endpoint, request: Outgoing): boolean {
  if (endpoint.graphql === true) return isGraphqlQuery(request)
  if (endpoint.dryRun !== undefined) return carriesMarker(endpoint, request)
  return endpoint.asks !== true || isPlainText(request)
}

/** Nothing that two readers could read differently, and a form of several parts not at all. */
function isPlainText({ headers, body }: Outgoing): boolean {
  const text = textOf(body)
  return text !== null && namesIn(text, headers.get('content-type')) !== null
}

function isGraphqlQuery({ method, url, headers, body }: Outgoing): boolean {
  // Servers exist that let the URL's query win over the body.
  if (method !== 'POST' || url.search !== '' || !isJsonType(headers.get('content-type'))) return false
  const text = textOf(body)
  return text !== null && isQueryOnly(text)
}

/** The marker must be there for every reader: no field named twice, in the URL or in the body. */
function carriesMarker({ dryRun }: Endpoint, { url, headers, body }: Outgoing): boolean {
  const text = textOf(body)
  if (dryRun === undefined || text === null || namesFieldTwice(url.searchParams)) return false
  if (namesIn(text, headers.get('content-type')) === null) return false
  try {
    return dryRun(text, url.searchParams) === true
  } catch {
    return false
  }
}

const isAt = (endpoint: Endpoint, { method, url }: Outgoing, hosts: HostTable): boolean =>
  endpoint.method === method &&
  hosts[endpoint.on ?? 'api'] === url.hostname &&
  pathPattern(endpoint.path).test(url.pathname)

/**
 * `{name}` stands for one segment, or a part of one. It takes no `:` and no `;` in clear: Google's custom verbs and
 * path parameters begin so, and one endpoint would stand for another.
 */
const pathPattern = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/\{[^{}/]+\}/)
      .map(literal)
      .join('[^/:;]+')}$`,
  )
