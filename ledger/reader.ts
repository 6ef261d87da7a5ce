import { type BodyKeys, openBody } from './bodies.ts'
import { genesis } from './chain.ts'
import { type EntryType, type JsonObject, type Leaf, leaf } from './entries.ts'
import { LedgerError } from './errors.ts'
import type { LedgerRows, StoredLeaf } from './store.ts'

export type LedgerRow = { leaf: Leaf; hash: string }
export type LedgerHead = { size: number; hash: string }

/** Reads one tenant's ledger. It can open bodies where it is given the key, and change nothing. */
export type LedgerReader = {
  /** How many leaves there are, and the last one's hash (43 × `A` while there is none). */
  head: () => LedgerHead
  /** Ascending, from the row after `after` (-1: from the start). */
  page: (span: { after: number; limit: number; types?: readonly EntryType[] }) => LedgerRow[]
  /** Newest first, from the row before `before` (absent: from the end). */
  recent: (span: { before?: number; limit: number; types?: readonly EntryType[] }) => LedgerRow[]
  /** The newest `limit` rows about a subject, oldest of them first. */
  about: (subject: string, span: { limit: number }) => LedgerRow[]
  /** Null where the entry has no body, or the body is no longer kept. Codes: `body.*`, `key.malformed`. */
  openBody: (row: LedgerRow) => Promise<JsonObject | null>
}

export function createLedgerReader(parts: {
  tenant: string
  store: LedgerRows
  bodyKeys: BodyKeys
}): LedgerReader {
  const { tenant, store, bodyKeys } = parts
  const read = (stored: StoredLeaf) => readRow(tenant, stored)
  return {
    head: () => {
      const last = store.last()
      return last ? { size: last.seq + 1, hash: last.hash } : { size: 0, hash: genesis }
    },
    page: ({ after, limit, types }) =>
      store.span({ after, limit: most(limit), types: types ?? null }).map(read),
    recent: ({ before = Number.MAX_SAFE_INTEGER, limit, types }) =>
      store.span({ before, limit: most(limit), types: types ?? null }).map(read),
    about: (subject, { limit }) => store.about(subject, most(limit)).reverse().map(read),
    openBody: async (row) => {
      const bytes = row.leaf.body && store.body(row.leaf.seq)
      return row.leaf.body && bytes
        ? openBody({ note: row.leaf.body, bytes }, { tenant, id: row.leaf.id }, bodyKeys)
        : null
    },
  }
}

/** A page is read on the server's loop: 1,000 rows take about 20 ms. SQLite reads a negative limit as none. */
const most = (limit: number): number => Math.max(0, Math.min(Math.trunc(limit), 1000))

function readRow(tenant: string, stored: StoredLeaf): LedgerRow {
  const parsed = leaf.safeParse(parseJson(stored.leaf))
  if (!parsed.success || parsed.data.tenant !== tenant || parsed.data.seq !== stored.seq) {
    throw new LedgerError('row.damaged', `Row ${stored.seq} does not read as a leaf of ${tenant}.`)
  }
  return { leaf: parsed.data, hash: stored.hash }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
