/** Zoho Inventory's API v1 behind the session's fetch. Every rejection is a ConnectorError. */
import { z } from 'zod'
import type { Session } from '../define.ts'
import { type Ask, createRest, parseAnswer, segment } from '../rest.ts'
import { zohoAuthorisation } from '../zoho-login.ts'
import { meaning, said } from './codes.ts'
import * as entities from './entities.ts'
import { label } from './label.ts'

export type Query = NonNullable<Ask['query']>
/** One page of a list. `isNewestFirst` is what Zoho itself says about its order. */
export type Page<Row> = { rows: Row[]; hasMore: boolean; isNewestFirst: boolean }
export type List<Row> = (query: Query) => Promise<Page<Row>>
type One<Entity> = (id: string) => Promise<Entity>
export type Organization = z.output<typeof entities.organization>

export type InventoryReads = {
  organizations: () => Promise<Organization[]>
  /** The connected one: rates and stock values are in its currency. Asked once per session. */
  organization: () => Promise<Organization>
  locations: () => Promise<z.output<typeof entities.location>[]>
  items: List<entities.Item>
  item: One<entities.Item>
  itemDetails: (ids: readonly string[]) => Promise<entities.Item[]>
  contacts: List<entities.Contact>
  contact: One<entities.Contact>
  salesOrders: List<entities.SalesOrder>
  salesOrder: One<entities.SalesOrder>
  purchaseOrders: List<entities.PurchaseOrder>
  purchaseOrder: One<entities.PurchaseOrder>
  receive: One<entities.Receive>
  invoices: List<entities.Invoice>
  invoice: One<entities.Invoice>
  bills: List<entities.Bill>
  bill: One<entities.Bill>
  adjustments: List<entities.Adjustment>
  adjustment: One<entities.Adjustment>
  packages: List<entities.Parcel>
  package: One<entities.Parcel>
}

type Made<Entity> = (body: object, query?: Query) => Promise<Entity>
type Changed<Entity> = (id: string, body: object, query?: Query) => Promise<Entity>
type Done = (id: string) => Promise<void>

export type InventoryWrites = InventoryReads & {
  updateItem: Changed<entities.Item>
  markItem: (id: string, status: 'active' | 'inactive') => Promise<void>
  createContact: Made<entities.Contact>
  updateContact: Changed<entities.Contact>
  createSalesOrder: Made<entities.SalesOrder>
  confirmSalesOrder: Done
  voidSalesOrder: Done
  createPurchaseOrder: Made<entities.PurchaseOrder>
  updatePurchaseOrder: Changed<entities.PurchaseOrder>
  issuePurchaseOrder: Done
  cancelPurchaseOrder: Done
  createReceive: Made<entities.Receive>
  createAdjustment: Made<entities.Adjustment>
}

const api = '/inventory/v1'
const done = z.looseObject({ code: z.literal(0) })

