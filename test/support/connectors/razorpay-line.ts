/** Razorpay's client on a line where every request gets the same answer. */
import nock from 'nock'
import { afterEach, beforeAll } from 'vitest'
import type { CredentialFields, Session } from '../../../connectors/define.ts'
import { openRazorpay, type RazorpayWrites } from '../../../connectors/razorpay/client.ts'

export const key = 'razorpay-test-key-0001'
export const credential = { key_id: 'rzp_test_contract01', key_secret: 'not-a-secret-at-all' }

export type Sent = {
  method: string
  path: string
  query: Record<string, string>
  body: unknown
  headers: Headers
}

/** Nothing but what a test answers is within reach. */
export function cutOff(): void {
  beforeAll(() => {
    nock.disableNetConnect()
    return () => nock.enableNetConnect()
  })
  afterEach(() => nock.cleanAll())
}

const verbs = ['GET', 'POST', 'PATCH']

/** Answers every request with the same bytes, and keeps what was sent. */
export function answering(body: unknown, status = 200, headers: Record<string, string> = {}): Sent[] {
  const sent: Sent[] = []
  const [api, auth] = [nock('https://api.razorpay.com'), nock('https://auth.razorpay.com')]
  for (const [scope, method] of [api, auth].flatMap((host) => verbs.map((verb) => [host, verb] as const))) {
    scope
      .persist()
      .intercept(/.*/, method)
      .reply(async (request: Request) => {
        const url = new URL(request.url)
        const text = await request.text()
        sent.push({
          method,
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          body: text === '' ? null : JSON.parse(text),
          headers: request.headers,
        })
        return [status, typeof body === 'string' ? body : JSON.stringify(body), headers]
      })
  }
  return sent
}

export const sessionOf = (
  fields: CredentialFields = credential,
  fetch: Session['fetch'] = globalThis.fetch,
): Session => ({
  credential: fields,
  fetch,
  hosts: { api: 'api.razorpay.com', auth: 'auth.razorpay.com' },
  version: '',
  now: () => Date.UTC(2026, 10, 22),
})

export const open = (fetch: Session['fetch'] = globalThis.fetch): RazorpayWrites =>
  openRazorpay(sessionOf(credential, fetch))

export const page = { count: 25, skip: 0, from: 1_790_000_000, to: 1_795_000_000 }
export const refundBody = { amount: 5000, speed: 'normal', receipt: key, notes: { ops_room: key } } as const
