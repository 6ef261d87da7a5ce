/** Zoho Inventory's writes: nothing is made twice, what a card says is what is sent, and what is undone is as it was. */
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../connectors/define.ts'
import { zohoInventory } from '../connectors/zoho-inventory/index.ts'
import { drive } from './support/connectors/drive.ts'
import type { Received } from './support/connectors/fixture.ts'
import { wire } from './support/connectors/wire.ts'
import { createWarehouse, draft, fixture, issued, quilt } from './support/connectors/zoho-inventory.ts'

const { change } = drive(zohoInventory, fixture)
/** As long as a key can be. */
const key = 'action-key_0123456789-abcdefghijklmn'

/** One write on books of its own. */
async function prepared(name: keyof typeof zohoInventory.writes, more: JsonObject = {}) {
  nock.cleanAll()
  const line = wire(zohoInventory, { ...fixture, provider: () => createWarehouse() })
  // biome-ignore lint/suspicious/noExplicitAny: writes with different inputs
  const write = zohoInventory.writes[name] as any
  const api = await zohoInventory.open(line.session('write'))
  const input = write.input.parse({ ...fixture.writes[name]?.input, ...more })
  const facts = { input, before: await write.preview(api, input), account: 'x' }
  return { line, write, api, facts, order: { ...facts, idempotencyKey: key } }
}

const posts = (received: Received[]) => received.filter(({ method }) => method === 'POST')

describe('nothing is made twice', () => {
  it.each(['createPurchaseOrder', 'createSalesOrder', 'adjustStock', 'receivePurchaseOrder'] as const)(
    '%s finds its own under the same key',
    async (name) => {
      const { line, write, api, order } = await prepared(name)
      const first = await write.run(api, order)
      expect(await write.run(api, order)).toEqual(first)
      expect(line.provider.acted()).toBe(1)
      expect(posts(line.received).length).toBe(1)
      await write.run(api, { ...order, idempotencyKey: `${key.slice(0, -1)}X` })
      expect(line.provider.acted()).toBe(2)
    },
  )

  it('our key stands whole in what Zoho stores, beside the name that people know', async () => {
    const { line, write, api, order } = await prepared('createSalesOrder', { reference: '#1000000-shop' })
    await write.run(api, order)
    const reference_number = `#1000000-shop ${key}`
    expect(posts(line.received)[0]?.body).toMatchObject({ reference_number })
    expect(reference_number.length).toBe(50)
  })

  it('another one’s reference is not taken for ours', async () => {
    const { write, api, order } = await prepared('createPurchaseOrder')
    await write.run(api, { ...order, idempotencyKey: `x${key.slice(1)}` })
    expect(await write.reconcile(api, order)).toMatchObject({ outcome: 'failed' })
  })

  it('nobody knows where old orders come first and not all of them were read', async () => {
    const { write, order } = await prepared('createPurchaseOrder')
    const rows = Array.from({ length: 200 }, (_, id) => ({ purchaseorder_id: String(id) }))
    const body = {
      code: 0,
      purchaseorders: rows,
      page_context: { has_more_page: true, sort_column: 'date', sort_order: 'A' },
    }
    nock.cleanAll()
    const line = wire(zohoInventory, {
      ...fixture,
      provider: () => ({ acted: () => 0, answer: () => ({ status: 200, body: body as Json }) }),
    })
    const found = await write.reconcile(await zohoInventory.open(line.session('read')), order)
    expect(found).toMatchObject({ outcome: 'unknown', sentence: expect.stringMatching(/not all of them/) })
    expect(line.received.length).toBe(5)
  })

  it('a contact’s name is looked for whatever its case', async () => {
    const { write, facts } = await prepared('createContact', { name: 'PRIYA NAIR' })
    expect(write.refuse(facts)).toMatch(/is in Zoho Inventory already/)
  })
})

