/** What the views of all documents share: rupees as JSON numbers, names beside ids, lines with their items. */
import type { Bill, Inventory, OrderLine } from '../../store/inventory-types.ts'

export const currency_code = 'INR'
export const rupees = (paise: number): number => paise / 100

const IST = 5.5 * 3_600_000
/** `2026-11-20T15:30:00+0530`: without a colon, as Zoho writes it. */
export const timeOf = (time: number): string => `${new Date(time + IST).toISOString().slice(0, 19)}+0530`

export const nameOf = (books: Inventory, contact: string): string =>
  books.contacts.find(({ contact_id }) => contact_id === contact)?.contact_name ?? ''

export const orderOf = ({ purchaseOrders }: Inventory, { purchaseorder_id }: { purchaseorder_id: string }) =>
  purchaseOrders.find((one) => one.purchaseorder_id === purchaseorder_id)
export const vendorOf = (books: Inventory, bill: Bill): string => orderOf(books, bill)?.vendor_id ?? ''

export const totalOf = (lines: readonly OrderLine[]): number =>
  lines.reduce((sum, { quantity, rate }) => sum + quantity * rate, 0)

export const lineView = (books: Inventory, line: OrderLine) => {
  const item = books.items.find(({ item_id }) => item_id === line.item_id)
  return {
    line_item_id: line.line_item_id,
    item_id: line.item_id,
    sku: item?.sku ?? '',
    name: item?.name ?? '',
    quantity: line.quantity,
    item_total: rupees(line.quantity * line.rate),
    unit: 'pcs',
    location_id: line.location_id,
    location_name:
      books.locations.find(({ location_id }) => location_id === line.location_id)?.location_name ?? '',
  }
}

export const saleLine = (books: Inventory, line: OrderLine) => ({
  ...lineView(books, line),
  rate: rupees(line.rate),
})
