import { z } from 'zod'
import { type JsonObject, write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import { classify } from '../../rest.ts'
import { amountOf } from '../amounts.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import type { PurchaseOrder } from '../entities.ts'
import { date, locationId, maybe, shortReference, vendorId } from '../inputs.ts'
import { withReference } from '../pages.ts'
import { reading, writing } from '../scopes.ts'
import { statusOf } from '../shapes.ts'
import {
  askedLine,
  changesOf,
  itemFact,
  itemsOf,
  priced,
  rateNumber,
  refusalOf,
  totalOf,
} from './order-lines.ts'
import { absent, carries, referenceOf } from './reference.ts'

const input = z.strictObject({
  vendorId,
  lines: z.array(askedLine).min(1).max(50),
  date: maybe(date).describe('Null: the day on which it is made'),
  expectedOn: maybe(date).describe('When it should arrive'),
  locationId: maybe(locationId).describe('Where it should arrive'),
  reference: maybe(shortReference),
  notes: z.string().max(2000).default('').describe('The vendor may read them'),
  number: maybe(z.string().min(1).max(30)).describe(
    'Only where this organisation numbers its orders by hand',
  ),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  vendor: z.strictObject({ name: z.string(), isVendor: z.boolean(), isActive: z.boolean() }),
  currency: z.string(),
  location: z.string().nullable(),
  items: z.array(itemFact),
})
type Before = z.output<typeof before>

export const createPurchaseOrder = write<InventoryReads, InventoryWrites>()({
  description:
    'Draft a purchase order in Zoho Inventory. Zoho mails nothing; issuing it is a step of its own.',
  scopes: [...writing('purchaseorders', 'CREATE'), ...reading('contacts', 'items', 'settings')],
  risk: 'money',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { vendorId, locationId, lines }) => {
    const vendor = await read.contact(vendorId)
    const currency = vendor.currency_code ?? (await read.organization()).currency_code ?? ''
    return {
      vendor: {
        name: vendor.contact_name ?? '',
        isVendor: vendor.contact_type === 'vendor',
        isActive: vendor.status !== 'inactive',
      },
      currency,
      location: locationId === null ? null : await locationName(read, locationId),
      items: await itemsOf(read, lines, { currency, rate: 'purchase_rate' }),
    }
  },
  refuse: ({ input, before }) => {
    if (!before.vendor.isVendor) return `${before.vendor.name} is no vendor in Zoho Inventory.`
    if (!before.vendor.isActive) return `${before.vendor.name} is inactive in Zoho Inventory.`
    if (input.locationId !== null && before.location === null)
      return 'There is no such location in Zoho Inventory.'
    return refusalOf(input.lines, before.items, before.currency)
  },
  summarize: ({ input, before }) => ({
    headline: `Draft a purchase order to ${before.vendor.name}`,
    changes: [
      ...changesOf(linesOf(input, before)),
      ...extras(input, before),
      { field: 'Total before tax', from: null, to: moneyText(expected(input, before)) },
    ],
    money: expected(input, before),
    recipients: [],
    undo: 'The purchase order can be cancelled.',
    already: [],
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    // Whoever asks again under the same key gets the one that there is.
    const { row } = await withReference(api.purchaseOrders, carries(idempotencyKey))
    if (row !== null) return resultOf(await api.purchaseOrder(row.purchaseorder_id))
    const query = input.number === null ? {} : { ignore_auto_number_generation: true }
    return resultOf(await api.createPurchaseOrder(bodyOf(input, before, idempotencyKey), query))
  },
  classify,
  reconcile: async (read, { idempotencyKey }) => {
    const { row, isSure } = await withReference(read.purchaseOrders, carries(idempotencyKey))
    if (row === null) return absent(isSure, 'purchase order')
    return { outcome: 'succeeded', result: resultOf(await read.purchaseOrder(row.purchaseorder_id)) }
  },
  settled: ({ input, before, result }) => {
    const made = money.safeParse(result.subTotal)
    const wanted = expected(input, before)
    return made.success && made.data.minor !== wanted.minor
      ? `Zoho Inventory made it with ${moneyText(made.data)} before tax and not ${moneyText(wanted)}: look at its lines before it is issued.`
      : null
  },
  undo: ({ result }) => ({
    write: 'cancelPurchaseOrder',
    input: { purchaseOrderId: String(result.purchaseOrderId) },
  }),
})

export async function locationName(read: InventoryReads, id: string): Promise<string | null> {
  const found = (await read.locations()).find(({ location_id }) => location_id === id)
  return found ? (found.location_name ?? 'A location without a name') : null
}

const linesOf = (input: Input, { items, currency }: Before) => priced(input.lines, items, currency)
const expected = (input: Input, before: Before) => totalOf(linesOf(input, before), before.currency)

const extras = ({ date, expectedOn, reference, notes, number }: Input, { location }: Before) =>
  [
    ['Number', number],
    ['Date', date],
    ['Expected on', expectedOn],
    ['Arrives at', location],
    ['Reference', reference],
    ['Notes', notes],
  ].flatMap(([field, to]) => (field && to ? [{ field, from: null, to }] : []))

const bodyOf = (input: Input, before: Before, key: string) => ({
  vendor_id: input.vendorId,
  ...(input.number === null ? {} : { purchaseorder_number: input.number }),
  ...(input.date === null ? {} : { date: input.date }),
  ...(input.expectedOn === null ? {} : { delivery_date: input.expectedOn }),
  ...(input.locationId === null ? {} : { location_id: input.locationId }),
  ...(input.notes === '' ? {} : { notes: input.notes }),
  reference_number: referenceOf(input.reference, key),
  // The card says what the lines come to before tax.
  is_inclusive_tax: false,
  line_items: linesOf(input, before).map(({ itemId, quantity, rate }) => ({
    item_id: itemId,
    quantity,
    purchase_rate: rateNumber(rate),
    ...(input.locationId === null ? {} : { location_id: input.locationId }),
  })),
})

export const resultOf = (order: PurchaseOrder): JsonObject => ({
  purchaseOrderId: order.purchaseorder_id,
  number: order.purchaseorder_number ?? null,
  status: statusOf(order.status),
  subTotal: amountOf(order.sub_total, order.currency_code),
  total: amountOf(order.total, order.currency_code),
})
