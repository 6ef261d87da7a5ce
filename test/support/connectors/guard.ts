/** The endpoints' rules, applied as strictly as the egress has to: written apart from it, so that neither hides the other's mistakes. */
import { parse } from 'graphql'
import type { CredentialFields, Endpoint, RemoteConnector, Session } from '../../../connectors/define.ts'

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
  const { read, write } = connector.endpoints
  return {
    stopped,
    fetch: async (address, init) => {
      const url = new URL(address)
      const request = {
        method: init?.method ?? 'GET',
        url,
        body: typeof init?.body === 'string' ? init.body : '',
      }
      const allowed =
        isDeclaredHost(connector.hosts, credential, url) &&
        (read.some((endpoint) => matches(endpoint, request) && isHarmless(endpoint, request)) ||
          (phase === 'dryRun' &&
            write.some((endpoint) => matches(endpoint, request) && isDryRun(endpoint, request))) ||
          (phase === 'write' && write.some((endpoint) => matches(endpoint, request))))
      if (allowed) return fetch(address, init)
      stopped.push(`${request.method} ${url.origin}${url.pathname}`)
      throw new Error(`The guard stopped ${stopped.at(-1)}`)
    },
  }
}

type Request = { method: string; url: URL; body: string }

function isDeclaredHost(hosts: readonly string[], credential: CredentialFields, url: URL): boolean {
  const declared = hosts.map((host) => host.replace(/\{(\w+)\}/g, (_, field) => credential[field] ?? ''))
  return (
    url.protocol === 'https:' && url.port === '' && url.username === '' && declared.includes(url.hostname)
  )
}

function matches(endpoint: Endpoint, { method, url }: Request): boolean {
  const pattern = endpoint.path
    .split('/')
    .map((segment) => (/^\{\w+\}$/.test(segment) ? '[^/]+' : segment.replace(/[^\w-]/g, '\\$&')))
    .join('/')
  return endpoint.method === method && new RegExp(`^${pattern}$`).test(url.pathname)
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
export function isQueryOnly(body: string): boolean {
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
