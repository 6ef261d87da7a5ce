/** Everything that the providers remember, as plain data: saved and put back whole. */
import { openStore } from '../store/store.ts'
import type { Store } from '../store/types.ts'
import type { RefundKeys } from './razorpay/refunds.ts'
import type { ShopifyDesk } from './shopify/desk.ts'

export type ProvidersState = {
  version: 1
  store: Store
  razorpayKeys: RefundKeys
  shopify: ShopifyDesk
}

/** The providers on their first day. */
export const newState = (now: number): ProvidersState => ({
  version: 1,
  store: openStore({ now }),
  razorpayKeys: {},
  shopify: { tokens: [], idempotency: {}, bucket: { available: 2000, at: now } },
})

/** A snapshot that was taken by `structuredClone(state)`, or null where it is none of this version. */
export function stateFrom(snapshot: unknown): ProvidersState | null {
  const state = snapshot as Partial<ProvidersState> | null
  return state?.version === 1 && state.store ? (structuredClone(state) as ProvidersState) : null
}
