import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { InventoryReads } from '../client.ts'
import { customerId, date, maybe, salesOrderId } from '../inputs.ts'
import { listed, page, sifted } from '../pages.ts'
import { reading } from '../scopes.ts'
import {
  invoiceLine,
  invoiceWhole,
  packageLine,
  packageWhole,
  salesOrderLine,
  salesOrderWhole,
  statusOf,
} from '../shapes.ts'

const read = readOf<InventoryReads>()
const id = z.string().regex(/^\d{1,25}$/)

export const salesOrders = read({
  description:
    'List sales orders of Zoho Inventory by status, customer, day or reference, which is the order’s name in the shop.',
  scopes: reading('salesorders'),
  input: z.strictObject({
    reference: z.string().max(50).default('').describe('How the reference begins: #1042'),
    status: z.string().max(40).default('').describe('draft, confirmed, void, fulfilled, …'),
    customerId: maybe(customerId),
    from: maybe(date),
    to: maybe(date),
    ...page(),
  }),
  untrusted: ['customer', 'reference'],
  run: async (api, { reference, status, customerId, from, to, ...asked }) => {
    const { rows, cursor } = await sifted(
      api.salesOrders,
      asked,
      (one) =>
        beginsWith(one.reference_number, reference) &&
        (status === '' || statusOf(one.status) === statusOf(status)) &&
        (customerId === null || one.customer_id === customerId) &&
        isWithin(one.date, from, to),
    )
    return { count: rows.length, cursor, salesOrders: rows.map(salesOrderLine) }
  },
})

export const salesOrder = read({
  description: 'Read one sales order of Zoho Inventory with its lines, packages and invoices.',
  scopes: reading('salesorders'),
  input: z.strictObject({ salesOrderId }),
  untrusted: ['customer', 'reference', 'notes'],
  run: async (api, { salesOrderId }) => ({ salesOrder: salesOrderWhole(await api.salesOrder(salesOrderId)) }),
})

export const invoices = read({
  description:
    'List invoices of Zoho Inventory with what is unpaid, by status, customer, number or reference.',
  scopes: reading('invoices'),
  input: z.strictObject({
    status: maybe(z.enum(['sent', 'draft', 'overdue', 'paid', 'void', 'unpaid', 'partially_paid', 'viewed'])),
    customerId: maybe(customerId),
    number: z.string().max(100).default(''),
    reference: z.string().max(100).default('').describe('The exact reference: the order’s name in the shop'),
    ...page(),
  }),
  untrusted: ['customer', 'reference'],
  run: async (api, { status, customerId, number, reference, ...asked }) => {
    const { rows, cursor } = await listed(api.invoices, asked, {
      status: status ?? undefined,
      customer_id: customerId ?? undefined,
      invoice_number: number || undefined,
      reference_number: reference || undefined,
    })
    return { count: rows.length, cursor, invoices: rows.map(invoiceLine) }
  },
})

export const invoice = read({
  description: 'Read one invoice of Zoho Inventory with its lines.',
  scopes: reading('invoices'),
  input: z.strictObject({ invoiceId: id.describe('The id of an invoice, not its number') }),
  untrusted: ['customer', 'reference'],
  run: async (api, { invoiceId }) => ({ invoice: invoiceWhole(await api.invoice(invoiceId)) }),
})

export const packages = read({
  description: 'List packages of Zoho Inventory by sales order, customer or status.',
  scopes: reading('packages'),
  input: z.strictObject({
    salesOrderId: maybe(salesOrderId),
    customerId: maybe(customerId),
    status: z.string().max(40).default('').describe('not_shipped, shipped, delivered'),
    ...page(),
  }),
  untrusted: ['customer'],
  // Zoho ignores some of this list's filters and answers as if there were none.
  run: async (api, { salesOrderId, customerId, status, ...asked }) => {
    const { rows, cursor } = await sifted(
      api.packages,
      asked,
      (one) =>
        (salesOrderId === null || one.salesorder_id === salesOrderId) &&
        (customerId === null || one.customer_id === customerId) &&
        (status === '' || packageLine(one).status === statusOf(status)),
    )
    return { count: rows.length, cursor, packages: rows.map(packageLine) }
  },
})

const packageRead = read({
  description: 'Read one package of Zoho Inventory with what is in it, its carrier and tracking number.',
  scopes: reading('packages'),
  input: z.strictObject({ packageId: id.describe('The id of a package') }),
  untrusted: ['customer', 'notes'],
  run: async (api, { packageId }) => ({ package: packageWhole(await api.package(packageId)) }),
})

export { packageRead as package }

const beginsWith = (text: string | null | undefined, beginning: string): boolean =>
  (text ?? '').toLowerCase().startsWith(beginning.toLowerCase())

const isWithin = (day: string | null | undefined, from: string | null, to: string | null): boolean =>
  (from === null || (day ?? '') >= from) && (to === null || (day ?? '9999') <= to)
