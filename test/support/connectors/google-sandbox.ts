/** A connector as the broker opens it, before the sandbox's Google: its API and its login. */
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { CredentialFields, JsonObject, Session } from '../../../connectors/define.ts'
import { modules } from '../../../sandbox/providers/all.ts'
import { apps } from '../../../sandbox/providers/logins/apps.ts'
import { createProviders } from '../../../sandbox/providers/providers.ts'
import { uncounted } from '../../../src/broker/budgets.ts'
import { createEgress, type Egress } from '../../../src/broker/egress.ts'
import type { Mode } from '../../../src/broker/policy.ts'
import { endpointsOf, hostsOf } from '../../../src/broker/reach.ts'
import { parseRoutes } from '../../../src/broker/routes.ts'
import { NOW, serve } from '../sandbox-providers.ts'
import type { AnyRemote, AnyWrite } from './suite.ts'

// biome-ignore lint/suspicious/noExplicitAny: results of different reads, and their rows
export type Result = any

export class GoogleSandbox {
  now = NOW
  /** Refreshed once; a test may put another in its place. */
  credential: CredentialFields = {}
  readonly #connector: AnyRemote
  readonly #egresses: Egress[] = []
  #base = ''
  #stop = () => Promise.resolve()

  private constructor(connector: AnyRemote) {
    this.#connector = connector
  }

  static async start(connector: AnyRemote): Promise<GoogleSandbox> {
    const sandbox = new GoogleSandbox(connector)
    const { base, stop } = await serve(createProviders({ now: () => sandbox.now, changed: () => {} }))
    sandbox.#base = base
    sandbox.#stop = stop
    await sandbox.refresh((await sandbox.control('GET', 'credentials'))[connector.name])
    return sandbox
  }

  async stop(): Promise<void> {
    for (const egress of this.#egresses) egress.close()
    await this.#stop()
  }

  async control(method: string, path: string, body?: object): Promise<Result> {
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    return (await fetch(`${this.#base}/control/${path}`, { method, ...text })).json()
  }

  /** The next request that matches ends as asked. */
  break(match: string, fault: string): Promise<Result> {
    return this.control('POST', 'faults', { provider: this.#connector.name, match, fault, times: 1 })
  }

  session(mode: Mode, credential = this.credential): Session {
    const { label, endpoints } = this.#connector
    const hosts = hostsOf(this.#connector.hosts, credential)
    const egress = createEgress(
      { label, hosts, endpoints: endpointsOf(endpoints, ''), mode, secrets: [], allowance: uncounted },
      { routes: parseRoutes(JSON.stringify(this.#routes())), resolver: async () => [] },
    )
    this.#egresses.push(egress)
    return { fetch: egress.fetch, credential, hosts, version: '', now: () => this.now }
  }

  #routes(): Record<string, string> {
    return Object.fromEntries(
      modules.flatMap(({ name, hosts }) =>
        Object.entries(hosts).map(([host, path]) => [host, `${this.#base}/providers/${name}${path}`]),
      ),
    )
  }

  async refresh(given: unknown = this.credential): Promise<void> {
    const { input, refresh } = this.#connector.credential
    this.credential = (await refresh?.run(this.session('auth', input.parse(given)))) ?? {}
  }

  async read(name: string, input: JsonObject = {}): Promise<Result> {
    const read = this.#connector.reads[name]
    if (!read) throw new Error(`There is no read ${name}.`)
    const api = await this.#connector.open(this.session('read'))
    return read.run(api as never, read.input.parse(input))
  }

  /** A write up to its approval: its facts, and what comes after. */
  async change(name: string, given: JsonObject, idempotencyKey = 'sandbox-test-key-0001') {
    const write: AnyWrite | undefined = this.#connector.writes[name]
    if (!write) throw new Error(`There is no write ${name}.`)
    const api = (mode: Mode) => this.#connector.open(this.session(mode)) as Promise<never>
    const input = write.input.parse(given)
    const before = write.before.parse(await write.preview(await api('read'), input))
    const facts = { input, before, account: 'x', idempotencyKey }
    expect(write.refuse(facts)).toBeNull()
    return {
      write,
      facts,
      run: async (): Promise<Result> => write.run(await api('execute'), facts),
      reconcile: async () => write.reconcile(await api('read'), facts),
    }
  }

  /** A person's way through the consent page, and the exchange of what came back. */
  async consent(scopes: string[]): Promise<CredentialFields> {
    const { oauth } = this.#connector
    if (!oauth) throw new Error('There is no consent.')
    const app = { client_id: apps.google.clientId, client_secret: apps.google.clientSecret }
    const verifier = 'v'.repeat(43)
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const redirectUri = `http://127.0.0.1:3999/connect/${this.#connector.name}`
    const ask = { fields: app, scopes, redirectUri, state: 's'.repeat(43), challenge }
    const page = `${this.#base}/providers/google_login/accounts${oauth.consent.path}?${new URLSearchParams(oauth.consent.query(ask))}`
    const body = new URLSearchParams({ decision: 'allow' })
    const pressed = await fetch(page, { method: 'POST', redirect: 'manual', body })
    const code = new URL(pressed.headers.get('location') ?? 'none:').searchParams.get('code') ?? ''
    return oauth.exchange(this.session('auth', app), { code, redirectUri, verifier, returned: {} })
  }
}
