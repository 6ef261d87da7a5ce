/**
 * What the server may ask of the broker. Every argument is parsed with zod where it arrives. No call takes a URL,
 * a host, a header or a raw body, and none returns a connector's secret.
 */
import { z } from 'zod'
import type { CredentialFields, DryRun, JsonObject, Reconciled } from '../../connectors/define.ts'
import { action } from '../core/action.ts'
import { approvalId, tenantId } from '../core/ids.ts'

const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>

/** A tenant's data key, wrapped under the master key. Base64; safe to store. */
export const wrappedKey = z.strictObject({
  id: z.string(),
  state: z.enum(['primary', 'enabled']),
  wrapped: z.string(),
})
export type WrappedKey = z.output<typeof wrappedKey>

/** Who the caller works for, from its own verified context: it becomes the associated data of every envelope. */
export const tenantContext = z.strictObject({ tenant: tenantId, keys: z.array(wrappedKey).min(1) })
export type TenantContext = z.output<typeof tenantContext>

/** A sealed credential as the server keeps it. `version` counts up with every change, and is associated data. */
export const sealedCredential = z.strictObject({
  id: z.string(),
  connector: z.string(),
  version: z.int().min(1),
  envelope: z.string(),
})
export type SealedCredential = z.output<typeof sealedCredential>

/**
 * Stores a refreshed credential, durably, and returns only then. The broker does not use a rotated token before.
 * Ends in an error when `was` is no longer the stored version: somebody else refreshed, read it anew.
 */
export type StoreCredential = (fresh: SealedCredential, was: number) => Promise<void>

/** Which credential to act with, and where a refresh is stored. */
export type CredentialUse = { sealed: SealedCredential; store: StoreCredential }

export const readCall = z.strictObject({ connector: z.string(), read: z.string(), input: jsonObject })
export type ReadCall = z.output<typeof readCall>

export const writeCall = z.strictObject({ connector: z.string(), write: z.string(), input: jsonObject })
export type WriteCall = z.output<typeof writeCall>

/** What a card needs to know of a write: the facts, and the provider's own validation where it has one. */
export type Prepared = { before: JsonObject; dryRun: DryRun | null }

/** A click as Slack signed it. In Socket Mode there is no signature, and the broker is told so by configuration. */
export const signedClick = z.strictObject({
  body: z.string().max(1_000_000),
  timestamp: z.string(),
  signature: z.string(),
})
export type SignedClick = z.output<typeof signedClick>

export const executionOrder = z.strictObject({
  action,
  /** The clicks (or form submits) that grant it: one for each approval that the rule counted. */
  clicks: z.array(signedClick).min(1).max(20),
  /** How many different people's clicks the rule asks for. */
  required: z.int().min(1),
})
export type ExecutionOrder = z.output<typeof executionOrder>

export type Outcome =
  | { outcome: 'succeeded'; result: JsonObject }
  | { outcome: 'failed'; sentence: string }
  | { outcome: 'unknown'; sentence: string }

/**
 * What the broker's journal says of an approval. Asking FENCES it: where it says `none`, it will from then on refuse
 * to run that approval, so that "nothing was sent" stays true.
 */
export type Attempt =
  | { attempt: 'none' }
  | { attempt: 'running' }
  | { attempt: 'ended'; outcome: Outcome['outcome'] | null; startedAt: string }

export const slackTokenUse = z.strictObject({ sealed: sealedCredential })

/** Everything of one tenant. It is bound to the context that it was made from. */
export interface BrokerTenant {
  /** The keys of ledger bodies and files. Never those of credentials. */
  roomKeys(): Promise<RoomKeys>
  /** Seals fields that a person entered. For a connector they are parsed by its credential schema first. */
  seal(input: {
    id: string
    connector: string
    version: number
    fields: CredentialFields
  }): Promise<SealedCredential>
  /** Opens a workspace's Slack token (`connector` is `slack`, field `bot_token`). */
  slackToken(sealed: SealedCredential): Promise<string>
  /** Runs the connector's probe with it. `account` is the shown name. */
  probe(credential: CredentialUse): Promise<{ account: string }>
  read(call: ReadCall, credential: CredentialUse): Promise<JsonObject>
  prepare(call: WriteCall, credential: CredentialUse): Promise<Prepared>
  /** One attempt at a granted action. Refuses without an effect unless signed clicks name exactly this action. */
  execute(order: ExecutionOrder, credential: CredentialUse): Promise<Outcome>
  attempt(approval: string): Promise<Attempt>
  reconcile(order: { action: ExecutionOrder['action'] }, credential: CredentialUse): Promise<Reconciled>
  /** Opens under any enabled key and seals under the primary one, same id and version. */
  reseal(sealed: SealedCredential): Promise<SealedCredential>
}

/** 32 bytes each, derived for their purpose: the first seals, the older ones open what was sealed before a rotation. */
export type RoomKeys = { bodies: Uint8Array[]; files: Uint8Array[] }

export interface Broker {
  health(): Promise<BrokerHealth>
  /** A fresh tenant data key, wrapped under the current master key. */
  newTenantKey(tenant: string): Promise<WrappedKey>
  /** Wraps the same data key under the current master key. */
  rewrap(context: TenantContext): Promise<WrappedKey[]>
  tenant(context: TenantContext): BrokerTenant
}

export type BrokerHealth = {
  /** `unsigned` in Socket Mode: clicks carry no signature that could be verified here. */
  clicks: 'signed' | 'unsigned'
  masterKey: string
  /** The system user that the broker runs as; null where there are none. */
  user: number | null
  connectors: string[]
}

/** What of a click names the action: parsed from its bytes by the broker and by the server with the same code. */
export const clickedApproval = approvalId
