/** An egress for a connector with one endpoint of each sort, to a provider on loopback. */
import { expect } from 'vitest'
import type { ConnectorErrorKind, Endpoints } from '../../connectors/define.ts'
import { uncounted } from '../../src/broker/budgets.ts'
import { createEgress, type Permit, type Ways } from '../../src/broker/egress.ts'
import { host } from './parcel.ts'
import { type Answers, json, startProvider } from './provider.ts'

export const endpoints: Endpoints = {
  read: [
    { method: 'GET', path: '/v1/items/{id}' },
    { method: 'POST', path: '/graphql.json', graphql: true },
  ],
  write: [
    { method: 'POST', path: '/v1/items/{id}/ship' },
    { method: 'POST', path: '/graphql.json' },
    { method: 'PATCH', path: '/v1/items/{id}', dryRun: (_, query) => query.get('mode') === 'PREVIEW' },
    { method: 'POST', path: '/v1/ads', dryRun: (body) => JSON.parse(body).validateOnly === true },
    {
      method: 'POST',
      path: '/v1/forms',
      dryRun: (body) => new URLSearchParams(body).get('validate') === 'yes',
    },
  ],
  auth: [{ method: 'POST', path: '/oauth/token' }],
}

export const permit = (changes: Partial<Permit> = {}): Permit => ({
  label: 'Parcel',
  hosts: { api: host },
  endpoints,
  mode: 'execute',
  secrets: [],
  allowance: uncounted,
  ...changes,
})

export const nowhere = async (): Promise<string[]> => {
  throw new Error('no name is resolved in this test')
}

/** An egress to a provider on loopback. */
export async function openWay(
  open: (() => Promise<void>)[],
  answers: Answers,
  given: Partial<Permit> = {},
  ways: Partial<Ways> = {},
) {
  const provider = await startProvider(answers)
  open.push(provider.stop)
  const egress = createEgress(permit(given), {
    routes: { [host]: provider.base },
    resolver: nowhere,
    ...ways,
  })
  return { ...provider, ...egress }
}

export const ok: Answers = (_, response) => json(response, { ok: true })
export const kind = (expected: ConnectorErrorKind) =>
  expect.objectContaining({ name: 'ConnectorError', kind: expected })
export const at = (path: string) => `https://${host}${path}`
export const post = (body: unknown, type = 'application/json'): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
