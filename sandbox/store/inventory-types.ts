/** The warehouse's books as Zoho Inventory keeps them, under its own names. Amounts are paise, until they are answered. */

export type Inventory = {
  locations: Place[]
  items: StockItem[]
  contacts: InventoryContact[]
  salesOrders: SalesOrder[]
  purchaseOrders: PurchaseOrder[]
  receives: Receive[]
  invoices: Invoice[]
  bills: Bill[]
  adjustments: Adjustment[]
  packages: Package[]
  /** The next number of everything that is made while the sandbox runs. */
  next: number
}

export type Place = {
  location_id: string
  location_name: string
  city: string
  state: string
  is_primary: boolean
}

export type StockItem = {
  item_id: string
  sku: string
  name: string
  description: string
  status: 'active' | 'inactive'
  rate: number
  purchase_rate: number
  reorder_level: number
  vendor_id: string
  levels: { location_id: string; on_hand: number; committed: number }[]
  modified: number
}

export type InventoryContact = {
  contact_id: string
  contact_name: string
  contact_type: 'customer' | 'vendor'
  company_name: string
  status: 'active' | 'inactive'
  website: string
  notes: string
  payment_terms: number
  person: { first_name: string; last_name: string; email: string; phone: string } | null
  created: number
}

export type OrderLine = {
  line_item_id: string
  item_id: string
  quantity: number
  rate: number
  location_id: string
}

type Dated = { date: string; reference_number: string; notes: string; created: number }

export type SalesOrder = Dated & {
  salesorder_id: string
  salesorder_number: string
  customer_id: string
  status: string
  shipment_date: string
  shipping: number
  lines: OrderLine[]
}

export type PurchaseOrder = Dated & {
  purchaseorder_id: string
  purchaseorder_number: string
  vendor_id: string
  status: string
  expected: string
  location_id: string
  lines: OrderLine[]
}

export type Receive = {
  receive_id: string
  receive_number: string
  purchaseorder_id: string
  date: string
  notes: string
  lines: { line_item_id: string; item_id: string; quantity: number }[]
  created: number
}

export type Invoice = {
  invoice_id: string
  invoice_number: string
  salesorder_id: string
  date: string
  due_date: string
  status: 'paid' | 'sent'
  created: number
}

export type Bill = {
  bill_id: string
  bill_number: string
  purchaseorder_id: string
  date: string
  due_date: string
  status: 'paid' | 'open'
  created: number
}

export type Adjustment = {
  inventory_adjustment_id: string
  date: string
  reason: string
  description: string
  reference_number: string
  lines: { line_item_id: string; item_id: string; quantity_adjusted: number; location_id: string }[]
  created: number
}

export type Package = {
  package_id: string
  package_number: string
  salesorder_id: string
  date: string
  status: 'shipped' | 'delivered'
  carrier: string
  tracking_number: string
  created: number
}
