import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Json, JsonObject } from '../../connectors/define.ts'
import { canonicalize } from '../../ledger/canonical.ts'
import { approvalId, tenantId } from './ids.ts'

const json: z.ZodType<Json> = z.json() as z.ZodType<Json>
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json)

/** The people whose signed clicks an action needs: how many, and whether whoever asked is none of them. */
const grantRule = z.strictObject({ approvals: z.int().min(1).max(9), twoPerson: z.boolean() })
export type GrantRule = z.output<typeof grantRule>

/** What another system said that it did about the same thing, or that it could not be asked. */
export const elsewhere = z.strictObject({
  connector: z.string(),
  /** The system's label. */
  system: z.string(),
  sentences: z.array(z.string().max(1000)).min(1).max(10),
})
export type Elsewhere = z.output<typeof elsewhere>

const identifying = {
  tenant: tenantId,
  approval: approvalId,
  /** Counts from 1; an edit makes the next. */
  version: z.int().min(1),
  connector: z.string(),
  write: z.string(),
  /** The connected account's shown name, and the id of the credential that reaches it. */
  account: z.string(),
  credential: z.string(),
  input: jsonObject,
  /** The facts that the decision rests on. */
  before: jsonObject,
  /** Made here when the action is frozen: never by the model, never at send time. */
  idempotencyKey: z.string().regex(/^[A-Za-z0-9_-]{20,36}$/),
  requestedBy: z.string(),
  /** ISO 8601, UTC. */
  expiresAt: z.string(),
}

/** Frozen before the rule and the other systems' words were part of it: still drawn and run, never made anew. */
const first = z.strictObject({ v: z.literal(1), ...identifying })

const second = z.strictObject({
  v: z.literal(2),
  ...identifying,
  /** In the order of the catalogue; only systems that have something to say. */
  elsewhere: z.array(elsewhere),
  /** Frozen with the card: a rule that becomes laxer afterwards does not lower what was shown. */
  rule: grantRule,
  /** The Slack user ids of everybody who asked for it or edited it, as the Room knows them. */
  requesters: z.array(z.string()),
})

/**
 * The exact thing that a person approves. Nothing that identifies the effect is outside of it: change one byte and
 * the digest, and with it every click, names something else.
 */
export const action = z.discriminatedUnion('v', [first, second])
export type Action = z.output<typeof action>
/** An action as it is frozen now. */
export type FrozenAction = z.output<typeof second>

/** SHA-256 over the RFC 8785 bytes of the action, base64url, 43 characters. Throws where it is not strict I-JSON. */
export function digestOf(value: Action): string {
  const domain = `ops-room/action/v${value.v}\n`
  return createHash('sha256').update(domain).update(canonicalize(value)).digest('base64url')
}

/** What an action says of who grants it. One of the first version says nothing: there a single click is all it names. */
export const grantOf = (value: Action): GrantRule & { requesters: readonly string[] } =>
  value.v === 1
    ? { approvals: 1, twoPerson: false, requesters: [] }
    : { ...value.rule, requesters: value.requesters }

/** What other systems had said when it was frozen; null where they had not been asked. */
export const elsewhereOf = (value: Action): Elsewhere[] | null => (value.v === 1 ? null : value.elsewhere)

/** The part of a digest that people compare by eye. */
export const shortDigest = (digest: string): string => digest.slice(0, 12)

/** A button's value: Slack's signature over the click then covers the exact action. */
export const buttonValue = (approval: string, digest: string): string => `${approval}.${digest}`

const buttonValuePattern = /^(apr_[0-9a-hjkmnp-tv-z]{26})\.([A-Za-z0-9_-]{43})$/

export function parseButtonValue(value: string): { approval: string; digest: string } | null {
  const match = buttonValuePattern.exec(value)
  return match?.[1] && match[2] ? { approval: match[1], digest: match[2] } : null
}
