/** The endpoints' rules, applied as strictly as the egress has to: written apart from it, so that neither hides the other's mistakes. */
import { parse } from 'graphql'
import type {
  CredentialFields,
  Endpoint,
  HostTable,
  RemoteConnector,
  Session,
} from '../../../connectors/define.ts'

// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
type AnyRemote = RemoteConnector<any, any>

export type Phase = 'read' | 'dryRun' | 'write'

/** A fetch that lets through what the phase may send, and remembers what it stopped. */
export function guardedFetch(
  connector: AnyRemote,
  credential: CredentialFields,
  phase: Phase,
  fetch: Session['fetch'],
): { fetch: Session['fetch']; stopped: string[] } {
  const stopped: string[] = []
  const { write } = connector.endpoints
  const at = placeOf(connector, credential)
  return {
    stopped,
    fetch: async (address, init) => {
      const url = new URL(address)
      const request = requestOf(url, init)
      const allowed =
        isPlainHttps(url) &&
        (onlyAsks(connector, request, at) ||
          (phase === 'dryRun' &&
            write.some((endpoint) => matches(endpoint, request, at) && isDryRun(endpoint, request))) ||
          (phase === 'write' && write.some((endpoint) => matches(endpoint, request, at))))
      if (allowed) return fetch(address, init)
      stopped.push(`${request.method} ${url.origin}${url.pathname}`)
      throw new Error(`The guard stopped ${stopped.at(-1)}`)
    },
  }
}

/** Whether a request is open to reads: it can change nothing, whatever its method is. */
export const onlyAsks = ({ endpoints }: AnyRemote, request: Request, at: At): boolean =>
  endpoints.read.some((endpoint) => matches(endpoint, request, at) && isHarmless(endpoint, request))

type Request = { method: string; url: URL; body: string }

export const requestOf = (url: URL, init: RequestInit | undefined): Request => ({
  method: init?.method ?? 'GET',
  url,
  body: typeof init?.body === 'string' ? init.body : '',
})

const isPlainHttps = (url: URL): boolean =>
  url.protocol === 'https:' && url.port === '' && url.username === ''

type At = { hosts: HostTable; version: string }

/** The hosts and the version that a credential leads to. */
export function placeOf({ hosts, versions }: AnyRemote, credential: CredentialFields): At {
  const table = typeof hosts.of === 'object' ? hosts.of[credential[hosts.by as string] ?? ''] : hosts
  const filled = Object.entries(table ?? {}).map(([role, host]) => [
    role,
    String(host).replace(/\{(\w+)\}/g, (_, field) => credential[field] ?? ''),
  ])
  return { hosts: Object.fromEntries(filled), version: versions?.default ?? '' }
}

function matches(endpoint: Endpoint, { method, url }: Request, { hosts, version }: At): boolean {
  const pattern = endpoint.path
    .replaceAll('{version}', version)
    .split(/(\{\w+\})/)
    .map((part) => (/^\{\w+\}$/.test(part) ? '[^/:]+' : part.replace(/[^\w-]/g, '\\$&')))
    .join('')
  return (
    endpoint.method === method &&
    hosts[endpoint.on ?? 'api'] === url.hostname &&
    new RegExp(`^${pattern}$`).test(url.pathname)
  )
}

/** A read endpoint that could carry a write is open only to bytes that show that they do not. */
function isHarmless(endpoint: Endpoint, { url, body }: Request): boolean {
  if (endpoint.dryRun && !endpoint.dryRun(body, url.searchParams)) return false
  if (!endpoint.graphql) return true
  return isQueryOnly(body)
}

/** The vendor's own dry-run marker stands in the bytes. */
const isDryRun = ({ dryRun }: Endpoint, { url, body }: Request): boolean =>
  dryRun?.(body, url.searchParams) === true

/** Whether these bytes are GraphQL that only asks. What is no GraphQL is not. */
function isQueryOnly(body: string): boolean {
  const query = queryIn(body)
  if (query === null) return false
  return parse(query).definitions.every(
    (definition) =>
      definition.kind === 'FragmentDefinition' ||
      (definition.kind === 'OperationDefinition' && definition.operation === 'query'),
  )
}

function queryIn(body: string): string | null {
  try {
    const sent: unknown = JSON.parse(body)
    return typeof sent === 'object' && sent !== null && 'query' in sent && typeof sent.query === 'string'
      ? sent.query
      : null
  } catch {
    return null
  }
}
