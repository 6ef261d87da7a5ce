/** The sandbox's providers on a port of their own, and the requests that tests make there. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ProviderFault } from '../../sandbox/contract.ts'
import { createProviders, type Providers } from '../../sandbox/providers/providers.ts'

export const NOW = Date.UTC(2026, 10, 20, 10)
export const PRIYAS_PAYMENT = 'pay_sDlpWoKxrcDwkw'

export type Body = Record<string, unknown>
export type Answer = { status: number; body: Body }

type Part = {
  handle: (request: IncomingMessage, response: ServerResponse, path: string, body: Buffer) => unknown
}

/** Serves a part of the sandbox on loopback, as its server does. */
export async function serve(part: Part): Promise<{ base: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (piece: Buffer) => parts.push(piece))
    request.on('end', () => void part.handle(request, response, request.url ?? '/', Buffer.concat(parts)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export class SandboxProviders {
  readonly providers: Providers
  /** What Razorpay does while it works on a refund: nothing, unless a test holds it there. */
  work: () => Promise<void> = () => Promise.resolve()
  token = ''
  #base = ''
  #stop = () => Promise.resolve()

  constructor() {
    this.providers = createProviders({ now: () => NOW, changed: () => {}, work: () => this.work() })
  }

  static async start(): Promise<SandboxProviders> {
    const started = new SandboxProviders()
    const { base, stop } = await serve(started.providers)
    started.#base = base
    started.#stop = stop
    const { shopify } = (await started.control('GET', '/control/credentials')) as { shopify: Body }
    const body = { ...shopify, grant_type: 'client_credentials' }
    const granted = await started.send('POST', '/providers/shopify/admin/oauth/access_token', body)
    started.token = String(granted.body.access_token)
    return started
  }

  stop(): Promise<void> {
    return this.#stop()
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(this.#base + path, { method, headers, ...text })
    return { status: response.status, body: (await response.json()) as Body }
  }

  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    return (await this.send(method, path, body)).body
  }

  async razorpay(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { razorpay: key } = (await this.control('GET', '/control/credentials')) as Record<string, Body>
    const basic = Buffer.from(`${key?.key_id}:${key?.key_secret}`).toString('base64')
    return this.send(method, `/providers/razorpay${path}`, body, {
      authorization: `Basic ${basic}`,
      ...headers,
    })
  }

  shopify(query: string, variables: Body = {}): Promise<Answer> {
    const headers = { 'x-shopify-access-token': this.token }
    return this.send(
      'POST',
      '/providers/shopify/admin/api/2026-10/graphql.json',
      { query, variables },
      headers,
    )
  }

  /** A refund of Priya's payment under a key. */
  refund(body: Body, key: string): Promise<Answer> {
    const headers = { 'X-Refund-Idempotency': key }
    return this.razorpay('POST', `/v1/payments/${PRIYAS_PAYMENT}/refund`, body, headers)
  }

  break(fault: Partial<ProviderFault>): Promise<unknown> {
    return this.control('POST', '/control/faults', { times: 1, ...fault })
  }
}

export const descriptionOf = ({ body }: Answer): string => String((body.error as Body).description)
