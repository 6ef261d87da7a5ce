/** What a session may ask of a provider: by host, method, path, and where it matters by the bytes of the body. */
import { isIP } from 'node:net'
import type { CredentialFields, Endpoint, Endpoints } from '../../connectors/define.ts'
import { isJsonType, isQueryOnly, namesFieldTwice, parseUnambiguousJson, textOf } from './bodies.ts'
import { literal } from './pattern.ts'
import { overridesMethod } from './url.ts'

export type Mode = 'read' | 'dryRun' | 'execute' | 'auth'

/** A request as it will be sent. */
export type Outgoing = { method: string; url: URL; headers: Headers; body: Uint8Array }

/** What a request can do at the provider, or null where this session may not send it. */
export type Verdict = 'read' | 'dryRun' | 'write' | 'auth' | null

/** Judges one request. */
export function judge(request: Outgoing, mode: Mode, endpoints: Endpoints): Verdict {
  if (mode === 'auth') return endpoints.auth.some((endpoint) => isAt(endpoint, request)) ? 'auth' : null
  if (readsOnly(request, endpoints)) return 'read'
  if (mode === 'dryRun') return isDryRun(request, endpoints) ? 'dryRun' : null
  if (mode === 'execute') return endpoints.write.some((endpoint) => isAt(endpoint, request)) ? 'write' : null
  return null
}

/** A connector's host names, with `{field}` filled from the credential. A field that is no host name fills nothing. */
export const hostsOf = (templates: readonly string[], fields: CredentialFields): string[] =>
  templates.map((template) => fillHost(template, fields)).filter((host) => host !== null)

function readsOnly(request: Outgoing, endpoints: Endpoints): boolean {
  if (overridesMethod(request.url)) return false
  return endpoints.read.some((endpoint) => {
    if (!isAt(endpoint, request)) return false
    if (endpoint.graphql === true) return isGraphqlQuery(request)
    return endpoint.dryRun === undefined || carriesMarker(endpoint, request)
  })
}

const isDryRun = (request: Outgoing, endpoints: Endpoints): boolean =>
  !overridesMethod(request.url) &&
  endpoints.write.some((endpoint) => isAt(endpoint, request) && carriesMarker(endpoint, request))

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

const isAt = (endpoint: Endpoint, { method, url }: Outgoing): boolean =>
  endpoint.method === method && pathPattern(endpoint.path).test(url.pathname)

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

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

function fillHost(template: string, fields: CredentialFields): string | null {
  const host = template.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(fields, name) ? (fields[name] ?? '') : ''
    // `a.evil` in `{shop}.example.com` would be another host of the same provider; alone, a field may be a host.
    return label.test(value) || whole === template ? value : '/'
  })
  const isName = host.includes('.') && host.split('.').every((part) => label.test(part))
  return isName && isIP(host) === 0 ? host : null
}
