/** How an outside system is reached: its hosts, endpoints, versions and limits, and the credential that opens it. */
import type { z } from 'zod'

/** Host names by role. `api` is what endpoints are at unless they say otherwise; `{field}` is filled from the credential. */
export type HostTable = Readonly<{ api: string } & Record<string, string>>

/**
 * Where the system's addresses depend on a choice (region, data centre), `by` names the credential's field and `of`
 * has a table for each of its values: what is not in it leads nowhere.
 */
export type Hosts = HostTable | { by: string; of: Readonly<Record<string, HostTable>> }

/** Requests per second that an account may sustain, and how many may come at once. Source: the vendor's own page. */
export type Rate = { perSecond: number; burst: number }

/**
 * One address that a connector may call. `path` is matched whole, `{name}` stands for one segment without a slash,
 * `{version}` for the configured API version and nothing else. `on` is a role of the host table, `api` unless said.
 * `graphql` endpoints are let through in a read only when every operation in the body is a query. `asks` marks a POST
 * that the vendor documents as a query (a search, a report): nothing that is sent there can change anything.
 * `dryRun` says that the bytes carry the vendor's own dry-run marker. `rate` is for operations with a limit of their own.
 */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  on?: string
  graphql?: true
  asks?: true
  dryRun?: (body: string, query: URLSearchParams) => boolean
  rate?: Rate
}

export type Endpoints = {
  /** Open to reads, previews, dry-runs and reconciles. */
  read: readonly Endpoint[]
  /** Open inside an execution only, beside `read`. */
  write: readonly Endpoint[]
  /** Open while a credential is exchanged, refreshed or revoked only. */
  auth: readonly Endpoint[]
}

/** The API's version is configuration: the default is what the connector was written against. */
export type Versions = {
  default: string
  /** What a configured one must look like. */
  pattern: RegExp
  /** The day on which the vendor ends a version, ISO (`2027-08-01`), where it has said so. */
  sunset: Readonly<Record<string, string>>
}

/** An answer as the budget sees it. `body` is its text. */
export type Heard = { status: number; headers: Headers; body: string }

/** What an account may ask of its vendor. The broker shares it out among the tenant's threads. */
export type Limits = {
  /** Requests under way at once. */
  concurrent: number
  perMinute: number
  /** Milliseconds that the vendor's own signals ask to wait before the next request; 0 where they ask for nothing. */
  wait: (answer: Heard) => number
  /** Whether an answer means "too many requests, nothing was done", where the vendor says so by another status than 429. */
  throttled?: (answer: Heard) => boolean
}

export type CredentialFields = Record<string, string>

/** What the broker hands a connector to open its client with. `fetch` is the only way out. */
export type Session = {
  fetch: (url: string | URL, init?: RequestInit) => Promise<Response>
  credential: CredentialFields
  /** The connector's host table for this credential, filled. */
  hosts: HostTable
  /** The configured API version; empty where the connector names none. */
  version: string
  /** Milliseconds since 1970. */
  now: () => number
}

/** A form field of a credential, named as the vendor names it. `choices` makes it a menu, in this order. */
export type CredentialField = {
  label: string
  secret: boolean
  hint: string
  choices?: readonly { value: string; label: string }[]
}

/** `Fields` are the vendor's names (`key_id`, `key_secret`); what a refresh adds is kept beside them. */
export type Credential = {
  input: z.ZodType<CredentialFields>
  fields: Record<string, CredentialField>
  /** The part that may be shown: the account's name on cards and in lists, from fields that are no secret. */
  account: (fields: CredentialFields) => string
  /** Which fields must be scrubbed from everything that comes back; refreshed tokens among them. */
  secrets: readonly string[]
  /** Absent where the fields themselves are what is sent. Returned fields replace the old ones whole. */
  refresh?: {
    isFresh: (fields: CredentialFields, now: number) => boolean
    run: (session: Session) => Promise<CredentialFields>
  }
}

/** What a consent is asked for with. `challenge` is the S256 code challenge (RFC 7636 §4.2). */
export type ConsentAsk = {
  fields: CredentialFields
  scopes: readonly string[]
  redirectUri: string
  state: string
  challenge: string
}

/** What came back from the vendor's consent page. `returned` has only what `OAuth.returned` names. */
export type Consent = {
  code: string
  redirectUri: string
  /** RFC 7636 §4.1. Empty where the vendor has no PKCE. */
  verifier: string
  returned: Record<string, string>
}

/** Connecting by the vendor's consent page (RFC 6749 §4.1). Codes and tokens are seen by the broker alone. */
export type OAuth = {
  /** The fields that the form asks for before the consent: the app's id and secret, choices. The rest comes back. */
  form: z.ZodType<CredentialFields>
  /** Names of `credential.fields` that the form shows, in this order. */
  fields: readonly string[]
  /** The consent page's host, from the same choices as the API's: it is never dialled, a browser goes there. */
  consent: { on: string; path: string; query: (ask: ConsentAsk) => Record<string, string> }
  pkce: boolean
  /** Asked for whatever is chosen; what reads and writes declare comes on top. */
  scopes: readonly string[]
  /** What the vendor calls the code when it comes back: `code`, `spapi_oauth_code`. */
  code: string
  returned: readonly string[]
  /** Trades the code for the whole credential, in the shape that `credential.input` takes. */
  exchange: (session: Session, consent: Consent) => Promise<CredentialFields>
  /** True where keys are what nearly everybody has: the form then asks for them first, and this is the other way in. */
  second?: true
  /** Ends the grant at the vendor. Absent where the vendor has no call for it. */
  revoke?: (session: Session) => Promise<void>
}

export const accesses = ['read', 'write'] as const
/** What a connection is for: reading alone, or reading and asking for changes. */
export type Access = (typeof accesses)[number]
