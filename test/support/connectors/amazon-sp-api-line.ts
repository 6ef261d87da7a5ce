/** Amazon's client with answers of a test's own behind it, and what it asked. */
import { expect } from 'vitest'
import { openAmazon } from '../../../connectors/amazon-sp-api/client.ts'
import { hosts } from '../../../connectors/amazon-sp-api/places.ts'
import { ConnectorError } from '../../../connectors/define.ts'
import { fixture, marketplace } from './amazon-sp-api.ts'
import { createSeller } from './amazon-sp-api-seller.ts'

type Asked = { method: string; url: URL; headers: Headers; body: string }
type Answer = Response | ((asked: Asked) => Response | Promise<Response>)

/** A client whose requests are answered in turn, the last answer again and again. */
export function answering(...answers: Answer[]) {
  const asked: Asked[] = []
  const api = openAmazon({
    credential: fixture.credential,
    hosts: hosts[marketplace] ?? { api: '' },
    version: '',
    now: () => Date.UTC(2026, 10, 22),
    fetch: async (url, init) => {
      const one = {
        method: init?.method ?? 'GET',
        url: new URL(url),
        headers: new Headers(init?.headers),
        body: typeof init?.body === 'string' ? init.body : '',
      }
      asked.push(one)
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      return typeof answer === 'function'
        ? answer(one)
        : (answer?.clone() ?? new Response(null, { status: 500 }))
    },
  })
  return { api, asked }
}
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers })

/** The seller of the contract suite behind the client. */
export function selling() {
  const seller = createSeller(marketplace)
  const line = answering(({ method, url, headers, body }) => {
    const sent = body === '' ? null : JSON.parse(body)
    const request = {
      method,
      host: url.host,
      path: url.pathname,
      query: url.searchParams,
      headers: Object.fromEntries(headers),
      body: sent,
    }
    const answer = seller.answer(request)
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    return new Response(answer.status === 204 ? null : text, {
      status: answer.status,
      headers: answer.headers ?? {},
    })
  })
  return { ...line, seller }
}

export async function fault(work: Promise<unknown>): Promise<ConnectorError> {
  const thrown = await work.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(ConnectorError)
  return thrown as ConnectorError
}
