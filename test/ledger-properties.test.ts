import { createHash } from 'node:crypto'
import oracle from 'canonicalize'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalize, NotCanonical } from '../ledger/canonical.ts'
import { genesis, leafHash, rootOf } from '../ledger/chain.ts'
import type { Json, JsonObject } from '../ledger/entries.ts'
import { walkRows } from '../ledger/sqlite.ts'
import { verifyLedger } from '../ledger/verify.ts'
import { entry, openBench, tenant } from './support/ledger.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary-ascii' }),
)
const key = text.filter((name) => name !== '__proto__')
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 5 }),
    fc.dictionary(key, tie('json'), { maxKeys: 6 }),
  ),
}))
const facts = fc.dictionary(key, json, { maxKeys: 5 })

describe('the canonical form', () => {
  test('is what the reference implementation writes', () => {
    const holds = fc.property(json, (value) => {
      expect(canonicalize(value)).toBe(oracle(value))
    })
    fc.assert(holds, { numRuns: 2000 })
  })
  test('does not depend on the order in which keys were set', () => {
    const holds = fc.property(json, (value) => {
      expect(canonicalize(turned(value))).toBe(canonicalize(value))
    })
    fc.assert(holds)
  })
  test('reads back as the same value', () => {
    const holds = fc.property(json, (value) => {
      expect(JSON.parse(canonicalize(value))).toEqual(value)
    })
    fc.assert(holds)
  })
  test('of minus zero is zero (RFC 8785 §3.2.2.3)', () => {
    expect(canonicalize([-0])).toBe('[0]')
  })
  test('of anything at all is that of the reference, or a refusal that names a place', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    })
    fc.assert(
      fc.property(anything, (value) => {
        try {
          expect(canonicalize(value)).toBe(oracle(value))
        } catch (error) {
          expect(error).toBeInstanceOf(NotCanonical)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('what has no canonical form', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  const holed: unknown[] = [1]
  holed[2] = 3
  class Money {
    minor = 5
  }
  const cases: Record<string, [unknown, string]> = {
    'a fraction': [{ a: [1, 2.5] }, '/a/1'],
    NaN: [Number.NaN, ''],
    infinity: [{ a: Number.POSITIVE_INFINITY }, '/a'],
    'a number past 2^53 − 1': [{ a: 2 ** 53 }, '/a'],
    undefined: [{ a: undefined }, '/a'],
    'undefined in a list': [[undefined], '/0'],
    'a function': [{ a: () => 1 }, '/a'],
    'a symbol': [{ a: Symbol('x') }, '/a'],
    'a bigint': [{ a: 1n }, '/a'],
    'a date, by its toJSON': [{ a: new Date(0) }, '/a'],
    'an own toJSON': [{ a: { toJSON: () => 'x' } }, '/a/toJSON'],
    'a map': [new Map(), ''],
    'a boxed string': [{ a: new String('x') }, '/a'],
    bytes: [{ a: new Uint8Array(2) }, '/a'],
    'an instance of a class': [{ a: new Money() }, '/a'],
    'inherited keys': [Object.create({ a: 1 }), ''],
    'a list of a class': [new (class extends Array {})(), ''],
    'a hole': [holed, ''],
    'a hole made up for by a property': [Object.assign(holed.slice(), { x: 1 }), '/1'],
    'a property on a list': [Object.assign([1], { x: 1 }), ''],
    'a getter': [
      {
        get a() {
          return 1
        },
      },
      '/a',
    ],
    'a hidden key': [Object.defineProperty({}, 'a', { value: 1 }), '/a'],
    'a symbol for a key': [{ [Symbol('x')]: 1 }, ''],
    'an own __proto__': [JSON.parse('{"a":{"__proto__":{"b":1}}}'), '/a'],
    'half a surrogate pair': [{ a: '\ud800x' }, '/a'],
    'the other half': ['\udc00', ''],
    'half a surrogate pair in a key': [{ a: { '\ud800': 1 } }, '/a'],
    'a cycle': [cycle, '/self'.repeat(64)],
    'absurd depth': [JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`), '/0'.repeat(64)],
    'a place with ~ and / in its name': [{ 'a/b~c': { d: 0.1 } }, '/a~1b~0c/d'],
  }
  test.each(Object.entries(cases))('%s', (_name, [value, path]) => {
    expect(() => canonicalize(value)).toThrow(expect.objectContaining({ name: 'NotCanonical', path }))
  })
  test('a getter is refused without being called', () => {
    let called = 0
    const value = {
      get a() {
        return ++called
      },
    }
    expect(() => canonicalize(value)).toThrow(NotCanonical)
    expect(called).toBe(0)
  })
  test('a polluted prototype adds nothing', () => {
    const prototype = Object.prototype as { toJSON?: unknown }
    prototype.toJSON = () => 'polluted'
    try {
      expect(canonicalize({ a: ['x'] })).toBe('{"a":["x"]}')
    } finally {
      delete prototype.toJSON
    }
  })
})

test('keys sort by UTF-16 code units (RFC 8785 §3.2.3)', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
  expect(canonicalize(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
})

describe('a ledger', () => {
  test('of any facts and bodies verifies, reads back, and opens', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(facts, fc.option(facts)), { minLength: 1, maxLength: 6 }),
        async (told) => {
          const bench = openBench()
          try {
            await bench.append(...told.map(([known, body]) => entry({ facts: known, body })))
            expect(bench.verify()).toMatchObject({ ok: true, size: told.length })
            for (const [i, row] of bench.ledger.page({ after: -1, limit: 10 }).entries()) {
              expect(canonicalize(row.leaf.facts)).toBe(canonicalize(told[i]?.[0]))
              expect(canonicalOrNull(await bench.ledger.openBody(row))).toBe(
                canonicalOrNull(told[i]?.[1] ?? null),
              )
            }
          } finally {
            bench.close()
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  test('with any one bit of it turned is named at that row', async () => {
    const bench = openBench()
    await bench.append(...Array.from({ length: 8 }, (_, n) => entry({ body: { n } })))
    const rows = [...walkRows(drizzle(bench.db))]
    bench.close()
    expect(verifyLedger(rows, tenant)).toMatchObject({ ok: true, size: 8 })
    fc.assert(
      fc.property(fc.nat(7), fc.constantFrom('leaf', 'body'), fc.nat(), fc.nat(7), (seq, part, at, bit) => {
        const changed = rows.map((row) =>
          row.seq === seq ? { ...row, [part]: turnBit(row[part] ?? new Uint8Array(), at, bit) } : row,
        )
        expect(verifyLedger(changed, tenant)).toMatchObject({ ok: false, seq })
      }),
      { numRuns: 1000 },
    )
  })
})

test('the root is the one that RFC 6962 §2.1 defines by recursion', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 80 }), (numbers) => {
      const hashes = numbers.map((n) => leafHash(`${n}`))
      expect(rootOf(hashes)).toBe(recursiveRoot(hashes))
    }),
  )
  expect(rootOf([genesis])).toBe(genesis)
})

function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  )
}

function turnBit(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const index = at % copy.length
  copy[index] = (copy[index] ?? 0) ^ (1 << bit)
  return copy
}

const canonicalOrNull = (value: JsonObject | null) => (value === null ? null : canonicalize(value))

function recursiveRoot(hashes: string[]): string {
  if (hashes.length === 0) return '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
  if (hashes.length === 1) return hashes[0] ?? ''
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  const [left, right] = [recursiveRoot(hashes.slice(0, split)), recursiveRoot(hashes.slice(split))]
  return nodeHash(Buffer.concat([Buffer.from(left, 'base64url'), Buffer.from(right, 'base64url')]))
}

const nodeHash = (children: Buffer) =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.of(1), children]))
    .digest('base64url')
