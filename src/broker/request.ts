/** Turns what a connector's client asks for into the exact bytes that are judged and sent. */
import { ConnectorError, type HostTable } from '../../connectors/define.ts'
import type { WireRequest } from './exchange.ts'
import type { Outgoing } from './policy.ts'
import type { Route } from './routes.ts'
import { readUrl } from './url.ts'

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** The connection's own business, set anew when the request is sent. */
const dropped = ['host', 'connection', 'content-length', 'keep-alive', 'accept-encoding', 'user-agent']

/** They would have the bytes mean something else than what was judged, or be sent in the name of another host. */
const refused = [
  'content-encoding',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-forwarded-host',
  'x-original-url',
  'x-rewrite-url',
]

/** A refusal of ours: nothing was sent. */
export const heldBack = (label: string, reason: string): ConnectorError =>
  new ConnectorError('refused', `A request to ${label} was held back: ${reason}.`)

/** Reads the request once. Throws ConnectorError `refused` where its URL, host or headers are not plain. */
export async function outgoingOf(
  input: string | URL,
  init: RequestInit,
  to: { label: string; hosts: HostTable },
  maxBytes: number,
): Promise<Outgoing> {
  const { url, fault } = readUrl(input)
  if (fault !== null) throw heldBack(to.label, `its URL has ${fault}`)
  if (!Object.values(to.hosts).includes(url.hostname))
    throw heldBack(to.label, 'its host is not one of the connector')
  const method = (init.method ?? 'GET').toUpperCase()
  if (!methods.has(method)) throw heldBack(to.label, 'its method is not one of the connector')
  const headers = headersOf(init.headers, url, to.label)
  const body = await bodyOf(init.body, headers)
  if (body.length > maxBytes) throw heldBack(to.label, 'its body is too large')
  if (method === 'GET' && body.length > 0) throw heldBack(to.label, 'a GET has no body')
  return { method, url, headers, body }
}

/** The same request as it goes over the wire. On a route the path is put behind the route's own. */
export function wireRequest({ method, url, headers, body }: Outgoing, route: Route | null): WireRequest {
  const hasBody = method !== 'GET' && (body.length > 0 || method !== 'DELETE')
  return {
    method,
    path: `${route?.prefix ?? ''}${url.pathname}${url.search}`,
    headers: {
      ...Object.fromEntries(headers),
      host: route?.host ?? url.host,
      ...(route === null ? {} : { 'x-forwarded-host': url.host }),
      'accept-encoding': 'identity',
      'user-agent': 'ops-room',
      connection: 'close',
      ...(hasBody ? { 'content-length': String(body.length) } : {}),
    },
    body,
  }
}

function headersOf(given: RequestInit['headers'], url: URL, label: string): Headers {
  const pairs = pairsOf(given)
  // Headers would trim a line break at the end of a value away: refused instead, wherever it stands.
  if (pairs.some(([name, value]) => /[\r\n\0]/.test(name + value)))
    throw heldBack(label, 'a header holds a line break')
  const headers = new Headers(pairs)
  if ((headers.get('host') ?? url.host) !== url.host) throw heldBack(label, 'a header names another host')
  const bad = refused.find((name) => headers.has(name))
  if (bad !== undefined) throw heldBack(label, `the header ${bad} is not open to it`)
  for (const name of dropped) headers.delete(name)
  return headers
}

function pairsOf(given: RequestInit['headers']): [string, string][] {
  if (given === undefined) return []
  const pairs = Symbol.iterator in given ? [...given] : Object.entries(given)
  return pairs.map(([name, value]) => [String(name), String(value)])
}

/** Read once, so that what is judged is what is sent; a form's own content type comes with it. */
async function bodyOf(given: RequestInit['body'], headers: Headers): Promise<Uint8Array> {
  if (given === undefined || given === null) return new Uint8Array()
  const carrier = new Response(given)
  const type = carrier.headers.get('content-type')
  if (type !== null && !headers.has('content-type')) headers.set('content-type', type)
  return new Uint8Array(await carrier.arrayBuffer())
}
