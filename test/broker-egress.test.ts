import { createServer, type Server } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import type { ConnectorErrorKind, Endpoints } from '../connectors/define.ts'
import { isPublicAddress } from '../src/broker/address.ts'
import { connectTo, type Target } from '../src/broker/connection.ts'
import { createEgress, type Permit, type Ways } from '../src/broker/egress.ts'
import { hostsOf } from '../src/broker/policy.ts'
import { parseRoutes } from '../src/broker/routes.ts'
import { type Answers, host, json, startProvider } from './support/broker.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of open.splice(0)) await stop()
})

const endpoints: Endpoints = {
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

const permit = (changes: Partial<Permit> = {}): Permit => ({
  label: 'Parcel',
  hosts: [host],
  endpoints,
  mode: 'execute',
  secrets: [],
  ...changes,
})

const nowhere = async (): Promise<string[]> => {
  throw new Error('no name is resolved in this test')
}

/** An egress to a provider on loopback. */
async function way(answers: Answers, given: Partial<Permit> = {}, ways: Partial<Ways> = {}) {
  const provider = await startProvider(answers)
  open.push(provider.stop)
  const egress = createEgress(permit(given), {
    routes: { [host]: provider.base },
    resolver: nowhere,
    ...ways,
  })
  return { ...provider, ...egress }
}

const ok: Answers = (_, response) => json(response, { ok: true })
const kind = (expected: ConnectorErrorKind) =>
  expect.objectContaining({ name: 'ConnectorError', kind: expected })
const at = (path: string) => `https://${host}${path}`
const post = (body: unknown, type = 'application/json'): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('a URL', () => {
  test.each([
    at('/v1/items/1'),
    at('/v1/items/1?expand=all'),
    at('/v1/items/a%20b'),
    at('/v1/items/a%3Ab'),
    at('/v1/items/1.5'),
    `https://${host}:443/v1/items/1`,
  ])('passes as %s', async (url) => {
    const { fetch, reached } = await way(ok, { mode: 'read' })
    expect((await fetch(url)).status).toBe(200)
    expect(reached).toHaveLength(1)
  })

  test.each([
    `http://${host}/v1/items/1`,
    'https://evil.example/v1/items/1',
    `https://${host}.evil.example/v1/items/1`,
    `https://${host}./v1/items/1`,
    `https://${host}:8443/v1/items/1`,
    `https://${host}@evil.example/v1/items/1`,
    `https://user@${host}/v1/items/1`,
    `https://user:word@${host}/v1/items/1`,
    `https://:@${host}/v1/items/1`,
    `https://${host}\\@evil.example/v1/items/1`,
    `https://evil.example\\.${host}/v1/items/1`,
    `https:/${host}/v1/items/1`,
    `https:${host}/v1/items/1`,
    `//${host}/v1/items/1`,
    `HTTPS://${host}/v1/items/1`,
    ` https://${host}/v1/items/1`,
    at('/v1/items/1 '),
    at('/v1/items/1\n'),
    at('/v1/items/1\tx'),
    at('/v1/items/1#x'),
    at('/v1/items/../items/1'),
    at('/v1/items/%2e%2e/items/1'),
    at('/v1/items/.%2E/items/1'),
    at('/v1/./items/1'),
    at('/v1/items/..;/items/1'),
    at('/v1/items/%252e%252e/1'),
    at('/v1/items/..%2fadmin'),
    at('/v1/items/a%2Fb'),
    at('/v1/items/a%5cb'),
    at('/v1/items/a%252fb'),
    at('/v1/items/a%25255cb'),
    at('/v1/items/a\\b'),
    at('/v1/items/a%00'),
    at('/v1/items/a%0d%0aHost:%20evil'),
    at('/v1/items/a;b'),
    at('/v1/items/1:ship'),
    at('/v1/items/1/ship'),
    at('/v1/items/1/'),
    at('/v1/items/'),
    at('/v1/items'),
    at('//v1/items/1'),
    at('/V1/items/1'),
    at('/v1/items/１'),
    at('/v1/items/1?_method=DELETE'),
    at('/v1/items/1?method=post'),
    at('/v1/items/1?%6dethod=post'),
    at('/v1/items/1?$httpMethod=POST'),
    at('/admin'),
    at('/'),
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://',
    '',
  ])('is held back as %j', async (url) => {
    const { fetch, reached, neverLeft } = await way(ok, { mode: 'read' })
    await expect(fetch(url)).rejects.toEqual(kind('refused'))
    expect(reached).toEqual([])
    expect(neverLeft()).toBe(1)
  })

  test('that the URL parser has read already is judged all the same', async () => {
    const { fetch, reached } = await way(ok, { mode: 'read' })
    expect((await fetch(new URL(at('/v1/items/1')))).status).toBe(200)
    await expect(fetch(new URL(at('/v1/items/1/../../../admin')))).rejects.toEqual(kind('refused'))
    await expect(fetch(new URL(at('/v1/items/%2e%2e%2fadmin')))).rejects.toEqual(kind('refused'))
    expect(reached).toHaveLength(1)
  })
})

describe('headers', () => {
  test.each<[string, RequestInit['headers']]>([
    ['a line break', { 'x-note': 'a\r\nx-evil: 1' }],
    ['a line break at the end', { 'x-note': 'a\r\n' }],
    ['a line break in a pair', [['x-note', 'a\nb']]],
    ['a line break in a name', { 'x\r\ny': 'a' }],
    ['a null', { 'x-note': 'a\0' }],
    ['another host', { host: 'evil.example' }],
    ['another method', { 'X-HTTP-Method-Override': 'DELETE' }],
    ['another encoding', { 'content-encoding': 'gzip' }],
    ['another framing', { 'Transfer-Encoding': 'chunked' }],
    ['another path', { 'x-original-url': '/admin' }],
  ])('with %s hold a request back', async (_, headers) => {
    const { fetch, reached } = await way(ok)
    await expect(fetch(at('/v1/items/1'), headers === undefined ? {} : { headers })).rejects.toEqual(
      kind('refused'),
    )
    expect(reached).toEqual([])
  })

  test('reach the provider, and the connection’s own are ours', async () => {
    const { fetch, reached } = await way(ok)
    const headers = { authorization: 'Bearer x', 'Content-Length': '999', Connection: 'upgrade', host }
    await fetch(at('/v1/items/1/ship'), { method: 'POST', headers, body: 'ä' })
    expect(reached[0]).toMatchObject({ url: '/parcel/v1/items/1/ship', body: 'ä' })
    expect(reached[0]?.headers).toMatchObject({
      authorization: 'Bearer x',
      'content-length': '2',
      connection: 'close',
      'x-forwarded-host': host,
    })
  })
})

test.each<[string, RequestInit['body'], string, string]>([
  ['a form', new URLSearchParams({ a: 'b&c' }), 'a=b%26c', 'application/x-www-form-urlencoded;charset=UTF-8'],
  ['bytes', new TextEncoder().encode('{"a":1}'), '{"a":1}', ''],
  ['a blob', new Blob(['x'], { type: 'text/x' }), 'x', 'text/x'],
  ['text', 'x', 'x', 'text/plain;charset=UTF-8'],
])('%s arrives byte for byte', async (_, body, text, type) => {
  const { fetch, reached } = await way(ok)
  await fetch(at('/v1/items/1/ship'), { method: 'POST', body: body ?? null })
  expect(reached[0]?.body).toBe(text)
  expect(reached[0]?.headers['content-type'] ?? '').toBe(type)
})

describe('a mode', () => {
  const item: [string, RequestInit] = [at('/v1/items/1'), {}]
  const ship: [string, RequestInit] = [at('/v1/items/1/ship'), { method: 'POST' }]
  const preview: [string, RequestInit] = [at('/v1/items/1?mode=PREVIEW'), { method: 'PATCH' }]
  const patch: [string, RequestInit] = [at('/v1/items/1'), { method: 'PATCH' }]
  const token: [string, RequestInit] = [at('/oauth/token'), { method: 'POST' }]
  const query: [string, RequestInit] = [at('/graphql.json'), post({ query: '{ shop { name } }' })]
  const mutation: [string, RequestInit] = [at('/graphql.json'), post({ query: 'mutation { x }' })]
  const all = { item, ship, preview, patch, token, query, mutation }

  test.each<[Permit['mode'], (keyof typeof all)[]]>([
    ['read', ['item', 'query']],
    ['dryRun', ['item', 'preview', 'query']],
    ['execute', ['item', 'ship', 'preview', 'patch', 'query', 'mutation']],
    ['auth', ['token']],
  ])('%s lets through %j and nothing else', async (mode, names) => {
    const { fetch, reached } = await way(ok, { mode })
    for (const [name, [url, init]] of Object.entries(all)) {
      const passes = names.includes(name as keyof typeof all)
      if (passes) expect((await fetch(url, init)).status, name).toBe(200)
      else await expect(fetch(url, init), name).rejects.toEqual(kind('refused'))
    }
    expect(reached).toHaveLength(names.length)
  })

  test('execute counts what could change something, and only that', async () => {
    const { fetch, writesSent } = await way(ok)
    await fetch(...item)
    await fetch(...query)
    expect(writesSent()).toBe(0)
    await fetch(...ship)
    await fetch(...mutation)
    expect(writesSent()).toBe(2)
  })

  test.each<[string, string, RequestInit]>([
    ['a repeated field of the query', at('/v1/items/1?mode=PREVIEW&mode=LIVE'), { method: 'PATCH' }],
    ['a field repeated in other letters', at('/v1/items/1?mode=PREVIEW&MODE=LIVE'), { method: 'PATCH' }],
    ['a key named twice', at('/v1/ads'), post('{"validateOnly":true,"validateOnly":false}')],
    [
      'a key named twice, once escaped',
      at('/v1/ads'),
      post('{"validateOnly":false,"validate\\u004fnly":true}'),
    ],
    ['a nested key named twice', at('/v1/ads'), post('{"validateOnly":true,"a":[{"b":1,"b":2}]}')],
    ['a marker of another type', at('/v1/ads'), post('{"validateOnly":"true"}')],
    ['a body that is no JSON', at('/v1/ads'), post('validateOnly')],
    [
      'JSON that is called a form',
      at('/v1/ads'),
      post('{"validateOnly":true}', 'application/x-www-form-urlencoded'),
    ],
    [
      'JSON of another charset',
      at('/v1/ads'),
      post('{"validateOnly":true}', 'application/json; charset=utf-7'),
    ],
    [
      'a form field named twice',
      at('/v1/forms'),
      post('validate=yes&validate=no', 'application/x-www-form-urlencoded'),
    ],
    ['a multipart form', at('/v1/forms'), post('validate=yes', 'multipart/form-data; boundary=x')],
    ['a byte order mark', at('/v1/ads'), post('\ufeff{"validateOnly":true}')],
  ])('dryRun does not take %s for the marker', async (_, url, init) => {
    const { fetch, reached } = await way(ok, { mode: 'dryRun' })
    await expect(fetch(url, init)).rejects.toEqual(kind('refused'))
    expect(reached).toEqual([])
  })

  test('dryRun takes the marker where it is', async () => {
    const { fetch, reached } = await way(ok, { mode: 'dryRun' })
    await fetch(at('/v1/ads'), post({ validateOnly: true, a: [{ b: 'b":' }, { b: 2 }], b: {} }))
    await fetch(at('/v1/forms'), post('validate=yes', 'application/x-www-form-urlencoded'))
    expect(reached).toHaveLength(2)
  })
})

describe('GraphQL in a read', () => {
  const url = at('/graphql.json')
  test.each<[string, string, RequestInit]>([
    ['a mutation', url, post({ query: 'mutation { refund }' })],
    ['a subscription', url, post({ query: 'subscription { orders }' })],
    ['a mutation behind a query', url, post({ query: 'query A { a } mutation B { b }', operationName: 'A' })],
    ['a mutation chosen by name', url, post({ query: 'query A { a } mutation B { b }', operationName: 'B' })],
    ['a mutation behind a comment', url, post({ query: '# query { a }\nmutation { b }' })],
    ['a mutation after a byte order mark', url, post({ query: '\ufeffmutation { b }' })],
    ['a batch', url, post([{ query: '{ a }' }])],
    ['a batch with a mutation', url, post([{ query: '{ a }' }, { query: 'mutation { b }' }])],
    ['a second query key', url, post('{"query":"{ a }","query":"mutation { b }"}')],
    ['a second query key, escaped', url, post('{"query":"mutation { b }","qu\\u0065ry":"{ a }"}')],
    ['a persisted query', url, post({ query: '{ a }', extensions: { persistedQuery: { sha256Hash: 'x' } } })],
    ['a document by id', url, post({ query: '{ a }', id: 'x' })],
    ['no document', url, post({ variables: {} })],
    ['a document that is no text', url, post({ query: ['{ a }'] })],
    ['fragments alone', url, post({ query: 'fragment F on Q { a }' })],
    ['a type definition', url, post({ query: '{ a } type Query { a: Int }' })],
    ['nothing that parses', url, post({ query: '{ a' })],
    ['null', url, post('null')],
    ['text that is no JSON', url, post('{ a }')],
    ['the document in the URL too', `${url}?query=mutation%7Bb%7D`, post({ query: '{ a }' })],
    ['another content type', url, post('{"query":"{ a }"}', 'application/graphql')],
    ['no content type', url, { method: 'POST', body: new TextEncoder().encode('{"query":"{ a }"}') }],
    ['another charset', url, post('{"query":"{ a }"}', 'application/json; charset=utf-16')],
    ['bytes that are no UTF-8', url, { ...post(''), body: new Uint8Array([0x7b, 0xff, 0x7d]) }],
    ['GET', `${url}?query=%7Ba%7D`, {}],
  ])('holds back %s', async (_, address, init) => {
    const { fetch, reached } = await way(ok, { mode: 'read' })
    await expect(fetch(address, init)).rejects.toEqual(kind('refused'))
    expect(reached).toEqual([])
  })

  test.each([
    { query: '{ a }' },
    {
      query: 'query A { a ...F } query B { b } fragment F on Q { c }',
      operationName: 'B',
      variables: { query: 1 },
    },
    { query: 'query mutation { mutation: a(x: "mutation { b }") }' },
  ])('lets a query through: %j', async (body) => {
    const { fetch } = await way(ok, { mode: 'read' })
    expect((await fetch(url, post(body))).status).toBe(200)
  })
})

describe('an answer', () => {
  test('comes with its status, headers and body', async () => {
    const { fetch } = await way((_, response) => {
      response.writeHead(422, { 'x-limit': '5', 'content-type': 'text/plain' }).end('no')
    })
    const answer = await fetch(at('/v1/items/1'))
    expect([answer.status, answer.headers.get('x-limit'), await answer.text()]).toEqual([422, '5', 'no'])
  })

  test('is unpacked, and not beyond the cap', async () => {
    const packed =
      (size: number): Answers =>
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('a'.repeat(size)))
      }
    const small = await way(packed(10), {}, { limits: { maxAnswerBytes: 1000 } })
    expect(await (await small.fetch(at('/v1/items/1'))).text()).toBe('aaaaaaaaaa')
    const bomb = await way(packed(100_000), {}, { limits: { maxAnswerBytes: 1000 } })
    await expect(bomb.fetch(at('/v1/items/1'))).rejects.toEqual(kind('broken'))
  })

  test.each([
    [
      'with a length',
      (size: number): Answers =>
        (_, response) =>
          response.end('a'.repeat(size)),
    ],
    [
      'in pieces',
      (size: number): Answers =>
        (_, response) => {
          response.write('a'.repeat(size - 1))
          response.end('a')
        },
    ],
  ])('may be as large as the cap and no larger, %s', async (_, answers) => {
    const limits = { maxAnswerBytes: 1000 }
    const fits = await way(answers(1000), {}, { limits })
    expect((await (await fits.fetch(at('/v1/items/1'))).text()).length).toBe(1000)
    const large = await way(answers(1001), {}, { limits })
    await expect(large.fetch(at('/v1/items/1'))).rejects.toEqual(kind('broken'))
  })

  test.each([301, 302, 303, 307, 308])('of %i is not followed', async (status) => {
    const { fetch, reached } = await way((_, response) => {
      response.writeHead(status, { location: at('/v1/items/2') }).end()
    })
    await expect(fetch(at('/v1/items/1'))).rejects.toMatchObject({ kind: 'broken', status })
    expect(reached).toHaveLength(1)
  })

  test('without a body has none', async () => {
    const { fetch } = await way((_, response) => response.writeHead(204).end())
    expect(await (await fetch(at('/v1/items/1'))).text()).toBe('')
  })
})

