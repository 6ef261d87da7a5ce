import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { genesis, leafHash } from '../ledger/chain.ts'
import { type Bench, entry, openBench } from './support/ledger.ts'

let bench: Bench
beforeEach(async () => {
  bench = openBench()
  await bench.append(entry({ body: { n: 0 } }), entry(), entry({ body: { n: 2 } }), entry())
})
afterEach(() => bench.close())

type Row = { seq: number; leaf: string; h: string }
const rowAt = (seq: number) =>
  bench.db.prepare('SELECT seq, leaf, h FROM ledger WHERE seq = ?').get(seq) as Row
const everything = () => [
  bench.db.prepare('SELECT * FROM ledger ORDER BY seq').all(),
  bench.db.prepare('SELECT * FROM ledger_body ORDER BY seq').all(),
]

/** The row that would come next, with some of it changed. Its hash is right, so that only the change can be refused. */
function nextRow(change: Record<string, unknown> = {}, seq = 4, after = 3): Row {
  const last = rowAt(after)
  const leaf = JSON.stringify({ ...JSON.parse(last.leaf), seq, prev: last.h, id: 'led_next', ...change })
  return { seq, leaf, h: leafHash(leaf) }
}

const insert = (row: Row, verb = 'INSERT', tail = '') =>
  bench.db
    .prepare(`${verb} INTO ledger (seq, leaf, h) VALUES (?, ?, ?) ${tail}`)
    .run(row.seq, row.leaf, row.h)

const verbs = ['INSERT', 'INSERT OR REPLACE', 'REPLACE', 'INSERT OR IGNORE', 'INSERT OR FAIL']

// The connection's own pragma must not be what holds: a tool that opens the file has it off.
describe.each(['ON', 'OFF'])('with recursive_triggers=%s', (recursive) => {
  let before: unknown
  beforeEach(() => {
    bench.db.pragma(`recursive_triggers=${recursive}`)
    before = everything()
  })
  afterEach(() => {
    if (before !== null) expect(everything()).toEqual(before)
    expect(bench.verify()).toMatchObject({ ok: true })
  })

  test.each([
    "UPDATE ledger SET leaf = '{}' WHERE seq = 1",
    'UPDATE ledger SET seq = 9 WHERE seq = 3',
    'UPDATE ledger SET h = h',
    'UPDATE OR REPLACE ledger SET seq = 0 WHERE seq = 3',
    'UPDATE OR IGNORE ledger SET seq = 0 WHERE seq = 3',
    'DELETE FROM ledger WHERE seq = 3',
    'DELETE FROM ledger',
    'UPDATE ledger_body SET sealed = zeroblob(40)',
    'UPDATE ledger_body SET seq = 1 WHERE seq = 2',
    'DELETE FROM ledger_body',
    'DELETE FROM ledger_body WHERE seq = 0',
  ])('%s', (sql) => {
    expect(() => bench.db.exec(sql)).toThrow(/^ledger: .* never (changed|deleted)$/)
  })

  test.each(verbs)('%s of a row that is not the next one', (verb) => {
    for (const seq of [0, 1, 3, 5, 400])
      expect(() => insert(nextRow({}, seq), verb)).toThrow(/not the next row/)
  })
  test.each(verbs)('%s over a row with itself', (verb) => {
    expect(() => insert(rowAt(3), verb)).toThrow(/not the next row/)
  })
  test.each(verbs)('%s with a hash that is taken', (verb) => {
    expect(() => insert({ ...nextRow(), h: rowAt(1).h }, verb)).toThrow(/already used/)
  })
  test.each(verbs)('%s with an id that is taken', (verb) => {
    const { id } = JSON.parse(rowAt(1).leaf)
    expect(() => insert(nextRow({ id }), verb)).toThrow(/already used/)
  })
  test.each(verbs)('%s that follows another row than the last', (verb) => {
    for (const prev of [rowAt(2).h, genesis, null, 7]) {
      expect(() => insert(nextRow({ prev }), verb)).toThrow(/does not follow/)
    }
  })
  test('a leaf that says another seq than its row', () => {
    expect(() => insert({ ...nextRow({ seq: 5 }), seq: 4 })).toThrow(/not the next row/)
  })
  test('a leaf that is older than the last', () => {
    expect(() => insert(nextRow({ ts: '2020-01-01T00:00:00.000Z' }))).toThrow(/older/)
  })
  test('upserts', () => {
    const upsert = 'ON CONFLICT DO UPDATE SET leaf = excluded.leaf'
    expect(() => insert({ ...nextRow(), seq: 3 }, 'INSERT', upsert)).toThrow(/not the next row/)
    expect(() => insert({ ...nextRow(), h: rowAt(1).h }, 'INSERT', upsert)).toThrow(/already used/)
  })
  test('a row without a number', () => {
    const { leaf, h } = nextRow()
    expect(() => bench.db.prepare('INSERT INTO ledger (leaf, h) VALUES (?, ?)').run(leaf, h)).toThrow(
      /not the next row/,
    )
  })
  test.each([
    ['no JSON', '{', /malformed JSON/],
    ['nothing', '', /malformed JSON/],
    ['too much', 'too long', /CHECK/],
  ])('a leaf of %s', (_name, text, fault) => {
    const leaf = text === 'too long' ? nextRow({ facts: 'x'.repeat(65_536) }).leaf : text
    expect(() => insert({ seq: 4, leaf, h: leafHash(leaf) })).toThrow(fault)
  })

  test.each(verbs)('%s of a body that was not announced, comes late or comes twice', (verb) => {
    const put = (seq: number, bytes: number) =>
      bench.db.prepare(`${verb} INTO ledger_body (seq, sealed) VALUES (?, zeroblob(?))`).run(seq, bytes)
    for (const seq of [0, 1, 2, 3, 4]) expect(() => put(seq, 40)).toThrow(/once/)
  })

  test('and the next one is let in, with its body once', () => {
    before = null
    const note = { alg: 'A256GCM', key: 'k'.repeat(22), ct_sha256: genesis, len: 40 }
    insert(nextRow({ body: note }))
    const put = (verb: string, bytes: number) =>
      bench.db.prepare(`${verb} INTO ledger_body (seq, sealed) VALUES (4, zeroblob(?))`).run(bytes)
    expect(() => put('INSERT', 41)).toThrow(/once/)
    put('INSERT', 40)
    expect(() => put('REPLACE', 40)).toThrow(/once/)
    // Announced, not brought, and another row has come since: too late.
    insert(nextRow({ body: note, id: 'led_later' }, 5, 4))
    insert(nextRow({ id: 'led_last' }, 6, 5))
    expect(() => bench.db.exec('INSERT INTO ledger_body (seq, sealed) VALUES (5, zeroblob(40))')).toThrow(
      /once/,
    )
    // Made by hand, so its bytes are not canonical: the verifier sees what triggers cannot.
    expect(bench.verify()).toMatchObject({ ok: false, seq: 4 })
    bench.tamper('DELETE FROM ledger WHERE seq >= 4')
  })
})

test('a column computed from the leaf cannot be set to anything else', () => {
  const { leaf, h } = nextRow()
  expect(() =>
    bench.db.prepare("INSERT INTO ledger (seq, leaf, h, type) VALUES (4, ?, ?, 'read')").run(leaf, h),
  ).toThrow(/generated column/)
})
