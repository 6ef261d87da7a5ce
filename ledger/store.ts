import type { EntryType } from './entries.ts'

/** A row as it lies in the table: `leaf` is the RFC 8785 text that `hash` was taken over. */
export type StoredLeaf = { seq: number; leaf: string; hash: string }

export type StoredHead = { seq: number; hash: string; ts: string }

/** `after` and `before` are exclusive. Ascending with `after`, descending with `before`. */
export type Span = ({ after: number } | { before: number }) & {
  limit: number
  types: readonly EntryType[] | null
}

/** What reading needs of a store. */
export type LedgerRows = {
  last: () => StoredHead | null
  span: (span: Span) => StoredLeaf[]
  /** The newest `limit` rows about a subject, newest first. */
  about: (subject: string, limit: number) => StoredLeaf[]
  body: (seq: number) => Uint8Array | null
}

/** What writing needs besides: one row and, where there is one, its body, inside the caller's open transaction. */
export type LedgerStore = LedgerRows & { insert: (row: StoredLeaf, body: Uint8Array | null) => void }
