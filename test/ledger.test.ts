import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NotCanonical } from '../ledger/canonical.ts'
import { genesis, leafHash } from '../ledger/chain.ts'
import type { PreparedEntry } from '../ledger/ledger.ts'
import { createLedgerReader } from '../ledger/reader.ts'
import { createSqliteRows, walkRows } from '../ledger/sqlite.ts'
import { verifyLedger } from '../ledger/verify.ts'
import {
  type Bench,
  bare,
  connect,
  entry,
  inTransaction,
  key,
  openBench,
  openLedger,
  tenant,
} from './support/ledger.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.close())

describe('appending', () => {
  test('an empty ledger has a head of size 0', () => {
    expect(bench.ledger.head()).toEqual({ size: 0, hash: genesis })
    expect(bench.verify()).toEqual({ ok: true, size: 0, head: genesis, bodies: { kept: 0, gone: 0 } })
  })

  test('rows are chained, and what comes back is what was told', async () => {
    const first = await bench.ledger.prepare(entry({ body: { note: 'Kunde sagt „danke“', ratio: 0.5 } }))
    const second = bench.ledger.prepareBare(
      bare({ type: 'approval.granted', subject: null, turn: null, digest: null }),
    )
    const [a, b] = inTransaction(
      bench.db,
      () => [bench.ledger.append(first), bench.ledger.append(second)] as const,
    )

    const rows = bench.ledger.page({ after: -1, limit: 10 })
    expect(rows.map((row) => row.leaf.prev)).toEqual([genesis, a.hash])
    expect(rows.map((row) => row.hash)).toEqual([a.hash, b.hash])
    expect(rows[0]?.leaf).toMatchObject({
      v: 1,
      tenant,
      seq: 0,
      id: a.id,
      ts: '2026-11-22T12:00:00.000Z',
      ...bare(),
    })
    expect(rows[1]?.leaf).toMatchObject({
      seq: 1,
      type: 'approval.granted',
      turn: null,
      subject: null,
      body: null,
    })
    expect(bench.ledger.head()).toEqual({ size: 2, hash: b.hash })
    expect(bench.verify()).toEqual({ ok: true, size: 2, head: b.hash, bodies: { kept: 1, gone: 0 } })
  })

  test('the hash is SHA-256 over a zero byte and exactly the stored text', async () => {
    await bench.append(entry())
    const row = bench.db.prepare('SELECT leaf, h FROM ledger').get() as { leaf: string; h: string }
    expect(row.h).toBe(leafHash(row.leaf))
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`\0${row.leaf}`))
    expect(row.h).toBe(Buffer.from(digest).toString('base64url'))
  })

  test('a rolled-back append leaves no row, and the next one takes its place', async () => {
    await bench.append(entry())
    const lost = bench.ledger.prepareBare(bare())
    expect(() =>
      inTransaction(bench.db, () => {
        bench.ledger.append(lost)
        throw new Error('the caller changed its mind')
      }),
    ).toThrow('changed its mind')
    expect(bench.ledger.head().size).toBe(1)
    await bench.append(entry())
    expect(bench.verify()).toMatchObject({ ok: true, size: 2 })
  })

  test('a prepared entry is appended once', async () => {
    const prepared = bench.ledger.prepareBare(bare())
    inTransaction(bench.db, () => bench.ledger.append(prepared))
    expect(() => inTransaction(bench.db, () => bench.ledger.append(prepared))).toThrow(/already used/)
    expect(bench.ledger.head().size).toBe(1)
  })

  test('time never runs backwards, even when the clock does', async () => {
    const times = [Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 3)]
    const ledger = openLedger(bench.db, { now: () => times.shift() ?? 0 })
    for (let i = 0; i < 3; i++) inTransaction(bench.db, () => ledger.append(ledger.prepareBare(bare())))
    const stamps = ledger.page({ after: -1, limit: 9 }).map((row) => row.leaf.ts.slice(0, 10))
    expect(stamps).toEqual(['2026-01-02', '2026-01-02', '2026-01-03'])
  })

  test('what the caller still holds cannot change a prepared entry', () => {
    const told = bare()
    const prepared = bench.ledger.prepareBare(told)
    told.facts.connector = 'another'
    told.actor.id = 'm_2'
    inTransaction(bench.db, () => bench.ledger.append(prepared))
    expect(bench.ledger.page({ after: -1, limit: 1 })[0]?.leaf).toMatchObject(bare())
  })
})

