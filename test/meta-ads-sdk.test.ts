/** What the connector asks of Meta beside what Meta's own SDK asks for the same thing. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import bizSdk from 'facebook-nodejs-business-sdk'
import { describe, expect, it } from 'vitest'
import type { Session } from '../connectors/define.ts'
import { openMeta } from '../connectors/meta-ads/client.ts'
import { fixture } from './support/connectors/meta-ads.ts'

describe('beside Meta’s own SDK', () => {
  /** What leaves, without what each adds for itself: version, token, proof. */
  const stripped = (method: string, address: string, body: string) => {
    const url = new URL(address, 'https://graph.facebook.com')
    const fields = { ...Object.fromEntries(url.searchParams), ...parsedBody(body) }
    // The SDK repeats in the body the id that stands in the path.
    for (const name of ['access_token', 'appsecret_proof', 'id']) delete fields[name]
    return [method, url.pathname.replace(/^\/v[\d.]+/, ''), normal(fields)]
  }

  async function theirs(call: () => Promise<unknown>): Promise<unknown> {
    const seen: unknown[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        seen.push(stripped(request.method ?? '', request.url ?? '', Buffer.concat(chunks).toString()))
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"data":[],"success":true,"id":"1"}')
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    // Its address is a getter without a setter.
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    Object.defineProperty(bizSdk.FacebookAdsApi, 'GRAPH', { get: () => address, configurable: true })
    bizSdk.FacebookAdsApi.init('token')
    await call().catch(() => null)
    await new Promise((done) => server.close(done))
    return seen[0]
  }

  async function ours(call: (api: ReturnType<typeof openMeta>) => Promise<unknown>): Promise<unknown> {
    const seen: unknown[] = []
    const session: Session = {
      credential: fixture.credential,
      hosts: { api: 'graph.facebook.com' },
      version: 'v25.0',
      now: () => 0,
      fetch: async (url, init) => {
        seen.push(
          stripped(init?.method ?? 'GET', String(url), typeof init?.body === 'string' ? init.body : ''),
        )
        return new Response('{"data":[],"success":true,"id":"1"}', { status: 200 })
      },
    }
    await call(openMeta(session)).catch(() => null)
    return seen[0]
  }

  const { AdAccount, Campaign, AdSet } = bizSdk
  it.each([
    [
      'a list of campaigns',
      (api: ReturnType<typeof openMeta>) => api.ads({ of: '101', limit: 5, effective_status: '["ACTIVE"]' }),
      () =>
        new Campaign('101').getAds(
          'id,name,status,effective_status,adset_id,campaign_id,created_time,account_id'.split(','),
          { limit: 5, effective_status: ['ACTIVE'] },
        ),
    ],
    [
      'insights',
      (api: ReturnType<typeof openMeta>) =>
        api.insights(null, {
          level: 'campaign',
          fields: 'spend,clicks',
          time_range: '{"since":"2026-11-01","until":"2026-11-02"}',
        }),
      () =>
        new AdAccount('act_4200042').getInsights(['spend', 'clicks'], {
          level: 'campaign',
          time_range: { since: '2026-11-01', until: '2026-11-02' },
        }),
    ],
    [
      'a new status',
      (api: ReturnType<typeof openMeta>) => api.update('101', { status: 'PAUSED' }),
      () => new Campaign('101').update([], { status: 'PAUSED' }),
    ],
    [
      'a new budget, rehearsed',
      (api: ReturnType<typeof openMeta>) => api.rehearse('201', { daily_budget: 50_000 }),
      () => new AdSet('201').update([], { daily_budget: 50_000, execution_options: ['validate_only'] }),
    ],
    [
      'a new campaign',
      (api: ReturnType<typeof openMeta>) =>
        api.createCampaign({
          name: 'A',
          objective: 'OUTCOME_SALES',
          status: 'PAUSED',
          special_ad_categories: '[]',
        }),
      () =>
        new AdAccount('act_4200042').createCampaign([], {
          name: 'A',
          objective: 'OUTCOME_SALES',
          status: 'PAUSED',
          special_ad_categories: [],
        }),
    ],
  ] as const)('%s is asked for in the same words', async (_, mine, official) => {
    const sent = await ours(mine)
    expect(sent).toBeDefined()
    expect(sent).toEqual(await theirs(official))
  })
})

const parsedBody = (body: string): Record<string, unknown> =>
  body === ''
    ? {}
    : body.startsWith('{')
      ? (JSON.parse(body) as Record<string, unknown>)
      : Object.fromEntries(new URLSearchParams(body))

/** Both ways to write a value: `["A"]` as text and as a list; `5` as text and as a number. */
const normal = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => !(name === 'fields' && value === ''))
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
      .sort(),
  )
