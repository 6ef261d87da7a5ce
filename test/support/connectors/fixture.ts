/**
 * What the contract suite needs to know of a connector: one file per folder of `connectors/`, named like it, that
 * exports `fixture`. A fixture names an input for every operation and plays the provider in memory.
 */
import type { CredentialFields, Json, JsonObject, RoomPort } from '../../../connectors/define.ts'

/** A request as it reached the provider. `body` is parsed JSON, the fields of a form, or null. */
export type Received = {
  method: string
  host: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: Json
}
/** A text goes out as it is where its content type is no JSON. */
export type Answer = { status: number; body: Json; headers?: Record<string, string> }

/** A provider with a state of its own. `acted` counts how often that state changed. */
export type Provider = { answer: (request: Received) => Answer; acted: () => number }

export type RemoteFixture = {
  kind: 'remote'
  credential: CredentialFields
  provider: () => Provider
  /** An input for each read, by name. */
  reads: Record<string, JsonObject>
  writes: Record<string, WriteFixture>
  /** Strings of the provider's state that no read may show whole: e-mails, phone numbers. */
  personal: readonly string[]
  /**
   * Requests of a run that change nothing by themselves, as the one that counts follows them (an upload before the
   * order to read it). What befalls a run in the suite befalls the one that counts.
   */
  isStep?: (request: { method: string; path: string; body: string }) => boolean
}
export type WriteFixture = {
  input: JsonObject
  /** An answer of the vendor's documents that says that nothing happened. */
  refusal: Answer
  /** An input that the facts make impossible, where there is one. */
  impossible?: JsonObject
  /** Where there is none: why no fact can make it impossible, after "since". It stands in the test's name. */
  never?: string
  /** Where the provider cannot be asked afterwards whether it happened: why, after "since". A person has to look then. */
  blind?: string
  /**
   * Where the provider works on it after it has answered, so that finding nothing says nothing: why, after "since".
   * What is found to be done is done all the same.
   */
  later?: string
}

export type RoomFixture = {
  kind: 'room'
  port: () => RoomPort
  reads: Record<string, JsonObject>
  writes: Record<string, { input: JsonObject; impossible?: JsonObject; never?: string }>
}

export type Fixture = RemoteFixture | RoomFixture