describe('what is no entry', () => {
  const invalid = expect.objectContaining({ code: 'entry.invalid' })
  test.each([
    ['an unknown type', { ...bare(), type: 'approval.forgotten' }],
    ['an extra field', { ...bare(), seq: 4 }],
    ['a missing field', { ...bare(), digest: undefined }],
    ['a digest that is none', { ...bare(), digest: 'short' }],
    ['an unknown door', { ...bare(), actor: { kind: 'member', id: 'm_1', via: 'telex' } }],
  ])('%s', (_name, told) => {
    expect(() => bench.ledger.prepareBare(told as never)).toThrow(invalid)
  })

  test.each([
    ['a fraction', { amount: 0.1 }],
    ['nothing', { amount: undefined }],
    ['a date', { at: new Date(0) }],
    ['half a character', { text: '\ud83d' }],
  ])('facts that hold %s', (_name, facts) => {
    expect(() => bench.ledger.prepareBare(bare({ facts: facts as never }))).toThrow(NotCanonical)
  })

  test('a body that is not JSON is refused rather than thinned out', async () => {
    await expect(bench.ledger.prepare(entry({ body: { at: new Map() } as never }))).rejects.toThrow(invalid)
    await expect(bench.ledger.prepare(entry({ body: { at: undefined } as never }))).rejects.toThrow(invalid)
  })

  test('a leaf stays below 64 KiB, a body within 1 MiB', async () => {
    const tooLarge = expect.objectContaining({ code: 'entry.too_large' })
    expect(() => bench.ledger.prepareBare(bare({ facts: { fill: 'x'.repeat(65_200) } }))).toThrow(tooLarge)
    await expect(bench.ledger.prepare(entry({ body: { fill: 'x'.repeat(1_048_576) } }))).rejects.toThrow(
      tooLarge,
    )
  })

  test('the largest that prepares also appends and verifies', () => {
    let fill = 65_200
    const prepareLargest = (): PreparedEntry => {
      try {
        return bench.ledger.prepareBare(bare({ facts: { fill: 'x'.repeat(fill) } }))
      } catch {
        fill -= 1
        return prepareLargest()
      }
    }
    const prepared = prepareLargest()
    inTransaction(bench.db, () => bench.ledger.append(prepared))
    const { bytes } = bench.db.prepare('SELECT length(CAST(leaf AS BLOB)) AS bytes FROM ledger').get() as {
      bytes: number
    }
    expect(bytes).toBeGreaterThan(65_500)
    expect(bytes).toBeLessThan(65_536)
    expect(bench.verify()).toMatchObject({ ok: true, size: 1 })
  })
})