describe('purchase orders', () => {
  it('the card says what the request comes to, and a difference in the answer is told', async () => {
    const { line, write, api, facts, order } = await prepared('createPurchaseOrder')
    const { money, changes } = write.summarize(facts)
    const result = await write.run(api, order)
    const body = (posts(line.received)[0]?.body ?? { line_items: [] }) as {
      line_items: { quantity: number; purchase_rate: number }[]
    }
    const sent = body.line_items.reduce(
      (sum, one) => sum + one.quantity * Math.round(one.purchase_rate * 100),
      0,
    )
    expect(money).toEqual({ currency: 'INR', minor: sent })
    expect(body.line_items[1]?.purchase_rate).toBe(199.5)
    expect(changes).toContainEqual({ field: 'Arrives at', from: null, to: 'Mumbai Warehouse' })
    expect(write.settled({ ...facts, result })).toBeNull()
    const cheaper = { ...result, subTotal: { currency: 'INR', minor: 100 } }
    expect(write.settled({ ...facts, result: cheaper })).toMatch(/made it with ₹1\.00 before tax and not ₹/)
  })

  it('the default number is Zoho’s; one of one’s own says so in the query', async () => {
    const own = await prepared('createPurchaseOrder', { number: 'OWN-7' })
    await own.write.run(own.api, own.order)
    const [request] = posts(own.line.received)
    expect(request?.query.get('ignore_auto_number_generation')).toBe('true')
    expect(request?.body).toMatchObject({ purchaseorder_number: 'OWN-7' })
    const [usual] = posts(await change('createPurchaseOrder'))
    expect(usual?.query.has('ignore_auto_number_generation')).toBe(false)
    expect(usual?.body).not.toHaveProperty('purchaseorder_number')
  })

  it('a change sends every line that stays, and can be taken back', async () => {
    const [first, second] = draft.lines
    const asked = { lines: [{ lineItemId: first?.line_item_id ?? '', quantity: 45 }], added: [] }
    const { line, write, api, facts, order } = await prepared('updatePurchaseOrder', asked)
    const result = await write.run(api, order)
    const put = line.received.find(({ method }) => method === 'PUT')
    expect(put?.body).toMatchObject({
      purchaseorder_number: draft.purchaseorder_number,
      expected_delivery_date: '2026-12-24',
      line_items: [
        { line_item_id: first?.line_item_id, quantity: 45, location_id: first?.location_id, unit: 'pcs' },
        { line_item_id: second?.line_item_id, quantity: 30 },
      ],
    })
    const undo = write.undo({ ...facts, result })
    const again = { input: write.input.parse(undo.input), account: 'x' }
    await write.run(api, { ...again, before: await write.preview(api, again.input), idempotencyKey: key })
    const { now, was } = { now: await write.preview(api, facts.input), was: facts.before }
    expect(now).toEqual(was)
  })

  it('is not changed below what came in, nor where discounts would be lost', async () => {
    const lineItemId = issued.lines[0]?.line_item_id ?? ''
    const input = {
      purchaseOrderId: issued.purchaseorder_id,
      lines: [{ lineItemId, quantity: 3 }],
      added: [],
    }
    const { write, facts } = await prepared('updatePurchaseOrder', input)
    expect(write.refuse(facts)).toBeNull()
    const [line, ...lines] = facts.before.lines
    const received = { ...facts, before: { ...facts.before, lines: [{ ...line, received: 4 }, ...lines] } }
    expect(write.refuse(received)).toMatch(/4 were received already/)
    expect(write.refuse({ ...facts, before: { ...facts.before, hasMore: true } })).toMatch(/exactly/)
  })

  it('a rate in another currency, or none that is exact, is refused', async () => {
    const lines = [{ itemId: quilt, quantity: 1, rate: { currency: 'USD', minor: 100 } }]
    const dollars = await prepared('createPurchaseOrder', { lines })
    expect(dollars.write.refuse(dollars.facts)).toMatch(/is in USD, and this order is in INR/)
    const plain = await prepared('createPurchaseOrder', { lines: [{ itemId: quilt, quantity: 1 }] })
    const [item] = plain.facts.before.items
    const inexact = { ...plain.facts, before: { ...plain.facts.before, items: [{ ...item, rate: null }] } }
    expect(plain.write.refuse(inexact)).toMatch(/no exact rate in INR/)
  })
})

it('an adjustment’s opposite puts back what was there', async () => {
  const { write, api, facts, order } = await prepared('adjustStock')
  const result = await write.run(api, order)
  const undo = write.undo({ ...facts, result })
  const back = { input: write.input.parse(undo.input), account: 'x' }
  const before = await write.preview(api, back.input)
  expect(before.items[0].onHand).toBe(facts.before.items[0].onHand - 2)
  await write.run(api, { ...back, before, idempotencyKey: `${key.slice(0, -1)}X` })
  expect(await write.preview(api, facts.input)).toEqual(facts.before)
})
