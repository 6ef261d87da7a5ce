/** The contract suite's warehouse: the sandbox's books in memory, asked without a login. */
import type { Json } from '../../../connectors/define.ts'
import { answerInventory, ORGANIZATION } from '../../../sandbox/providers/zoho_inventory/zoho_inventory.ts'
import { seedInventory } from '../../../sandbox/store/inventory.ts'
import type { Inventory } from '../../../sandbox/store/inventory-types.ts'
import { openStore } from '../../../sandbox/store/store.ts'
import type { Answer, Provider, RemoteFixture } from './fixture.ts'

export const now = Date.UTC(2026, 10, 20, 10)
const store = openStore({ now })
export const seeded: Inventory = seedInventory(store, now)

const [priya] = store.customers
const vendor = contactOf('Bluebird Bedding Workshop')
const customer = contactOf('Priya Nair')
export const quilt = itemOf('BB-JAI-002')
const diya = itemOf('BB-BRA-011')
export const [mumbai, bengaluru] = seeded.locations.map(({ location_id }) => location_id) as [string, string]
export const draft = orderIn('draft')
export const issued = orderIn('issued')
const billed = orderIn('billed')
const sale = seeded.salesOrders.find(({ reference_number }) => reference_number === '#1042')
const waiting = seeded.salesOrders.find(({ reference_number }) => reference_number === '#1050')

const refused = (code: number, message: string): Answer => ({ status: 400, body: { code, message } })

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: {
    data_center: 'in',
    client_id: '1000.CONTRACT0CONTRACT0CONTRACT0',
    client_secret: 'contract-client-secret',
    refresh_token: '1000.contract-refresh-token',
    organization_id: ORGANIZATION,
    access_token: '1000.contract-access-token',
    access_token_expires_at: '2026-11-22T01:00:00.000Z',
  },
  provider: () => createWarehouse(),
  personal: [priya?.email ?? 'nobody', priya?.phone ?? 'nobody', 'orders.bedding@workshop.example'],
  reads: {
    organization: {},
    locations: {},
    items: { words: 'quilt', vendorId: vendor, locationId: mumbai, limit: 2 },
    item: { itemId: quilt },
    stock: { itemIds: [quilt, diya] },
    contacts: { type: 'customer', name: 'Priya' },
    contact: { contactId: customer },
    salesOrders: { reference: '#1042' },
    salesOrder: { salesOrderId: sale?.salesorder_id ?? '' },
    invoices: { status: 'paid', customerId: customer, reference: '#1042' },
    invoice: { invoiceId: seeded.invoices[0]?.invoice_id ?? '' },
    packages: { salesOrderId: sale?.salesorder_id ?? '' },
    package: { packageId: seeded.packages[0]?.package_id ?? '' },
    purchaseOrders: { status: ['issued'], limit: 2 },
    purchaseOrder: { purchaseOrderId: billed.purchaseorder_id },
    receives: { purchaseOrderId: billed.purchaseorder_id },
    receive: { receiveId: seeded.receives[0]?.receive_id ?? '' },
    bills: { status: 'open' },
    bill: { billId: seeded.bills[0]?.bill_id ?? '' },
    adjustments: { limit: 1 },
    adjustment: { adjustmentId: '469000000000900' },
  },
  writes: {
    createPurchaseOrder: {
      input: {
        vendorId: vendor,
        lines: [
          { itemId: quilt, quantity: 40 },
          { itemId: diya, quantity: 3, rate: { currency: 'INR', minor: 19_950 } },
        ],
        date: '2026-11-20',
        expectedOn: '2026-12-04',
        locationId: mumbai,
        reference: 'winter',
        notes: 'As agreed by phone.',
      },
      refusal: refused(4, 'Invalid value passed for quantity'),
      impossible: { vendorId: customer, lines: [{ itemId: quilt, quantity: 1 }] },
    },
    updatePurchaseOrder: {
      input: {
        purchaseOrderId: draft.purchaseorder_id,
        expectedOn: '2026-12-24',
        lines: [{ lineItemId: draft.lines[0]?.line_item_id ?? '', quantity: 45 }],
        added: [{ itemId: diya, quantity: 5 }],
      },
      refusal: refused(36028, 'This purchase order cannot be edited.'),
      impossible: { purchaseOrderId: billed.purchaseorder_id, expectedOn: '2026-12-24' },
    },
    issuePurchaseOrder: {
      input: { purchaseOrderId: draft.purchaseorder_id },
      refusal: refused(36012, 'This order cannot be marked as issued.'),
      impossible: { purchaseOrderId: billed.purchaseorder_id },
    },
    cancelPurchaseOrder: {
      input: { purchaseOrderId: issued.purchaseorder_id },
      refusal: refused(36012, 'This order cannot be cancelled.'),
      impossible: { purchaseOrderId: billed.purchaseorder_id },
    },
    receivePurchaseOrder: {
      input: {
        purchaseOrderId: issued.purchaseorder_id,
        lines: [{ lineItemId: issued.lines[0]?.line_item_id ?? '', quantity: 12 }],
        date: '2026-11-20',
        notes: 'One box was wet.',
      },
      refusal: refused(4, 'Invalid value passed for quantity'),
      impossible: {
        purchaseOrderId: issued.purchaseorder_id,
        lines: [{ lineItemId: issued.lines[0]?.line_item_id ?? '', quantity: 999 }],
      },
    },
    createSalesOrder: {
      input: {
        customerId: customer,
        lines: [{ itemId: quilt, quantity: 2 }],
        reference: '#1301',
        date: '2026-11-20',
        shipmentDate: '2026-11-23',
        notes: 'Gift wrap.',
      },
      refusal: refused(4, 'Invalid value passed for customer_id'),
      impossible: { customerId: customer, lines: [{ itemId: quilt, quantity: 1 }], reference: '#1042' },
    },
    confirmSalesOrder: {
      input: { salesOrderId: '469000000000901' },
      refusal: refused(36012, 'This order cannot be confirmed.'),
      impossible: { salesOrderId: sale?.salesorder_id ?? '' },
    },
    voidSalesOrder: {
      input: { salesOrderId: waiting?.salesorder_id ?? '' },
      refusal: refused(36012, 'This order cannot be voided.'),
      impossible: { salesOrderId: sale?.salesorder_id ?? '' },
    },
    createContact: {
      input: {
        type: 'vendor',
        name: 'Kutch Weavers',
        companyName: 'Kutch Weavers LLP',
        website: 'https://kutch.example',
        paymentTerms: 30,
        notes: 'Met at the fair.',
        person: { firstName: 'Hema', lastName: 'Patel', email: 'hema@kutch.example', phone: '+919800011111' },
      },
      refusal: refused(3062, 'The customer "Kutch Weavers" already exists.'),
      impossible: { type: 'customer', name: 'priya nair' },
    },
    updateContact: {
      input: { contactId: vendor, paymentTerms: 45, notes: 'Pays on Fridays.' },
      refusal: refused(3062, 'The customer already exists.'),
      impossible: { contactId: vendor, name: 'Bluebird Bedding Workshop' },
    },
    updateItem: {
      input: {
        itemId: quilt,
        rate: { currency: 'INR', minor: 209_950 },
        purchaseRate: { currency: 'INR', minor: 90_005 },
        reorderLevel: 25,
        name: 'Jaipur Quilt - Queen',
        description: 'Block-printed by hand.',
      },
      refusal: refused(1001, 'The item exists already.'),
      impossible: { itemId: quilt, rate: { currency: 'USD', minor: 100 } },
    },
    setItemStatus: {
      input: { itemId: quilt, status: 'inactive' },
      refusal: refused(2051, 'The item is in use.'),
      impossible: { itemId: quilt, status: 'active' },
    },
    adjustStock: {
      input: {
        date: '2026-11-20',
        reason: 'Damaged goods',
        locationId: bengaluru,
        lines: [
          { itemId: quilt, by: -2 },
          { itemId: diya, by: 4 },
        ],
        description: 'Counted twice.',
      },
      refusal: refused(9063, 'Stock cannot become negative.'),
      impossible: {
        date: '2026-11-20',
        reason: 'Damaged goods',
        locationId: bengaluru,
        lines: [{ itemId: quilt, by: -5000 }],
      },
    },
  },
}

