/** A session by hand, for tests that look at single requests and answers; and the official library beside it. */
import '@shopify/shopify-api/adapters/web-api'
import { ApiVersion, shopifyApi } from '@shopify/shopify-api'
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime'
import { expect } from 'vitest'
import { ConnectorError, type CredentialFields, type Session } from '../../../connectors/define.ts'
import { openShopify, type ShopifyWrites } from '../../../connectors/shopify/client.ts'

export const token = 'shpat-not-a-token-at-all'
export const credential = { shop: 'kolam', access_token: token }
export type Seen = { url: string; init: RequestInit }

/** A session whose fetch answers as told and remembers what it was asked. */
export function session(
  answer: (seen: Seen) => Response | Promise<Response>,
  fields: CredentialFields = credential,
): Session & { seen: Seen[] } {
  const seen: Seen[] = []
  return {
    seen,
    credential: fields,
    hosts: { api: `${fields.shop}.myshopify.com` },
    version: '2026-10',
    now: () => Date.UTC(2026, 10, 22),
    fetch: async (url, init = {}) => {
      seen.push({ url: String(url), init })
      return answer({ url: String(url), init })
    },
  }
}
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
export const faultOf = (promise: Promise<unknown>): Promise<ConnectorError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => {
      expect(error).toBeInstanceOf(ConnectorError)
      return error as ConnectorError
    },
  )

/** The official library with its requests caught. Its fetch is one for the whole process. */
export function officialApi(answer: () => Response) {
  const seen: Seen[] = []
  setAbstractFetchFunc(async (url, init) => {
    seen.push({ url: String(url), init: init ?? {} })
    return answer()
  })
  const api = shopifyApi({
    apiKey: '0123456789abcdef',
    apiSecretKey: 'shpss-not-a-secret',
    apiVersion: ApiVersion.October26,
    hostName: 'localhost',
    isEmbeddedApp: false,
    logger: { log: () => undefined },
  })
  return { api, seen }
}

type Say = unknown | ((variables: Record<string, unknown>) => unknown)
export type Asked = { name: string; variables: Record<string, unknown> }

/** An api whose provider answers by the name of the operation; a list is answered one by one. It never waits. */
export function answering(answers: Record<string, Say[]>): ShopifyWrites & { asked: Asked[] } {
  const asked: Asked[] = []
  const line = session(({ init }) => {
    const { query, variables } = JSON.parse(String(init.body))
    const name = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? ''
    const earlier = asked.filter((one) => one.name === name).length
    asked.push({ name, variables })
    const say = answers[name]?.[earlier] ?? answers[name]?.at(-1)
    if (say instanceof Response) return say.clone()
    return json({ data: typeof say === 'function' ? say(variables) : say })
  })
  return { ...openShopify(line), pause: async () => undefined, asked }
}