describe('secrets', () => {
  const canary = 'Kä?ry/7+x"Z\\~q=='
  const spellings: Record<string, string> = {
    raw: canary,
    base64: Buffer.from(canary).toString('base64').replace(/=+$/, ''),
    'base64 in Basic auth': Buffer.from(`user:${canary}`).toString('base64'),
    'base64 one further on': Buffer.from(`ab${canary}cd`).toString('base64'),
    base64url: Buffer.from(`a${canary}`).toString('base64url'),
    'percent-encoded': encodeURIComponent(canary),
    'percent-encoded throughout': [...Buffer.from(canary)].map((byte) => `%${byte.toString(16)}`).join(''),
    'percent-encoded twice': encodeURIComponent(encodeURIComponent(canary)),
    'a form’s': new URLSearchParams({ a: canary }).toString().slice(2),
    hex: Buffer.from(canary).toString('hex'),
    'upper-case hex': Buffer.from(canary).toString('hex').toUpperCase(),
    JSON: JSON.stringify({ a: canary }),
    'JSON with escaped slashes': JSON.stringify({ a: canary }).replaceAll('/', '\\/'),
    'JSON escaped throughout': `"${[...canary].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`,
  }

  test.each(Object.entries(spellings))(
    'do not come back as %s, in pieces, a header or an error',
    async (_, echo) => {
      const middle = Math.floor(echo.length / 2)
      const { fetch } = await way(
        (_reached, response) => {
          response.setHeader('x-echo', Buffer.from(echo).toString('latin1'))
          response.write(`before ${echo.slice(0, middle)}`)
          setImmediate(() => response.end(`${echo.slice(middle)} after`))
        },
        { secrets: [canary] },
      )
      const answer = await fetch(at('/v1/items/1'))
      const text = await answer.text()
      expect(text).toMatch(/^before .*\[removed\].* after$/)
      expect(text.length).toBeLessThan('before  after'.length + 24)
      expect(answer.headers.get('x-echo')).toContain('[removed]')
    },
  )

  test('come back where a token is exchanged, and only when that went well', async () => {
    const echo =
      (status: number): Answers =>
      (_, response) =>
        response.writeHead(status).end(canary)
    for (const [status, text] of [
      [200, canary],
      [400, '[removed]'],
    ] as const) {
      const { fetch } = await way(echo(status), { secrets: [canary], mode: 'auth' })
      expect(await (await fetch(at('/oauth/token'), { method: 'POST' })).text()).toBe(text)
    }
  })

  test('are all found, the longest first, and other bytes stay as they are', async () => {
    const bytes = Buffer.concat([Buffer.from([0, 255, 128, 13, 10]), Buffer.from('secret-1 secret-12 ä')])
    const { fetch } = await way((_, response) => response.end(bytes), {
      secrets: ['secret-1', 'secret-12', 'ab', ''],
    })
    const body = Buffer.from(await (await fetch(at('/v1/items/1'))).arrayBuffer())
    expect(body).toEqual(Buffer.concat([bytes.subarray(0, 5), Buffer.from('[removed] [removed] ä')]))
  })
})

