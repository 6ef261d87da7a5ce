/** What Shopify remembers beside the store: tokens, idempotency keys, and how much may still be asked. */
export type ShopifyDesk = {
  tokens: { token: string; expiresAt: number }[]
  /** By mutation and key: what was asked, and the receipt from which the same answer is drawn again. */
  idempotency: Record<string, { fingerprint: string; receipt: unknown }>
  bucket: { available: number; at: number }
}