describe('reading', () => {
  beforeEach(async () => {
    for (const [i, subject] of ['apr_1', 'apr_2', 'apr_1', 'apr_1'].entries()) {
      await bench.append(entry({ subject, type: i % 2 ? 'outcome.failed' : 'approval.voted' }))
    }
  })
  const seqs = (rows: { leaf: { seq: number } }[]) => rows.map((row) => row.leaf.seq)

  test('pages go on from where the last one ended', () => {
    expect(seqs(bench.ledger.page({ after: -1, limit: 3 }))).toEqual([0, 1, 2])
    expect(seqs(bench.ledger.page({ after: 2, limit: 3 }))).toEqual([3])
    expect(seqs(bench.ledger.page({ after: 3, limit: 3 }))).toEqual([])
    expect(seqs(bench.ledger.page({ after: -1, limit: -1 }))).toEqual([])
  })
  test('the newest come first when asked so', () => {
    expect(seqs(bench.ledger.recent({ limit: 2 }))).toEqual([3, 2])
    expect(seqs(bench.ledger.recent({ before: 2, limit: 2 }))).toEqual([1, 0])
  })
  test('by types', () => {
    expect(seqs(bench.ledger.page({ after: -1, limit: 9, types: ['outcome.failed'] }))).toEqual([1, 3])
    expect(seqs(bench.ledger.recent({ limit: 9, types: ['approval.voted', 'read'] }))).toEqual([2, 0])
    expect(seqs(bench.ledger.recent({ limit: 9, types: [] }))).toEqual([])
  })
  test('by subject: the newest of them, in order', () => {
    expect(seqs(bench.ledger.about('apr_1', { limit: 2 }))).toEqual([2, 3])
    expect(seqs(bench.ledger.about('apr_9', { limit: 2 }))).toEqual([])
  })
  test('on a read-only connection, which is all that a reader and the verifier need', () => {
    const db = new Database(bench.file, { readonly: true })
    const reader = createLedgerReader({
      tenant,
      store: createSqliteRows(drizzle(db)),
      bodyKeys: async () => [key],
    })
    expect(reader.head()).toEqual(bench.ledger.head())
    expect(seqs(reader.recent({ limit: 1 }))).toEqual([3])
    expect(verifyLedger(walkRows(drizzle(db)), tenant)).toMatchObject({ ok: true, size: 4 })
    expect(Object.keys(reader)).not.toContain('append')
    db.close()
  })
  test('a row that says it is another one is refused', () => {
    bench.tamper('UPDATE ledger SET seq = 9 WHERE seq = 3')
    expect(() => bench.ledger.recent({ limit: 1 })).toThrow(expect.objectContaining({ code: 'row.damaged' }))
  })
  test('a reader for another tenant refuses the rows', () => {
    const other = openLedger(bench.db, { tenant: 't_other' })
    expect(() => other.page({ after: -1, limit: 1 })).toThrow(
      expect.objectContaining({ code: 'row.damaged' }),
    )
  })
})

describe('two writers', () => {
  test('at once, each on its own connection, make one chain', { timeout: 30_000 }, async () => {
    const finished = ['a', 'b'].map(async (name) => {
      const workerData = { file: bench.file, name, rows: 50 }
      const writer = new Worker(new URL('./support/ledger-writer.ts', import.meta.url), { workerData })
      const [code] = await once(writer, 'exit')
      return code
    })
    expect(await Promise.all(finished)).toEqual([0, 0])
    expect(bench.verify()).toMatchObject({ ok: true, size: 100 })
    for (const name of ['a', 'b']) expect(bench.ledger.about(name, { limit: 100 })).toHaveLength(50)
  })

  test('the second waits for the first to commit, and then stands behind it', async () => {
    const other = connect(bench.file)
    try {
      const second = openLedger(other)
      bench.db.exec('BEGIN IMMEDIATE')
      const a = bench.ledger.append(bench.ledger.prepareBare(bare()))
      expect(() => inTransaction(other, () => second.append(second.prepareBare(bare())))).toThrow(/locked/)
      bench.db.exec('COMMIT')
      const b = inTransaction(other, () => second.append(second.prepareBare(bare())))
      expect([a.seq, b.seq]).toEqual([0, 1])
      expect(bench.verify()).toMatchObject({ ok: true, size: 2, head: b.hash })
    } finally {
      other.close()
    }
  })

  test('one that read the head before the other wrote cannot append on it', () => {
    const other = connect(bench.file)
    try {
      const second = openLedger(other)
      other.exec('BEGIN')
      expect(second.head().size).toBe(0)
      inTransaction(bench.db, () => bench.ledger.append(bench.ledger.prepareBare(bare())))
      expect(() => second.append(second.prepareBare(bare()))).toThrow(/locked/)
      other.exec('ROLLBACK')
      expect(bench.verify()).toMatchObject({ ok: true, size: 1 })
    } finally {
      other.close()
    }
  })
})
