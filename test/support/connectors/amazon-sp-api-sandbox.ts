/** The connector as the broker opens it, before the sandbox's Amazon. */
import { type AmazonWrites, openAmazon } from '../../../connectors/amazon-sp-api/client.ts'
import { amazonSpApi } from '../../../connectors/amazon-sp-api/index.ts'
import type { CredentialFields, JsonObject, Session } from '../../../connectors/define.ts'
import { modules } from '../../../sandbox/providers/all.ts'
import type { Seller } from '../../../sandbox/providers/amazon_sp_api/seller.ts'
import { createProviders } from '../../../sandbox/providers/providers.ts'
import { uncounted } from '../../../src/broker/budgets.ts'
import { createEgress, type Egress } from '../../../src/broker/egress.ts'
import type { Mode } from '../../../src/broker/policy.ts'
import { hostsOf } from '../../../src/broker/reach.ts'
import { parseRoutes } from '../../../src/broker/routes.ts'
import { serve } from '../sandbox-providers.ts'
import type { AnyWrite } from './suite.ts'

export const start = Date.UTC(2026, 10, 20, 10)

export type AmazonSandbox = Awaited<ReturnType<typeof startAmazonSandbox>>

export async function startAmazonSandbox() {
  const clock = { now: start }
  const { base, stop } = await serve(createProviders({ now: () => clock.now, changed: () => {} }))
  const leading = modules.flatMap(({ name, hosts }) =>
    Object.entries(hosts).map(([host, path]) => [host, `${base}/providers/${name}${path}`]),
  )
  const routes = parseRoutes(JSON.stringify(Object.fromEntries(leading)))
  const egresses: Egress[] = []
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    return (await fetch(`${base}/control/${path}`, { method, ...text })).json()
  }

  function session(mode: Mode, credential: CredentialFields): Session {
    const { label, endpoints } = amazonSpApi
    const hosts = hostsOf(amazonSpApi.hosts, credential)
    const permit = { label, hosts, endpoints, mode, secrets: [], allowance: uncounted }
    const egress = createEgress(permit, { routes, resolver: async () => [], limits: { timeoutMs: 2000 } })
    egresses.push(egress)
    return { fetch: egress.fetch, credential, hosts, version: '', now: () => clock.now }
  }

  const refreshed = async (credential: CredentialFields): Promise<CredentialFields> =>
    (await amazonSpApi.credential.refresh?.run(session('auth', credential))) ?? {}

  return {
    base,
    clock,
    control,
    session,
    refreshed,
    /** What is entered to connect without a consent, refreshed once. */
    credential: async (): Promise<CredentialFields> => {
      const { amazon_sp_api } = (await control('GET', 'credentials')) as Record<string, CredentialFields>
      return refreshed(amazonSpApi.credential.input.parse(amazon_sp_api))
    },
    open: (mode: Mode, credential: CredentialFields): AmazonWrites => openAmazon(session(mode, credential)),
    /** The account as the sandbox remembers it. */
    seller: async (): Promise<Seller> => (await control('GET', 'providers/amazon_sp_api')) as Seller,
    stop: async () => {
      for (const egress of egresses) egress.close()
      await stop()
    },
  }
}

type Reads = typeof amazonSpApi.reads
export type ReadName = keyof Reads
export type WriteName = keyof typeof amazonSpApi.writes
// biome-ignore lint/suspicious/noExplicitAny: results of different reads
export type Result = any

/** A read, by name, with the input that a model would give. */
export function readWith(api: AmazonWrites, name: ReadName, input: JsonObject = {}): Promise<Result> {
  const one = amazonSpApi.reads[name] as Reads['orders']
  return one.run(api, one.input.parse(input))
}

/** A write up to its card: its facts, and what a run is told. */
export async function prepareWith(
  api: AmazonWrites,
  credential: CredentialFields,
  name: WriteName,
  given: JsonObject,
) {
  const write = amazonSpApi.writes[name] as AnyWrite
  const input = write.input.parse(given)
  const before = write.before.parse(await write.preview(api, input))
  const account = amazonSpApi.credential.account(credential)
  return { write, order: { input, before, account, idempotencyKey: `sandbox-key-${name}-01` } }
}

/** An order that the store has to ship itself, and has not. */
export const waitingIn = async ({ seller }: Pick<AmazonSandbox, 'seller'>): Promise<string> =>
  (await seller()).orders.find(({ status, byAmazon }) => status === 'UNSHIPPED' && !byAmazon)?.id ?? ''
