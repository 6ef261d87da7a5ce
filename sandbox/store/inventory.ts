/** What the shop sells, told as the warehouse's books: the same SKUs, costs and stock, the same people, the same orders. */
import type {
  Inventory,
  InventoryContact,
  OrderLine,
  Place,
  PurchaseOrder,
  SalesOrder,
  StockItem,
} from './inventory-types.ts'
import { createRandom } from './random.ts'
import type { Order, Store } from './types.ts'

const DAY = 86_400_000
const IST = 5.5 * 3_600_000

/** A day as the shop's clock shows it. */
export const dayIn = (time: number): string => new Date(time + IST).toISOString().slice(0, 10)

const idOf = (kind: number, number: number): string => String(460000000000000 + kind * 1_000_000 + number)
const kinds = {
  place: 1,
  item: 2,
  contact: 3,
  sale: 4,
  purchase: 5,
  receive: 6,
  invoice: 7,
  bill: 8,
  parcel: 9,
}
const lineId = (kind: number, order: number, place: number) => idOf(10 + kind, order * 100 + place)

export function seedInventory(store: Store, now: number): Inventory {
  const locations = store.locations.map(
    ({ name, city, province }, index): Place => ({
      location_id: idOf(kinds.place, index + 1),
      location_name: name,
      city,
      state: province,
      is_primary: index === 0,
    }),
  )
  const types = [...new Set(store.products.map(({ type }) => type))]
  const vendors = types.map((type, index) => vendorOf(type, index, now))
  const items = itemsOf(store, { locations, types, vendors })
  const customers = customersOf(store, vendors.length)
  const books: Inventory = {
    locations,
    items,
    contacts: [...vendors, ...customers],
    salesOrders: store.orders.map((order) => saleOf(order, store, { items, customers, locations })),
    ...{ purchaseOrders: [], receives: [], invoices: [], bills: [], adjustments: [], packages: [] },
    next: 1,
  }
  for (const order of store.orders) followSale(books, order)
  vendors.forEach((vendor, index) => {
    stockUp(books, vendor, { index, now })
    orderIncoming(books, store, { vendor, index, now })
  })
  return books
}

/** The shop has one vendor, its own name: behind it are workshops, one for each kind of thing. */
const vendorOf = (type: string, index: number, now: number): InventoryContact => ({
  contact_id: idOf(kinds.contact, index + 1),
  contact_name: `Bluebird ${type} Workshop`,
  contact_type: 'vendor',
  company_name: `Bluebird ${type} Workshop`,
  status: 'active',
  website: '',
  notes: '',
  payment_terms: index % 2 === 0 ? 15 : 30,
  person: {
    first_name: type,
    last_name: 'Workshop',
    email: `orders.${type.toLowerCase()}@workshop.example`,
    phone: `+91980000${String(2000 + index)}`,
  },
  created: now - 420 * DAY,
})

type Shelves = { locations: Place[]; types: string[]; vendors: InventoryContact[] }

function itemsOf(store: Store, { locations, types, vendors }: Shelves): StockItem[] {
  const all = store.products.flatMap((product) => product.variants.map((variant) => ({ product, variant })))
  return all.map(({ product, variant }, index) => ({
    item_id: idOf(kinds.item, index + 1),
    sku: variant.sku,
    name: variant.title === 'Default Title' ? product.title : `${product.title} - ${variant.title}`,
    description: product.description,
    status: product.status === 'ACTIVE' ? 'active' : 'inactive',
    rate: variant.price,
    purchase_rate: variant.cost,
    reorder_level: 10,
    vendor_id: vendors[types.indexOf(product.type)]?.contact_id ?? '',
    levels: variant.levels.map(({ available, committed }, place) => ({
      location_id: locations[place]?.location_id ?? '',
      on_hand: available + committed,
      committed,
    })),
    modified: product.updatedAt,
  }))
}

/** Zoho takes each name once: whoever has another's is told apart by a number. */
function customersOf(store: Store, vendors: number): InventoryContact[] {
  const taken = new Set<string>()
  return store.customers.map(({ firstName, lastName, email, phone, createdAt }, index) => {
    const plain = `${firstName} ${lastName}`
    const contact_name = taken.has(plain) ? `${plain} (${index})` : plain
    taken.add(plain)
    return {
      contact_id: idOf(kinds.contact, vendors + index + 1),
      contact_name,
      contact_type: 'customer',
      company_name: '',
      status: 'active',
      website: '',
      notes: '',
      payment_terms: 0,
      person: { first_name: firstName, last_name: lastName, email, phone },
      created: createdAt,
    }
  })
}

type Known = { items: StockItem[]; customers: InventoryContact[]; locations: Place[] }

function saleOf(order: Order, store: Store, { items, customers, locations }: Known): SalesOrder {
  const place = store.customers.findIndex(({ id }) => id === order.customerId)
  const [parcel] = order.fulfilments
  const sent = parcel?.displayStatus === 'DELIVERED' ? 'fulfilled' : 'shipped'
  return {
    salesorder_id: idOf(kinds.sale, order.number),
    salesorder_number: `SO-${String(order.number).padStart(5, '0')}`,
    customer_id: customers[place]?.contact_id ?? '',
    status: order.cancelledAt ? 'void' : parcel ? sent : 'confirmed',
    date: dayIn(order.createdAt),
    shipment_date: parcel ? dayIn(parcel.createdAt) : '',
    reference_number: order.name,
    notes: order.note ?? '',
    shipping: order.shipping,
    lines: order.lines.map((line, index) => ({
      line_item_id: lineId(kinds.sale, order.number, index),
      item_id: items.find(({ sku }) => sku === line.sku)?.item_id ?? '',
      quantity: line.quantity,
      rate: line.price,
      location_id: locations[0]?.location_id ?? '',
    })),
    created: order.createdAt,
  }
}

