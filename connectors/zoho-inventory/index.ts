import { z } from 'zod'
import { defineConnector } from '../define.ts'
import { retryAfterMs } from '../rest.ts'
import { createZohoLogin } from '../zoho-login.ts'
import { isLimit } from './codes.ts'
import { label } from './label.ts'
import { contact, contacts } from './reads/contacts.ts'
import { item, items, locations, organization, stock } from './reads/items.ts'
import {
  adjustment,
  adjustments,
  bill,
  bills,
  purchaseOrder,
  purchaseOrders,
  receive,
  receives,
} from './reads/purchases.ts'
import { invoice, invoices, packages, package as parcel, salesOrder, salesOrders } from './reads/sales.ts'
import { adjustStock } from './writes/adjust-stock.ts'
import { createContact, updateContact } from './writes/contacts.ts'
import { createPurchaseOrder } from './writes/create-purchase-order.ts'
import { createSalesOrder } from './writes/create-sales-order.ts'
import { cancelPurchaseOrder, issuePurchaseOrder } from './writes/purchase-order-status.ts'
import { receivePurchaseOrder } from './writes/receive-purchase-order.ts'
import { confirmSalesOrder, voidSalesOrder } from './writes/sales-order-status.ts'
import { setItemStatus, updateItem } from './writes/update-item.ts'
import { updatePurchaseOrder } from './writes/update-purchase-order.ts'

const organization_id = z.string().regex(/^\d{1,20}$/)
const api = '/inventory/v1'
const organizations = `${api}/organizations`

const login = createZohoLogin({
  label,
  api: 'apis',
  fields: {
    organization_id: {
      label: 'Organisation ID',
      secret: false,
      hint: 'Inventory → the name at the top → Manage Organizations. Empty when the login reaches one only',
    },
  },
  form: { organization_id: organization_id.optional() },
  whole: { organization_id },
  found: async (session) => (await import('./account.ts')).onlyOrganisation(session),
})

/** A list, and one of it. */
const both = (path: string) => [
  { method: 'GET', path: `${api}${path}` } as const,
  { method: 'GET', path: `${api}${path}/{id}` } as const,
]
const posted = (path: string) => ({ method: 'POST', path: `${api}${path}` }) as const
const put = (path: string) => ({ method: 'PUT', path: `${api}${path}/{id}` }) as const

export const zohoInventory = defineConnector({
  kind: 'remote',
  name: 'zoho_inventory',
  label,
  hosts: login.hosts,
  webHosts: [],
  endpoints: {
    read: [
      { method: 'GET', path: `${organizations}/{id}` },
      { method: 'GET', path: `${api}/locations` },
      { method: 'GET', path: `${api}/itemdetails` },
      { method: 'GET', path: `${api}/purchasereceives/{id}` },
      ...['/items', '/contacts', '/salesorders', '/purchaseorders'].flatMap(both),
      ...['/invoices', '/bills', '/inventoryadjustments', '/packages'].flatMap(both),
    ],
    write: [
      ...['/items', '/contacts', '/purchaseorders'].map(put),
      ...['/contacts', '/salesorders', '/purchaseorders', '/purchasereceives'].map(posted),
      posted('/inventoryadjustments'),
      ...['/items/{id}/active', '/items/{id}/inactive'].map(posted),
      ...['/purchaseorders/{id}/status/issued', '/purchaseorders/{id}/status/cancelled'].map(posted),
      ...['/salesorders/{id}/status/confirmed', '/salesorders/{id}/status/void'].map(posted),
    ],
    auth: [...login.endpoints, { method: 'GET', path: organizations }],
  },
  // zoho.com/inventory/api/v1/introduction, "API Call Limit": 100 a minute for an organisation, 5 to 10 at once.
  limits: {
    concurrent: 4,
    perMinute: 90,
    wait: ({ headers }) => retryAfterMs(headers) ?? 0,
    throttled: ({ body }) => isLimit(parsed(body)),
  },
  credential: {
    ...login.credential,
    account: ({ organization_id = '' }) => `organisation ${organization_id}`,
  },
  oauth: login.oauth,
  probe: 'organization',
  open: async (session) => (await import('./client.ts')).openInventory(session),
  reads: {
    ...{ organization, locations, items, item, stock, contacts, contact },
    ...{ salesOrders, salesOrder, invoices, invoice, packages, package: parcel },
    ...{ purchaseOrders, purchaseOrder, receives, receive, bills, bill, adjustments, adjustment },
  },
  writes: {
    ...{
      createPurchaseOrder,
      updatePurchaseOrder,
      issuePurchaseOrder,
      cancelPurchaseOrder,
      receivePurchaseOrder,
    },
    ...{ createSalesOrder, confirmSalesOrder, voidSalesOrder },
    ...{ createContact, updateContact, updateItem, setItemStatus, adjustStock },
  },
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
