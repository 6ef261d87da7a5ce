import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canonicalize } from '../ledger/canonical.ts'
import { leafHash, rootOf } from '../ledger/chain.ts'
import { type RowToVerify, verifyLedger } from '../ledger/verify.ts'
import { type Bench, entry, openBench, tenant } from './support/ledger.ts'

const size = 5
const rows = Array.from({ length: size }, (_, seq) => seq)
let bench: Bench
beforeEach(async () => {
  bench = openBench()
  await bench.append(...rows.map((n) => entry({ body: { n }, subject: `apr_${n}` })))
})
afterEach(() => bench.close())

type Leaf = Record<string, unknown>
type Row = { seq: number; leaf: string; h: string }
const rowAt = (seq: number) =>
  bench.db.prepare('SELECT seq, leaf, h FROM ledger WHERE seq = ?').get(seq) as Row
const leafAt = (seq: number): Leaf => JSON.parse(rowAt(seq).leaf)
type Change = (leaf: Leaf) => Leaf

/** Changes that no honest row 2 could have: seen in the row itself, whatever its hash. */
const impossible: Record<string, Change> = {
  v: (leaf) => ({ ...leaf, v: 2 }),
  tenant: (leaf) => ({ ...leaf, tenant: 't_other' }),
  seq: (leaf) => ({ ...leaf, seq: Number(leaf.seq) + 1 }),
  ts: (leaf) => ({ ...leaf, ts: '2020-01-01T00:00:00.000Z' }),
  prev: (leaf) => ({ ...leaf, prev: 'z'.repeat(43) }),
  'type, to an unknown one': (leaf) => ({ ...leaf, type: 'approval.forgotten' }),
  body: (leaf) => ({ ...leaf, body: null }),
  'body.alg': (leaf) => ({ ...leaf, body: { ...(leaf.body as Leaf), alg: 'none' } }),
  'body.ct_sha256': (leaf) => ({ ...leaf, body: { ...(leaf.body as Leaf), ct_sha256: 'c'.repeat(43) } }),
  'body.len': (leaf) => ({ ...leaf, body: { ...(leaf.body as Leaf), len: 1 } }),
  'an added field': (leaf) => ({ ...leaf, note: 'x' }),
}

/** Changes that could have been the truth: under a fresh hash only the next row gives them away. */
const plausible: Record<string, Change> = {
  id: (leaf) => ({ ...leaf, id: 'led_other' }),
  type: (leaf) => ({ ...leaf, type: 'approval.denied' }),
  'actor.kind': (leaf) => ({ ...leaf, actor: { ...(leaf.actor as Leaf), kind: 'agent' } }),
  'actor.id': (leaf) => ({ ...leaf, actor: { ...(leaf.actor as Leaf), id: 'm_2' } }),
  'actor.via': (leaf) => ({ ...leaf, actor: { ...(leaf.actor as Leaf), via: 'web' } }),
  turn: (leaf) => ({ ...leaf, turn: null }),
  subject: (leaf) => ({ ...leaf, subject: 'apr_9' }),
  digest: (leaf) => ({ ...leaf, digest: 'e'.repeat(43) }),
  facts: (leaf) => ({ ...leaf, facts: {} }),
  'facts.amount.minor': (leaf) => ({
    ...leaf,
    facts: { ...(leaf.facts as Leaf), amount: { currency: 'INR', minor: 5 } },
  }),
  'body.key': (leaf) => ({ ...leaf, body: { ...(leaf.body as Leaf), key: 'k'.repeat(22) } }),
}

const changes = { ...impossible, ...plausible }

test('every field of a leaf is changed by one of these tests', () => {
  const named = new Set(Object.keys(changes).map((name) => name.split(/[.,]/)[0]))
  expect(Object.keys(leafAt(0)).filter((field) => !named.has(field))).toEqual([])
})

