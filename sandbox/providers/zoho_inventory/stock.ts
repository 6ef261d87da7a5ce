/** What changes stock, items and people: adjustments, receives, new values. */
import { dayIn } from '../../store/inventory.ts'
import type { Inventory, StockItem } from '../../store/inventory-types.ts'
import { isRecord, type Reply } from '../call.ts'
import { done, good, invalid, missing, no } from './answers.ts'
import { type Body, type Change, newId, text } from './orders.ts'
import { adjustmentView, cameIn, receiveView } from './purchase-views.ts'
import { contactView, itemView } from './views.ts'

const levelAt = (item: StockItem, location: string) =>
  item.levels.find(({ location_id }) => location_id === location)

const rows = (value: unknown): Body[] => (Array.isArray(value) ? value.filter(isRecord) : [])

export function adjust({ books, now }: Change, body: Body): Reply {
  if (!text(body.date) || !text(body.reason)) return invalid(text(body.date) ? 'reason' : 'date')
  if (body.adjustment_type !== 'quantity') return invalid('adjustment_type')
  const asked = rows(body.line_items)
  if (asked.length === 0) return invalid('line_items')
  const lines = []
  for (const one of asked) {
    const item = books.items.find(({ item_id }) => item_id === text(one.item_id))
    const by = one.quantity_adjusted
    if (!item) return missing('Item')
    if (typeof by !== 'number' || !Number.isInteger(by) || by === 0) return invalid('quantity_adjusted')
    const location_id =
      text(one.location_id) || text(body.location_id) || (books.locations[0]?.location_id ?? '')
    const level = levelAt(item, location_id)
    if (!level) return missing('Location')
    if (level.on_hand + by < 0) return no(400, 9063, `The stock of ${item.name} cannot become negative.`)
    lines.push({ level, item_id: item.item_id, quantity_adjusted: by, location_id })
  }
  for (const { level, quantity_adjusted } of lines) level.on_hand += quantity_adjusted
  const adjustment = {
    inventory_adjustment_id: newId(books),
    date: text(body.date),
    reason: text(body.reason),
    description: text(body.description),
    reference_number: text(body.reference_number).slice(0, 50),
    lines: lines.map(({ level: _, ...line }) => ({ line_item_id: newId(books), ...line })),
    created: now,
  }
  books.adjustments.push(adjustment)
  return good({ inventory_adjustment: adjustmentView(books, adjustment) }, true)
}

/** `purchaseorder_id` and whether the number is the caller's own stand in the query. */
export function receive({ books, now }: Change, body: Body, query: URLSearchParams): Reply {
  const order = books.purchaseOrders.find(
    ({ purchaseorder_id }) => purchaseorder_id === query.get('purchaseorder_id'),
  )
  if (!order) return missing('Purchase Order')
  if (!['issued', 'partially_received'].includes(order.status))
    return no(400, 36030, 'Nothing can be received of this purchase order.')
  const isOwn = query.get('ignore_auto_number_generation') === 'true'
  const receive_number = isOwn
    ? text(body.receive_number)
    : `PR-${String(books.receives.length + 1).padStart(5, '0')}`
  if (receive_number === '' || books.receives.some((one) => one.receive_number === receive_number))
    return invalid('receive_number')
  const asked = rows(body.line_items)
  const lines = []
  for (const one of asked) {
    const line = order.lines.find(({ line_item_id }) => line_item_id === one.line_item_id)
    const quantity = one.quantity
    if (!line || typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1)
      return invalid('line_items')
    if (quantity > line.quantity - cameIn(books, order, line)) return invalid('quantity')
    lines.push({ line, quantity })
  }
  if (lines.length === 0) return invalid('line_items')
  for (const { line, quantity } of lines) {
    const item = books.items.find(({ item_id }) => item_id === line.item_id)
    const level = item && levelAt(item, line.location_id)
    if (level) level.on_hand += quantity
  }
  const receive = {
    receive_id: newId(books),
    receive_number,
    purchaseorder_id: order.purchaseorder_id,
    date: text(body.date) || dayIn(now),
    notes: text(body.notes),
    lines: lines.map(({ line: { line_item_id, item_id }, quantity }) => ({
      line_item_id,
      item_id,
      quantity,
    })),
    created: now,
  }
  books.receives.push(receive)
  const isAll = order.lines.every((line) => cameIn(books, order, line) >= line.quantity)
  order.status = isAll ? 'received' : 'partially_received'
  return good({ purchasereceive: receiveView(books, receive) }, true, 'The receive has been created.')
}

export function changeItem({ books, now }: Change, id: string, body: Body): Reply {
  const item = books.items.find(({ item_id }) => item_id === id)
  if (!item) return missing('Item')
  if (!text(body.name)) return invalid('name')
  item.name = text(body.name)
  if (typeof body.rate === 'number') item.rate = Math.round(body.rate * 100)
  if (typeof body.purchase_rate === 'number') item.purchase_rate = Math.round(body.purchase_rate * 100)
  if (typeof body.reorder_level === 'number') item.reorder_level = body.reorder_level
  if (typeof body.description === 'string') item.description = body.description
  item.modified = now
  return { ...good({ item: itemView(books, item) }, true), status: 200 }
}

export function markItem({ books }: Change, id: string, status: 'active' | 'inactive'): Reply {
  const item = books.items.find(({ item_id }) => item_id === id)
  if (!item) return missing('Item')
  item.status = status
  return done(`The item has been marked as ${status}.`)
}

const taken = (books: Inventory, name: string, but = ''): boolean =>
  books.contacts.some(
    ({ contact_id, contact_name }) => contact_id !== but && contact_name.toLowerCase() === name.toLowerCase(),
  )

const exists = (name: string): Reply =>
  no(400, 3062, `The customer "${name}" already exists. Please specify a different name.`)

export function makeContact({ books, now }: Change, body: Body): Reply {
  const contact_name = text(body.contact_name)
  const contact_type = body.contact_type ?? 'customer'
  if (contact_name === '') return invalid('contact_name')
  if (contact_type !== 'customer' && contact_type !== 'vendor') return invalid('contact_type')
  if (taken(books, contact_name)) return exists(contact_name)
  const [person] = rows(body.contact_persons)
  const contact = {
    contact_id: newId(books),
    contact_name,
    contact_type: contact_type as 'customer' | 'vendor',
    company_name: text(body.company_name),
    status: 'active' as const,
    website: text(body.website),
    notes: text(body.notes),
    payment_terms: typeof body.payment_terms === 'number' ? body.payment_terms : 0,
    person: person
      ? {
          first_name: text(person.first_name),
          last_name: text(person.last_name),
          email: text(person.email),
          phone: text(person.phone),
        }
      : null,
    created: now,
  }
  books.contacts.push(contact)
  return good({ contact: contactView(books, contact) }, true, 'The contact has been added.')
}

export function changeContact({ books }: Change, id: string, body: Body): Reply {
  const contact = books.contacts.find(({ contact_id }) => contact_id === id)
  if (!contact) return missing('Contact')
  const name = text(body.contact_name)
  if (name === '') return invalid('contact_name')
  if (taken(books, name, id)) return exists(name)
  contact.contact_name = name
  if (typeof body.company_name === 'string') contact.company_name = body.company_name
  if (typeof body.website === 'string') contact.website = body.website
  if (typeof body.notes === 'string') contact.notes = body.notes
  if (typeof body.payment_terms === 'number') contact.payment_terms = body.payment_terms
  return { ...good({ contact: contactView(books, contact) }, true), status: 200 }
}
