import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { BodyKeys } from '../../ledger/bodies.ts'
import type { BareEntry, EntryInput } from '../../ledger/entries.ts'
import { createLedger, type Ledger } from '../../ledger/ledger.ts'
import { createSqliteStore, walkRows } from '../../ledger/sqlite.ts'
import { type Verified, verifyLedger } from '../../ledger/verify.ts'

const migration = readFileSync(new URL('../../migrations/tenant/0002-ledger.sql', import.meta.url), 'utf8')

export const tenant = 't_01jd0000000000000000000000'
export const key = new Uint8Array(32).fill(7)

/** A connection with the pragmas that ledger/README.md demands. `timeout` is how many milliseconds it waits for a lock. */
export function connect(file: string, timeout = 0): Database.Database {
  const db = new Database(file, { timeout })
  for (const pragma of [
    'journal_mode=WAL',
    'synchronous=FULL',
    'foreign_keys=ON',
    'recursive_triggers=ON',
    'trusted_schema=OFF',
  ]) {
    db.pragma(pragma)
  }
  return db
}

export type Bench = {
  file: string
  db: Database.Database
  ledger: Ledger
  append: (...entries: EntryInput[]) => Promise<void>
  verify: () => Verified
  /** Runs SQL as an operator would: through another connection, without any trigger. */
  tamper: (sql: string, ...values: unknown[]) => void
  close: () => void
}

/** A fresh ledger in a temporary file, with a clock that stands still and ids that count. */
export function openBench(parts: { now?: () => number; bodyKeys?: BodyKeys } = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'))
  const file = join(folder, 'tenant.sqlite')
  const db = connect(file)
  db.exec(migration)
  const ledger = openLedger(db, parts)
  return {
    file,
    db,
    ledger,
    append: async (...entries) => {
      const prepared = await Promise.all(entries.map((entry) => ledger.prepare(entry)))
      inTransaction(db, () => prepared.map((entry) => ledger.append(entry)))
    },
    verify: () => verifyLedger(walkRows(drizzle(db)), tenant),
    tamper: (sql, ...values) => tamper(file, sql, values),
    close: () => {
      db.close()
      rmSync(folder, { recursive: true })
    },
  }
}

let made = 0

export function openLedger(
  db: Database.Database,
  parts: { now?: () => number; bodyKeys?: BodyKeys; tenant?: string; id?: () => string } = {},
): Ledger {
  return createLedger({
    tenant: parts.tenant ?? tenant,
    store: createSqliteStore(drizzle(db)),
    now: parts.now ?? (() => Date.UTC(2026, 10, 22, 12)),
    id: parts.id ?? (() => `led_${++made}`),
    bodyKeys: parts.bodyKeys ?? (async () => [key]),
  })
}

export function inTransaction<T>(db: Database.Database, work: () => T): T {
  return db.transaction(work).immediate()
}

export const bare = (more: Partial<BareEntry> = {}): BareEntry => ({
  type: 'approval.requested',
  actor: { kind: 'member', id: 'm_1', via: 'slack' },
  turn: 'trn_1',
  subject: 'apr_1',
  digest: 'd'.repeat(43),
  facts: { connector: 'razorpay', amount: { currency: 'INR', minor: 50_000 } },
  ...more,
})

export const entry = (more: Partial<EntryInput> = {}): EntryInput => ({ ...bare(), body: null, ...more })

function tamper(file: string, sql: string, values: unknown[]): void {
  const other = new Database(file)
  try {
    const triggers = other.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all()
    for (const { name } of triggers as { name: string }[]) other.exec(`DROP TRIGGER ${name}`)
    other.pragma('foreign_keys = OFF')
    other.prepare(sql).run(...values)
  } finally {
    other.close()
  }
}
