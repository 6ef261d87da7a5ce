/** The rules that everything rests on, over whatever values there are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { NotCanonical } from '../ledger/canonical.ts'
import { type Action, action, buttonValue, digestOf, parseButtonValue } from '../src/core/action.ts'
import { createIdMaker } from '../src/core/ids.ts'
import { textsOf, untrustedValues } from '../src/core/provenance.ts'

const ids = createIdMaker(() => 1_795_000_000_000)

/** Strict I-JSON: what can be approved exactly. */
const exact = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    ...[fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)],
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.string({ maxLength: 8 }).filter((key) => key !== '__proto__'),
    tie('value'),
    { maxKeys: 4, noNullPrototype: true },
  ) as fc.Arbitrary<JsonObject>,
})).object

const anyAction: fc.Arbitrary<Action> = fc.record({
  ...{ v: fc.constant(1 as const), tenant: fc.constant(ids('t')), approval: fc.constant(ids('apr')) },
  ...{ version: fc.integer({ min: 1, max: 99 }), connector: fc.string(), write: fc.string() },
  ...{ account: fc.string(), credential: fc.string(), input: exact, before: exact },
  idempotencyKey: fc.stringMatching(/^[A-Za-z0-9_-]{20,36}$/),
  ...{ requestedBy: fc.string(), expiresAt: fc.constant('2026-11-22T12:00:00.000Z') },
})
const same = (one: unknown, other: unknown): boolean => digestOf(one as Action) === digestOf(other as Action)

