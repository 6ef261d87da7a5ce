/** Everything that the providers remember, as plain data: saved and put back whole. */
import { openStore } from '../store/store.ts'
import type { Store } from '../store/types.ts'
import { modules } from './all.ts'
import { addGrant, type Grants, noGrants } from './grants.ts'

export type ProvidersState = {
  version: 2
  store: Store
  grants: Grants
  /** Each provider's own, by its name. */
  own: Record<string, unknown>
}

/** The providers on their first day. */
export function newState(now: number): ProvidersState {
  const store = openStore({ now })
  return withAll({ version: 2, store, grants: noGrants(), own: {} }, now)
}

/** A snapshot that was taken by `structuredClone(state)`, or null where it is none of this version. */
export function stateFrom(snapshot: unknown, now: number): ProvidersState | null {
  const state = snapshot as Partial<ProvidersState> | null
  if (state?.version !== 2 || !state.store) return null
  return withAll(structuredClone(state) as ProvidersState, now)
}

/** A provider that came later begins with its first day. */
function withAll(state: ProvidersState, now: number): ProvidersState {
  for (const { name, seed, consents = {} } of modules) {
    if (state.own[name] !== undefined) continue
    state.own[name] = seed(state.store, now)
    for (const [token, grant] of Object.entries(consents)) addGrant(state.grants, token, grant)
  }
  return state
}
