import type { ServerResponse } from 'node:http'

/** One request to a provider, after HTTP and before the vendor's own rules. */
export type ProviderCall = {
  method: string
  /** Below the provider's host: `/v1/payments/pay_…`. */
  path: string
  query: URLSearchParams
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

export type Reply = {
  status: number
  body: unknown
  headers?: Record<string, string>
  /** True when the provider's state changed. */
  acted: boolean
}

/** An outside system. It knows what it says when it is broken, so that faults look like the vendor's own. */
export type Provider = {
  answer: (call: ProviderCall) => Reply | Promise<Reply>
  throttled: (call: ProviderCall) => Reply
  unauthorised: () => Reply
  broken: () => Reply
}

export const ok = (body: unknown, acted = false): Reply => ({ status: 200, body, acted })

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Equal for two bodies that say the same, whatever the order of their keys. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    isRecord(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
  )
}

/** Answers in JSON; a body that is text already goes out as it is. */
export function send(response: ServerResponse, reply: Reply): void {
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
  response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8', ...reply.headers })
  response.end(text)
}
