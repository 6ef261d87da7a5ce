import { and, asc, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import { type BaseSQLiteDatabase, blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { LedgerRows, LedgerStore, Span } from './store.ts'
import type { RowToVerify } from './verify.ts'

/** Any synchronous drizzle database: better-sqlite3 here, a Durable Object's elsewhere. */
export type Database<Schema extends Record<string, unknown>> = BaseSQLiteDatabase<'sync', unknown, Schema>

// The tables stand in migrations/tenant/0002-ledger.sql; here only what is read and written of them.
const ledger = sqliteTable('ledger', {
  seq: integer().primaryKey(),
  leaf: text().notNull(),
  h: text().notNull(),
  ts: text().notNull().generatedAlwaysAs(sql`json_extract(leaf, '$.ts')`),
  type: text().notNull().generatedAlwaysAs(sql`json_extract(leaf, '$.type')`),
  subject: text().generatedAlwaysAs(sql`json_extract(leaf, '$.subject')`),
})
const ledgerBody = sqliteTable('ledger_body', {
  seq: integer().primaryKey(),
  sealed: blob({ mode: 'buffer' }).notNull(),
})
const stored = { seq: ledger.seq, leaf: ledger.leaf, hash: ledger.h }

/** Reads a ledger from SQLite; a read-only connection is enough. The tables must be there already. */
export function createSqliteRows<Schema extends Record<string, unknown>>(db: Database<Schema>): LedgerRows {
  const head = { seq: ledger.seq, hash: ledger.h, ts: ledger.ts }
  const last = db.select(head).from(ledger).orderBy(desc(ledger.seq)).limit(1).prepare()
  return {
    last: () => last.get() ?? null,
    span: (span) => selectSpan(db, span),
    about: (subject, limit) =>
      db
        .select(stored)
        .from(ledger)
        .where(eq(ledger.subject, subject))
        .orderBy(desc(ledger.seq))
        .limit(limit)
        .all(),
    body: (seq) => db.select().from(ledgerBody).where(eq(ledgerBody.seq, seq)).get()?.sealed ?? null,
  }
}

/** Keeps a ledger in SQLite. Transactions are the caller's. */
export function createSqliteStore<Schema extends Record<string, unknown>>(db: Database<Schema>): LedgerStore {
  const insert = prepareInsert(db)
  return {
    ...createSqliteRows(db),
    insert: (row, body) => {
      insert.leaf.run({ seq: row.seq, leaf: row.leaf, h: row.hash })
      if (body) insert.body.run({ seq: row.seq, sealed: body })
    },
  }
}

function prepareInsert<Schema extends Record<string, unknown>>(db: Database<Schema>) {
  const seq = sql.placeholder('seq')
  return {
    leaf: db
      .insert(ledger)
      .values({ seq, leaf: sql.placeholder('leaf'), h: sql.placeholder('h') })
      .prepare(),
    body: db
      .insert(ledgerBody)
      .values({ seq, sealed: sql.placeholder('sealed') })
      .prepare(),
  }
}

function selectSpan<Schema extends Record<string, unknown>>(db: Database<Schema>, span: Span) {
  const [edge, order]: [SQL, SQL] =
    'after' in span
      ? [gt(ledger.seq, span.after), asc(ledger.seq)]
      : [lt(ledger.seq, span.before), desc(ledger.seq)]
  // One parameter for all types, since an engine takes at most 100.
  const wanted =
    span.types && sql`${ledger.type} in (select value from json_each(${JSON.stringify(span.types)}))`
  const where = wanted ? and(edge, wanted) : edge
  return db.select(stored).from(ledger).where(where).orderBy(order).limit(span.limit).all()
}

const pageOfWalk = 256

/** Every row there is, by seq, for `verifyLedger`. A read-only connection is enough; it holds one page at a time. */
export function* walkRows<Schema extends Record<string, unknown>>(
  db: Database<Schema>,
): Generator<RowToVerify> {
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const page = db
      .select({ seq: ledger.seq, leaf: leafBytes, hash: ledger.h, body: ledgerBody.sealed })
      .from(ledger)
      .leftJoin(ledgerBody, eq(ledgerBody.seq, ledger.seq))
      .where(gt(ledger.seq, after))
      .orderBy(asc(ledger.seq))
      .limit(pageOfWalk)
      .all()
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.seq
  }
}

/** As bytes: read as text, a broken byte would come back as U+FFFD and look like an honest one. */
const leafBytes = sql<Uint8Array>`cast(${ledger.leaf} as blob)`.mapWith((value: Uint8Array | ArrayBuffer) =>
  value instanceof Uint8Array ? value : new Uint8Array(value),
)
