/** Sales orders and purchase orders: made, changed, and moved from one status to the next. */

import { dayIn } from '../../store/inventory.ts'
import type { Inventory, OrderLine } from '../../store/inventory-types.ts'
import { isRecord, type Reply } from '../call.ts'
import { done, good, invalid, missing, no } from './answers.ts'
import { cameIn, purchaseOrderView } from './purchase-views.ts'
import { salesOrderView } from './views.ts'

export type Body = Record<string, unknown>
export type Change = { books: Inventory; now: number }

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const newId = (books: Inventory): string => String(469000000000000 + books.next++)

/** Rupees with at most two places; anything else is refused. */
const paiseOf = (value: unknown): number | null =>
  typeof value === 'number' && /^\d{1,12}(\.\d{1,2})?$/.test(String(value)) ? Math.round(value * 100) : null

const isWhole = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0

/** The lines of a body, or the reply that says what is wrong with them. */
function linesOf(
  { books }: Change,
  body: Body,
  of: { rate: 'rate' | 'purchase_rate'; old: readonly OrderLine[] },
): OrderLine[] | Reply {
  if (!Array.isArray(body.line_items) || body.line_items.length === 0) return invalid('line_items')
  const lines: OrderLine[] = []
  for (const asked of body.line_items as unknown[]) {
    if (!isRecord(asked)) return invalid('line_items')
    const item = books.items.find(({ item_id }) => item_id === text(asked.item_id))
    if (!item) return missing('Item')
    if (item.status === 'inactive') return no(400, 2006, `The item ${item.name} is inactive.`)
    if (!isWhole(asked.quantity)) return invalid('quantity')
    const rate = asked[of.rate] === undefined ? item[of.rate] : paiseOf(asked[of.rate])
    if (rate === null) return invalid(of.rate)
    const known = of.old.find(({ line_item_id }) => line_item_id === asked.line_item_id)
    if (asked.line_item_id !== undefined && !known) return invalid('line_item_id')
    lines.push({
      line_item_id: known?.line_item_id ?? newId(books),
      item_id: item.item_id,
      quantity: asked.quantity,
      rate,
      location_id: text(asked.location_id) || (books.locations[0]?.location_id ?? ''),
    })
  }
  return lines
}

/** Numbers are given by Zoho, unless the query says that this one brings its own. */
function numberOf(
  body: Body,
  query: URLSearchParams,
  field: string,
  next: string,
  taken: string[],
): string | Reply {
  const isOwn = query.get('ignore_auto_number_generation') === 'true'
  const own = text(body[field])
  if (isOwn && own === '') return invalid(field)
  if (!isOwn && own !== '') return no(400, 4097, 'This document is numbered automatically.')
  const number = isOwn ? own : next
  return taken.includes(number) ? no(400, 36004, `The number ${number} exists already.`) : number
}

const isReply = (value: unknown): value is Reply => isRecord(value) && 'status' in value && 'acted' in value

const numbered = (prefix: string, count: number): string => `${prefix}-${String(count + 1).padStart(5, '0')}`

export function makePurchaseOrder(change: Change, body: Body, query: URLSearchParams): Reply {
  const { books, now } = change
  const vendor = books.contacts.find(({ contact_id }) => contact_id === text(body.vendor_id))
  if (vendor?.contact_type !== 'vendor') return missing('Vendor')
  const lines = linesOf(change, body, { rate: 'purchase_rate', old: [] })
  if (isReply(lines)) return lines
  const taken = books.purchaseOrders.map((one) => one.purchaseorder_number)
  const next = numbered('PO', taken.length)
  const number = numberOf(body, query, 'purchaseorder_number', next, taken)
  if (isReply(number)) return number
  const order = {
    purchaseorder_id: newId(books),
    purchaseorder_number: number,
    vendor_id: vendor.contact_id,
    status: 'draft',
    date: text(body.date) || dayIn(now),
    expected: text(body.delivery_date),
    reference_number: text(body.reference_number).slice(0, 50),
    notes: text(body.notes),
    location_id: text(body.location_id) || (books.locations[0]?.location_id ?? ''),
    lines,
    created: now,
  }
  books.purchaseOrders.push(order)
  return good({ purchaseorder: purchaseOrderView(books, order) }, true, 'Purchase Order has been created.')
}

export function changePurchaseOrder(change: Change, id: string, body: Body): Reply {
  const { books } = change
  const order = books.purchaseOrders.find(({ purchaseorder_id }) => purchaseorder_id === id)
  if (!order) return missing('Purchase Order')
  if (!['draft', 'issued', 'partially_received'].includes(order.status))
    return no(400, 36028, 'This purchase order cannot be edited.')
  const lines = linesOf(change, body, { rate: 'purchase_rate', old: order.lines })
  if (isReply(lines)) return lines
  const short = order.lines.some(
    (old) =>
      cameIn(books, order, old) >
      (lines.find(({ line_item_id }) => line_item_id === old.line_item_id)?.quantity ?? 0),
  )
  if (short) return no(400, 36029, 'The quantity cannot be less than what was received.')
  order.lines = lines
  order.expected = text(body.expected_delivery_date) || order.expected
  const reply = good(
    { purchaseorder: purchaseOrderView(books, order) },
    true,
    'Purchase Order has been updated.',
  )
  return { ...reply, status: 200 }
}

/** From which status an order may go to which. */
const steps: Record<string, readonly string[]> = {
  issued: ['draft'],
  cancelled: ['draft', 'issued'],
  confirmed: ['draft'],
  void: ['draft', 'confirmed'],
}

export function markOrder({ books }: Change, module: string, id: string, status: string): Reply {
  const order =
    module === 'purchaseorders'
      ? books.purchaseOrders.find(({ purchaseorder_id }) => purchaseorder_id === id)
      : books.salesOrders.find(({ salesorder_id }) => salesorder_id === id)
  if (!order) return missing(module === 'purchaseorders' ? 'Purchase Order' : 'Sales Order')
  if (!steps[status]?.includes(order.status))
    return no(400, 36012, `An order that is ${order.status} cannot be marked as ${status}.`)
  order.status = status
  return done(`The order has been marked as ${status}.`)
}

export function makeSalesOrder(change: Change, body: Body, query: URLSearchParams): Reply {
  const { books, now } = change
  const customer = books.contacts.find(({ contact_id }) => contact_id === text(body.customer_id))
  if (customer?.contact_type !== 'customer') return missing('Customer')
  const lines = linesOf(change, body, { rate: 'rate', old: [] })
  if (isReply(lines)) return lines
  const taken = books.salesOrders.map((one) => one.salesorder_number)
  const next = numbered('SO', 1000 + taken.length)
  const number = numberOf(body, query, 'salesorder_number', next, taken)
  if (isReply(number)) return number
  const order = {
    salesorder_id: newId(books),
    salesorder_number: number,
    customer_id: customer.contact_id,
    status: 'draft',
    date: text(body.date) || dayIn(now),
    shipment_date: text(body.shipment_date),
    reference_number: text(body.reference_number).slice(0, 50),
    notes: text(body.notes),
    shipping: 0,
    lines,
    created: now,
  }
  books.salesOrders.push(order)
  return good({ salesorder: salesOrderView(books, order) }, true, 'Sales Order has been created.')
}
