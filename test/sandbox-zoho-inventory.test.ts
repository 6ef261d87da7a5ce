/** The sandbox's Zoho Inventory, asked by the connector that ships, through the egress. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scopesOf } from '../connectors/catalog.ts'
import type { JsonObject } from '../connectors/define.ts'
import { zohoInventory } from '../connectors/zoho-inventory/index.ts'
import { apps } from '../sandbox/providers/logins/apps.ts'
import { orderTotal } from '../sandbox/store/orders.ts'
import { openStore } from '../sandbox/store/store.ts'
import { now, type OpenedSandbox, openSandbox, type Result } from './support/connectors/opened-sandbox.ts'

const store = openStore({ now })
const variants = store.products.flatMap(({ variants }) => variants)

let sandbox: OpenedSandbox
beforeEach(async () => {
  sandbox = await openSandbox(zohoInventory)
})
afterEach(() => sandbox.stop())

/** Every row, page by page. */
async function all(name: string, list: string, input: JsonObject = {}): Promise<Result[]> {
  const rows: Result[] = []
  let cursor: string | null = null
  do {
    const page: Result = await sandbox.read(name, { ...input, limit: 100, cursor })
    rows.push(...page[list])
    cursor = page.cursor
  } while (cursor !== null)
  return rows
}

const itemOf = async (sku: string): Promise<Result> => (await sandbox.read('items', { sku })).items[0]

describe('one store, two systems', () => {
  it('has the shop’s SKUs with its prices, costs and stock by location', async () => {
    const items = await all('items', 'items', { filter: 'all' })
    const inInventory = items.map(({ sku, rate, purchaseRate }) => [sku, rate.minor, purchaseRate.minor])
    expect(inInventory.toSorted()).toEqual(
      variants.map(({ sku, price, cost }) => [sku, price, cost]).toSorted(),
    )
    const names = store.locations.map(({ name }) => name)
    for (const variant of variants.slice(0, 5)) {
      const { id } = await itemOf(variant.sku)
      const { item } = await sandbox.read('item', { itemId: id })
      expect(item.locations).toMatchObject(
        variant.levels.map(({ available, committed }, place) => ({
          location: names[place],
          available,
          onHand: available + committed,
        })),
      )
    }
  })

  it('has what is on its way in issued orders, piece by piece', async () => {
    const incoming = variants.flatMap(({ sku, levels }) => {
      const pieces = levels.reduce((sum, level) => sum + level.incoming, 0)
      return pieces > 0 ? [`${sku} ${pieces}`] : []
    })
    const open = await all('purchaseOrders', 'purchaseOrders', { status: ['issued', 'partially_received'] })
    const items = await all('items', 'items', { filter: 'all' })
    const ordered = []
    for (const { id } of open)
      for (const line of (await sandbox.read('purchaseOrder', { purchaseOrderId: id })).purchaseOrder.lines)
        ordered.push(`${items.find((one) => one.id === line.itemId).sku} ${line.quantity - line.received}`)
    expect(ordered.toSorted()).toEqual(incoming.toSorted())
    expect(ordered.length).toBeGreaterThan(2)
  })

  it('has every order of the shop under its name, with its customer, total and parcel', async () => {
    const sales = await all('salesOrders', 'salesOrders')
    expect(sales.length).toBe(store.orders.length)
    for (const name of ['#1042', '#1050', '#1117', '#1203']) {
      const order = store.orders.find((one) => one.name === name)
      const customer = store.customers.find(({ id }) => id === order?.customerId)
      const found = sales.find(({ reference }) => reference === name)
      const { salesOrder } = await sandbox.read('salesOrder', { salesOrderId: found.id })
      expect(salesOrder).toMatchObject({
        customer: expect.stringContaining(`${customer?.firstName} ${customer?.lastName}`),
        total: { currency: 'INR', minor: order && orderTotal(order) },
        notes: order?.note,
        packages: order?.fulfilments.map(({ carrier, tracking }) => ({ carrier, tracking })),
      })
    }
  })

  it('has bills for what came in, some of them still open', async () => {
    const bills = await all('bills', 'bills')
    const open = bills.filter(({ status }) => status === 'open')
    expect(open.length).toBeGreaterThan(1)
    expect(open.length).toBeLessThan(bills.length)
    const [bill] = open
    const { purchaseOrder } = await sandbox.read('purchaseOrder', { purchaseOrderId: bill.purchaseOrderId })
    expect(purchaseOrder.total).toEqual(bill.balance)
    expect(purchaseOrder.receives).toHaveLength(1)
    const { contact } = await sandbox.read('contact', { contactId: bill.vendorId })
    expect(contact).toMatchObject({ type: 'vendor', payable: bill.balance, email: 'o…@workshop.example' })
  })
})

