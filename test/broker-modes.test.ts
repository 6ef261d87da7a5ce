import { afterEach, describe, expect, test } from 'vitest'
import type { Permit, Ways } from '../src/broker/egress.ts'
import { at, kind, ok, openWay, post } from './support/egress.ts'
import type { Answers } from './support/provider.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of open.splice(0)) await stop()
})
const way = (answers: Answers, given: Partial<Permit> = {}, ways: Partial<Ways> = {}) =>
  openWay(open, answers, given, ways)

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
    // Source: developers.facebook.com/docs/graph-api/reference (a POST with method=delete is a DELETE).
    [
      'the marker beside another method in the form',
      at('/v1/forms'),
      post('validate=yes&method=delete', 'application/x-www-form-urlencoded'),
    ],
    [
      'the marker beside another method in JSON',
      at('/v1/ads'),
      post({ validateOnly: true, METHOD: 'delete' }),
    ],
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

describe('a POST that only asks', () => {
  const form = 'application/x-www-form-urlencoded'
  const reads: Permit['endpoints'] = {
    read: [{ method: 'POST', path: '/v1/search', asks: true }],
    write: [{ method: 'POST', path: '/v1/{id}' }],
    auth: [],
  }
  const url = at('/v1/search')

  test('is let through in a read', async () => {
    const { fetch, reached } = await way(ok, { mode: 'read', endpoints: reads })
    await fetch(url, post({ query: 'x' }))
    await fetch(url, post('level=ad&limit=5', form))
    expect(reached).toHaveLength(2)
  })

  test.each<[string, string, RequestInit]>([
    ['another method in the form', url, post('level=ad&method=delete', form)],
    ['another method in JSON', url, post({ _method: 'DELETE' })],
    ['another method in the address', `${url}?method=delete`, post('level=ad', form)],
    ['a form of several parts', url, { method: 'POST', body: formOf({ method: 'delete' }) }],
    ['a field named twice', url, post('level=ad&level=campaign', form)],
  ])('is held back with %s', async (_, address, init) => {
    for (const mode of ['read', 'dryRun'] as const) {
      const { fetch, reached } = await way(ok, { mode, endpoints: reads })
      await expect(fetch(address, init)).rejects.toEqual(kind('refused'))
      expect(reached).toEqual([])
    }
  })

  test('nor is a write of another method than the one that was judged', async () => {
    const { fetch, reached } = await way(ok, { mode: 'execute', endpoints: reads })
    await expect(fetch(at('/v1/1'), post('status=PAUSED&method=delete', form))).rejects.toEqual(
      kind('refused'),
    )
    expect(reached).toEqual([])
  })
})

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}
