import { createServer, type Server } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { createEgress, type Permit, type Ways } from '../src/broker/egress.ts'
import { at, kind, nowhere, ok, openWay, permit } from './support/egress.ts'
import { host } from './support/parcel.ts'
import { type Answers, startProvider } from './support/provider.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of open.splice(0)) await stop()
})
const way = (answers: Answers, given: Partial<Permit> = {}, ways: Partial<Ways> = {}) =>
  openWay(open, answers, given, ways)

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
    const { fetch, writesSent } = await way(answers, {}, { limits: { timeoutMs: 1_000 } })
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
