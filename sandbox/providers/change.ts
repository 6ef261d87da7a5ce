/** Moving a fact behind everybody's back, as the world does: POST /control/provider-change. */
import type { ProviderChange } from '../contract.ts'
import type { Store, Variant } from '../store/types.ts'
import { isRecord } from './call.ts'

/** The change in a body, or null where it is none. */
export function parseChange(body: unknown): ProviderChange | null {
  if (!isRecord(body) || !isRecord(body.set)) return null
  const { provider, kind, id, set } = body
  if (typeof provider !== 'string' || typeof kind !== 'string' || typeof id !== 'string') return null
  return { provider, kind, id, set }
}

/** Merges `set` into the object; returns it, or null where there is none. Ids: as in the state, `#1042`, a gid. */
export function changeFact(store: Store, change: ProviderChange): object | null {
  const found = change.provider === 'shopify' ? findInShop(store, change) : findInBooks(store, change)
  if (found) Object.assign(found, change.set)
  return found
}

function findInBooks(store: Store, { provider, kind, id }: ProviderChange): object | null {
  if (provider !== 'razorpay') return null
  const { payments, orders, refunds, settlements, disputes, paymentLinks } = store.razorpay
  const kinds: Record<string, { id: string }[]> = {
    payment: payments,
    order: orders,
    refund: refunds,
    settlement: settlements,
    dispute: disputes,
    payment_link: paymentLinks,
  }
  return kinds[kind]?.find((one) => one.id === id) ?? null
}

function findInShop(store: Store, { kind, id, set }: ProviderChange): object | null {
  const tail = id.split('/').at(-1) ?? id
  const isIt = (one: { id: string; name?: string }) =>
    one.id === tail || (one.name !== undefined && [one.name, one.name.slice(1)].includes(id))
  const variants = store.products.flatMap((product) => product.variants)
  const isVariant = (one: Variant) => one.id === tail || one.inventoryItemId === tail || one.sku === id
  if (kind === 'order') return store.orders.find(isIt) ?? null
  if (kind === 'draft_order') return store.draftOrders.find(isIt) ?? null
  if (kind === 'product') return store.products.find(isIt) ?? null
  if (kind === 'customer') return store.customers.find((one) => one.id === tail) ?? null
  if (kind === 'variant') return variants.find(isVariant) ?? null
  if (kind !== 'inventory') return null
  const levels = variants.find(isVariant)?.levels ?? []
  return levels.find(({ locationId }) => !set.locationId || locationId === set.locationId) ?? null
}
