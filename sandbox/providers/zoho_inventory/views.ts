/** Items, people and sales as Zoho answers them. */
import type {
  Inventory,
  InventoryContact,
  Invoice,
  Package,
  SalesOrder,
  StockItem,
} from '../../store/inventory-types.ts'
import {
  currency_code,
  lineView,
  nameOf,
  orderOf,
  rupees,
  saleLine,
  timeOf,
  totalOf,
  vendorOf,
} from './view-parts.ts'

export const itemView = (books: Inventory, item: StockItem) => {
  const levels = item.levels.map((level) => {
    const place = books.locations.find(({ location_id }) => location_id === level.location_id)
    return {
      location_id: level.location_id,
      location_name: place?.location_name ?? '',
      status: 'active',
      is_primary: place?.is_primary ?? false,
      location_stock_on_hand: level.on_hand.toFixed(2),
      location_available_stock: (level.on_hand - level.committed).toFixed(2),
      location_actual_available_stock: (level.on_hand - level.committed).toFixed(2),
    }
  })
  const onHand = item.levels.reduce((sum, { on_hand }) => sum + on_hand, 0)
  const committed = item.levels.reduce((sum, level) => sum + level.committed, 0)
  return {
    item_id: item.item_id,
    name: item.name,
    sku: item.sku,
    brand: 'Bluebird',
    status: item.status,
    unit: 'pcs',
    item_type: 'inventory',
    product_type: 'goods',
    description: item.description,
    rate: rupees(item.rate),
    purchase_rate: rupees(item.purchase_rate),
    reorder_level: item.reorder_level,
    vendor_id: item.vendor_id,
    vendor_name: nameOf(books, item.vendor_id),
    stock_on_hand: onHand,
    available_stock: onHand - committed,
    actual_available_stock: onHand - committed,
    locations: levels,
    last_modified_time: timeOf(item.modified),
  }
}

export const contactView = (books: Inventory, contact: InventoryContact) => {
  const { person, created, ...plain } = contact
  const owed = books.bills.filter(
    (bill) => bill.status === 'open' && vendorOf(books, bill) === contact.contact_id,
  )
  const payable = owed.reduce((sum, bill) => sum + totalOf(orderOf(books, bill)?.lines ?? []), 0)
  return {
    ...plain,
    email: person?.email ?? '',
    phone: person?.phone ?? '',
    currency_code,
    payment_terms_label: plain.payment_terms === 0 ? 'Due on Receipt' : `Net ${plain.payment_terms}`,
    outstanding_receivable_amount: 0,
    outstanding_payable_amount: rupees(payable),
    contact_persons: person
      ? [{ contact_person_id: contact.contact_id, ...person, is_primary_contact: true }]
      : [],
    created_time: timeOf(created),
  }
}

export const salesOrderRow = (books: Inventory, order: SalesOrder) => ({
  salesorder_id: order.salesorder_id,
  salesorder_number: order.salesorder_number,
  reference_number: order.reference_number,
  status: order.status,
  date: order.date,
  shipment_date: order.shipment_date,
  customer_id: order.customer_id,
  customer_name: nameOf(books, order.customer_id),
  currency_code,
  total: rupees(totalOf(order.lines) + order.shipping),
  created_time: timeOf(order.created),
})

export const salesOrderView = (books: Inventory, order: SalesOrder) => ({
  ...salesOrderRow(books, order),
  sub_total: rupees(totalOf(order.lines)),
  tax_total: 0,
  shipping_charge: rupees(order.shipping),
  notes: order.notes,
  line_items: order.lines.map((line) => {
    const sent = ['shipped', 'fulfilled'].includes(order.status) ? line.quantity : 0
    const invoiced = books.invoices.some(({ salesorder_id }) => salesorder_id === order.salesorder_id)
    return {
      ...saleLine(books, line),
      quantity_packed: sent,
      quantity_shipped: sent,
      quantity_invoiced: invoiced ? line.quantity : 0,
    }
  }),
  packages: books.packages
    .filter(({ salesorder_id }) => salesorder_id === order.salesorder_id)
    .map(({ package_id, package_number, status, carrier, tracking_number, date }) => ({
      ...{ package_id, package_number, status, carrier, tracking_number },
      shipment_date: date,
    })),
  invoices: books.invoices
    .filter(({ salesorder_id }) => salesorder_id === order.salesorder_id)
    .map((invoice) => invoiceRow(books, invoice)),
})

/** Its amounts are text in the specification, and in Zoho's answers. */
export const invoiceRow = (books: Inventory, invoice: Invoice) => {
  const order = books.salesOrders.find(({ salesorder_id }) => salesorder_id === invoice.salesorder_id)
  const total = rupees(totalOf(order?.lines ?? []) + (order?.shipping ?? 0)).toFixed(2)
  return {
    invoice_id: invoice.invoice_id,
    invoice_number: invoice.invoice_number,
    reference_number: order?.reference_number ?? '',
    status: invoice.status,
    date: invoice.date,
    due_date: invoice.due_date,
    customer_id: order?.customer_id ?? '',
    customer_name: nameOf(books, order?.customer_id ?? ''),
    currency_code,
    total,
    balance: invoice.status === 'paid' ? '0.00' : total,
    created_time: timeOf(invoice.created),
  }
}

export const invoiceView = (books: Inventory, invoice: Invoice) => {
  const order = books.salesOrders.find(({ salesorder_id }) => salesorder_id === invoice.salesorder_id)
  const lines = (order?.lines ?? []).map((line) => saleLine(books, line))
  return { ...invoiceRow(books, invoice), line_items: lines }
}

const orderSent = ({ salesOrders }: Inventory, { salesorder_id }: Package) =>
  salesOrders.find((one) => one.salesorder_id === salesorder_id)

export const packageRow = (books: Inventory, one: Package) => {
  const order = orderSent(books, one)
  return {
    package_id: one.package_id,
    package_number: one.package_number,
    salesorder_id: one.salesorder_id,
    salesorder_number: order?.salesorder_number ?? '',
    customer_id: order?.customer_id ?? '',
    customer_name: nameOf(books, order?.customer_id ?? ''),
    date: one.date,
    status: one.status,
    total_quantity: String((order?.lines ?? []).reduce((sum, { quantity }) => sum + quantity, 0)),
    created_time: timeOf(one.created),
  }
}

export const packageView = (books: Inventory, one: Package) => ({
  ...packageRow(books, one),
  notes: '',
  line_items: (orderSent(books, one)?.lines ?? []).map((line) => lineView(books, line)),
  shipment_order: {
    status: one.status,
    carrier: one.carrier,
    tracking_number: one.tracking_number,
    shipping_date: one.date,
  },
})
