/**
 * Checks a ledger from its rows alone. It shares the hash and the list of types with the writer and no other code,
 * so that a fault in the writer is not repeated here.
 */
import { genesis, leafHash, sha256 } from './chain.ts'
import { entryTypes } from './entries.ts'

/** A row as stored: `leaf` its bytes, `body` the sealed body's bytes or null where none is kept. */
export type RowToVerify = { seq: number; leaf: Uint8Array; hash: string; body: Uint8Array | null }

export type VerifyFault =
  | 'size' // a leaf of 64 KiB or more
  | 'canonical' // not the RFC 8785 form of strict I-JSON
  | 'shape' // a field too many, too few or of another kind
  | 'hash' // the stored hash is not that of the leaf
  | 'tenant' // a leaf of another tenant
  | 'seq' // a row is missing, doubled or renumbered
  | 'prev' // the row does not follow the one before it
  | 'time' // before the previous row
  | 'type' // not on the closed list
  | 'body' // the body kept beside it is not the one that the leaf names

export type Verified =
  /** `bodies` counts those that leaves name: `gone` ones are no longer kept, which the chain allows and you may not. */
  | { ok: true; size: number; head: string; bodies: { kept: number; gone: number } }
  | { ok: false; seq: number; fault: VerifyFault; sentence: string }

/**
 * Walks rows in the order they come and names the first that does not hold. `seq` is where the row should stand.
 * What it cannot see: rows cut off the end, and an end rewritten whole. Compare `size` and `head` with ones kept elsewhere.
 */
export function verifyLedger(rows: Iterable<RowToVerify>, tenant: string): Verified {
  let before: Before = { seq: -1, hash: genesis, ts: '' }
  const bodies = { kept: 0, gone: 0 }
  for (const row of rows) {
    const checked = checkRow(row, tenant, before)
    if ('fault' in checked) {
      const seq = before.seq + 1
      return { ok: false, seq, fault: checked.fault, sentence: `Row ${seq} ${checked.words}` }
    }
    if (checked.body !== null) bodies[row.body ? 'kept' : 'gone'] += 1
    before = { seq: checked.seq, hash: row.hash, ts: checked.ts }
  }
  return { ok: true, size: before.seq + 1, head: before.hash, bodies }
}

type Before = { seq: number; hash: string; ts: string }
type Fault = { fault: VerifyFault; words: string }
type Body = { alg: string; key: string; ct_sha256: string; len: number }
type Checked = { seq: number; ts: string; prev: string; tenant: string; type: string; body: Body | null }

function checkRow(row: RowToVerify, tenant: string, before: Before): Checked | Fault {
  if (row.leaf.length >= 65_536) return { fault: 'size', words: 'is longer than a leaf may be.' }
  if (leafHash(row.leaf) !== row.hash)
    return { fault: 'hash', words: 'was changed: its hash is not that of its leaf.' }
  const value = parseCanonical(row.leaf)
  if (value === undefined) return { fault: 'canonical', words: 'is not in the one form that leaves have.' }
  if (!isLeaf(value)) return { fault: 'shape', words: 'lacks a field of a leaf, or has one too many.' }
  return checkPlace(row, value, tenant, before) ?? checkBody(row.body, value.body) ?? value
}

function checkPlace(row: RowToVerify, leaf: Checked, tenant: string, before: Before): Fault | null {
  if (leaf.tenant !== tenant) return { fault: 'tenant', words: 'belongs to another tenant.' }
  if (leaf.seq !== before.seq + 1 || row.seq !== leaf.seq) {
    return {
      fault: 'seq',
      words: `is missing or renumbered: here stands ${row.seq}, and its leaf says ${leaf.seq}.`,
    }
  }
  if (leaf.prev !== before.hash) {
    return { fault: 'prev', words: 'does not follow the one before it: one of the two was replaced.' }
  }
  if (leaf.ts < before.ts) return { fault: 'time', words: 'is older than the one before it.' }
  if (!knownTypes.has(leaf.type))
    return { fault: 'type', words: `is of the type ${leaf.type}, which there is not.` }
  return null
}

function checkBody(kept: Uint8Array | null, told: Body | null): Fault | null {
  if (kept === null) return null
  if (told && kept.length === told.len && sha256(kept) === told.ct_sha256) return null
  return { fault: 'body', words: 'has a body that is not the one its leaf names.' }
}

const knownTypes: ReadonlySet<string> = new Set(entryTypes)

/** The value, where writing it again gives exactly these bytes; else undefined. */
function parseCanonical(bytes: Uint8Array): unknown {
  try {
    // ignoreBOM: a byte order mark must count as a difference, and by default it is swallowed.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return rewrite(value) === text ? value : undefined
  } catch {
    // Broken UTF-8, broken JSON, a value that rewrite refuses, or nesting until the stack ends.
    return undefined
  }
}

/** RFC 8785 of what JSON.parse made. Doubled keys, spaces, other orders and other escapes come out different. */
function rewrite(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(rewrite).join(',')}]`
  if (isObject(value))
    return `{${Object.keys(value)
      .sort()
      .map((key) => rewriteMember(key, value[key]))
      .join(',')}}`
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError('not a whole number')
  if (typeof value === 'string' && !value.isWellFormed()) throw new RangeError('half a surrogate pair')
  return JSON.stringify(value)
}

function rewriteMember(key: string, value: unknown): string {
  if (key === '__proto__') throw new RangeError('not a key that a leaf can have')
  return `${rewrite(key)}:${rewrite(value)}`
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Test = (value: unknown) => boolean

const isText: Test = (value) => typeof value === 'string' && value.length > 0 && value.length <= 200
const isHash: Test = (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value)
const isCount: Test = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const isTime: Test = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString() === value
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value)
const among =
  (...words: string[]): Test =>
  (value) =>
    words.some((word) => word === value)
const hasExactly =
  (tests: Record<string, Test>): Test =>
  (value) =>
    isObject(value) &&
    Object.keys(value).length === Object.keys(tests).length &&
    Object.entries(tests).every(([key, test]) => Object.hasOwn(value, key) && test(value[key]))

const isBody = hasExactly({
  alg: among('A256GCM'),
  key: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{22}$/.test(value),
  ct_sha256: isHash,
  len: isCount,
})
const isActor = hasExactly({
  kind: among('member', 'agent', 'system'),
  id: isText,
  via: among('slack', 'web', 'schedule', 'cli', 'system'),
})
const hasLeafFields = hasExactly({
  v: (value) => value === 1,
  tenant: isText,
  seq: isCount,
  ts: isTime,
  prev: isHash,
  id: isText,
  type: isText,
  actor: isActor,
  turn: orNull(isText),
  subject: orNull(isText),
  digest: orNull(isHash),
  facts: isObject,
  body: orNull(isBody),
})
const isLeaf = (value: unknown): value is Checked => hasLeafFields(value)
