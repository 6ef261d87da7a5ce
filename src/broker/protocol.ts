/**
 * What the server may ask of the broker. Every argument is parsed with zod where it arrives. No call takes a URL,
 * a host, a header or a raw body, and none returns a connector's secret.
 */
import { z } from 'zod'
import type { About, CredentialFields, DryRun, JsonObject, Reconciled } from '../../connectors/define.ts'
import { accesses } from '../../connectors/reach.ts'
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

/** Whose share of the account's budget a call takes: a thread's id. Calls that name none share one. */
const share = z.string().max(100).default('')

export const readCall = z.strictObject({ connector: z.string(), read: z.string(), input: jsonObject, share })
export type ReadCall = z.input<typeof readCall>

export const writeCall = z.strictObject({
  connector: z.string(),
  write: z.string(),
  input: jsonObject,
  share,
})
export type WriteCall = z.input<typeof writeCall>

const about: z.ZodType<About, About> = z.strictObject({
  kind: z.literal('order'),
  order: z.string().max(200).nullable(),
  payment: z.string().max(200).nullable(),
})

/** What is asked of another system about the thing that a write is about. */
export const alreadyCall = z.strictObject({ connector: z.string(), about, share })
export type AlreadyCall = z.input<typeof alreadyCall>

const fields = z.record(z.string().max(100), z.string().max(10_000))

/** `state` is the caller's: at least 32 random bytes, base64url. */
export const consentAsk = z.strictObject({
  id: z.string().min(1),
  connector: z.string(),
  access: z.enum(accesses),
  fields,
  redirectUri: z.url({ protocol: /^https?$/ }).max(2_000),
  state: z.string().regex(/^[\w-]{43,200}$/),
})
export type ConsentAsk = z.output<typeof consentAsk>

/** What came back from the vendor's page. `id` is the new credential's; what `returned` has beside the names that the connector lists is dropped. */
export const consentBack = z.strictObject({
  consent: sealedCredential,
  id: z.string().min(1),
  code: z.string().min(1).max(4_096),
  returned: fields,
})
export type ConsentBack = z.output<typeof consentBack>

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
})
export type ExecutionOrder = z.output<typeof executionOrder>

export type Outcome =
  | { outcome: 'succeeded'; result: JsonObject }
  /** `code` where it failed for the credential: it is no longer taken, or lacks a scope. */
  | { outcome: 'failed'; sentence: string; code?: 'connector.unauthorised' | 'connector.forbidden' }
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
  /** What the connector did about a thing that another system's write is about: at most 10 sentences. */
  already(call: AlreadyCall, credential: CredentialUse): Promise<string[]>
  /**
   * Seals what the form said with a fresh PKCE verifier, and says where the person consents. Ends in
   * `consent.unavailable` where the connector has no consent, in `consent.no_address` where its page could not lead back.
   */
  beginConsent(ask: ConsentAsk): Promise<{ sealed: SealedCredential; url: string }>
  /** Trades the code for the credential `id`, version 1, sealed. The caller stores it before anything uses it. */
  finishConsent(back: ConsentBack): Promise<SealedCredential>
  /** Ends the grant at the vendor. False where the vendor has no call for that, or was not reached. */
  revoke(credential: CredentialUse): Promise<{ revoked: boolean }>
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
  connectors: ConnectorHealth[]
}

/** `routed`: its hosts lead to this machine, as in the sandbox, so that no https address is needed. */
export type ConnectorHealth = {
  name: string
  /** Empty where the vendor has no versions to choose from. */
  version: string
  /** The day on which the vendor ends this version, ISO, where it has said so. */
  sunset: string | null
  routed: boolean
}

/** What of a click names the action: parsed from its bytes by the broker and by the server with the same code. */
export const clickedApproval = approvalId