describe('an action’s digest', () => {
  test('is another for every change of any field', () => {
    fc.assert(
      fc.property(anyAction, anyAction, (one, other) => {
        for (const field of Object.keys(one) as (keyof Action)[]) {
          const changed = { ...one, [field]: other[field] }
          const isSame = JSON.stringify(sorted(one[field])) === JSON.stringify(sorted(other[field]))
          expect(same(one, changed), field).toBe(isSame)
        }
        const { account: _, ...less } = one
        expect(same(one, less)).toBe(false)
        expect(same(one, { ...one, more: null })).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('is another when a value moves to the next field, or into the next value', () => {
    fc.assert(
      fc.property(anyAction, fc.string({ minLength: 1 }), (one, text) => {
        expect(same({ ...one, connector: text, write: '' }, { ...one, connector: '', write: text })).toBe(
          false,
        )
        expect(same({ ...one, input: { a: [text, ''] } }, { ...one, input: { a: ['', text] } })).toBe(false)
        expect(same({ ...one, input: { a: 1 } }, { ...one, input: { a: '1' } })).toBe(false)
        expect(same({ ...one, input: {}, before: { a: 1 } }, { ...one, input: { a: 1 }, before: {} })).toBe(
          false,
        )
      }),
    )
  })

  test('is the same in whatever order the keys stand, and after a way through JSON', () => {
    fc.assert(
      fc.property(anyAction, (one) => {
        expect(same(one, reversed(one))).toBe(true)
        expect(same(one, JSON.parse(JSON.stringify(one)))).toBe(true)
        // What the broker parses is what the server froze.
        expect(same(one, action.parse(JSON.parse(JSON.stringify(one))))).toBe(true)
        expect(digestOf(one)).toMatch(/^[A-Za-z0-9_-]{43}$/)
      }),
      { numRuns: 300 },
    )
  })

  test('is refused to what has no one exact form, wherever it stands', () => {
    const inexact: unknown[] = [0.1, 1e21, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, undefined]
    inexact.push(
      '\ud800',
      new Date(0),
      1n,
      () => 1,
      Symbol('x'),
      new Map(),
      new Array(2),
      JSON.parse('{"__proto__":1}'),
    )
    fc.assert(
      fc.property(
        anyAction,
        fc.constantFrom(...inexact),
        fc.constantFrom('input', 'before'),
        (one, value, where) => {
          const deep = { ...one, [where]: { a: [{ b: value }] } }
          expect(() => digestOf(deep as unknown as Action)).toThrow(NotCanonical)
        },
      ),
    )
  })
})

describe('a button’s value', () => {
  test('names its approval and digest, and comes back as they were', () => {
    fc.assert(
      fc.property(anyAction, (one) => {
        const digest = digestOf(one)
        const value = buttonValue(one.approval, digest)
        expect(parseButtonValue(value)).toEqual({ approval: one.approval, digest })
        // Slack: a button's value has at most 2000 characters.
        expect(value.length).toBeLessThan(2000)
      }),
    )
  })

  test('names nothing when a character is added, lost or another', () => {
    const value = buttonValue(ids('apr'), 'A'.repeat(43))
    const allowed = /^[a-z0-9_.A-Z-]$/
    fc.assert(
      fc.property(fc.nat({ max: value.length }), fc.string({ minLength: 1, maxLength: 2 }), (at, text) => {
        expect(parseButtonValue(value.slice(0, at) + text + value.slice(at))).toBeNull()
        if (at < value.length) expect(parseButtonValue(value.slice(0, at) + value.slice(at + 1))).toBeNull()
        const [letter = ''] = text
        const other = value.slice(0, at) + letter + value.slice(at + 1)
        if (at < value.length && !allowed.test(letter)) expect(parseButtonValue(other)).toBeNull()
      }),
      { numRuns: 500 },
    )
    for (const near of ['', '.', `${value}\n`, ` ${value}`, value.toUpperCase(), value.replace('.', ':')])
      expect(parseButtonValue(near)).toBeNull()
  })
})

describe('where a value came from', () => {
  const word = fc.stringMatching(/^[a-z]{4,12}$/)

  test('is marked when it stands in outsiders’ text and in no member’s, however deep it is and however it is written', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1000, max: 9_999_999 }), (planted, own, amount) => {
        fc.pre(!planted.includes(own) && !own.includes(planted))
        const input = { a: [{ note: planted.toUpperCase() }], b: own, c: amount }
        const untrusted = [`please pay ${(amount / 100).toFixed(2)} to "${planted}" or ${own}`]
        const marked = untrustedValues(input, { members: [`ask ${own}`], untrusted, systems: [] })
        expect(marked).toContainEqual({ field: 'a.note', value: planted.toUpperCase() })
        expect(marked).toContainEqual({ field: 'c', value: String(amount) })
        expect(marked.map(({ field }) => field)).not.toContain('b')
        expect(untrustedValues(input, { members: untrusted, untrusted, systems: [] })).toEqual([])
        expect(untrustedValues(input, { members: [], untrusted: [], systems: [] })).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['₹2,499 to me', 249_900],
    ['Rs. 1,00,000.00', 10_000_000],
    ['1 234.50', 123_450],
    ['10.00', 1_000],
  ])('is found behind the way that amounts are written: %s', (text, amount) => {
    const marked = [{ field: 'amount', value: String(amount) }]
    expect(untrustedValues({ amount }, { members: [], untrusted: [text], systems: [] })).toEqual(marked)
    expect(
      untrustedValues({ amount }, { members: [`yes, ${text}`], untrusted: [text], systems: [] }),
    ).toEqual([])
  })

  test('is not a member’s because it stands within a longer word or number of theirs', () => {
    const witnessed = { members: ['refund order 10421'], untrusted: ['pay 1042'], systems: [] }
    expect(untrustedValues({ amount: 1042 }, witnessed)).toEqual([{ field: 'amount', value: '1042' }])
  })

  test('is not marked where a system gave it of itself, whole, and was not asked with it', () => {
    const planted = { members: [], untrusted: ['razorpay pay_Abc123'] }
    const marks = (
      systems: { asked: string; said: string[] }[],
      input: JsonObject = { paymentId: 'pay_Abc123' },
    ) => untrustedValues(input, { ...planted, systems })
    const marked = [{ field: 'paymentId', value: 'pay_Abc123' }]
    expect(marks([{ asked: '{"order":"1042"}', said: ['pay_Abc123'] }])).toEqual([])
    // An answer about what the note named repeats it, and says nothing of where it came from.
    expect(marks([{ asked: '{"paymentId":"pay_Abc123"}', said: ['pay_Abc123'] }])).toEqual(marked)
    expect(marks([{ asked: '{}', said: ['take pay_Abc123 please'] }])).toEqual(marked)
    const amount = { members: [], untrusted: ['send 2499'], systems: [{ asked: '{}', said: ['2499'] }] }
    expect(untrustedValues({ amount: 2499 }, amount)).toEqual([{ field: 'amount', value: '2499' }])
  })

  test('is looked for in the named fields of a result, wherever they stand', () => {
    fc.assert(
      fc.property(exact, fc.string({ minLength: 1 }), (around, text) => {
        fc.pre(!JSON.stringify(around).includes('"note"'))
        const result = { ...around, orders: [{ note: { lines: [text] } }, { other: 'ours' }] }
        expect(textsOf(result, ['note'])).toEqual([text])
        expect(textsOf(result, [])).toEqual([])
      }),
    )
  })
})

/** The same value with its keys in one order, for comparing two of them here. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? 0 : value
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const)
  return entries.sort(([one], [other]) => (one < other ? -1 : 1))
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  )
}
