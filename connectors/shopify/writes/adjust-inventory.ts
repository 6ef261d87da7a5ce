import { z } from 'zod'
import { write } from '../../define.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { inventoryAdjust } from '../documents/inventory.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf } from '../ids.ts'
import { referenceUri } from '../marks.ts'
import { reasons, stock, stockOf } from '../stock.ts'

const input = z.strictObject({
  inventoryItem: gid('InventoryItem'),
  location: gid('Location'),
  delta: z
    .int()
    .min(-100_000)
    .max(100_000)
    .refine((delta) => delta !== 0)
    .describe('How many more (or, below zero, fewer) are available'),
  reason: z.enum(reasons),
})

export const adjustInventory = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Change how many of an inventory item are available at one location of the Shopify store, by a difference. Find the ids and the current stock with shopify_inventory first.',
  scopes: ['write_inventory', 'read_inventory', 'read_products', 'read_locations'],
  risk: 'catalogue',
  idempotency: 'native',
  input,
  before: stock,
  preview: stockOf,
  refuse: ({ before }) => (before.isTracked ? null : `Shopify does not track the stock of ${before.item}.`),
  summarize: ({ input, before }) => ({
    headline: `${input.delta > 0 ? 'Add' : 'Take'} ${Math.abs(input.delta)} ${input.delta > 0 ? 'to' : 'from'} the stock of ${before.item}`,
    changes: [
      {
        field: `Available at ${before.location}`,
        from: String(before.available),
        to: String(before.available + input.delta),
      },
      { field: 'Item', from: null, to: `${before.item}${before.sku ? ` (${before.sku})` : ''}` },
      { field: 'Reason', from: null, to: input.reason },
    ],
    money: null,
    recipients: [],
    undo: 'The opposite change can be made; what is sold meanwhile stays sold.',
    already: [],
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    const change = {
      inventoryItemId: input.inventoryItem,
      locationId: input.location,
      delta: input.delta,
      // Shopify compares it once more itself, at the very moment of the change.
      changeFromQuantity: before.available,
    }
    const answer = await api.change(inventoryAdjust, {
      key: idempotencyKey,
      input: {
        name: 'available',
        reason: input.reason,
        referenceDocumentUri: referenceUri(idempotencyKey),
        changes: [change],
      },
    })
    const { inventoryAdjustmentGroup, userErrors } = payloadOf(answer.inventoryAdjustQuantities)
    assertNoUserErrors(userErrors)
    const { id, createdAt } = payloadOf(inventoryAdjustmentGroup)
    return { adjustment: id, createdAt, available: before.available + input.delta }
  },
  classify,
  undo: ({ input }) => ({
    write: 'adjustInventory',
    input: { ...input, delta: -input.delta, reason: 'correction' },
  }),
  /**
   * Shopify keeps our reference with the change, but offers no query that finds a change by it. The change was bound
   * to the old quantity, so the new one shows that it was made, or that somebody else came to the same number.
   */
  reconcile: async (read, { input, before }) => {
    const { available } = await stockOf(read, input)
    const target = before.available + input.delta
    if (available === target) return { outcome: 'succeeded', result: { available } }
    const place = `Available at ${before.location}`
    return available === before.available
      ? { outcome: 'failed', sentence: `${place}: ${available}, as before.` }
      : {
          outcome: 'unknown',
          sentence: `${place}: ${available}; it was ${before.available}, and would be ${target}.`,
        }
  },
  link: ({ input, account }) =>
    `https://${account}/admin/products/inventory?location_id=${numberOf(input.location)}`,
})
