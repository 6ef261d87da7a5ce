import { z } from 'zod'
import { ConnectorError, type JsonObject, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import { quantityOf } from '../amounts.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import type { Adjustment, Item } from '../entities.ts'
import { date, itemId, locationId, maybe } from '../inputs.ts'
import { label } from '../label.ts'
import { withReference } from '../pages.ts'
import { reading, writing } from '../scopes.ts'
import { isTracked, onHand } from '../shapes.ts'
import { titleOf } from './order-lines.ts'
import { absent, carries } from './reference.ts'

const input = z.strictObject({
  date: date.describe('The day that it counts for'),
  reason: z
    .string()
    .min(1)
    .max(50)
    .describe('As the reasons are called there: Stock on fire, Damaged goods, …'),
  locationId: maybe(locationId).describe('Null where the organisation has one place only'),
  lines: z
    .array(
      z.strictObject({
        itemId,
        by: z.int().min(-1_000_000).max(1_000_000).describe('Pieces more, or less where negative'),
      }),
    )
    .min(1)
    .max(50),
  description: z.string().max(500).default(''),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  location: z.string().nullable(),
  items: z.array(
    z.strictObject({
      itemId: z.string(),
      sku: z.string(),
      name: z.string(),
      isTracked: z.boolean(),
      /** Null where it stands at no such location, or in parts of pieces. */
      onHand: z.int().nullable(),
    }),
  ),
})
type Before = z.output<typeof before>

export const adjustStock = write<InventoryReads, InventoryWrites>()({
  description:
    'Adjust how many pieces of items are on hand in Zoho Inventory, at one location, with a reason.',
  scopes: [...writing('inventoryadjustments', 'CREATE'), ...reading('items')],
  risk: 'catalogue',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { lines, locationId }) => {
    const found = await read.itemDetails([...new Set(lines.map(({ itemId }) => itemId))])
    const items = lines.map(({ itemId }) => {
      const item = found.find(({ item_id }) => item_id === itemId)
      if (!item)
        throw new ConnectorError('not_found', `${label} does not know an item with the id ${itemId}.`)
      return item
    })
    const place = items.flatMap((item) => item.locations ?? []).find((one) => one.location_id === locationId)
    return { location: place?.location_name ?? null, items: items.map((item) => factOf(item, locationId)) }
  },
  refuse: ({ input, before }) => {
    if (new Set(input.lines.map(({ itemId }) => itemId)).size < input.lines.length)
      return 'An item is named twice.'
    for (const { itemId, by } of input.lines) {
      const item = itemIn(before, itemId)
      const title = titleOf(item)
      if (by === 0) return `Nothing is asked for of ${title}.`
      if (!item?.isTracked) return `Zoho Inventory keeps no stock of ${title}.`
      if (item.onHand === null) return `${title} has no whole number of pieces at this location.`
      if (item.onHand + by < 0) return `Of ${title} only ${item.onHand} are there.`
    }
    return null
  },
  summarize: ({ input, before }) => ({
    headline: `Adjust the stock of ${input.lines.length === 1 ? titleOf(before.items[0]) : `${input.lines.length} items`}${before.location === null ? '' : ` at ${before.location}`}`,
    changes: [
      ...input.lines.map(({ itemId, by }) => {
        const item = itemIn(before, itemId)
        const was = item?.onHand ?? 0
        return {
          field: titleOf(item),
          from: String(was),
          to: `${was + by} (${by > 0 ? '+' : '−'}${Math.abs(by)})`,
        }
      }),
      { field: 'Reason', from: null, to: input.reason },
      { field: 'Date', from: null, to: input.date },
      ...(input.description === '' ? [] : [{ field: 'Description', from: null, to: input.description }]),
    ],
    money: null,
    recipients: [],
    undo: 'The opposite adjustment can be made.',
    already: [],
  }),
  run: async (api, { input, idempotencyKey }) => {
    // Whoever asks again under the same key gets the one that there is.
    const { row } = await withReference(api.adjustments, carries(idempotencyKey))
    return resultOf(row ?? (await api.createAdjustment(bodyOf(input, idempotencyKey))))
  },
  classify,
  reconcile: async (read, { idempotencyKey }) => {
    const { row, isSure } = await withReference(read.adjustments, carries(idempotencyKey))
    return row === null ? absent(isSure, 'adjustment') : { outcome: 'succeeded', result: resultOf(row) }
  },
  undo: ({ input }) => ({
    write: 'adjustStock',
    input: { ...input, lines: input.lines.map(({ itemId, by }) => ({ itemId, by: -by })) },
  }),
})

function factOf(item: Item, locationId: string | null): Before['items'][number] {
  const place = (item.locations ?? []).find((one) => one.location_id === locationId)
  const pieces = locationId === null ? onHand(item) : place ? quantityOf(place.location_stock_on_hand) : null
  return {
    itemId: item.item_id,
    sku: item.sku ?? '',
    name: item.name ?? '',
    isTracked: isTracked(item),
    onHand: typeof pieces === 'number' ? pieces : null,
  }
}

const itemIn = ({ items }: Before, id: string) => items.find(({ itemId }) => itemId === id)

const bodyOf = ({ date, reason, description, locationId, lines }: Input, key: string) => ({
  date,
  reason,
  ...(description === '' ? {} : { description }),
  reference_number: key,
  adjustment_type: 'quantity',
  ...(locationId === null ? {} : { location_id: locationId }),
  line_items: lines.map(({ itemId, by }) => ({
    item_id: itemId,
    quantity_adjusted: by,
    ...(locationId === null ? {} : { location_id: locationId }),
  })),
})

const resultOf = (one: Adjustment): JsonObject => ({
  adjustmentId: one.inventory_adjustment_id,
  date: one.date ?? null,
  reference: one.reference_number ?? null,
})
