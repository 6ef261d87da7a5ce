import { type BodyKeys, sealBody } from './bodies.ts'
import { canonicalize } from './canonical.ts'
import { genesis, leafHash } from './chain.ts'
import {
  type BareEntry,
  type BodyNote,
  bareEntry,
  type EntryInput,
  entryInput,
  type Leaf,
  leafLimit,
} from './entries.ts'
import { LedgerError } from './errors.ts'
import { createLedgerReader, type LedgerReader } from './reader.ts'
import type { LedgerStore } from './store.ts'

/** An entry that lacks only its place in the chain. Its id is taken: it can be appended once. */
export type PreparedEntry = {
  readonly id: string
  readonly told: BareEntry
  readonly body: { readonly note: BodyNote; readonly bytes: Uint8Array } | null
}

export type AppendedEntry = { seq: number; id: string; ts: string; hash: string }

export type Ledger = LedgerReader & {
  /** Seals the body and settles all but the place. Codes: `entry.*`, `key.malformed`; throws NotCanonical for facts. */
  prepare: (entry: EntryInput) => Promise<PreparedEntry>
  /** The same without a body, and so without waiting: for facts that only an open transaction knows. */
  prepareBare: (entry: BareEntry) => PreparedEntry
  /** Writes the next row. Only inside the caller's BEGIN IMMEDIATE: it is durable when that transaction has committed. */
  append: (prepared: PreparedEntry) => AppendedEntry
}

export type LedgerParts = {
  tenant: string
  store: LedgerStore
  /** Milliseconds since 1970. */
  now: () => number
  /** A fresh id for each entry, unique within the tenant. */
  id: () => string
  bodyKeys: BodyKeys
}

/** The writer of one tenant's ledger. */
export function createLedger(parts: LedgerParts): Ledger {
  const { tenant, store, now, id, bodyKeys } = parts
  return {
    ...createLedgerReader(parts),
    prepare: async (entry) => {
      const { body, ...told } = parseEntry(entryInput, entry)
      const entryId = id()
      const sealed = body && (await sealBody(body, { tenant, id: entryId }, bodyKeys))
      return assertFits(tenant, { id: entryId, told, body: sealed })
    },
    prepareBare: (entry) => assertFits(tenant, { id: id(), told: parseEntry(bareEntry, entry), body: null }),
    append: (prepared) => appendNext(tenant, store, now(), prepared),
  }
}

function appendNext(tenant: string, store: LedgerStore, now: number, prepared: PreparedEntry): AppendedEntry {
  // Read each time: a head kept in memory would outlive a rolled-back transaction.
  const last = store.last()
  const place = { seq: last ? last.seq + 1 : 0, prev: last?.hash ?? genesis, ts: notBefore(last?.ts, now) }
  const text = canonicalize(leafAt(tenant, place, prepared))
  const hash = leafHash(text)
  store.insert({ seq: place.seq, leaf: text, hash }, prepared.body?.bytes ?? null)
  return { seq: place.seq, id: prepared.id, ts: place.ts, hash }
}

type Place = Pick<Leaf, 'seq' | 'prev' | 'ts'>

const leafAt = (tenant: string, place: Place, { id, told, body }: PreparedEntry): Leaf => ({
  v: 1,
  tenant,
  ...place,
  id,
  ...told,
  body: body?.note ?? null,
})

/** A clock that was set back must not make the record seem reordered. ISO times of one form sort as text. */
function notBefore(last: string | undefined, now: number): string {
  const ts = new Date(now).toISOString()
  return last !== undefined && last > ts ? last : ts
}

/** Parsing copies, so that nothing the caller still holds can change a prepared entry. */
function parseEntry<T>(schema: { parse: (value: unknown) => T }, entry: { facts: unknown }): T {
  // First, since a parser would quietly drop what has no exact form.
  canonicalize(entry.facts)
  try {
    return schema.parse(entry)
  } catch (cause) {
    throw new LedgerError('entry.invalid', 'That is not an entry of the ledger.', cause)
  }
}

const farthest: Place = { seq: Number.MAX_SAFE_INTEGER, prev: genesis, ts: '2026-01-01T00:00:00.000Z' }

/** Measured at the longest place, so that an append inside a transaction cannot end in `entry.too_large`. */
function assertFits(tenant: string, prepared: PreparedEntry): PreparedEntry {
  const bytes = Buffer.byteLength(canonicalize(leafAt(tenant, farthest, prepared)))
  if (bytes < leafLimit) return prepared
  throw new LedgerError('entry.too_large', `A leaf stays below 64 KiB, and this one has ${bytes} bytes.`)
}