export function openInventory(session: Session): InventoryWrites {
  const { organization_id = '' } = session.credential
  const headers = { Authorization: zohoAuthorisation(session.credential) }
  const rest = createRest(session, { label, headers, meaning, said })
  /** `organization_id` goes with every call but those that ask which there are. */
  const ask = ({ query, ...sent }: Ask) => rest.ask(done, { ...sent, query: { organization_id, ...query } })

  const list =
    <Row extends z.ZodType>(path: string, row: Row, keys: string[]): List<z.output<Row>> =>
    async (query) => {
      const body = await ask({ path: `${api}${path}`, query })
      const { has_more_page, sort_column, sort_order } = contextOf(body)
      return {
        rows: parseAnswer(label, z.array(row), found(body, keys)) as z.output<Row>[],
        hasMore: has_more_page ?? false,
        isNewestFirst: sort_column === 'created_time' && sort_order === 'D',
      }
    }
  const one =
    <Entity extends z.ZodType>(path: string, entity: Entity, keys: string[]): One<z.output<Entity>> =>
    async (id) =>
      entityIn(entity, await ask({ path: `${api}${path}/${segment(id)}` }), keys)
  const make =
    <Entity extends z.ZodType>(path: string, entity: Entity, keys: string[]): Made<z.output<Entity>> =>
    async (body, query = {}) =>
      entityIn(entity, await ask({ method: 'POST', path: `${api}${path}`, body, query }), keys)
  const change =
    <Entity extends z.ZodType>(path: string, entity: Entity, keys: string[]): Changed<z.output<Entity>> =>
    async (id, body, query = {}) =>
      entityIn(entity, await ask({ method: 'PUT', path: `${api}${path}/${segment(id)}`, body, query }), keys)
  const mark = async (path: string, id: string, status: string): Promise<void> => {
    await ask({ method: 'POST', path: `${api}${path}/${segment(id)}${status}` })
  }

  let known: Promise<Organization> | null = null
  const organizations = `${api}/organizations`
  return {
    organizations: async () =>
      parseAnswer(
        label,
        z.array(entities.organization),
        found(await rest.ask(done, { path: organizations }), ['organizations']),
      ),
    organization: () => {
      known ??= rest
        .ask(done, { path: `${organizations}/${segment(organization_id)}` })
        .then((body) => entityIn(entities.organization, body, ['organization']))
      return known
    },
    locations: async () => (await list('/locations', entities.location, ['locations'])({})).rows,
    items: list('/items', entities.item, ['items']),
    item: one('/items', entities.item, ['item']),
    itemDetails: async (ids) =>
      (await list('/itemdetails', entities.item, ['items'])({ item_ids: ids.join(',') })).rows,
    contacts: list('/contacts', entities.contact, ['contacts']),
    contact: one('/contacts', entities.contact, ['contact']),
    salesOrders: list('/salesorders', entities.salesOrder, ['salesorders']),
    salesOrder: one('/salesorders', entities.salesOrder, order.sales),
    purchaseOrders: list('/purchaseorders', entities.purchaseOrder, ['purchaseorders']),
    purchaseOrder: one('/purchaseorders', entities.purchaseOrder, order.purchase),
    receive: one('/purchasereceives', entities.receive, order.receive),
    invoices: list('/invoices', entities.invoice, ['invoices']),
    invoice: one('/invoices', entities.invoice, ['invoice']),
    bills: list('/bills', entities.bill, ['bills']),
    bill: one('/bills', entities.bill, ['bill']),
    adjustments: list('/inventoryadjustments', entities.adjustment, ['inventory_adjustments']),
    adjustment: one('/inventoryadjustments', entities.adjustment, ['inventory_adjustment']),
    // The specification says `packagea`.
    packages: list('/packages', entities.parcel, ['packages', 'packagea']),
    package: one('/packages', entities.parcel, ['package']),

    updateItem: change('/items', entities.item, ['item']),
    markItem: (id, status) => mark('/items', id, `/${status}`),
    createContact: make('/contacts', entities.contact, ['contact']),
    updateContact: change('/contacts', entities.contact, ['contact']),
    createSalesOrder: make('/salesorders', entities.salesOrder, order.sales),
    confirmSalesOrder: (id) => mark('/salesorders', id, '/status/confirmed'),
    voidSalesOrder: (id) => mark('/salesorders', id, '/status/void'),
    createPurchaseOrder: make('/purchaseorders', entities.purchaseOrder, order.purchase),
    updatePurchaseOrder: change('/purchaseorders', entities.purchaseOrder, order.purchase),
    issuePurchaseOrder: (id) => mark('/purchaseorders', id, '/status/issued'),
    cancelPurchaseOrder: (id) => mark('/purchaseorders', id, '/status/cancelled'),
    createReceive: make('/purchasereceives', entities.receive, order.receive),
    createAdjustment: make('/inventoryadjustments', entities.adjustment, ['inventory_adjustment']),
  }
}

/** The specification and the answers differ in what these are called. */
const order = {
  sales: ['salesorder', 'sales_order'],
  purchase: ['purchaseorder', 'purchase_order'],
  receive: ['purchasereceive', 'purchase_receive'],
}

const found = (body: Record<string, unknown>, keys: string[]): unknown =>
  keys.map((key) => body[key]).find((value) => value !== undefined)

/** One entity; the specification has some of them in a list of one. */
function entityIn<Entity extends z.ZodType>(
  entity: Entity,
  body: Record<string, unknown>,
  keys: string[],
): z.output<Entity> {
  const value = found(body, keys)
  return parseAnswer(label, entity, Array.isArray(value) ? value[0] : value) as z.output<Entity>
}

const contextOf = (body: Record<string, unknown>) =>
  parseAnswer(label, entities.pageContext.partial(), body.page_context ?? {})
