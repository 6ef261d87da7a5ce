/** Puts an in-memory provider behind the connector's hosts. nock answers below `fetch`, so the real fetch runs. */
import nock from 'nock'
import { ConnectorError, type Json, type RemoteConnector, type Session } from '../../../connectors/define.ts'
import type { Answer, Provider, Received, RemoteFixture } from './fixture.ts'
import { guardedFetch, onlyAsks, type Phase, placeOf, requestOf } from './guard.ts'

// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
type AnyRemote = RemoteConnector<any, any>

/** What becomes of requests that are no reads. `lost` answers never arrive; `unsent` requests never leave. */
export type Fate = 'answered' | 'lost' | 'unsent' | Answer

export type Wire = {
  provider: Provider
  received: Received[]
  stopped: string[]
  session: (phase: Phase, fate?: Fate) => Session
}

export function wire(connector: AnyRemote, fixture: RemoteFixture): Wire {
  const provider = fixture.provider()
  const received: Received[] = []
  const stopped: string[] = []
  const override: { answer: Answer | null } = { answer: null }
  const at = placeOf(connector, fixture.credential)
  for (const host of new Set(Object.values(at.hosts)))
    serve(host, received, (request) => override.answer ?? provider.answer(request))

  const session = (phase: Phase, fate: Fate = 'answered'): Session => {
    const send: Session['fetch'] = async (url, init) => {
      const request = requestOf(new URL(url), init)
      const step = { method: request.method, path: request.url.pathname, body: request.body }
      const isWrite = !onlyAsks(connector, request, at) && !fixture.isStep?.(step)
      if (isWrite && fate === 'unsent') throw interrupted()
      override.answer = isWrite && typeof fate === 'object' ? fate : null
      const response = await fetch(url, init)
      if (isWrite && fate === 'lost') throw interrupted()
      return response
    }
    const guard = guardedFetch(connector, fixture.credential, phase, send)
    return {
      credential: fixture.credential,
      ...at,
      now: () => Date.UTC(2026, 10, 22),
      fetch: async (url, init) => {
        try {
          return await guard.fetch(url, init)
        } finally {
          stopped.push(...guard.stopped.splice(0))
        }
      },
    }
  }
  return { provider, received, stopped, session }
}

/** As the egress says it: bytes went out, and no answer came back. */
const interrupted = (): ConnectorError => new ConnectorError('interrupted', 'The connection broke off.')

function serve(host: string, received: Received[], answer: (request: Received) => Answer): void {
  const scope = nock(`https://${host}`).persist()
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    scope.intercept(/.*/, method).reply(async (sent: Request) => {
      const request = await receive(sent)
      received.push(request)
      const { status, body, headers = {} } = answer(request)
      const type = headers['content-type'] ?? 'application/json'
      const text =
        typeof body === 'string' && !type.startsWith('application/json') ? body : JSON.stringify(body)
      return [status, text, { ...headers, 'content-type': type }]
    })
  }
}

async function receive(request: Request): Promise<Received> {
  const url = new URL(request.url)
  const text = await request.text()
  return {
    method: request.method,
    host: url.hostname,
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(request.headers),
    body: bodyOf(text, request.headers.get('content-type') ?? ''),
  }
}

/** A form as an object of its fields. */
function bodyOf(text: string, type: string): Json {
  if (text === '') return null
  return type.startsWith('application/x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(text))
    : (JSON.parse(text) as Json)
}
