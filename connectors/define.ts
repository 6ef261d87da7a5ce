/**
 * What a connector is. One folder per outside system; its `index.ts` calls `defineConnector` and loads its
 * client lazily, so that the processes which only read definitions never load an SDK.
 */
import type { z } from 'zod'
import type { RoomPort } from './port.ts'
import type { Credential, Endpoints, Hosts, Limits, OAuth, Session, Versions } from './reach.ts'

export type * from './port.ts'
export type * from './reach.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** An amount in minor units (paise, cents): an integer, so that no float ever carries money. */
export type Money = { currency: string; minor: number }

/** What a write can hurt. It decides the default rule, expiry and whether the button asks once more. */
export type Risk = 'money' | 'customer' | 'catalogue' | 'config' | 'low'

/** Who makes a repeat harmless: the provider by a key, a natural key of ours that it stores, or nobody. */
export type Idempotency = 'native' | 'natural' | 'none'

/** One line of before → after. `from` is null where there was nothing before. */
export type Change = { field: string; from: string | null; to: string }

/**
 * What a card says about an action: plain data, drawn by the server. No blocks, no markup, no word of the model.
 * `undo` is one sentence on what inverse exists, or null where there is none.
 */
export type Summary = {
  headline: string
  changes: Change[]
  money: Money | null
  recipients: string[]
  undo: string | null
  /** Sentences on what was already done about the same thing (refunds made before, here or in another system). */
  already: string[]
}

/** The provider's own validation of the exact request, without effect. */
export type DryRun = { ok: boolean; sentence: string }

/** What a question about an unknown outcome found. `unknown` asks again later, then asks a person. */
export type Reconciled =
  | { outcome: 'succeeded'; result: JsonObject }
  | { outcome: 'failed'; sentence: string }
  | { outcome: 'unknown'; sentence: string }

export type ConnectorErrorKind =
  | 'refused' // the provider understood and said no: nothing happened
  | 'unauthorised' // the credential is wrong, expired or revoked
  | 'forbidden' // the credential is good and lacks a scope
  | 'not_found'
  | 'throttled' // 429 or its like: nothing happened, ask again after retryAfterMs
  | 'unreachable' // no connection was made: nothing happened
  | 'interrupted' // time-out or reset after bytes were sent: nobody knows
  | 'broken' // 5xx or an answer that does not parse: nobody knows

/** The one error that leaves a connector. `message` is a sentence for a person and names the system. */
export class ConnectorError extends Error {
  readonly kind: ConnectorErrorKind
  readonly status: number | null
  readonly retryAfterMs: number | null
  constructor(
    kind: ConnectorErrorKind,
    message: string,
    more: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'ConnectorError'
    this.kind = kind
    this.status = more.status ?? null
    this.retryAfterMs = more.retryAfterMs ?? null
  }
}

type Shape = z.ZodType<JsonObject>

/** A read. `untrusted` names the result fields that hold text which outsiders wrote (notes, names, subjects). */
export type Read<Api = never, Input extends Shape = Shape> = {
  description: string
  scopes: readonly string[]
  input: Input
  untrusted: readonly string[]
  run: (api: Api, input: z.output<Input>) => Promise<JsonObject>
}

/**
 * The thing that a write is about, by the names that other systems may know it by: an order's name in the shop
 * (`#1042`), the payment's id at the payment provider. Null where this system does not know.
 */
export type About = { kind: 'order'; order: string | null; payment: string | null }

/** Another write of the same connector, with its input: the inverse of one that was done. */
export type Inverse = { write: string; input: JsonObject }

/** What a write's functions are told. `before` is what `preview` found when the card was drawn. */
export type WriteFacts<Input, Before> = { input: Input; before: Before; account: string }

/**
 * A write. It runs inside an approved execution only. Everything but `run` is handed an api whose egress lets no
 * write through.
 */
export type Write<
  ReadApi = never,
  WriteApi = never,
  Input extends Shape = Shape,
  Before extends Shape = Shape,