describe('from stock to order to shelf', () => {
  it('a purchase order is drafted, issued, received and seen on hand', async () => {
    const { id: itemId } = await itemOf('BB-CAN-361')
    const { item } = await sandbox.read('item', { itemId })
    const asked = { vendorId: item.vendorId, lines: [{ itemId, quantity: 12 }], reference: 'restock' }
    const drafted = await sandbox.done('createPurchaseOrder', asked)
    const { purchaseOrderId } = drafted.result
    expect(drafted.undo).toEqual({ write: 'cancelPurchaseOrder', input: { purchaseOrderId } })
    await sandbox.done('issuePurchaseOrder', { purchaseOrderId })
    const { purchaseOrder } = await sandbox.read('purchaseOrder', { purchaseOrderId })
    expect(purchaseOrder).toMatchObject({
      status: 'issued',
      reference: 'restock key-of-this-action',
      subTotal: { minor: 12 * item.purchaseRate.minor },
    })
    const lineItemId = purchaseOrder.lines[0].lineItemId
    await sandbox.done('receivePurchaseOrder', { purchaseOrderId, lines: [{ lineItemId, quantity: 5 }] })
    const after = (await sandbox.read('item', { itemId })).item
    expect(after.onHand).toBe(item.onHand + 5)
    const { receives } = await sandbox.read('receives', { purchaseOrderId })
    expect(receives).toHaveLength(1)
    const { refusal } = await sandbox.change('cancelPurchaseOrder', { purchaseOrderId })
    expect(refusal).toMatch(/partially_received/)
  })

  it('an order of the shop is not taken twice', async () => {
    const [priya] = (await sandbox.read('contacts', { type: 'customer', name: 'Priya Nair' })).contacts
    const { id: itemId } = await itemOf('BB-JAI-002')
    const asked = { customerId: priya.id, lines: [{ itemId, quantity: 1 }] }
    const again = await sandbox.change('createSalesOrder', { ...asked, reference: '#1042' })
    expect(again.refusal).toMatch(/SO-01042 has the reference #1042 already/)
    const { result } = await sandbox.done('createSalesOrder', { ...asked, reference: '#1301' })
    await sandbox.done('confirmSalesOrder', { salesOrderId: result.salesOrderId })
    await sandbox.done('voidSalesOrder', { salesOrderId: result.salesOrderId })
    const once = await sandbox.change('createSalesOrder', { ...asked, reference: '#1301' })
    expect(once.refusal).toBeNull()
  })

  it.each([
    ['reset_after', 'interrupted', 'succeeded'],
    ['reset_before', 'interrupted', 'failed'],
    ['http_500_after', 'broken', 'succeeded'],
    ['http_500_before', 'broken', 'failed'],
    ['malformed', 'broken', 'succeeded'],
  ] as const)('a new contact that meets %s is %s, and found to have %s', async (fault, kind, outcome) => {
    const { write, run, reconcile } = await sandbox.change('createContact', {
      type: 'vendor',
      name: 'Kutch Weavers',
    })
    await sandbox.fault('POST /in/inventory/v1/contacts', fault)
    const error = await run().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind })
    expect(write.classify(error as never)).toBe('unknown')
    expect((await reconcile()).outcome).toBe(outcome)
  })

  it('says no in Zoho’s words where the facts moved', async () => {
    const [draft] = (await sandbox.read('purchaseOrders', { status: ['draft'] })).purchaseOrders
    const { write, run } = await sandbox.change('issuePurchaseOrder', { purchaseOrderId: draft.id })
    await sandbox.control('POST', 'provider-change', {
      provider: 'zoho_inventory',
      kind: 'purchase_order',
      id: draft.number,
      set: { status: 'cancelled' },
    })
    const error = await run().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/cannot be marked as issued/),
    })
    expect(write.classify(error as never)).toBe('failed')
  })
})

describe('who may', () => {
  const app = {
    data_center: 'in',
    client_id: apps.zoho.clientId,
    client_secret: apps.zoho.clientSecret,
  }
  const consent = (scopes: readonly string[], fields = app) =>
    sandbox.consented(`zoho_login/${fields.data_center}`, fields, scopes)

  it('consents to no more than is asked for, is found its organisation, refreshes, and ends it', async () => {
    sandbox.credential = await consent(scopesOf(zohoInventory, 'read'))
    expect(zohoInventory.credential.input.parse(sandbox.credential)).toMatchObject({
      organization_id: '60047290042',
    })
    await expect(sandbox.read('organization')).resolves.toMatchObject({
      currency: 'INR',
      name: 'Bluebird Store',
    })
    const { id } = await itemOf('BB-JAI-002')
    const { run } = await sandbox.change('setItemStatus', { itemId: id, status: 'inactive' })
    await expect(run()).rejects.toMatchObject({
      kind: 'unauthorised',
      message: expect.stringMatching(/connect it/),
    })
    sandbox.credential = await sandbox.refreshed(sandbox.credential)
    await zohoInventory.oauth.revoke?.(sandbox.session('auth', sandbox.credential))
    await expect(sandbox.read('items')).rejects.toMatchObject({ kind: 'unauthorised' })
    await expect(sandbox.refreshed(sandbox.credential)).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('is told of the data centre that is not the account’s', async () => {
    await expect(consent(['ZohoInventory.items.READ'], { ...app, data_center: 'eu' })).rejects.toThrow(
      /another data centre: India/,
    )
  })

  it('reaches no organisation but its own', async () => {
    sandbox.credential = { ...sandbox.credential, organization_id: '1' }
    await expect(sandbox.read('items')).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^Zoho Inventory.*not associated/),
    })
  })

  it('is asked for fewer requests in Zoho’s words', async () => {
    await sandbox.fault('GET /in/inventory/v1/bills', 'throttled')
    await expect(sandbox.read('bills')).rejects.toMatchObject({ kind: 'throttled' })
  })
})