describe.each(Object.entries(changes))('a change of %s', (name, change) => {
  test.each(rows)('in row %i is named there by its hash', (seq) => {
    bench.tamper('UPDATE ledger SET leaf = ? WHERE seq = ?', canonicalize(change(leafAt(seq))), seq)
    expect(bench.verify()).toMatchObject({ ok: false, seq, fault: 'hash' })
  })
  test('with a fresh hash is named where the chain breaks', () => {
    const leaf = canonicalize(change(leafAt(2)))
    bench.tamper('UPDATE ledger SET leaf = ?, h = ? WHERE seq = 2', leaf, leafHash(leaf))
    const broken = Object.hasOwn(impossible, name) ? { seq: 2 } : { seq: 3, fault: 'prev' }
    expect(bench.verify()).toMatchObject({ ok: false, ...broken })
  })
})

describe('rows', () => {
  test.each(rows)('row %i with another hash', (seq) => {
    bench.tamper('UPDATE ledger SET h = ? WHERE seq = ?', 'q'.repeat(43), seq)
    expect(bench.verify()).toMatchObject({ ok: false, seq, fault: 'hash' })
  })
  test.each(rows.slice(0, -1))('row %i removed', (seq) => {
    bench.tamper('DELETE FROM ledger WHERE seq = ?', seq)
    expect(bench.verify()).toMatchObject({ ok: false, seq, fault: 'seq' })
  })
  test.each(rows.slice(0, -1))('row %i removed and the rest moved up', (seq) => {
    bench.tamper('DELETE FROM ledger WHERE seq = ?', seq)
    bench.tamper('UPDATE ledger SET seq = seq - 1 WHERE seq > ?', seq)
    expect(bench.verify()).toMatchObject({ ok: false, seq, fault: 'seq' })
  })
  test('two rows exchanged', () => {
    for (const [from, to] of [
      [1, 100],
      [3, 1],
      [100, 3],
    ])
      bench.tamper('UPDATE ledger SET seq = ? WHERE seq = ?', to, from)
    expect(bench.verify()).toMatchObject({ ok: false, seq: 1, fault: 'seq' })
  })
  test('a row put in front of the first', () => {
    const leaf = canonicalize({ ...leafAt(0), id: 'led_before' })
    const table = 'CREATE TABLE copy AS SELECT seq, leaf, h FROM ledger'
    bench.tamper(table)
    bench.tamper('INSERT INTO copy VALUES (-1, ?, ?)', leaf, leafHash(leaf))
    bench.tamper('DROP TABLE ledger')
    bench.tamper('ALTER TABLE copy RENAME TO ledger')
    expect(bench.verify()).toMatchObject({ ok: false, seq: 0, fault: 'seq' })
  })
  test('all rows under another tenant', () => {
    expect(verifyLedger(stored(), 't_other')).toMatchObject({ ok: false, seq: 0, fault: 'tenant' })
  })
})

describe('bodies', () => {
  test.each(rows)('one bit of the body of row %i', (seq) => {
    const { sealed } = bench.db.prepare('SELECT sealed FROM ledger_body WHERE seq = ?').get(seq) as {
      sealed: Buffer
    }
    sealed[20] = (sealed[20] ?? 0) ^ 1
    bench.tamper('UPDATE ledger_body SET sealed = ? WHERE seq = ?', sealed, seq)
    expect(bench.verify()).toMatchObject({ ok: false, seq, fault: 'body' })
  })
  test('a body beside a leaf that has none', async () => {
    await bench.append(entry())
    bench.tamper('INSERT INTO ledger_body VALUES (?, zeroblob(40))', size)
    expect(bench.verify()).toMatchObject({ ok: false, seq: size, fault: 'body' })
  })
  test('one that is no longer kept is counted, not hidden', () => {
    bench.tamper('DELETE FROM ledger_body WHERE seq = 1')
    expect(bench.verify()).toMatchObject({ ok: true, bodies: { kept: size - 1, gone: 1 } })
  })
})