/** What was sent has a package; of every fifth order that was, and of those that stories are told about, there is an invoice. */
function followSale(books: Inventory, order: Order): void {
  const salesorder_id = idOf(kinds.sale, order.number)
  for (const parcel of order.fulfilments)
    books.packages.push({
      package_id: idOf(kinds.parcel, order.number),
      package_number: `PA-${String(order.number).padStart(5, '0')}`,
      salesorder_id,
      date: dayIn(parcel.createdAt),
      status: parcel.displayStatus === 'DELIVERED' ? 'delivered' : 'shipped',
      carrier: parcel.carrier,
      tracking_number: parcel.tracking,
      created: parcel.createdAt,
    })
  if (order.fulfilments.length === 0) return
  if (order.cancelledAt || (order.number % 5 !== 0 && ![1042, 1117, 1203].includes(order.number))) return
  books.invoices.push({
    invoice_id: idOf(kinds.invoice, order.number),
    invoice_number: `INV-${String(order.number).padStart(5, '0')}`,
    salesorder_id,
    date: dayIn(order.createdAt),
    due_date: dayIn(order.createdAt + 7 * DAY),
    status: order.tags.includes('cod') ? 'sent' : 'paid',
    created: order.createdAt,
  })
}

type Vendored = { index: number; now: number }

/** Forty days ago everything came from each workshop; some of the bills are still open. */
function stockUp(books: Inventory, vendor: InventoryContact, { index, now }: Vendored): void {
  const random = createRandom(4_600 + index)
  const items = books.items.filter(({ vendor_id }) => vendor_id === vendor.contact_id).slice(0, 4)
  const wanted = items.map((item) => ({ item, quantity: random.int(3, 9) * 10 }))
  const at = now - (40 + index) * DAY
  const order = purchase(books, vendor, { wanted, at, status: 'billed', expected: dayIn(at + 7 * DAY) })
  books.receives.push({
    receive_id: idOf(kinds.receive, index + 1),
    receive_number: `PR-${String(index + 1).padStart(5, '0')}`,
    purchaseorder_id: order.purchaseorder_id,
    date: dayIn(at + 6 * DAY),
    notes: '',
    lines: order.lines.map(({ line_item_id, item_id, quantity }) => ({ line_item_id, item_id, quantity })),
    created: at + 6 * DAY,
  })
  books.bills.push({
    bill_id: idOf(kinds.bill, index + 1),
    bill_number: `${vendor.contact_name.split(' ')[1]?.slice(0, 3).toUpperCase()}-${700 + index}`,
    purchaseorder_id: order.purchaseorder_id,
    date: dayIn(at + 6 * DAY),
    due_date: dayIn(at + (6 + vendor.payment_terms) * DAY),
    status: index % 3 === 0 ? 'open' : 'paid',
    created: at + 6 * DAY,
  })
}

/** What the shop says is on its way stands in an issued order, piece by piece. The first workshop has a draft as well. */
function orderIncoming(
  books: Inventory,
  store: Store,
  { vendor, index, now }: Vendored & { vendor: InventoryContact },
): void {
  const variants = store.products.flatMap((product) => product.variants)
  const own = books.items.filter(({ vendor_id }) => vendor_id === vendor.contact_id)
  const wanted = own.flatMap((item) => {
    const levels = variants.find(({ sku }) => sku === item.sku)?.levels ?? []
    const quantity = levels.reduce((sum, { incoming }) => sum + incoming, 0)
    return quantity > 0 ? [{ item, quantity }] : []
  })
  if (wanted.length > 0)
    purchase(books, vendor, { wanted, at: now - 4 * DAY, status: 'issued', expected: dayIn(now + 6 * DAY) })
  if (index > 0) return
  const draft = own.slice(0, 2).map((item) => ({ item, quantity: 30 }))
  purchase(books, vendor, { wanted: draft, at: now - DAY, status: 'draft', expected: dayIn(now + 14 * DAY) })
}

type Wanted = {
  wanted: { item: StockItem; quantity: number }[]
  at: number
  status: string
  expected: string
}

function purchase(
  books: Inventory,
  vendor: InventoryContact,
  { wanted, at, status, expected }: Wanted,
): PurchaseOrder {
  const number = books.purchaseOrders.length + 1
  const location_id = books.locations[0]?.location_id ?? ''
  const order: PurchaseOrder = {
    purchaseorder_id: idOf(kinds.purchase, number),
    purchaseorder_number: `PO-${String(number).padStart(5, '0')}`,
    vendor_id: vendor.contact_id,
    status,
    date: dayIn(at),
    expected,
    reference_number: '',
    notes: '',
    location_id,
    lines: wanted.map(
      ({ item, quantity }, place): OrderLine => ({
        line_item_id: lineId(kinds.purchase, number, place),
        item_id: item.item_id,
        quantity,
        rate: item.purchase_rate,
        location_id,
      }),
    ),
    created: at,
  }
  books.purchaseOrders.push(order)
  return order
}
