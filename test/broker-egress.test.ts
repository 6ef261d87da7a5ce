import { afterEach, describe, expect, test } from 'vitest'
import type { Permit, Ways } from '../src/broker/egress.ts'
import { at, kind, ok, openWay } from './support/egress.ts'
import { host } from './support/parcel.ts'
import type { Answers } from './support/provider.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of open.splice(0)) await stop()
})
const way = (answers: Answers, given: Partial<Permit> = {}, ways: Partial<Ways> = {}) =>
  openWay(open, answers, given, ways)

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
