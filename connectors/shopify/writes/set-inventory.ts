import { z } from 'zod'
import { write } from '../../define.ts'
import type { ShopifyReads, ShopifyWrites } from '../client.ts'
import { inventorySet } from '../documents/inventory.ts'
import { assertNoUserErrors, classify, payloadOf } from '../faults.ts'
import { gid, numberOf } from '../ids.ts'
import { referenceUri } from '../marks.ts'
import { reasons, stock, stockOf } from '../stock.ts'

const input = z.strictObject({
  inventoryItem: gid('InventoryItem'),
  location: gid('Location'),
  available: z.int().min(0).max(1_000_000).describe('How many are available from now on'),
  reason: z.enum(reasons),
})

export const setInventory = write<ShopifyReads, ShopifyWrites>()({
  description:
    'Set how many of an inventory item are available at one location of the Shopify store, after a count. For a delivery or a loss use shopify_adjust_inventory. Find the ids with shopify_inventory first.',
  scopes: ['write_inventory', 'read_inventory', 'read_products', 'read_locations'],
  risk: 'catalogue',
  idempotency: 'native',
  input,
  before: stock,
  preview: stockOf,
  refuse: ({ input, before }) => {
    if (!before.isTracked) return `Shopify does not track the stock of ${before.item}.`
    return before.available === input.available
      ? `${before.item} already stands at ${before.available} at ${before.location}.`
      : null
  },
  summarize: ({ input, before }) => ({
    headline: `Set the stock of ${before.item} to ${input.available}`,
    changes: [
      {
        field: `Available at ${before.location}`,
        from: String(before.available),
        to: String(input.available),
      },
      { field: 'Item', from: null, to: `${before.item}${before.sku ? ` (${before.sku})` : ''}` },
      { field: 'Reason', from: null, to: input.reason },
    ],
    money: null,
    recipients: [],
    undo: 'The opposite difference can be made; what is sold meanwhile stays sold.',
    already: [],
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    const quantity = {
      inventoryItemId: input.inventoryItem,
      locationId: input.location,
      quantity: input.available,
      // Shopify compares it once more itself, at the very moment of the change.
      changeFromQuantity: before.available,
    }
    const answer = await api.change(inventorySet, {
      key: idempotencyKey,
      input: {
        name: 'available',
        reason: input.reason,
        referenceDocumentUri: referenceUri(idempotencyKey),
        quantities: [quantity],
      },
    })
    const { inventoryAdjustmentGroup, userErrors } = payloadOf(answer.inventorySetQuantities)
    assertNoUserErrors(userErrors)
    const { id, createdAt } = payloadOf(inventoryAdjustmentGroup)
    return { adjustment: id, createdAt, available: input.available }
  },
  classify,
  /** By the difference and not to the old number: that one would bring back what was sold since. */
  undo: ({ input, before }) => {
    const { inventoryItem, location, available } = input
    const delta = before.available - available
    return { write: 'adjustInventory', input: { inventoryItem, location, delta, reason: 'correction' } }
  },
  // Told by the quantity: no query finds a change by its reference, and the same number by somebody else reads as ours.
  reconcile: async (read, { input, before }) => {
    const { available } = await stockOf(read, input)
    if (available === input.available) return { outcome: 'succeeded', result: { available } }
    const place = `Available at ${before.location}`
    return available === before.available
      ? { outcome: 'failed', sentence: `${place}: ${available}, as before.` }
      : {
          outcome: 'unknown',
          sentence: `${place}: ${available}; it was ${before.available}, and would be ${input.available}.`,
        }
  },
  link: ({ input, account }) =>
    `https://${account}/admin/products/inventory?location_id=${numberOf(input.location)}`,
})