describe('a failure', () => {
  test('before a connection is made says that nothing was sent', async () => {
    const closed = await startProvider(ok)
    await closed.stop()
    const refused = createEgress(permit(), { routes: { [host]: closed.base }, resolver: nowhere })
    await expect(refused.fetch(at('/v1/items/1'))).rejects.toEqual(kind('unreachable'))
    const unknown = createEgress(permit(), { routes: {}, resolver: nowhere })
    await expect(unknown.fetch(at('/v1/items/1'))).rejects.toEqual(kind('unreachable'))
    expect([refused.neverLeft(), unknown.neverLeft()]).toEqual([1, 1])
  })

  test('of TLS says so too', async () => {
    const server = await listen(createServer((socket) => socket.end('not TLS')))
    const egress = createEgress(permit(), {
      routes: { [host]: `https://127.0.0.1:${server}` },
      resolver: nowhere,
    })
    await expect(egress.fetch(at('/v1/items/1/ship'), { method: 'POST' })).rejects.toEqual(
      kind('unreachable'),
    )
    expect(egress.writesSent()).toBe(0)
  })

  test.each<[string, Partial<Ways>]>([
    ['a name that never resolves', { routes: {}, resolver: () => new Promise<never>(() => undefined) }],
    ['a handshake that never ends', {}],
  ])('is a time-out that says so, at %s', async (_, ways) => {
    const server = await listen(createServer(() => undefined))
    const egress = createEgress(permit(), {
      routes: { [host]: `https://127.0.0.1:${server}` },
      resolver: nowhere,
      limits: { timeoutMs: 100 },
      ...ways,
    })
    await expect(egress.fetch(at('/v1/items/1'))).rejects.toEqual(kind('unreachable'))
  })

  test.each<[string, Answers]>([
    ['silence', () => undefined],
    ['a slow body', (_, response) => response.write('a')],
    ['a reset', (_, response) => response.destroy()],
    [
      'a reset within the body',
      (_, response, request) => {
        response.writeHead(200, { 'content-length': '100' }).write('a')
        setImmediate(() => request.socket.destroy())
      },
    ],
  ])('after the request was sent says that nobody knows: %s', async (_, answers) => {
    const { fetch, writesSent } = await way(answers, {}, { limits: { timeoutMs: 200 } })
    await expect(fetch(at('/v1/items/1/ship'), { method: 'POST' })).rejects.toEqual(kind('interrupted'))
    expect(writesSent()).toBe(1)
  })

  test('comes when the caller gives up, too', async () => {
    const { fetch, reached } = await way(() => giveUp.abort())
    const giveUp = new AbortController()
    await expect(fetch(at('/v1/items/1'), { signal: giveUp.signal })).rejects.toEqual(kind('interrupted'))
    await expect(fetch(at('/v1/items/1'), { signal: giveUp.signal })).rejects.toEqual(kind('unreachable'))
    expect(reached).toHaveLength(1)
  })

  test('is what a session gets that has ended', async () => {
    const { fetch, close, reached } = await way(ok)
    close()
    await expect(fetch(at('/v1/items/1'))).rejects.toEqual(kind('refused'))
    expect(reached).toEqual([])
  })

  test('ends what is under way when the session ends', async () => {
    const { fetch, close } = await way(() => close())
    await expect(fetch(at('/v1/items/1'))).rejects.toEqual(kind('interrupted'))
  })
})

