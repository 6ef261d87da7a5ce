/** What a provider of the sandbox is: a folder beside this file, and one line in `all.ts`. */
import type { Store } from '../store/types.ts'
import type { Provider } from './call.ts'
import type { Bearer, Grant, Grants } from './grants.ts'

export type ProviderWorld<State> = {
  store: () => Store
  /** The provider's own, beside the store: plain data, saved and put back whole. */
  state: () => State
  now: () => number
  grants: () => Grants
  /** What an access token stands for, or null where it is unknown, has expired or was revoked. */
  bearer: (token: string) => Bearer | null
  /** How long a provider works on what takes time; a twentieth of a second unless a test holds it. */
  work: () => Promise<void>
}

export type ProviderModule<State = unknown> = {
  /** In `/providers/<name>`, in faults and in the log; a connector's own name where there is one. */
  name: string
  /** Host name → the path that it leads to below `/providers/<name>`: '' for one whose paths stay as they are. */
  hosts: Readonly<Record<string, string>>
  /** By connector, what is entered to connect it without a consent page. */
  credentials: Readonly<Record<string, Record<string, string>>>
  /** Consents that were given before the first day, by their refresh tokens. */
  consents?: Readonly<Record<string, Grant>>
  /** The state on the first day, told from the store: the same customers, orders and products. */
  seed: (store: Store, now: number) => State
  open: (world: ProviderWorld<State>) => Provider
  /** The object that POST /control/provider-change moves. */
  find?: (state: State, kind: string, id: string) => object | null
}

/** Keeps the inferred type of the state. */
export const defineProvider = <State>(module: ProviderModule<State>): ProviderModule<State> => module