describe('bytes that are not the one form, under a right hash', () => {
  const cases: Record<string, (leaf: string) => string> = {
    'a space': (leaf) => leaf.replace('{', '{ '),
    'a line at the end': (leaf) => `${leaf}\n`,
    'a byte order mark': (leaf) => `\ufeff${leaf}`,
    'keys in another order': (leaf) =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(leaf)).reverse())),
    'a doubled key': (leaf) => leaf.replace('{', '{"actor":1,'),
    'an escape that was not needed': (leaf) => leaf.replace('razorpay', '\\u0072azorpay'),
    'a fraction': (leaf) => leaf.replace('50000', '50000.5'),
    'a fraction that is none': (leaf) => leaf.replace('50000', '50000.0'),
    'an exponent': (leaf) => leaf.replace('50000', '5e4'),
    'minus zero': (leaf) => leaf.replace('50000', '-0'),
    'a number past 2^53': (leaf) => leaf.replace('50000', '9007199254740992'),
    'half a character': (leaf) => leaf.replace('razorpay', '\\ud800'),
    'the key __proto__': (leaf) => leaf.replace('"facts":{', '"facts":{"__proto__":1,'),
    'no JSON': (leaf) => leaf.slice(1),
    'nesting without end': (leaf) => leaf.replace('50000', `${'['.repeat(30_000)}${']'.repeat(30_000)}`),
  }
  test.each(Object.entries(cases))('%s', (_name, change) => {
    const first = firstRow()
    const leaf = Buffer.from(change(first.leaf.toString()))
    expect(leaf.equals(first.leaf)).toBe(false)
    expect(verifyLedger([{ ...first, leaf, hash: leafHash(leaf) }], tenant)).toMatchObject({
      seq: 0,
      fault: 'canonical',
    })
  })
  test('broken UTF-8', () => {
    const first = firstRow()
    const leaf = Buffer.from(first.leaf)
    leaf[leaf.indexOf('razorpay')] = 0xff
    expect(verifyLedger([{ ...first, leaf, hash: leafHash(leaf) }], tenant)).toMatchObject({
      seq: 0,
      fault: 'canonical',
    })
  })
  test('a leaf of 64 KiB', () => {
    const first = firstRow()
    const leaf = Buffer.from(first.leaf.toString().replace('razorpay', 'x'.repeat(65_536)))
    expect(verifyLedger([{ ...first, leaf, hash: leafHash(leaf) }], tenant)).toMatchObject({
      seq: 0,
      fault: 'size',
    })
  })
})

describe('what only a checkpoint held elsewhere can show (ledger/README.md says so)', () => {
  test('rows cut off the end leave a ledger that verifies, only shorter', () => {
    const before = bench.verify()
    bench.tamper('DELETE FROM ledger_body WHERE seq >= 3')
    bench.tamper('DELETE FROM ledger WHERE seq >= 3')
    const after = bench.verify()
    expect(before).toMatchObject({ ok: true, size })
    expect(after).toMatchObject({ ok: true, size: 3 })
    expect(after.ok && before.ok && after.head !== before.head).toBe(true)
  })
  test('a last row that is rewritten with its hash verifies, under another head', () => {
    const before = bench.verify()
    const leaf = canonicalize({ ...leafAt(size - 1), subject: 'apr_9' })
    bench.tamper('UPDATE ledger SET leaf = ?, h = ? WHERE seq = ?', leaf, leafHash(leaf), size - 1)
    const after = bench.verify()
    expect(after).toMatchObject({ ok: true, size })
    expect(after.ok && before.ok && after.head !== before.head).toBe(true)
  })
})

describe('the root', () => {
  // The eight leaves and the roots of certificate-transparency's own merkle tree tests.
  const leaves = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]
  test.each(roots.map((root, n) => [n, root] as const))('of the first %i leaves', (n, root) => {
    const hashes = leaves.slice(0, n).map((leaf) => leafHash(Buffer.from(leaf, 'hex')))
    expect(Buffer.from(rootOf(hashes), 'base64url').toString('hex')).toBe(root)
  })
})

const stored = (): RowToVerify[] =>
  rows.map((seq) => ({ seq, leaf: Buffer.from(rowAt(seq).leaf), hash: rowAt(seq).h, body: null }))

function firstRow() {
  const { leaf, h } = rowAt(0)
  return { seq: 0, leaf: Buffer.from(leaf), hash: h, body: null }
}
