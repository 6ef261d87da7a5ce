/** Every way in which the ledger says no. Callers match on these, never on English. */
export type LedgerErrorCode =
  | 'entry.invalid' // the entry has a field too many, too few or malformed
  | 'entry.too_large' // its leaf would reach 64 KiB, or its body exceeds 1 MiB
  | 'row.damaged' // a stored row does not read as a leaf of this tenant
  | 'body.changed' // the stored body is not the one that the leaf names
  | 'body.wrong_key' // the key is another one than the body was sealed with
  | 'body.unreadable' // key and bytes are the named ones, and it still does not open for this entry
  | 'key.malformed' // a body key must be 32 bytes

export class LedgerError extends Error {
  readonly code: LedgerErrorCode
  constructor(code: LedgerErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'LedgerError'
    this.code = code
  }
}