/** The books with an adjustment and a drafted sales order, which the first day does not have. */
export function createWarehouse(books: Inventory = structuredClone(seeded)): Provider {
  const [line] = sale?.lines ?? []
  books.adjustments.push({
    inventory_adjustment_id: '469000000000900',
    date: '2026-11-01',
    reason: 'Stock count',
    description: 'Autumn',
    reference_number: '',
    lines: [{ line_item_id: '469000000000999', item_id: quilt, quantity_adjusted: -1, location_id: mumbai }],
    created: now - 1,
  })
  if (sale && line)
    books.salesOrders.push({
      ...sale,
      salesorder_id: '469000000000901',
      salesorder_number: 'SO-09999',
      reference_number: 'fair',
      status: 'draft',
    })
  const acted = { count: 0 }
  return {
    acted: () => acted.count,
    answer: ({ method, path, query, headers, body }) => {
      const call = {
        ...{ method, query, headers },
        path: path.replace(/^\/inventory\/v1/, ''),
        body: body === null ? '' : JSON.stringify(body),
      }
      const reply = answerInventory(books, call, now)
      if (reply.acted) acted.count += 1
      return { status: reply.status, body: reply.body as Json }
    },
  }
}

function itemOf(wanted: string): string {
  return seeded.items.find(({ sku }) => sku === wanted)?.item_id ?? 'no such item'
}
function contactOf(name: string): string {
  return seeded.contacts.find(({ contact_name }) => contact_name === name)?.contact_id ?? 'no such contact'
}
function orderIn(status: string) {
  const found = seeded.purchaseOrders.find((one) => one.status === status)
  if (!found) throw new Error(`No purchase order is ${status}.`)
  return found
}
