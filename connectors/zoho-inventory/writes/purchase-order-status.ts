import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { money } from '../../money.ts'
import { classify } from '../../rest.ts'
import { amountOf } from '../amounts.ts'
import type { InventoryReads, InventoryWrites } from '../client.ts'
import { purchaseOrderId } from '../inputs.ts'
import { writing } from '../scopes.ts'
import { statusOf } from '../shapes.ts'

const input = z.strictObject({ purchaseOrderId })
type Input = z.output<typeof input>
const before = z.strictObject({
  number: z.string(),
  vendor: z.string(),
  status: z.string(),
  total: money.nullable(),
})
type Before = z.output<typeof before>

const preview = async (read: InventoryReads, { purchaseOrderId }: Input): Promise<Before> => {
  const order = await read.purchaseOrder(purchaseOrderId)
  return {
    number: order.purchaseorder_number ?? '',
    vendor: order.vendor_name ?? '',
    status: statusOf(order.status),
    total: amountOf(order.total, order.currency_code),
  }
}

const shared = {
  scopes: writing('purchaseorders', 'CREATE'),
  risk: 'money',
  // They set a status, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview,
  classify,
} as const
const named = write<InventoryReads, InventoryWrites>()

export const issuePurchaseOrder = named({
  ...shared,
  description:
    'Mark a drafted purchase order of Zoho Inventory as issued: from then on it counts as on its way.',
  refuse: ({ before }) => refusalOf(before, ['draft', 'approved'], 'issued'),
  summarize: ({ before }) =>
    summary('Issue', before, 'issued', 'An issued purchase order can still be cancelled.'),
  run: async (api, { input }) => {
    await api.issuePurchaseOrder(input.purchaseOrderId)
    return { ...input, status: 'issued' }
  },
  reconcile: (read, { input, before }) => reconciled(read, input, before, ['issued', 'open']),
  undo: ({ input }) => ({ write: 'cancelPurchaseOrder', input }),
})

export const cancelPurchaseOrder = named({
  ...shared,
  description: 'Cancel a purchase order of Zoho Inventory of which nothing was received or billed.',
  refuse: ({ before }) => refusalOf(before, ['draft', 'issued', 'open', 'approved'], 'cancelled'),
  summarize: ({ before }) => summary('Cancel', before, 'cancelled', null),
  run: async (api, { input }) => {
    await api.cancelPurchaseOrder(input.purchaseOrderId)
    return { ...input, status: 'cancelled' }
  },
  reconcile: (read, { input, before }) => reconciled(read, input, before, ['cancelled']),
})

const refusalOf = ({ number, status }: Before, from: string[], to: string): string | null => {
  if (status === to) return `Purchase order ${number} is ${to} already.`
  return from.includes(status) ? null : `Purchase order ${number} is ${status}, and cannot be ${to}.`
}

const summary = (
  verb: string,
  { number, vendor, status, total }: Before,
  to: string,
  undo: string | null,
) => ({
  headline: `${verb} purchase order ${number} to ${vendor}`,
  changes: [{ field: 'Status', from: status, to }],
  money: total,
  // Marking it tells nobody: Zoho mails an order by another call, which this connector does not make.
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
    ? { outcome: 'failed', sentence: `Purchase order ${number} is still ${status} in Zoho Inventory.` }
    : { outcome: 'unknown', sentence: `Purchase order ${number} is now ${status} in Zoho Inventory.` }
}
