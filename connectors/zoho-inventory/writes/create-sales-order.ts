import { z } from 'zod'
import { type JsonObject, write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import { classify } from '../../rest.ts'
import { amountOf } from '../amounts.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import type { SalesOrder } from '../entities.ts'
import { customerId, date, maybe, shortReference } from '../inputs.ts'
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
  customerId,
  lines: z.array(askedLine).min(1).max(50),
  reference: maybe(shortReference),
  date: maybe(date).describe('Null: the day on which it is made'),
  shipmentDate: maybe(date),
  notes: z.string().max(2000).default('').describe('The customer may read them'),
  number: maybe(z.string().min(1).max(30)).describe(
    'Only where this organisation numbers its orders by hand',
  ),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  customer: z.strictObject({ name: z.string(), isCustomer: z.boolean(), isActive: z.boolean() }),
  currency: z.string(),
  items: z.array(itemFact),
  /** The sales order that has this reference, void ones apart: the same order of the shop is not taken twice. */
  same: z.string().nullable(),
})
type Before = z.output<typeof before>

export const createSalesOrder = write<InventoryReads, InventoryWrites>()({
  description:
    'Draft a sales order in Zoho Inventory for a customer. Zoho mails nothing; confirming is a step of its own.',
  scopes: [...writing('salesorders', 'CREATE'), ...reading('contacts', 'items', 'settings')],
  risk: 'customer',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { customerId, lines, reference }) => {
    const customer = await read.contact(customerId)
    const currency = customer.currency_code ?? (await read.organization()).currency_code ?? ''
    return {
      customer: {
        name: customer.contact_name ?? '',
        isCustomer: customer.contact_type === 'customer',
        isActive: customer.status !== 'inactive',
      },
      currency,
      items: await itemsOf(read, lines, { currency, rate: 'rate' }),
      same: reference === null ? null : await sameOf(read, reference),
    }
  },
  refuse: ({ input, before }) => {
    const { customer, same } = before
    if (!customer.isCustomer) return `${customer.name} is no customer in Zoho Inventory.`
    if (!customer.isActive) return `${customer.name} is inactive in Zoho Inventory.`
    if (same !== null) return `Sales order ${same} has the reference ${input.reference} already.`
    return refusalOf(input.lines, before.items, before.currency)
  },
  summarize: ({ input, before }) => ({
    headline: `Draft a sales order for ${before.customer.name}`,
    changes: [
      ...changesOf(linesOf(input, before)),
      ...extras(input),
      { field: 'Total before tax', from: null, to: moneyText(expected(input, before)) },
    ],
    money: expected(input, before),
    recipients: [],
    undo: 'The sales order can be voided.',
    already: [],
  }),
  run: async (api, { input, before, idempotencyKey }) => {
    // Whoever asks again under the same key gets the one that there is.
    const { row } = await withReference(api.salesOrders, carries(idempotencyKey))
    if (row !== null) return resultOf(await api.salesOrder(row.salesorder_id))
    const query = input.number === null ? {} : { ignore_auto_number_generation: true }
    return resultOf(await api.createSalesOrder(bodyOf(input, before, idempotencyKey), query))
  },
  classify,
  reconcile: async (read, { idempotencyKey }) => {
    const { row, isSure } = await withReference(read.salesOrders, carries(idempotencyKey))
    if (row === null) return absent(isSure, 'sales order')
    return { outcome: 'succeeded', result: resultOf(await read.salesOrder(row.salesorder_id)) }
  },
  settled: ({ input, before, result }) => {
    const made = money.safeParse(result.subTotal)
    const wanted = expected(input, before)
    return made.success && made.data.minor !== wanted.minor
      ? `Zoho Inventory made it with ${moneyText(made.data)} before tax and not ${moneyText(wanted)}: look at its lines before it is confirmed.`
      : null
  },
  undo: ({ result }) => ({ write: 'voidSalesOrder', input: { salesOrderId: String(result.salesOrderId) } }),
})

/** Its first word: our own key may stand behind it. */
async function sameOf(read: InventoryReads, reference: string): Promise<string | null> {
  const { row } = await withReference(
    async (query) => {
      const page = await read.salesOrders(query)
      return { ...page, rows: page.rows.filter(({ status }) => statusOf(status) !== 'void') }
    },
    (one) => one.split(' ')[0] === reference,
  )
  return row ? (row.salesorder_number ?? 'without a number') : null
}

const linesOf = (input: Input, { items, currency }: Before) => priced(input.lines, items, currency)
const expected = (input: Input, before: Before) => totalOf(linesOf(input, before), before.currency)

const extras = ({ number, reference, date, shipmentDate, notes }: Input) =>
  [
    ['Number', number],
    ['Reference', reference],
    ['Date', date],
    ['Ships on', shipmentDate],
    ['Notes', notes],
  ].flatMap(([field, to]) => (field && to ? [{ field, from: null, to }] : []))

const bodyOf = (input: Input, before: Before, key: string) => ({
  customer_id: input.customerId,
  ...(input.number === null ? {} : { salesorder_number: input.number }),
  ...(input.date === null ? {} : { date: input.date }),
  ...(input.shipmentDate === null ? {} : { shipment_date: input.shipmentDate }),
  ...(input.notes === '' ? {} : { notes: input.notes }),
  reference_number: referenceOf(input.reference, key),
  is_inclusive_tax: false,
  line_items: linesOf(input, before).map(({ itemId, quantity, rate }) => ({
    item_id: itemId,
    quantity,
    rate: rateNumber(rate),
  })),
})

const resultOf = (order: SalesOrder): JsonObject => ({
  salesOrderId: order.salesorder_id,
  number: order.salesorder_number ?? null,
  status: statusOf(order.status),
  subTotal: amountOf(order.sub_total, order.currency_code),
  total: amountOf(order.total, order.currency_code),
})
