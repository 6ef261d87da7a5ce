import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type JsonObject, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import { quantity, quantityOf } from '../amounts.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import { date, maybe, purchaseOrderId } from '../inputs.ts'
import { writing } from '../scopes.ts'
import { statusOf } from '../shapes.ts'
import { titleOf } from './order-lines.ts'

const input = z.strictObject({
  purchaseOrderId,
  lines: z
    .array(
      z.strictObject({
        lineItemId: z
          .string()
          .regex(/^\d{1,25}$/)
          .describe('The id of a line of this order'),
        quantity: z.int().min(1).max(1_000_000).describe('Whole pieces that came in'),
      }),
    )
    .min(1)
    .max(50),
  date: maybe(date).describe('Null: the day on which it is entered'),
  notes: z.string().max(500).default(''),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  number: z.string(),
  vendor: z.string(),
  status: z.string(),
  lines: z.array(
    z.strictObject({
      lineItemId: z.string(),
      itemId: z.string(),
      sku: z.string(),
      name: z.string(),
      ordered: quantity,
      received: quantity,
    }),
  ),
})
type Before = z.output<typeof before>

export const receivePurchaseOrder = write<InventoryReads, InventoryWrites>()({
  description:
    'Enter in Zoho Inventory what came in of a purchase order. Its items are on hand from then on.',
  scopes: [...writing('purchasereceives', 'CREATE', 'purchaseorders')],
  risk: 'catalogue',
  // The receive's number is made from our key, and Zoho shows it on the order.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { purchaseOrderId }) => {
    const order = await read.purchaseOrder(purchaseOrderId)
    return {
      number: order.purchaseorder_number ?? '',
      vendor: order.vendor_name ?? '',
      status: statusOf(order.status),
      lines: (order.line_items ?? []).map((line) => ({
        lineItemId: line.line_item_id ?? '',
        itemId: line.item_id ?? '',
        sku: line.sku ?? '',
        name: line.name ?? '',
        ordered: quantityOf(line.quantity),
        received: quantityOf(line.quantity_received),
      })),
    }
  },
  refuse: ({ input, before }) => {
    if (!['issued', 'open', 'partially_received'].includes(before.status))
      return `Purchase order ${before.number} is ${before.status}: nothing can come in of it.`
    if (new Set(input.lines.map(({ lineItemId }) => lineItemId)).size < input.lines.length)
      return 'A line is named twice.'
    for (const { lineItemId, quantity } of input.lines) {
      const line = lineIn(before, lineItemId)
      if (!line) return `Purchase order ${before.number} has no such line.`
      const left = Number(line.ordered) - Number(line.received)
      if (quantity > left) return `Of ${titleOf(line)} only ${left} are still to come.`
    }
    return null
  },
  summarize: ({ input, before }) => ({
    headline: `Receive goods of purchase order ${before.number} from ${before.vendor}`,
    changes: [
      ...input.lines.map(({ lineItemId, quantity }) => {
        const line = lineIn(before, lineItemId)
        const was = Number(line?.received ?? 0)
        return {
          field: titleOf(line),
          from: `${was} of ${line?.ordered ?? 0} received`,
          to: `${was + quantity} of ${line?.ordered ?? 0} received`,
        }
      }),
      ...(input.date === null ? [] : [{ field: 'Date', from: null, to: input.date }]),
      ...(input.notes === '' ? [] : [{ field: 'Notes', from: null, to: input.notes }]),
    ],
    money: null,
    recipients: [],
    undo: null,
    already: [],
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    const number = numberOf(idempotencyKey)
    // Whoever asks again under the same key gets the one that there is.
    const found = await receiveOf(api, input.purchaseOrderId, number)
    if (found !== null) return found
    // Zoho describes both parameters in words, not in the file (zoho.com/inventory/api/v1/purchasereceives).
    const query = { purchaseorder_id: input.purchaseOrderId, ignore_auto_number_generation: true }
    const made = await api.createReceive(bodyOf(input, before, number), query)
    return { receiveId: made.receive_id, number: made.receive_number ?? number }
  },
  classify,
  reconcile: async (read, { input, idempotencyKey }) => {
    const result = await receiveOf(read, input.purchaseOrderId, numberOf(idempotencyKey))
    return result === null
      ? { outcome: 'failed', sentence: 'The purchase order in Zoho Inventory has no such receive.' }
      : { outcome: 'succeeded', result }
  },
})

const lineIn = ({ lines }: Before, id: string) => lines.find(({ lineItemId }) => lineItemId === id)

/** A receive has no reference in the specification. Its number is unique, and short enough to be read out. */
export const numberOf = (key: string): string =>
  `PR-${createHash('sha256').update(key).digest('hex').slice(0, 16).toUpperCase()}`

async function receiveOf(read: InventoryReads, order: string, number: string): Promise<JsonObject | null> {
  const { purchasereceives } = await read.purchaseOrder(order)
  const found = (purchasereceives ?? []).find(({ receive_number }) => receive_number === number)
  return found ? { receiveId: found.receive_id, number } : null
}

const bodyOf = ({ date, notes, lines }: Input, before: Before, number: string) => ({
  receive_number: number,
  ...(date === null ? {} : { date }),
  ...(notes === '' ? {} : { notes }),
  line_items: lines.map(({ lineItemId, quantity }) => ({
    line_item_id: lineItemId,
    item_id: lineIn(before, lineItemId)?.itemId ?? '',
    quantity,
  })),
})
