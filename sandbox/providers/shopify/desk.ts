/** What Shopify remembers beside the store: tokens, idempotency keys, how much may still be asked, and what the store has no place for. */
export type ShopifyDesk = {
  tokens: { token: string; expiresAt: number }[]
  /** By mutation and key: what was asked, and the receipt from which the same answer is drawn again. */
  idempotency: Record<string, { fingerprint: string; receipt: unknown }>
  bucket: { available: number; at: number }
  /** By the gid of their owner. */
  metafields?: Record<string, Metafield[]>
  discounts?: Discount[]
  /** Edits of orders that were begun and not committed, by the session's number. */
  edits?: Record<string, Edit>
}

export type Metafield = { id: string; namespace: string; key: string; type: string; value: string }

export type Discount = {
  id: string
  code: string
  title: string
  startsAt: number
  endsAt: number | null
  percentage: number | null
  paise: number | null
}

export type Edit = {
  orderId: string
  set: { lineId: string; quantity: number; restock: boolean }[]
  add: { variantId: string; quantity: number }[]
}
