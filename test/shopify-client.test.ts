/** What leaves for Shopify, and what its answers are taken to mean. */
import { Session as OfficialSession } from '@shopify/shopify-api'
import { describe, expect, it } from 'vitest'
import { ConnectorError } from '../connectors/define.ts'
import { openShopify } from '../connectors/shopify/client.ts'
import { draftOrderCalculate, draftOrderCreate } from '../connectors/shopify/documents/drafts.ts'
import { ordersQuery } from '../connectors/shopify/documents/orders.ts'
import { refundCreate } from '../connectors/shopify/documents/refund.ts'
import { shopQuery } from '../connectors/shopify/documents/shop.ts'
import { shopify } from '../connectors/shopify/index.ts'
import { isDraftOrderCalculation } from '../connectors/shopify/rehearsal.ts'
import { faultOf, json, officialApi, type Seen, session, token } from './support/connectors/shopify-line.ts'

describe('a request', () => {
  it('is the one that the official library sends', async () => {
    const variables = { first: 2, after: null, query: 'status:open', reverse: true }
    const line = session(() => json({ data: {} }))
    await openShopify(line)
      .ask(ordersQuery, variables)
      .catch(() => null)
    const official = officialApi(() => json({ data: {} }))
    const shop = { id: '1', shop: 'kolam.myshopify.com', state: '', isOnline: false, accessToken: token }
    const theirClient = new official.api.clients.Graphql({ session: new OfficialSession(shop) })
    await theirClient.request(ordersQuery.text, { variables })
    const plain = ({ url, init }: Seen) => {
      const headers = Object.fromEntries(new Headers(init.headers))
      // Each names itself here.
      delete headers['user-agent']
      return { url, method: init.method, headers, body: JSON.parse(String(init.body)) }
    }
    const [ours, theirs] = [line.seen[0], official.seen[0]]
    if (!ours || !theirs) throw new Error('nothing was sent')
    expect(plain(ours)).toEqual(plain(theirs))
    expect(ours.url).toBe('https://kolam.myshopify.com/admin/api/2026-10/graphql.json')
    expect(plain(ours).headers['x-shopify-access-token']).toBe(token)
  })

  it('goes through the fetch of its own session, with its own store and token', async () => {
    const shops = ['one', 'two', 'three', 'four']
    const answer = { shop: null }
    const lines = shops.map((shop) =>
      session(() => Promise.resolve(json({ data: answer })), { shop, access_token: `token-of-${shop}` }),
    )
    const apis = lines.map(openShopify)
    await Promise.all([...apis, ...apis.toReversed()].map((api) => api.ask(shopQuery, {}).catch(() => null)))
    for (const [index, { seen }] of lines.entries()) {
      expect(seen).toHaveLength(2)
      for (const { url, init } of seen) {
        expect(new URL(url).hostname).toBe(`${shops[index]}.myshopify.com`)
        expect(new Headers(init.headers).get('x-shopify-access-token')).toBe(`token-of-${shops[index]}`)
      }
    }
  })

  it.each([500, 503, 429])('is sent once, also when the answer is HTTP %d', async (status) => {
    const line = session(() => json({}, status))
    await faultOf(openShopify(line).change(draftOrderCreate, { input: {} }))
    expect(line.seen).toHaveLength(1)
  })
})