describe('a host', () => {
  test('is resolved once, and the address that was checked is the one that is dialled', async () => {
    const provider = await startProvider(ok)
    open.push(provider.stop)
    const [asked, dialled]: [string[], Target[]] = [[], []]
    const egress = createEgress(permit(), {
      routes: {},
      // Rebinding: public when it is checked, this machine ever after.
      resolver: async (name) => {
        asked.push(name)
        return asked.length === 1 ? ['203.0.114.7'] : ['127.0.0.1']
      },
      connect: (target, signal) => {
        dialled.push(target)
        return connectTo({ ...target, address: '127.0.0.1', port: provider.port, secure: false }, signal)
      },
    })
    expect((await egress.fetch(at('/v1/items/1'))).status).toBe(200)
    expect(dialled).toEqual([{ address: '203.0.114.7', port: 443, host, secure: true }])
    await expect(egress.fetch(at('/v1/items/1'))).rejects.toEqual(kind('unreachable'))
    expect([asked.length, dialled.length]).toEqual([2, 1])
  })

  test.each([[['127.0.0.1']], [['93.184.215.14', '10.0.0.1']], [['::ffff:169.254.169.254']], [[]]])(
    'that leads to %j is not dialled',
    async (addresses) => {
      let dialled = 0
      const egress = createEgress(permit(), {
        routes: {},
        resolver: async () => addresses,
        connect: async () => {
          dialled += 1
          throw new Error('dialled')
        },
      })
      await expect(egress.fetch(at('/v1/items/1'))).rejects.toEqual(kind('unreachable'))
      expect(dialled).toBe(0)
    },
  )

  test('is filled in from the credential when that makes a name', () => {
    const filled = (shop: string) => hostsOf(['{shop}.myshop.example'], { shop })
    expect(filled('acme-1')).toEqual(['acme-1.myshop.example'])
    for (const shop of ['', 'a.b', 'evil.example/', 'evil.example#', 'a@b', '..', 'A', 'a_b', '-a', 'a:1'])
      expect(filled(shop), shop).toEqual([])
    expect(hostsOf(['{__proto__}.x.example', '{nothing}.x.example'], {})).toEqual([])
    expect(hostsOf(['{domain}'], { domain: 'api.region.example' })).toEqual(['api.region.example'])
    for (const domain of ['127.0.0.1', 'localhost', '[::1]', 'a.example:1'])
      expect(hostsOf(['{domain}'], { domain })).toEqual([])
  })
})

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::808:808',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2001:10::1',
  '2001:20::1',
  '2002:7f00:1::',
  '2002:808:808::',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%lo',
  'fec0::1',
  'ff02::1',
  '4000::1',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0177.0.0.1',
  'localhost',
  '',
  '8.8.8.8 ',
])('%j is not an address of the open Internet', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each([
  '8.8.8.8',
  '93.184.215.14',
  '172.32.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::1',
  '64:ff9b::808:808',
])('%j is one', (address) => expect(isPublicAddress(address)).toBe(true))

test('routes lead to this machine only', () => {
  for (const base of ['http://127.0.0.1:1', 'https://localhost:2/x', 'http://[::1]:3', 'http://127.9.9.9'])
    expect(parseRoutes(JSON.stringify({ a: base }))).toEqual({ a: base })
  const wrong = [
    'http://10.0.0.1',
    'http://evil.example',
    'http://127.0.0.1.evil.example',
    'http://u@127.0.0.1',
    'http://127.0.0.1?x',
    'ftp://127.0.0.1',
    'http://localhost.evil.example',
    'http://0.0.0.0',
    'http://[::ffff:10.0.0.1]',
    'x',
    '',
  ]
  for (const base of wrong)
    expect(() => parseRoutes(JSON.stringify({ a: base })), base).toThrow('this machine')
  for (const text of ['', 'x', '[]', '{"a":1}']) expect(() => parseRoutes(text)).toThrow('JSON object')
})

async function listen(server: Server): Promise<number> {
  const sockets = new Set<{ destroy: () => void }>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  )
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
