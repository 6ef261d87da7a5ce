/** Purchases, what came in, bills and adjustments, as the model and the ledger get to see them. */
import type { JsonObject } from '../define.ts'
import { amountOf, quantityOf } from './amounts.ts'
import type { Adjustment, Bill, PurchaseOrder, Receive } from './entities.ts'
import { dayOf, lineOf, statusOf, timeOf } from './shapes.ts'

/** Answers of an update have the first, those of a creation the second. */
export const deliveryOf = (order: PurchaseOrder): string | null =>
  dayOf(order.expected_delivery_date) ?? dayOf(order.delivery_date)

export const purchaseOrderLine = (order: PurchaseOrder): JsonObject => ({
  id: order.purchaseorder_id,
  number: order.purchaseorder_number ?? null,
  reference: order.reference_number || null,
  status: statusOf(order.status),
  date: dayOf(order.date),
  expectedOn: deliveryOf(order),
  vendorId: order.vendor_id ?? null,
  vendor: order.vendor_name ?? null,
  total: amountOf(order.total, order.currency_code),
})

export const purchaseOrderWhole = (order: PurchaseOrder): JsonObject => ({
  ...purchaseOrderLine(order),
  subTotal: amountOf(order.sub_total, order.currency_code),
  tax: amountOf(order.tax_total, order.currency_code),
  notes: (order.notes ?? '').slice(0, 2000),
  location: order.location_name || null,
  lines: (order.line_items ?? []).map((one) => ({
    ...lineOf(one, order.currency_code),
    received: quantityOf(one.quantity_received),
  })),
  receives: receivesOf(order),
  bills: (order.bills ?? []).map((one) => ({
    id: one.bill_id,
    number: one.bill_number ?? null,
    status: statusOf(one.status),
    total: amountOf(one.total, order.currency_code),
    balance: amountOf(one.balance, order.currency_code),
  })),
  createdAt: timeOf(order.created_time),
})

/** The specification documents no list of receives: an order says which it has, and their days where it is read whole. */
export const receivesOf = (order: PurchaseOrder): JsonObject[] => {
  const days = new Map((order.purchasereceives ?? []).map((one) => [one.receive_id, one.date]))
  return (order.purchasereceives ?? order.receives ?? []).map((one) => ({
    id: one.receive_id,
    number: one.receive_number ?? null,
    date: dayOf(days.get(one.receive_id)),
    purchaseOrderId: order.purchaseorder_id,
    purchaseOrder: order.purchaseorder_number ?? null,
    vendor: order.vendor_name ?? null,
  }))
}

export const receiveWhole = (receive: Receive): JsonObject => ({
  id: receive.receive_id,
  number: receive.receive_number ?? null,
  date: dayOf(receive.date),
  purchaseOrderId: receive.purchaseorder_id ?? null,
  purchaseOrder: receive.purchaseorder_number ?? null,
  vendor: receive.vendor_name ?? null,
  notes: (receive.notes ?? '').slice(0, 1000),
  lines: (receive.line_items ?? []).map((one) => ({
    lineItemId: one.line_item_id ?? null,
    itemId: one.item_id ?? null,
    name: one.name ?? '',
    quantity: quantityOf(one.quantity),
  })),
})

export const billLine = (bill: Bill): JsonObject => ({
  id: bill.bill_id,
  number: bill.bill_number ?? null,
  reference: bill.reference_number || null,
  purchaseOrderId: bill.purchaseorder_id || null,
  status: statusOf(bill.status),
  date: dayOf(bill.date),
  due: dayOf(bill.due_date),
  vendorId: bill.vendor_id ?? null,
  vendor: bill.vendor_name ?? null,
  total: amountOf(bill.total, bill.currency_code),
  balance: amountOf(bill.balance, bill.currency_code),
})

export const billWhole = (bill: Bill): JsonObject => ({
  ...billLine(bill),
  lines: (bill.line_items ?? []).map((one) => lineOf(one, bill.currency_code)),
})

export const adjustmentLine = (one: Adjustment): JsonObject => ({
  id: one.inventory_adjustment_id,
  date: dayOf(one.date),
  reason: one.reason ?? null,
  reference: one.reference_number || null,
  type: one.adjustment_type ?? null,
  status: statusOf(one.status) || null,
})

export const adjustmentWhole = (one: Adjustment): JsonObject => ({
  ...adjustmentLine(one),
  description: (one.description ?? '').slice(0, 1000),
  lines: (one.line_items ?? []).map((line) => ({
    itemId: line.item_id ?? null,
    name: line.name ?? '',
    quantity: quantityOf(line.quantity_adjusted),
    location: line.location_name || one.location_name || null,
  })),
})
