/** What the model and the ledger get to see of Zoho Inventory: few fields, exact amounts, masked people. */
import type { JsonObject } from '../define.ts'
import { maskEmail, maskPhone } from '../masks.ts'
import { amountOf, quantityOf, quantitySum, rateOf } from './amounts.ts'
import type { Contact, Invoice, Item, Line, Parcel, SalesOrder } from './entities.ts'

/** `2026-05-28T00:00:00+0530`, which ISO 8601 does not mix, and with the colon. */
export function timeOf(time: string | null | undefined): string | null {
  const milliseconds = Date.parse((time ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : null
}

/** A day; Zoho says "no day" with empty text. */
export const dayOf = (date: string | null | undefined): string | null => date || null

/** Zoho writes them in either case: `Partially_Received`. */
export const statusOf = (status: string | null | undefined): string =>
  (status ?? '').toLowerCase().replaceAll(' ', '_')

export const onHand = ({ stock_on_hand, locations }: Item): number | string =>
  stock_on_hand === null || stock_on_hand === undefined || stock_on_hand === ''
    ? quantitySum((locations ?? []).map((one) => one.location_stock_on_hand))
    : quantityOf(stock_on_hand)

const available = ({ available_stock, locations }: Item): number | string =>
  available_stock === null || available_stock === undefined || available_stock === ''
    ? quantitySum((locations ?? []).map((one) => one.location_available_stock))
    : quantityOf(available_stock)

export const itemLine = (item: Item, currency: string | null | undefined): JsonObject => ({
  id: item.item_id,
  sku: item.sku ?? null,
  name: item.name ?? '',
  status: item.status ?? null,
  rate: rateOf(item.rate, currency),
  purchaseRate: rateOf(item.purchase_rate, currency),
  onHand: onHand(item),
  available: available(item),
  reorderLevel:
    item.reorder_level === null || item.reorder_level === '' ? null : quantityOf(item.reorder_level),
})

/** Where it is: on hand is what stands there, available is what no order waits for. */
export const stockOf = ({ locations }: Item): JsonObject[] =>
  (locations ?? []).map((one) => ({
    locationId: one.location_id,
    location: one.location_name ?? null,
    onHand: quantityOf(one.location_stock_on_hand),
    available: quantityOf(one.location_available_stock),
  }))

export const itemWhole = (item: Item, currency: string | null | undefined): JsonObject => ({
  ...itemLine(item, currency),
  unit: item.unit ?? null,
  description: (item.description ?? '').slice(0, 2000),
  vendorId: item.vendor_id ?? null,
  vendor: item.vendor_name ?? null,
  isTracked: isTracked(item),
  locations: stockOf(item),
  changedAt: timeOf(item.last_modified_time),
})

/** Stock is kept for these alone. */
export const isTracked = ({ item_type }: Item): boolean => item_type === 'inventory'

export const contactLine = (contact: Contact): JsonObject => {
  const person =
    (contact.contact_persons ?? []).find((one) => one.is_primary_contact) ?? contact.contact_persons?.[0]
  return {
    id: contact.contact_id,
    name: contact.contact_name ?? '',
    company: contact.company_name || null,
    type: contact.contact_type ?? null,
    status: contact.status ?? null,
    email: maskEmail(contact.email || person?.email),
    phone: maskPhone(contact.phone || contact.mobile || person?.phone || person?.mobile),
    currency: contact.currency_code ?? null,
    paymentTerms: contact.payment_terms_label || null,
    receivable: amountOf(contact.outstanding_receivable_amount, contact.currency_code),
    payable: amountOf(contact.outstanding_payable_amount, contact.currency_code),
  }
}

export const contactWhole = (contact: Contact): JsonObject => ({
  ...contactLine(contact),
  website: contact.website || null,
  notes: (contact.notes ?? '').slice(0, 1000),
  people: (contact.contact_persons ?? []).length,
  createdAt: timeOf(contact.created_time),
})

export const lineOf = (one: Line, currency: string | null | undefined): JsonObject => ({
  lineItemId: one.line_item_id ?? null,
  itemId: one.item_id ?? null,
  name: one.name ?? '',
  quantity: quantityOf(one.quantity),
  rate: rateOf(one.purchase_rate ?? one.rate, currency),
  total: amountOf(one.item_total, currency),
  location: one.location_name || null,
})

export const salesOrderLine = (order: SalesOrder): JsonObject => ({
  id: order.salesorder_id,
  number: order.salesorder_number ?? null,
  reference: order.reference_number || null,
  status: statusOf(order.status),
  date: dayOf(order.date),
  shipmentDate: dayOf(order.shipment_date),
  customerId: order.customer_id ?? null,
  customer: order.customer_name ?? null,
  total: amountOf(order.total, order.currency_code),
})

export const salesOrderWhole = (order: SalesOrder): JsonObject => ({
  ...salesOrderLine(order),
  subTotal: amountOf(order.sub_total, order.currency_code),
  tax: amountOf(order.tax_total, order.currency_code),
  shipping: amountOf(order.shipping_charge, order.currency_code),
  notes: (order.notes ?? '').slice(0, 2000),
  lines: (order.line_items ?? []).map((one) => ({
    ...lineOf(one, order.currency_code),
    packed: quantityOf(one.quantity_packed),
    shipped: quantityOf(one.quantity_shipped),
    invoiced: quantityOf(one.quantity_invoiced),
  })),
  packages: (order.packages ?? []).map((one) => ({
    id: one.package_id,
    number: one.package_number ?? null,
    status: statusOf(one.status),
    carrier: one.carrier || null,
    tracking: one.tracking_number || null,
    shippedOn: dayOf(one.shipment_date),
  })),
  invoices: (order.invoices ?? []).map((one) => ({
    id: one.invoice_id,
    number: one.invoice_number ?? null,
    status: statusOf(one.status),
    total: amountOf(one.total, order.currency_code),
    balance: amountOf(one.balance, order.currency_code),
  })),
  createdAt: timeOf(order.created_time),
})

export const invoiceLine = (invoice: Invoice): JsonObject => ({
  id: invoice.invoice_id,
  number: invoice.invoice_number ?? null,
  reference: invoice.reference_number || null,
  status: statusOf(invoice.status),
  date: dayOf(invoice.date),
  due: dayOf(invoice.due_date),
  customerId: invoice.customer_id ?? null,
  customer: invoice.customer_name ?? null,
  total: amountOf(invoice.total, invoice.currency_code),
  balance: amountOf(invoice.balance, invoice.currency_code),
})

export const invoiceWhole = (invoice: Invoice): JsonObject => ({
  ...invoiceLine(invoice),
  lines: (invoice.line_items ?? []).map((one) => lineOf(one, invoice.currency_code)),
})

export const packageLine = (one: Parcel): JsonObject => ({
  id: one.package_id,
  number: one.package_number ?? null,
  date: dayOf(one.date),
  status: statusOf(one.status ?? one.shipment_order?.status) || null,
  salesOrderId: one.salesorder_id ?? null,
  salesOrder: one.salesorder_number ?? null,
  customer: one.customer_name ?? null,
  quantity: quantityOf(one.total_quantity),
})

export const packageWhole = (one: Parcel): JsonObject => ({
  ...packageLine(one),
  carrier: one.shipment_order?.carrier || null,
  tracking: one.shipment_order?.tracking_number || null,
  shippedOn: dayOf(one.shipment_order?.shipping_date),
  notes: (one.notes ?? '').slice(0, 1000),
  lines: (one.line_items ?? []).map((line) => ({
    itemId: line.item_id ?? null,
    sku: line.sku ?? null,
    name: line.name ?? '',
    quantity: quantityOf(line.quantity),
  })),
})
