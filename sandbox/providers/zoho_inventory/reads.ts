/** Lists and single things. What a list does not know of its query it ignores without a word, as Zoho does. */
import type { Inventory } from '../../store/inventory-types.ts'
import type { Reply } from '../call.ts'
import { good, missing } from './answers.ts'
import {
  adjustmentRow,
  adjustmentView,
  billRow,
  billView,
  purchaseOrderRow,
  purchaseOrderView,
  receiveView,
} from './purchase-views.ts'
import {
  contactView,
  invoiceRow,
  invoiceView,
  itemView,
  packageRow,
  packageView,
  salesOrderRow,
  salesOrderView,
} from './views.ts'

type Module = {
  list?: {
    key: string
    rows: (books: Inventory, query: URLSearchParams) => object[]
    sort: 'name' | 'created_time'
  }
  one: { key: string; name: string; find: (books: Inventory, id: string) => object | null }
}

const view = <Kept>(found: Kept | undefined, draw: (one: Kept) => object): object | null =>
  found === undefined ? null : draw(found)

/** Newest first, unless it is sorted by name. */
const newest = <Kept extends { created: number }>(all: Kept[]): Kept[] =>
  all.toSorted((a, b) => b.created - a.created)

const has = (text: string, part: string | null): boolean =>
  part === null || text.toLowerCase().includes(part.toLowerCase())
const is = (text: string, wanted: string | null): boolean => wanted === null || text === wanted
const inStatus = (status: string, filter: string | null): boolean =>
  filter === null || filter === 'Status.All' || filter.toLowerCase() === `status.${status}`

const modules: Record<string, Module> = {
  items: {
    list: {
      key: 'items',
      sort: 'name',
      rows: (books, query) =>
        books.items
          .filter(({ sku, name, vendor_id, status, levels, reorder_level }) => {
            const stock = levels.reduce((sum, { on_hand }) => sum + on_hand, 0)
            const filter = query.get('filter_by')
            const isLow = filter === 'Status.Lowstock'
            return (
              has(`${name} ${sku}`, query.get('search_text')) &&
              is(sku, query.get('sku')) &&
              is(vendor_id, query.get('vendor_id')) &&
              (isLow ? stock <= reorder_level : inStatus(status, filter))
            )
          })
          .toSorted((a, b) => (a.name < b.name ? -1 : 1))
          .map((item) => itemView(books, item)),
    },
    one: {
      key: 'item',
      name: 'Item',
      find: (books, id) =>
        view(
          books.items.find(({ item_id }) => item_id === id),
          (one) => itemView(books, one),
        ),
    },
  },
  contacts: {
    list: {
      key: 'contacts',
      sort: 'name',
      rows: (books, query) =>
        books.contacts
          .filter(
            ({ contact_name, status, notes }) =>
              inStatus(status, query.get('filter_by')) &&
              is(contact_name.toLowerCase(), query.get('contact_name')?.toLowerCase() ?? null) &&
              has(`${contact_name} ${notes}`, query.get('search_text')),
          )
          .toSorted((a, b) => (a.contact_name < b.contact_name ? -1 : 1))
          .map((contact) => {
            const { contact_persons: _, ...row } = contactView(books, contact)
            return row
          }),
    },
    one: {
      key: 'contact',
      name: 'Contact',
      find: (books, id) =>
        view(
          books.contacts.find(({ contact_id }) => contact_id === id),
          (one) => contactView(books, one),
        ),
    },
  },
  salesorders: {
    list: {
      key: 'salesorders',
      sort: 'created_time',
      rows: (books) => newest(books.salesOrders).map((one) => salesOrderRow(books, one)),
    },
    one: {
      key: 'salesorder',
      name: 'Sales Order',
      find: (books, id) =>
        view(
          books.salesOrders.find(({ salesorder_id }) => salesorder_id === id),
          (one) => salesOrderView(books, one),
        ),
    },
  },
  purchaseorders: {
    list: {
      key: 'purchaseorders',
      sort: 'created_time',
      rows: (books) => newest(books.purchaseOrders).map((one) => purchaseOrderRow(books, one)),
    },
    one: {
      key: 'purchaseorder',
      name: 'Purchase Order',
      find: (books, id) =>
        view(
          books.purchaseOrders.find(({ purchaseorder_id }) => purchaseorder_id === id),
          (one) => purchaseOrderView(books, one),
        ),
    },
  },
  purchasereceives: {
    one: {
      key: 'purchasereceive',
      name: 'Purchase Receive',
      find: (books, id) =>
        view(
          books.receives.find(({ receive_id }) => receive_id === id),
          (one) => receiveView(books, one),
        ),
    },
  },
  invoices: {
    list: {
      key: 'invoices',
      sort: 'created_time',
      rows: (books, query) =>
        newest(books.invoices)
          .map((one) => invoiceRow(books, one))
          .filter(
            (row) =>
              is(row.status, query.get('status')) &&
              is(row.customer_id, query.get('customer_id')) &&
              is(row.invoice_number, query.get('invoice_number')) &&
              is(row.reference_number, query.get('reference_number')),
          ),
    },
    one: {
      key: 'invoice',
      name: 'Invoice',
      find: (books, id) =>
        view(
          books.invoices.find(({ invoice_id }) => invoice_id === id),
          (one) => invoiceView(books, one),
        ),
    },
  },
  bills: {
    list: {
      key: 'bills',
      sort: 'created_time',
      rows: (books) => newest(books.bills).map((one) => billRow(books, one)),
    },
    one: {
      key: 'bill',
      name: 'Bill',
      find: (books, id) =>
        view(
          books.bills.find(({ bill_id }) => bill_id === id),
          (one) => billView(books, one),
        ),
    },
  },
  inventoryadjustments: {
    list: {
      key: 'inventory_adjustments',
      sort: 'created_time',
      rows: (books) => newest(books.adjustments).map((one) => adjustmentRow(books, one)),
    },
    one: {
      key: 'inventory_adjustment',
      name: 'Inventory Adjustment',
      find: (books, id) =>
        view(
          books.adjustments.find(({ inventory_adjustment_id }) => inventory_adjustment_id === id),
          (one) => adjustmentView(books, one),
        ),
    },
  },
  packages: {
    list: {
      key: 'packages',
      sort: 'created_time',
      rows: (books) => newest(books.packages).map((one) => packageRow(books, one)),
    },
    one: {
      key: 'package',
      name: 'Package',
      find: (books, id) =>
        view(
          books.packages.find(({ package_id }) => package_id === id),
          (one) => packageView(books, one),
        ),
    },
  },
}

/** One thing by its module and id; null where there is no such module. */
export function readOne(books: Inventory, module: string, id: string): Reply | null {
  const one = Object.hasOwn(modules, module) ? modules[module]?.one : undefined
  if (!one) return null
  const found = one.find(books, id)
  return found === null ? missing(one.name) : good({ [one.key]: found })
}

export function readList(books: Inventory, module: string, query: URLSearchParams): Reply | null {
  const list = Object.hasOwn(modules, module) ? modules[module]?.list : undefined
  if (!list) return null
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1)
  const per_page = Math.min(200, Math.max(1, Number(query.get('per_page') ?? 200) || 200))
  const rows = list.rows(books, query)
  const page_context = {
    page,
    per_page,
    has_more_page: rows.length > page * per_page,
    applied_filter: query.get('filter_by') ?? 'Status.All',
    sort_column: list.sort,
    sort_order: list.sort === 'name' ? 'A' : 'D',
  }
  return good({ [list.key]: rows.slice((page - 1) * per_page, page * per_page), page_context })
}
