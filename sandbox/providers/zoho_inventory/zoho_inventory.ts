/** Zoho Inventory over the sample store: one organisation in India, its books and what may be done to them. */
import { seedInventory } from '../../store/inventory.ts'
import type { Inventory } from '../../store/inventory-types.ts'
import { isRecord, type Provider, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { apps } from '../logins/apps.ts'
import { broken, good, invalid, missing, no, throttled, unauthorised } from './answers.ts'
import { changePurchaseOrder, makePurchaseOrder, makeSalesOrder, markOrder } from './orders.ts'
import { readList, readOne } from './reads.ts'
import { adjust, changeContact, changeItem, makeContact, markItem, receive } from './stock.ts'
import { itemView } from './views.ts'

export const ORGANIZATION = '60047290042'
const { clientId, clientSecret } = apps.zoho

export const ZOHO_INVENTORY_CREDENTIAL = {
  data_center: 'in',
  client_id: clientId,
  client_secret: clientSecret,
  refresh_token: '1000.sandbox-zoho-inventory-of-bluebird-store',
  organization_id: ORGANIZATION,
}

const readModules =
  'items contacts salesorders purchaseorders purchasereceives invoices bills inventoryadjustments packages settings'
const scopes = [
  ...readModules.split(' ').map((module) => `ZohoInventory.${module}.READ`),
  ...'items contacts salesorders purchaseorders purchasereceives inventoryadjustments'
    .split(' ')
    .map((module) => `ZohoInventory.${module}.CREATE`),
  ...['items', 'contacts', 'purchaseorders'].map((module) => `ZohoInventory.${module}.UPDATE`),
]

/** Each data centre knows its own customers alone: Bluebird Store is in India. */
const home = 'in'

export const zohoInventory = defineProvider<Inventory>({
  name: 'zoho_inventory',
  hosts: {
    'www.zohoapis.com': '/us',
    'www.zohoapis.eu': '/eu',
    'www.zohoapis.in': '/in',
    'www.zohoapis.com.au': '/au',
    'www.zohoapis.jp': '/jp',
    'www.zohoapis.ca': '/ca',
    'www.zohoapis.sa': '/sa',
    'www.zohoapis.com.cn': '/cn',
  },
  credentials: { zoho_inventory: ZOHO_INVENTORY_CREDENTIAL },
  consents: { [ZOHO_INVENTORY_CREDENTIAL.refresh_token]: { vendor: 'zoho', clientId, scopes } },
  seed: seedInventory,
  open: (world): Provider => ({
    answer: (call) => {
      const [, centre, path] = /^\/([a-z]{2})\/inventory\/v1(\/.*)$/.exec(call.path) ?? []
      if (path === undefined) return no(404, 5, 'Invalid URL Passed')
      const below = { ...call, path }
      const refusal = centre === home ? refusalOf(world, below) : unauthorised()
      return refusal ?? answerInventory(world.state(), below, world.now())
    },
    throttled,
    unauthorised,
    broken,
  }),
  find: findThing,
})

const operations: Record<string, string> = { GET: 'READ', POST: 'CREATE', PUT: 'UPDATE' }
const ofSettings = new Set(['organizations', 'locations'])

function refusalOf(
  { bearer }: ProviderWorld<Inventory>,
  { headers, method, path }: ProviderCall,
): Reply | null {
  const [, token = ''] = /^Zoho-oauthtoken (\S+)$/.exec(headers.authorization ?? '') ?? []
  const found = bearer(token)
  if (found?.vendor !== 'zoho') return unauthorised()
  const [, module = ''] = path.split('/')
  const named = ofSettings.has(module) ? 'settings' : module === 'itemdetails' ? 'items' : module
  const needed = `ZohoInventory.${named}.${operations[method] ?? 'DELETE'}`
  return found.scopes.includes(needed) ? null : unauthorised()
}

const organization = {
  organization_id: ORGANIZATION,
  name: 'Bluebird Store',
  is_default_org: true,
  is_org_active: true,
  currency_code: 'INR',
  currency_symbol: '₹',
  time_zone: 'Asia/Calcutta',
  country: 'India',
}

/** Answers one request of somebody who may; `path` is below `/inventory/v1`. The books are changed in place. */
export function answerInventory(books: Inventory, call: ProviderCall, now: number): Reply {
  const [, module = '', id = '', ...rest] = call.path.split('/')
  if (module === 'organizations' && call.method === 'GET') {
    if (id === '') return good({ organizations: [organization] })
    return id === ORGANIZATION ? good({ organization }) : strange(id)
  }
  const asked = call.query.get('organization_id') ?? ''
  if (asked !== ORGANIZATION) return strange(asked)
  if (call.method === 'GET')
    return read(books, { module, id }, call.query) ?? no(404, 5, 'Invalid URL Passed')
  const body = call.body === '' ? {} : parseJson(call.body)
  if (!isRecord(body)) return invalid('JSONString')
  const at = [call.method, module, id === '' ? '' : '{id}', ...rest].filter(Boolean).join(' ')
  const deed = Object.hasOwn(deeds, at) ? deeds[at] : undefined
  return deed ? deed({ books, now }, { id, body, query: call.query }) : no(404, 5, 'Invalid URL Passed')
}

const strange = (id: string): Reply =>
  no(400, 6041, `This user is not associated with the CompanyID/CompanyName:${id}.`)

type Deed = (
  change: { books: Inventory; now: number },
  asked: { id: string; body: Record<string, unknown>; query: URLSearchParams },
) => Reply

const deeds: Record<string, Deed> = {
  'POST purchaseorders': (change, { body, query }) => makePurchaseOrder(change, body, query),
  'PUT purchaseorders {id}': (change, { id, body }) => changePurchaseOrder(change, id, body),
  'POST purchaseorders {id} status issued': (change, { id }) =>
    markOrder(change, 'purchaseorders', id, 'issued'),
  'POST purchaseorders {id} status cancelled': (change, { id }) =>
    markOrder(change, 'purchaseorders', id, 'cancelled'),
  'POST salesorders': (change, { body, query }) => makeSalesOrder(change, body, query),
  'POST salesorders {id} status confirmed': (change, { id }) =>
    markOrder(change, 'salesorders', id, 'confirmed'),
  'POST salesorders {id} status void': (change, { id }) => markOrder(change, 'salesorders', id, 'void'),
  'POST purchasereceives': (change, { body, query }) => receive(change, body, query),
  'POST inventoryadjustments': (change, { body }) => adjust(change, body),
  'POST contacts': (change, { body }) => makeContact(change, body),
  'PUT contacts {id}': (change, { id, body }) => changeContact(change, id, body),
  'PUT items {id}': (change, { id, body }) => changeItem(change, id, body),
  'POST items {id} active': (change, { id }) => markItem(change, id, 'active'),
  'POST items {id} inactive': (change, { id }) => markItem(change, id, 'inactive'),
}

function read(books: Inventory, at: { module: string; id: string }, query: URLSearchParams): Reply | null {
  if (at.module === 'itemdetails') {
    const ids = (query.get('item_ids') ?? '').split(',')
    const found = books.items.filter(({ item_id }) => ids.includes(item_id))
    return found.length === 0 ? missing('Item') : good({ items: found.map((item) => itemView(books, item)) })
  }
  if (at.module === 'locations' && at.id === '')
    return good({
      locations: books.locations.map(({ city, state, ...place }) => ({
        ...place,
        type: 'general',
        status: 'active',
        address: { city, state, country: 'India' },
      })),
    })
  return at.id === '' ? readList(books, at.module, query) : readOne(books, at.module, at.id)
}

/** What POST /control/provider-change moves, by id, SKU or number. */
function findThing(books: Inventory, kind: string, id: string): object | null {
  const is = (...names: string[]): boolean => names.includes(id)
  const kinds: Record<string, () => object | undefined> = {
    item: () => books.items.find(({ item_id, sku }) => is(item_id, sku)),
    contact: () => books.contacts.find(({ contact_id, contact_name }) => is(contact_id, contact_name)),
    purchase_order: () =>
      books.purchaseOrders.find((one) => is(one.purchaseorder_id, one.purchaseorder_number)),
    sales_order: () =>
      books.salesOrders.find((one) => is(one.salesorder_id, one.salesorder_number, one.reference_number)),
  }
  return kinds[kind]?.() ?? null
}
