/** Shopify's connector over HTTP to the sandbox's Shopify: its API and its login, and a person in a browser. */
import type {
  CredentialFields,
  JsonObject,
  Read,
  Session,
  Summary,
  Write,
} from '../../../connectors/define.ts'
import type { ShopifyWrites } from '../../../connectors/shopify/client.ts'
import { shopify } from '../../../connectors/shopify/index.ts'
import { createProviders, type Providers } from '../../../sandbox/providers/providers.ts'
import { serve } from '../sandbox-providers.ts'

// biome-ignore lint/suspicious/noExplicitAny: operations with different inputs
type AnyWrite = Write<any, any, any, any>
// biome-ignore lint/suspicious/noExplicitAny: as above
type AnyRead = Read<any, any>

export class ShopifySandbox {
  now = Date.UTC(2026, 10, 20, 10)
  /** What a job takes: nothing, unless a test holds it. */
  work: () => Promise<void> = () => Promise.resolve()
  readonly #providers: Providers
  #base = ''
  #api: ShopifyWrites | null = null
  stop = () => Promise.resolve()

  constructor() {
    this.#providers = createProviders({ now: () => this.now, changed: () => {}, work: () => this.work() })
  }

  static async start(): Promise<ShopifySandbox> {
    const sandbox = new ShopifySandbox()
    const { base, stop } = await serve(sandbox.#providers)
    sandbox.#base = base
    sandbox.stop = stop
    return sandbox
  }

  session(credential: CredentialFields): Session {
    return {
      credential,
      hosts: { api: `${credential.shop}.myshopify.com` },
      version: '2026-10',
      now: () => this.now,
      fetch: (address, init) => {
        const { hostname, pathname, search } = new URL(address)
        const place = hostname === 'bluebird-store.myshopify.com' ? '/providers/shopify' : '/nowhere'
        return fetch(`${this.#base}${place}${pathname}${search}`, init)
      },
    }
  }

  async control(path: string, body?: unknown): Promise<unknown> {
    const asked = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return (await fetch(`${this.#base}/control${path}`, asked)).json()
  }

  /** With the app of the store's own organisation. Nothing waits. */
  async open(): Promise<ShopifyWrites> {
    if (this.#api) return this.#api
    const { shopify: app } = (await this.control('/credentials')) as { shopify: CredentialFields }
    const fields = await shopify.credential.refresh?.run(this.session(app))
    this.#api = { ...(await shopify.open(this.session(fields ?? {}))), pause: () => Promise.resolve() }
    return this.#api
  }

  async read(name: string, given: JsonObject = {}): Promise<JsonObject> {
    const read = (shopify.reads as Record<string, AnyRead>)[name]
    if (!read) throw new Error(name)
    return read.run(await this.open(), read.input.parse(given))
  }

  /** All that happens to a write that is approved: the facts, the card, the run, and what is then found. */
  async deed(name: string, given: JsonObject) {
    const write = (shopify.writes as Record<string, AnyWrite>)[name]
    if (!write) throw new Error(name)
    const api = await this.open()
    const input = write.input.parse(given)
    const facts = {
      input,
      before: write.before.parse(await write.preview(api, input)),
      account: 'bluebird-store.myshopify.com',
    }
    const refusal = write.refuse(facts)
    const order = { ...facts, idempotencyKey: `sandbox-deed-${name}-${++this.#deeds}` }
    return {
      facts,
      refusal,
      /** Nobody is shown a card of what is refused. */
      summary: refusal === null ? write.summarize(facts) : nothing,
      run: async () => {
        const result = await write.run(api, order)
        return {
          result,
          found: await write.reconcile(api, order),
          settled: write.settled?.({ ...facts, result }) ?? null,
          undo: write.undo?.({ ...facts, result }) ?? null,
        }
      },
      reconcile: () => write.reconcile(api, order),
    }
  }
  #deeds = 0

  /** Presses a button of the consent page: the way back. */
  async answer(query: Record<string, string>, decision: 'allow' | 'cancel'): Promise<URLSearchParams> {
    const address = `${this.#base}/providers/shopify/admin/oauth/authorize?${new URLSearchParams(query)}`
    const body = new URLSearchParams({ decision })
    const answer = await fetch(address, { method: 'POST', redirect: 'manual', body })
    return new URL(answer.headers.get('location') ?? 'none:').searchParams
  }
}

const nothing: Summary = { headline: '', changes: [], money: null, recipients: [], undo: null, already: [] }
