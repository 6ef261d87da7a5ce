/** Answers of the Zoho Inventory API v1, as far as they are used. */
import { z } from 'zod'

/** Text nearly always; a number where it is small enough to be exact. */
const id = z.union([z.string(), z.int().nonnegative()]).transform(String)
const maybeId = z.union([z.string(), z.int().nonnegative()]).transform(String).nullish()
const text = z.string().nullish()
const decimal = z.union([z.string(), z.number()]).nullish()
const flag = z.boolean().nullish()
const many = <Item extends z.ZodType>(item: Item) => z.array(item).nullish()

export const organization = z.object({
  organization_id: id,
  name: text,
  currency_code: text,
  time_zone: text,
  country: text,
  is_org_active: flag,
})

export const place = z.object({
  location_id: id,
  location_name: text,
  status: text,
  is_primary: flag,
  location_stock_on_hand: decimal,
  location_available_stock: decimal,
  location_actual_available_stock: decimal,
})

export const item = z.object({
  item_id: id,
  name: text,
  sku: text,
  status: text,
  unit: text,
  description: text,
  item_type: text,
  product_type: text,
  is_combo_product: flag,
  rate: decimal,
  purchase_rate: decimal,
  reorder_level: decimal,
  vendor_id: maybeId,
  vendor_name: text,
  stock_on_hand: decimal,
  available_stock: decimal,
  actual_available_stock: decimal,
  locations: many(place),
  last_modified_time: text,
})
export type Item = z.output<typeof item>

export const location = z.object({
  location_id: id,
  location_name: text,
  type: text,
  status: text,
  is_primary: flag,
  parent_location_id: maybeId,
  address: z.looseObject({ city: text, state: text, country: text }).nullish(),
})

export const person = z.object({
  contact_person_id: maybeId,
  first_name: text,
  last_name: text,
  email: text,
  phone: text,
  mobile: text,
  is_primary_contact: flag,
})

export const contact = z.object({
  contact_id: id,
  contact_name: text,
  company_name: text,
  contact_type: text,
  status: text,
  email: text,
  phone: text,
  mobile: text,
  website: text,
  notes: text,
  payment_terms: decimal,
  payment_terms_label: text,
  currency_code: text,
  outstanding_receivable_amount: decimal,
  outstanding_payable_amount: decimal,
  contact_persons: many(person),
  created_time: text,
})
export type Contact = z.output<typeof contact>

/** A line of any document. Purchase orders say `purchase_rate` in the specification; answers have `rate` too. */
export const line = z.object({
  line_item_id: maybeId,
  item_id: maybeId,
  sku: text,
  name: text,
  description: text,
  account_id: maybeId,
  unit: text,
  rate: decimal,
  purchase_rate: decimal,
  quantity: decimal,
  quantity_adjusted: decimal,
  quantity_received: decimal,
  quantity_packed: decimal,
  quantity_shipped: decimal,
  quantity_invoiced: decimal,
  item_total: decimal,
  tax_id: maybeId,
  tax_percentage: decimal,
  tax_exemption_id: maybeId,
  hsn_or_sac: text,
  reverse_charge_tax_id: maybeId,
  salesorder_item_id: maybeId,
  location_id: maybeId,
  location_name: text,
})
export type Line = z.output<typeof line>

const document = {
  status: text,
  date: text,
  reference_number: text,
  currency_code: text,
  total: decimal,
  sub_total: decimal,
  tax_total: decimal,
  balance: decimal,
  notes: text,
  location_id: maybeId,
  location_name: text,
  line_items: many(line),
  created_time: text,
  last_modified_time: text,
}

const billed = z.object({ bill_id: id, bill_number: text, status: text, total: decimal, balance: decimal })
const invoiced = z.object({
  invoice_id: id,
  invoice_number: text,
  status: text,
  total: decimal,
  balance: decimal,
})
const packed = z.object({
  package_id: id,
  package_number: text,
  status: text,
  carrier: text,
  tracking_number: text,
  shipment_date: text,
})
const received = z.object({
  receive_id: id,
  receive_number: text,
  date: text,
  notes: text,
  line_items: many(line),
})

export const salesOrder = z.object({
  ...document,
  salesorder_id: id,
  salesorder_number: text,
  customer_id: maybeId,
  customer_name: text,
  shipment_date: text,
  shipping_charge: decimal,
  packages: many(packed),
  invoices: many(invoiced),
})
export type SalesOrder = z.output<typeof salesOrder>

export const purchaseOrder = z.object({
  ...document,
  purchaseorder_id: id,
  purchaseorder_number: text,
  vendor_id: maybeId,
  vendor_name: text,
  delivery_date: text,
  expected_delivery_date: text,
  receives: many(z.object({ receive_id: id, receive_number: text })),
  purchasereceives: many(received),
  bills: many(billed),
})
export type PurchaseOrder = z.output<typeof purchaseOrder>

export const receive = z.object({
  receive_id: id,
  receive_number: text,
  purchaseorder_id: maybeId,
  purchaseorder_number: text,
  vendor_id: maybeId,
  vendor_name: text,
  date: text,
  notes: text,
  line_items: many(line),
  created_time: text,
})
export type Receive = z.output<typeof receive>

export const invoice = z.object({
  ...document,
  invoice_id: id,
  invoice_number: text,
  customer_id: maybeId,
  customer_name: text,
  due_date: text,
})
export type Invoice = z.output<typeof invoice>

export const bill = z.object({
  ...document,
  bill_id: id,
  bill_number: text,
  purchaseorder_id: maybeId,
  vendor_id: maybeId,
  vendor_name: text,
  due_date: text,
})
export type Bill = z.output<typeof bill>

export const adjustment = z.object({
  ...document,
  inventory_adjustment_id: id,
  reason: text,
  description: text,
  adjustment_type: text,
})
export type Adjustment = z.output<typeof adjustment>

export const parcel = z.object({
  package_id: id,
  package_number: text,
  salesorder_id: maybeId,
  salesorder_number: text,
  customer_id: maybeId,
  customer_name: text,
  date: text,
  status: text,
  total_quantity: decimal,
  line_items: many(line),
  shipment_order: z
    .object({
      shipment_number: text,
      status: text,
      carrier: text,
      tracking_number: text,
      shipping_date: text,
    })
    .nullish(),
  notes: text,
  created_time: text,
})
export type Parcel = z.output<typeof parcel>

/** What stands beside a list. `sort_order` is `A` or `D`. */
export const pageContext = z.object({
  page: z.int().nullish(),
  has_more_page: flag,
  sort_column: text,
  sort_order: text,
})