> = {
  description: string
  scopes: readonly string[]
  risk: Risk
  idempotency: Idempotency
  /** Deterministic: no default may call a clock or a random source. */
  input: Input
  /** The facts that the decision rests on, and only these: compared again before the run. */
  before: Before
  preview: (read: ReadApi, input: z.output<Input>) => Promise<z.output<Before>>
  /** One sentence when the facts make the write impossible (more than is left to refund), else null. */
  refuse: (facts: WriteFacts<z.output<Input>, z.output<Before>>) => string | null
  dryRun?: (read: ReadApi, facts: WriteFacts<z.output<Input>, z.output<Before>>) => Promise<DryRun>
  summarize: (facts: WriteFacts<z.output<Input>, z.output<Before>>) => Summary
  /** One attempt, no retry. */
  run: (
    api: WriteApi,
    facts: WriteFacts<z.output<Input>, z.output<Before>> & { idempotencyKey: string },
  ) => Promise<JsonObject>
  /** `failed` only where the provider documents that nothing happened. */
  classify: (error: ConnectorError) => 'failed' | 'unknown'
  /** What to ask when the outcome is unknown. */
  reconcile: (
    read: ReadApi,
    facts: WriteFacts<z.output<Input>, z.output<Before>> & { idempotencyKey: string },
  ) => Promise<Reconciled>
  /**
   * What this is about, where other connected systems may already have done the same about it (a refund made there).
   * They are asked through their `already`, and what they say stands on the card and is compared before the run.
   */
  about?: (facts: WriteFacts<z.output<Input>, z.output<Before>>) => About | null
  /**
   * One sentence where the system took it on and has not finished: the card says it in the place of "Done". Null where
   * all of it is done.
   */
  settled?: (done: WriteFacts<z.output<Input>, z.output<Before>> & { result: JsonObject }) => string | null
  /** The write that takes this one back, offered after success as a proposal of its own. Absent where none exists. */
  undo?: (done: WriteFacts<z.output<Input>, z.output<Before>> & { result: JsonObject }) => Inverse | null
  /** Where a person looks the object up at the provider; https, on one of the connector's web hosts. */
  link?: (facts: WriteFacts<z.output<Input>, z.output<Before>>) => string
}

/** A connector that reaches an outside system through the broker. */
export type RemoteConnector<ReadApi = never, WriteApi extends ReadApi = never> = {
  kind: 'remote'
  /** Snake case, the first part of its tools' names. */
  name: string
  label: string
  /** The only names that the egress dials. */
  hosts: Hosts
  /** Where people look things up in a browser, `{account}` for the account's shown name: links may lead here only. */
  webHosts: readonly string[]
  endpoints: Endpoints
  /** Absent where the vendor has no versions to choose from. */
  versions?: Versions
  limits: Limits
  credential: Credential
  /** Absent where a form with keys is the only way in. */
  oauth?: OAuth
  /** A read's name: run once when a credential is set, to see that it works. */
  probe: string
  open: (session: Session) => Promise<WriteApi>
  // biome-ignore lint/suspicious/noExplicitAny: a table of operations with different inputs has no other type
  reads: Record<string, Read<any, any>>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  writes: Record<string, Write<any, any, any, any>>
  /** Sentences on what was done here about a thing that another system's write is about; empty where nothing was. */
  already?: (read: ReadApi, about: About) => Promise<string[]>
}

/** Reads of Ops Room itself, answered by the Room that holds the data. */
export type RoomRead<Input extends Shape = Shape> = {
  description: string
  input: Input
  untrusted: readonly string[]
  run: (room: RoomPort, input: z.output<Input>) => JsonObject
}

/**
 * Writes of Ops Room itself. They run in the Room, synchronously, inside the transaction that records their
 * outcome: so their outcome is never unknown.
 */
export type RoomWrite<Input extends Shape = Shape, Before extends Shape = Shape> = {
  description: string
  risk: Risk
  input: Input
  before: Before
  preview: (room: RoomPort, input: z.output<Input>) => z.output<Before>
  refuse: (facts: WriteFacts<z.output<Input>, z.output<Before>>) => string | null
  summarize: (facts: WriteFacts<z.output<Input>, z.output<Before>>) => Summary
  run: (room: RoomPort, facts: WriteFacts<z.output<Input>, z.output<Before>>) => JsonObject
  /** True when it only takes away: then one founder is enough and it works at once. */
  narrows: (facts: WriteFacts<z.output<Input>, z.output<Before>>) => boolean
  /** False where only a form may ask for it, since a person has to enter a secret or a choice. */
  proposable: boolean
}

export type RoomConnector = {
  kind: 'room'
  name: string
  label: string
  // biome-ignore lint/suspicious/noExplicitAny: a table of operations with different inputs has no other type
  reads: Record<string, RoomRead<any>>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  writes: Record<string, RoomWrite<any, any>>
}

// biome-ignore lint/suspicious/noExplicitAny: the catalogue holds connectors with different clients
export type Connector = RemoteConnector<any, any> | RoomConnector

/** Keeps the inferred types of one read's input. */
export const read =
  <Api>() =>
  <Input extends Shape>(definition: Read<Api, Input>): Read<Api, Input> =>
    definition

/** Keeps the inferred types of one write's input and facts. */
export const write =
  <ReadApi, WriteApi extends ReadApi = ReadApi>() =>
  <Input extends Shape, Before extends Shape>(
    definition: Write<ReadApi, WriteApi, Input, Before>,
  ): Write<ReadApi, WriteApi, Input, Before> =>
    definition

export const roomRead = <Input extends Shape>(definition: RoomRead<Input>): RoomRead<Input> => definition

export const roomWrite = <Input extends Shape, Before extends Shape>(
  definition: RoomWrite<Input, Before>,
): RoomWrite<Input, Before> => definition

export const defineConnector = <const C extends Connector>(definition: C): C => definition
