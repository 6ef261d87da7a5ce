import { z } from 'zod'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** All that can be recorded. A row of a type that is not here is refused, also by the verifier. */
export const entryTypes = [
  'turn.started',
  'turn.ended',
  'read',
  'draft.saved',
  'approval.requested',
  'approval.edited',
  'approval.voted',
  'approval.granted',
  'approval.denied',
  'approval.expired',
  'approval.superseded',
  'approval.withdrawn',
  'approval.reminded',
  'approval.refused',
  'card.posted',
  'card.mismatched',
  'execution.started',
  'connector.called',
  'outcome.succeeded',
  'outcome.failed',
  'outcome.unknown',
  'outcome.reconciled',
  'access.refused',
  'member.added',
  'member.changed',
  'member.removed',
  'member.signed_in',
  'config.changed',
  'memory.changed',
  'credential.set',
  'credential.refreshed',
  'credential.refused',
  'credential.removed',
  'key.rotated',
  'brief.started',
  'brief.posted',
  'brief.missed',
  'webhook.received',
  'webhook.refused',
  'artifact.stored',
  'artifact.read',
  'artifact.refused',
  'artifact.removed',
  'system.installed',
  'system.uninstalled',
  'system.paused',
  'system.resumed',
  'system.backed_up',
  'system.restored',
  'system.verified',
  'ledger.checkpoint',
  'ledger.exported',
  'ledger.erased',
] as const
export type EntryType = (typeof entryTypes)[number]

const name = z.string().min(1).max(200)
const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const json: z.ZodType<Json> = z.json() as z.ZodType<Json>
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json)

/** Who did it, and the door through which they came. `id` is a pseudonym (a member's id), never a name or address. */
export const actor = z.strictObject({
  kind: z.enum(['member', 'agent', 'system']),
  id: name,
  via: z.enum(['slack', 'web', 'schedule', 'cli', 'system']),
})
export type Actor = z.output<typeof actor>

const told = {
  type: z.enum(entryTypes),
  actor,
  turn: name.nullable(),
  /** The id of what it is about: an approval, a member, a file. `about()` finds it by this. */
  subject: name.nullable(),
  /** The digest of the action that it concerns. */
  digest: hash.nullable(),
  /** Small and in clear for ever, so nothing personal. Whole numbers only: money is `{ currency, minor }`. */
  facts: jsonObject,
}

/** An entry without a body. It needs no key, so it can be made inside a transaction. */
export const bareEntry = z.strictObject(told)
export type BareEntry = z.output<typeof bareEntry>

/** What a caller tells of one entry. `body` is any JSON (fractions allowed), kept encrypted beside the leaf. */
export const entryInput = z.strictObject({ ...told, body: jsonObject.nullable() })
export type EntryInput = z.output<typeof entryInput>

/** What a leaf says of its body: enough to see that the stored bytes and the key are the right ones. */
export const bodyNote = z.strictObject({
  alg: z.literal('A256GCM'),
  /** Names the key, and by its length commits to it, which GCM alone does not. */
  key: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** SHA-256 over the stored bytes, so that the chain still verifies after the key is destroyed. */
  ct_sha256: hash,
  len: z.int().min(0),
})
export type BodyNote = z.output<typeof bodyNote>

/** One leaf, version 1. Its RFC 8785 bytes are what is hashed. */
export const leaf = z.strictObject({
  v: z.literal(1),
  tenant: name,
  /** Counts from 0: it is also the index in the tree. */
  seq: z.int().min(0),
  /** ISO 8601, UTC, milliseconds; never before the previous leaf's. */
  ts: z.iso.datetime({ precision: 3 }),
  prev: hash,
  id: name,
  ...told,
  body: bodyNote.nullable(),
})
export type Leaf = z.output<typeof leaf>

/** RFC 8785 bytes must stay below this: an entry of a tlog tile has a two-byte length. */
export const leafLimit = 65_536
/** Of a body's JSON. A Durable Object's row ends at 2 MB. */
export const bodyLimit = 1_048_576
