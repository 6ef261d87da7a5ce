/** What a session may ask of a provider: by host, method, path, and where it matters by the bytes of the body. */
import type { Endpoint, Endpoints, HostTable } from '../../connectors/define.ts'
import { isJsonType, isQueryOnly, namesFieldTwice, parseUnambiguousJson, textOf } from './bodies.ts'
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
  const isPlain = !overridesMethod(request.url)
  const reading = isPlain ? here('read').find((endpoint) => onlyReads(endpoint, request)) : undefined
  if (reading !== undefined) return judged('read', reading)
  if (mode === 'execute') return judged('write', here('write')[0])
  if (mode !== 'dryRun' || !isPlain) return null
  return judged(
    'dryRun',
    here('write').find((endpoint) => carriesMarker(endpoint, request)),
  )
}

const judged = (verdict: Verdict, endpoint: Endpoint | undefined): Judged | null =>
  endpoint === undefined ? null : { verdict, endpoint }

function onlyReads(endpoint: Endpoint, request: Outgoing): boolean {
  if (endpoint.graphql === true) return isGraphqlQuery(request)
  return endpoint.dryRun === undefined || carriesMarker(endpoint, request)
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
  if (!isUnambiguous(text, headers.get('content-type'))) return false
  try {
    return dryRun(text, url.searchParams) === true
  } catch {
    return false
  }
}

function isUnambiguous(text: string, contentType: string | null): boolean {
  if (text === '') return true
  if (isJsonType(contentType)) return parseUnambiguousJson(text) !== undefined
  const isForm = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '')
  // JSON that is called a form would show the marker to us and something else to the provider.
  return isForm && !/^\s*[{["]/.test(text) && !namesFieldTwice(new URLSearchParams(text))
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
