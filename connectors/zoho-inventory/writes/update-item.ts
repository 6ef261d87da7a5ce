import { z } from 'zod'
import { write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import { itemId } from '../inputs.ts'
import { reading, writing } from '../scopes.ts'
import { askedOf, bodyOf, changesOf, fields, fieldsOf, input, isDone } from './item-fields.ts'
import { titleOf } from './order-lines.ts'

const before = z.strictObject({ sku: z.string(), currency: z.string(), now: fields })

const stateOf = async (read: InventoryReads, id: string) => {
  const [item, { currency_code }] = await Promise.all([read.item(id), read.organization()])
  const currency = currency_code ?? ''
  return { sku: item.sku ?? '', currency, now: fieldsOf(item, currency) }
}

export const updateItem = write<InventoryReads, InventoryWrites>()({
  description: 'Change name, rate, purchase rate, reorder level or description of an item in Zoho Inventory.',
  scopes: [...writing('items', 'UPDATE'), ...reading('settings')],
  risk: 'catalogue',
  // It sets values, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: (read, { itemId }) => stateOf(read, itemId),
  refuse: ({ input, before }) => {
    if (askedOf(input).length === 0) return 'Nothing is asked for.'
    for (const amount of [input.rate, input.purchaseRate])
      if (amount !== null && amount.currency !== before.currency)
        return `Rates in this organisation are in ${before.currency}.`
    return isDone(before.now, input) ? 'The item is already as asked for.' : null
  },
  summarize: ({ input, before }) => ({
    headline: `Change item ${titleOf({ sku: before.sku, name: before.now.name })}`,
    changes: changesOf(before.now, input),
    money: null,
    recipients: [],
    undo: 'The values from before can be set again.',
    already: [],
  }),
  run: async (api, { input, before }) => {
    const item = await api.updateItem(input.itemId, bodyOf(input, before.now))
    return { itemId: item.item_id, sku: item.sku ?? null }
  },
  classify,
  reconcile: async (read, { input, before }) => {
    const { now } = await stateOf(read, input.itemId)
    if (isDone(now, input)) return { outcome: 'succeeded', result: { itemId: input.itemId } }
    return JSON.stringify(now) === JSON.stringify(before.now)
      ? { outcome: 'failed', sentence: 'The item in Zoho Inventory is as it was.' }
      : { outcome: 'unknown', sentence: 'The item in Zoho Inventory is neither as it was nor as asked for.' }
  },
  undo: ({ input, before }) => {
    const back = askedOf(input).map((field) => [field, before.now[field]] as const)
    // What was empty cannot be emptied again by this write.
    return back.every(([, value]) => value !== null)
      ? { write: 'updateItem', input: { itemId: input.itemId, ...Object.fromEntries(back) } }
      : null
  },
})

const statusInput = z.strictObject({ itemId, status: z.enum(['active', 'inactive']) })
const statusBefore = z.strictObject({ sku: z.string(), name: z.string(), status: z.string() })

const statusOf = async (read: InventoryReads, id: string): Promise<z.output<typeof statusBefore>> => {
  const { sku, name, status } = await read.item(id)
  return { sku: sku ?? '', name: name ?? '', status: status ?? '' }
}

export const setItemStatus = write<InventoryReads, InventoryWrites>()({
  description: 'Mark an item of Zoho Inventory as active or inactive; inactive ones cannot be ordered.',
  scopes: writing('items', 'CREATE'),
  risk: 'catalogue',
  idempotency: 'natural',
  input: statusInput,
  before: statusBefore,
  preview: (read, { itemId }) => statusOf(read, itemId),
  refuse: ({ input, before }) =>
    before.status === input.status ? `${titleOf(before)} is ${input.status} already.` : null,
  summarize: ({ input, before }) => ({
    headline: `Mark ${titleOf(before)} as ${input.status}`,
    changes: [{ field: 'Status', from: before.status || null, to: input.status }],
    money: null,
    recipients: [],
    undo: 'The status from before can be set again.',
    already: [],
  }),
  run: async (api, { input }) => {
    await api.markItem(input.itemId, input.status)
    return { itemId: input.itemId, status: input.status }
  },
  classify,
  reconcile: async (read, { input }) => {
    const { status } = await statusOf(read, input.itemId)
    return status === input.status
      ? { outcome: 'succeeded', result: { itemId: input.itemId, status } }
      : { outcome: 'failed', sentence: `The item is still ${status} in Zoho Inventory.` }
  },
  undo: ({ input }) => ({
    write: 'setItemStatus',
    input: { itemId: input.itemId, status: input.status === 'active' ? 'inactive' : 'active' },
  }),
})
