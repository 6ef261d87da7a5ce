/** Purchases, what came in and adjustments as Zoho answers them. */
import type {
  Adjustment,
  Bill,
  Inventory,
  OrderLine,
  PurchaseOrder,
  Receive,
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

const receivedOf = ({ receives }: Inventory, order: PurchaseOrder): Receive[] =>
  receives.filter(({ purchaseorder_id }) => purchaseorder_id === order.purchaseorder_id)

/** How much came in of a line. */
export const cameIn = (books: Inventory, order: PurchaseOrder, line: OrderLine): number =>
  receivedOf(books, order)
    .flatMap(({ lines }) => lines)
    .filter(({ line_item_id }) => line_item_id === line.line_item_id)
    .reduce((sum, { quantity }) => sum + quantity, 0)

export const purchaseOrderRow = (books: Inventory, order: PurchaseOrder) => ({
  purchaseorder_id: order.purchaseorder_id,
  purchaseorder_number: order.purchaseorder_number,
  reference_number: order.reference_number,
  status: order.status,
  date: order.date,
  delivery_date: order.expected,
  vendor_id: order.vendor_id,
  vendor_name: nameOf(books, order.vendor_id),
  currency_code,
  price_precision: 2,
  total: rupees(totalOf(order.lines)),
  receives: receivedOf(books, order).map(({ receive_id, receive_number }) => ({
    receive_id,
    receive_number,
  })),
  created_time: timeOf(order.created),
})

export const purchaseOrderView = (books: Inventory, order: PurchaseOrder) => {
  const { receives: _, ...row } = purchaseOrderRow(books, order)
  return {
    ...row,
    expected_delivery_date: order.expected,
    sub_total: rupees(totalOf(order.lines)),
    tax_total: 0,
    notes: order.notes,
    location_id: order.location_id,
    line_items: order.lines.map((line) => ({
      ...lineView(books, line),
      purchase_rate: rupees(line.rate),
      bcy_rate: rupees(line.rate),
      quantity_received: cameIn(books, order, line),
    })),
    purchasereceives: receivedOf(books, order).map((one) => receiveView(books, one)),
    bills: books.bills
      .filter(({ purchaseorder_id }) => purchaseorder_id === order.purchaseorder_id)
      .map((bill) => billRow(books, bill)),
  }
}

export const receiveView = (books: Inventory, one: Receive) => {
  const order = orderOf(books, one)
  return {
    receive_id: one.receive_id,
    receive_number: one.receive_number,
    purchaseorder_id: one.purchaseorder_id,
    purchaseorder_number: order?.purchaseorder_number ?? '',
    vendor_id: order?.vendor_id ?? '',
    vendor_name: nameOf(books, order?.vendor_id ?? ''),
    date: one.date,
    notes: one.notes,
    line_items: one.lines.map((line) => ({
      ...line,
      name: books.items.find(({ item_id }) => item_id === line.item_id)?.name ?? '',
      unit: 'pcs',
    })),
    created_time: timeOf(one.created),
  }
}

export const billRow = (books: Inventory, bill: Bill) => {
  const total = rupees(totalOf(orderOf(books, bill)?.lines ?? []))
  const { created, ...plain } = bill
  return {
    ...plain,
    reference_number: orderOf(books, bill)?.purchaseorder_number ?? '',
    vendor_id: vendorOf(books, bill),
    vendor_name: nameOf(books, vendorOf(books, bill)),
    currency_code,
    total,
    balance: bill.status === 'paid' ? 0 : total,
    created_time: timeOf(created),
  }
}

export const billView = (books: Inventory, bill: Bill) => ({
  ...billRow(books, bill),
  line_items: (orderOf(books, bill)?.lines ?? []).map((line) => saleLine(books, line)),
})

export const adjustmentRow = (_: Inventory, { lines: __, created, ...plain }: Adjustment) => ({
  ...plain,
  adjustment_type: 'quantity',
  created_time: timeOf(created),
})

export const adjustmentView = (books: Inventory, one: Adjustment) => ({
  ...adjustmentRow(books, one),
  line_items: one.lines.map((line) => ({
    ...line,
    name: books.items.find(({ item_id }) => item_id === line.item_id)?.name ?? '',
    location_name:
      books.locations.find(({ location_id }) => location_id === line.location_id)?.location_name ?? '',
  })),
})
