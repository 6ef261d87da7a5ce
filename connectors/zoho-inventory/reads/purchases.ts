import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import type { InventoryReads } from '../client.ts'
import { maybe, purchaseOrderId, vendorId } from '../inputs.ts'
import { listed, page, sifted } from '../pages.ts'
import {
  adjustmentLine,
  adjustmentWhole,
  billLine,
  billWhole,
  purchaseOrderLine,
  purchaseOrderWhole,
  receivesOf,
  receiveWhole,
} from '../purchase-shapes.ts'
import { reading } from '../scopes.ts'
import { statusOf } from '../shapes.ts'

const read = readOf<InventoryReads>()
const id = z.string().regex(/^\d{1,25}$/)

export const purchaseOrders = read({
  description:
    'List purchase orders of Zoho Inventory by status and vendor; those that are issued are on their way.',
  scopes: reading('purchaseorders'),
  input: z.strictObject({
    status: z
      .array(z.string().max(40))
      .max(8)
      .default([])
      .describe('draft, issued, partially_received, received, billed, cancelled, closed; none for all'),
    vendorId: maybe(vendorId),
    ...page(),
  }),
  untrusted: ['vendor', 'reference'],
  run: async (api, { status, vendorId, ...asked }) => {
    const wanted = status.map(statusOf)
    const { rows, cursor } = await sifted(
      api.purchaseOrders,
      asked,
      (one) =>
        (wanted.length === 0 || wanted.includes(statusOf(one.status))) &&
        (vendorId === null || one.vendor_id === vendorId),
    )
    return { count: rows.length, cursor, purchaseOrders: rows.map(purchaseOrderLine) }
  },
})

export const purchaseOrder = read({
  description:
    'Read one purchase order of Zoho Inventory with its lines, what was received of them, and its bills.',
  scopes: reading('purchaseorders'),
  input: z.strictObject({ purchaseOrderId }),
  untrusted: ['vendor', 'reference', 'notes'],
  run: async (api, { purchaseOrderId }) => ({
    purchaseOrder: purchaseOrderWhole(await api.purchaseOrder(purchaseOrderId)),
  }),
})

export const receives = read({
  description:
    'List what was received of one purchase order of Zoho Inventory, or of all that have receives.',
  scopes: reading('purchaseorders'),
  input: z.strictObject({ purchaseOrderId: maybe(purchaseOrderId), ...page(50) }),
  untrusted: ['vendor'],
  run: async (api, { purchaseOrderId, ...asked }) => {
    if (purchaseOrderId !== null) return whole(receivesOf(await api.purchaseOrder(purchaseOrderId)), null)
    const { rows, cursor } = await sifted(api.purchaseOrders, asked, (one) => (one.receives ?? []).length > 0)
    return whole(rows.flatMap(receivesOf), cursor)
  },
})

const whole = (receives: JsonObject[], cursor: string | null) => ({
  count: receives.length,
  cursor,
  receives,
})

export const receive = read({
  description: 'Read one purchase receive of Zoho Inventory with what came in.',
  scopes: reading('purchasereceives'),
  input: z.strictObject({ receiveId: id.describe('The id of a purchase receive') }),
  untrusted: ['vendor', 'notes'],
  run: async (api, { receiveId }) => ({ receive: receiveWhole(await api.receive(receiveId)) }),
})

export const bills = read({
  description:
    'List bills of vendors in Zoho Inventory with what is unpaid, by status, vendor or purchase order.',
  scopes: reading('bills'),
  input: z.strictObject({
    status: z.string().max(40).default('').describe('draft, open, overdue, partially_paid, paid, void'),
    vendorId: maybe(vendorId),
    purchaseOrderId: maybe(purchaseOrderId),
    ...page(),
  }),
  untrusted: ['vendor', 'reference'],
  // Zoho ignores every filter of this list and answers as if there were none.
  run: async (api, { status, vendorId, purchaseOrderId, ...asked }) => {
    const { rows, cursor } = await sifted(
      api.bills,
      asked,
      (one) =>
        (status === '' || statusOf(one.status) === statusOf(status)) &&
        (vendorId === null || one.vendor_id === vendorId) &&
        (purchaseOrderId === null || one.purchaseorder_id === purchaseOrderId),
    )
    return { count: rows.length, cursor, bills: rows.map(billLine) }
  },
})

export const bill = read({
  description: 'Read one bill of a vendor in Zoho Inventory with its lines.',
  scopes: reading('bills'),
  input: z.strictObject({ billId: id.describe('The id of a bill, not its number') }),
  untrusted: ['vendor', 'reference'],
  run: async (api, { billId }) => ({ bill: billWhole(await api.bill(billId)) }),
})

export const adjustments = read({
  description: 'List stock adjustments of Zoho Inventory with their reasons.',
  scopes: reading('inventoryadjustments'),
  input: z.strictObject(page()),
  untrusted: [],
  run: async (api, asked) => {
    const { rows, cursor } = await listed(api.adjustments, asked)
    return { count: rows.length, cursor, adjustments: rows.map(adjustmentLine) }
  },
})

export const adjustment = read({
  description: 'Read one stock adjustment of Zoho Inventory with the items that it changed.',
  scopes: reading('inventoryadjustments'),
  input: z.strictObject({ adjustmentId: id.describe('The id of a stock adjustment') }),
  untrusted: [],
  run: async (api, { adjustmentId }) => ({ adjustment: adjustmentWhole(await api.adjustment(adjustmentId)) }),
})
