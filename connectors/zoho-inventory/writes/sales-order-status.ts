import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { money } from '../../money.ts'
import { classify } from '../../rest.ts'
import { amountOf } from '../amounts.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import { salesOrderId } from '../inputs.ts'
import { writing } from '../scopes.ts'
import { statusOf } from '../shapes.ts'

const input = z.strictObject({ salesOrderId })
type Input = z.output<typeof input>
const before = z.strictObject({
  number: z.string(),
  reference: z.string().nullable(),
  customer: z.string(),
  status: z.string(),
  total: money.nullable(),
  /** Packages and invoices: what went further than the order. */
  further: z.int(),
})
type Before = z.output<typeof before>

const preview = async (read: InventoryReads, { salesOrderId }: Input): Promise<Before> => {
  const order = await read.salesOrder(salesOrderId)
  return {
    number: order.salesorder_number ?? '',
    reference: order.reference_number || null,
    customer: order.customer_name ?? '',
    status: statusOf(order.status),
    total: amountOf(order.total, order.currency_code),
    further: (order.packages ?? []).length + (order.invoices ?? []).length,
  }
}

const shared = {
  scopes: writing('salesorders', 'CREATE'),
  risk: 'customer',
  // They set a status, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview,
  classify,
} as const
const named = write<InventoryReads, InventoryWrites>()

export const confirmSalesOrder = named({
  ...shared,
  description: 'Confirm a drafted sales order of Zoho Inventory: its items are committed from then on.',
  refuse: ({ before }) => refusalOf(before, ['draft', 'approved'], 'confirmed'),
  summarize: ({ before }) =>
    summary('Confirm', before, 'confirmed', 'A confirmed sales order can be voided.'),
  run: async (api, { input }) => {
    await api.confirmSalesOrder(input.salesOrderId)
    return { ...input, status: 'confirmed' }
  },
  reconcile: (read, { input, before }) => reconciled(read, input, before, ['confirmed', 'open']),
  undo: ({ input }) => ({ write: 'voidSalesOrder', input }),
})

export const voidSalesOrder = named({
  ...shared,
  description: 'Void a sales order of Zoho Inventory that was neither packed nor invoiced.',
  refuse: ({ before }) =>
    before.further > 0
      ? `Sales order ${before.number} has packages or invoices, and cannot be voided.`
      : refusalOf(before, ['draft', 'approved', 'confirmed', 'open', 'overdue', 'onhold'], 'void'),
  summarize: ({ before }) => summary('Void', before, 'void', null),
  run: async (api, { input }) => {
    await api.voidSalesOrder(input.salesOrderId)
    return { ...input, status: 'void' }
  },
  reconcile: (read, { input, before }) => reconciled(read, input, before, ['void']),
})

const refusalOf = ({ number, status }: Before, from: string[], to: string): string | null => {
  if (status === to) return `Sales order ${number} is ${to} already.`
  return from.includes(status) ? null : `Sales order ${number} is ${status}, and cannot become ${to}.`
}

const summary = (verb: string, one: Before, to: string, undo: string | null) => ({
  headline: `${verb} sales order ${one.number} of ${one.customer}${one.reference === null ? '' : ` (${one.reference})`}`,
  changes: [{ field: 'Status', from: one.status, to }],
  money: one.total,
  recipients: [],
  undo,
  already: [],
})

async function reconciled(
  read: InventoryReads,
  input: Input,
  was: Before,
  done: string[],
): Promise<Reconciled> {
  const { number, status } = await preview(read, input)
  if (done.includes(status)) return { outcome: 'succeeded', result: { ...input, status } }
  return status === was.status
    ? { outcome: 'failed', sentence: `Sales order ${number} is still ${status} in Zoho Inventory.` }
    : { outcome: 'unknown', sentence: `Sales order ${number} is now ${status} in Zoho Inventory.` }
}