describe('an answer', () => {
  const ask = (answer: () => Response) => faultOf(openShopify(session(answer)).ask(shopQuery, {}))
  const change = (answer: () => Response) =>
    faultOf(openShopify(session(answer)).change(refundCreate, { input: {}, key: 'k' }))
  const coded = (code: string, path?: string[]) => ({
    errors: [{ message: 'It says', ...(path ? { path } : {}), extensions: { code } }],
  })

  it.each([
    [401, 'unauthorised'],
    [402, 'refused'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [423, 'refused'],
    [500, 'broken'],
    [502, 'broken'],
    [418, 'broken'],
  ])('of HTTP %d is %s', async (status, kind) => {
    expect(await ask(() => json({ errors: 'x' }, status))).toMatchObject({ kind, status })
  })

  it('of HTTP 429 says how long to wait', async () => {
    const fault = await ask(() => json({}, 429, { 'retry-after': '2.0' }))
    expect(fault).toMatchObject({ kind: 'throttled', retryAfterMs: 2000 })
  })

  it('of THROTTLED inside a 200 waits until the bucket holds enough', async () => {
    const throttleStatus = { maximumAvailable: 1000, currentlyAvailable: 602, restoreRate: 50 }
    const extensions = { cost: { requestedQueryCost: 752, actualQueryCost: null, throttleStatus } }
    const fault = await change(() => json({ ...coded('THROTTLED'), extensions }))
    expect(fault).toMatchObject({ kind: 'throttled', retryAfterMs: 3000 })
  })

  it.each([
    ['ACCESS_DENIED', ['orders'], 'forbidden'],
    ['MAX_COST_EXCEEDED', undefined, 'refused'],
    ['undefinedField', undefined, 'refused'],
    ['INTERNAL_SERVER_ERROR', undefined, 'broken'],
    ['SOMETHING_NEW', ['shop'], 'broken'],
  ])('with the error %s at %s is %s', async (code, path, kind) => {
    expect((await ask(() => json(coded(code, path)))).kind).toBe(kind)
  })

  it('with an error below a mutation says nothing about whether it ran', async () => {
    const below = coded('ACCESS_DENIED', ['refundCreate', 'refund', 'order'])
    expect((await change(() => json({ ...below, data: { refundCreate: null } }))).kind).toBe('broken')
    const beside = coded('ACCESS_DENIED', ['refundCreate'])
    expect((await change(() => json({ ...beside, data: { refundCreate: { refund: null } } }))).kind).toBe(
      'broken',
    )
    expect((await change(() => json({ ...beside, data: { refundCreate: null } }))).kind).toBe('forbidden')
  })

  it.each([
    ['no JSON', () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } })],
    [
      'cut JSON',
      () => new Response('{"data":', { status: 200, headers: { 'content-type': 'application/json' } }),
    ],
    ['no data', () => json({})],
    ['other data', () => json({ data: { shop: { name: 1 } } })],
  ])('that cannot be read (%s) is broken', async (_, answer) => {
    expect((await ask(answer)).kind).toBe('broken')
  })

  it('that never came keeps what the egress said of it', async () => {
    const unreachable = new ConnectorError('unreachable', 'No connection.')
    const line = session(() => Promise.reject(unreachable))
    expect(await faultOf(openShopify(line).ask(shopQuery, {}))).toBe(unreachable)
    const reset = session(() => Promise.reject(new TypeError('fetch failed')))
    expect((await faultOf(openShopify(reset).ask(shopQuery, {}))).kind).toBe('interrupted')
  })
})

describe('a rehearsal', () => {
  const body = (query: string, more = {}) => JSON.stringify({ query, variables: {}, ...more })
  const endpoint = shopify.endpoints.write.find((one) => 'dryRun' in one)

  it('is the calculation of a draft as it is sent', async () => {
    const line = session(() => json({}))
    await openShopify(line)
      .rehearse(draftOrderCalculate, { input: {} })
      .catch(() => null)
    const sent = String(line.seen[0]?.init.body)
    expect(isDraftOrderCalculation(sent)).toBe(true)
    expect(endpoint && 'dryRun' in endpoint && endpoint.dryRun(sent)).toBe(true)
  })

  it.each([
    ['creating', body(draftOrderCreate.text)],
    ['both at once', body(`${draftOrderCalculate.text} ${draftOrderCreate.text}`)],
    [
      'an alias',
      body('mutation { draftOrderCalculate: draftOrderCreate(input: {}) { userErrors { message } } }'),
    ],
    [
      'a second field',
      body(draftOrderCalculate.text.replace(/\}\s*$/, ' tagsAdd(id: "x", tags: []) { node { id } } }')),
    ],
    ['a comment', body(`# draftOrderCalculate\n${draftOrderCreate.text}`)],
    ['a named operation', body(draftOrderCalculate.text, { operationName: 'Other' })],
    ['a batch', `[${body(draftOrderCalculate.text)}]`],
    ['nothing', ''],
  ])('is not %s', (_, sent) => {
    expect(isDraftOrderCalculation(sent)).toBe(false)
  })
})
