import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Json, JsonObject } from '../../connectors/define.ts'
import { canonicalize } from '../../ledger/canonical.ts'
import { approvalId, tenantId } from './ids.ts'

const json: z.ZodType<Json> = z.json() as z.ZodType<Json>
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json)

/**
 * The exact thing that a person approves. Nothing that identifies the effect is outside of it: change one byte and
 * the digest, and with it every click, names something else.
 */
export const action = z.strictObject({
  v: z.literal(1),
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
})
export type Action = z.output<typeof action>

const domain = 'ops-room/action/v1\n'

/** SHA-256 over the RFC 8785 bytes of the action, base64url, 43 characters. Throws where it is not strict I-JSON. */
export function digestOf(value: Action): string {
  return createHash('sha256').update(domain).update(canonicalize(value)).digest('base64url')
}

/** The part of a digest that people compare by eye. */
export const shortDigest = (digest: string): string => digest.slice(0, 12)

/** A button's value: Slack's signature over the click then covers the exact action. */
export const buttonValue = (approval: string, digest: string): string => `${approval}.${digest}`

const buttonValuePattern = /^(apr_[0-9a-hjkmnp-tv-z]{26})\.([A-Za-z0-9_-]{43})$/

export function parseButtonValue(value: string): { approval: string; digest: string } | null {
  const match = buttonValuePattern.exec(value)
  return match?.[1] && match[2] ? { approval: match[1], digest: match[2] } : null
}
