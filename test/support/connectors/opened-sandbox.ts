/** Any connector as the broker opens it, before the sandbox's providers. */
import { createHash } from 'node:crypto'
import type { CredentialFields, JsonObject, RemoteConnector, Session } from '../../../connectors/define.ts'
import { modules } from '../../../sandbox/providers/all.ts'
import { createProviders } from '../../../sandbox/providers/providers.ts'
import { uncounted } from '../../../src/broker/budgets.ts'
import { createEgress, type Egress } from '../../../src/broker/egress.ts'
import type { Mode } from '../../../src/broker/policy.ts'
import { endpointsOf, hostsOf } from '../../../src/broker/reach.ts'
import { parseRoutes } from '../../../src/broker/routes.ts'
import { serve } from '../sandbox-providers.ts'
import type { AnyWrite } from './suite.ts'

export const now = Date.UTC(2026, 10, 20, 10)

// biome-ignore lint/suspicious/noExplicitAny: results of different reads, and their rows
export type Result = any

export type OpenedSandbox = Awaited<ReturnType<typeof openSandbox>>

/** `credential` is what the connector is opened with: set it to be somebody else. */
// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
export async function openSandbox(connector: RemoteConnector<any, any>) {
  const { base, stop } = await serve(createProviders({ now: () => now, changed: () => {} }))
  const routes = routesTo(base)
  const egresses: Egress[] = []
  const version = connector.versions?.default ?? ''

  function session(mode: Mode, credential: CredentialFields): Session {
    const hosts = hostsOf(connector.hosts, credential)
    const egress = createEgress(
      {
        label: connector.label,
        hosts,
        endpoints: endpointsOf(connector.endpoints, version),
        mode,
        secrets: [],
        allowance: uncounted,
      },
      { routes, resolver: async () => [] },
    )
    egresses.push(egress)
    return { fetch: egress.fetch, credential, hosts, version, now: () => now }
  }

  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    return (await fetch(`${base}/control/${path}`, { method, ...text })).json()
  }

  const refreshed = async (fields: CredentialFields): Promise<CredentialFields> =>
    connector.credential.refresh ? connector.credential.refresh.run(session('auth', fields)) : fields

  const given = ((await control('GET', 'credentials')) as Record<string, CredentialFields>)[connector.name]
  const opened = {
    base,
    credential: await refreshed(connector.credential.input.parse(given)),
    control,
    session,
    consented: (login: string, fields: CredentialFields, scopes: readonly string[]) =>
      consentAt(connector, {
        page: `${base}/providers/${login}`,
        fields,
        scopes,
        session: session('auth', fields),
      }),
    refreshed,
    fault: (match: string, fault: string): Promise<unknown> =>
      control('POST', 'faults', { provider: connector.name, match, fault, times: 1 }),
    open: (mode: Mode) => connector.open(session(mode, opened.credential)),
    read: async (name: string, input: JsonObject = {}): Promise<Result> => {
      const read = connector.reads[name]
      if (!read) throw new Error(`There is no read ${name}.`)
      return read.run(await opened.open('read'), read.input.parse(input))
    },
    /** A write as far as its card; `run` is the attempt. */
    change: async (name: string, given: JsonObject) => {
      const write = connector.writes[name] as AnyWrite
      const input = write.input.parse(given)
      const before = write.before.parse(await write.preview(await opened.open('read'), input))
      const facts = { input, before, account: 'x', idempotencyKey: 'key-of-this-action' }
      return {
        write,
        facts,
        refusal: write.refuse(facts),
        rehearsal: await write.dryRun?.(await opened.open('dryRun'), facts),
        run: async (): Promise<Result> => write.run(await opened.open('execute'), facts),
        reconcile: async () => write.reconcile(await opened.open('read'), facts),
      }
    },
    /** Runs a write and returns what takes it back. */
    done: async (name: string, given: JsonObject) => {
      const { write, facts, run } = await opened.change(name, given)
      const result = await run()
      return { result, undo: write.undo?.({ ...facts, result }) ?? null }
    },
    stop: async () => {
      for (const egress of egresses) egress.close()
      await stop()
    },
  }
  return opened
}

/** Every host of the sandbox's providers, and where it is served. */
const routesTo = (base: string) =>
  parseRoutes(
    JSON.stringify(
      Object.fromEntries(
        modules.flatMap(({ name, hosts }) =>
          Object.entries(hosts).map(([host, path]) => [host, `${base}/providers/${name}${path}`]),
        ),
      ),
    ),
  )

type Asking = { page: string; fields: CredentialFields; scopes: readonly string[]; session: Session }

/** A person's way through the vendor's consent page, and the exchange of what came back. */
async function consentAt(
  // biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
  { name, oauth, versions }: RemoteConnector<any, any>,
  { page, fields, scopes, session }: Asking,
): Promise<CredentialFields> {
  if (!oauth) throw new Error(`${name} has no consent.`)
  const verifier = oauth.pkce ? 'v'.repeat(43) : ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const redirectUri = `http://127.0.0.1:3999/connect/${name}`
  const asked = { fields, scopes: [...scopes], redirectUri, state: 's'.repeat(43), challenge }
  const path = oauth.consent.path.replace('{version}', versions?.default ?? '')
  const pressed = await fetch(`${page}${path}?${new URLSearchParams(oauth.consent.query(asked))}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision: 'allow' }),
  })
  const { code = '', ...returned } = Object.fromEntries(
    new URL(pressed.headers.get('location') ?? 'none:').searchParams,
  )
  return oauth.exchange(session, { code, redirectUri, verifier, returned })
}
