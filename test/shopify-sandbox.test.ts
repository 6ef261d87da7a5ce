/** Shopify's connector against the sandbox's shop, over HTTP: what is done there is true of the one sample store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { moneyText } from '../connectors/money.ts'
import { ShopifySandbox } from './support/connectors/shopify-sandbox.ts'

let sandbox: ShopifySandbox
beforeEach(async () => {
  sandbox = await ShopifySandbox.start()
})
afterEach(() => sandbox.stop())

type Listed<Name extends string> = Record<Name, JsonObject[]>
const minorOf = (money: unknown): number => (money as { minor: number } | undefined)?.minor ?? 0
const inr = (minor: number) => ({ currency: 'INR', minor })

const orderOf = async (name: string) => (await sandbox.read('order', { order: name })).order as JsonObject

/** The write, and the write that takes it back: the result of the first, and of what both leave behind. */
async function doneAndUndone(name: string, given: JsonObject) {
  const { run, refusal, summary } = await sandbox.deed(name, given)
  expect(refusal).toBeNull()
  const done = await run()
  expect(done.found.outcome).toBe('succeeded')
  expect(summary.undo).not.toBeNull()
  const { undo } = done
  const back = async () => {
    const inverse = await sandbox.deed(undo?.write ?? '', (undo?.input ?? {}) as JsonObject)
    expect(inverse.refusal).toBeNull()
    return inverse.run()
  }
  return { ...done, summary, back }
}

describe('money', () => {
  it('that was authorised is captured once, at Razorpay too', async () => {
    const { run, summary } = await sandbox.deed('captureOrder', { order: '1299' })
    expect(summary.headline).toMatch(/^Capture ₹[\d,.]+ of order #1299$/)
    const { result, found } = await run()
    expect(found).toEqual({ outcome: 'succeeded', result })
    const order = await orderOf('1299')
    expect(order).toMatchObject({ financialStatus: 'PAID', outstanding: inr(0) })
    const { payments } = (await sandbox.control('/providers/razorpay')) as { payments: JsonObject[] }
    const [payment] = (order.transactions as { paymentIds: string[] }[])[0]?.paymentIds ?? []
    expect(payments.find(({ id }) => id === payment)).toMatchObject({ status: 'captured' })
    expect((await sandbox.deed('captureOrder', { order: '1299' })).refusal).toMatch(/no authorised payment/)
  })

  it('that came in cash is marked as received once', async () => {
    const { orders } = (await sandbox.read('orders', {
      query: 'financial_status:pending',
    })) as Listed<'orders'>
    const order = String(orders.find(({ cancelledAt }) => cancelledAt === null)?.name)
    const { run, facts } = await sandbox.deed('markOrderPaid', { order })
    const { result, found } = await run()
    expect(result).toMatchObject({ financialStatus: 'PAID', received: facts.before.outstanding })
    expect(found).toEqual({ outcome: 'succeeded', result })
    expect((await sandbox.deed('markOrderPaid', { order })).refusal).toMatch(/cannot be marked as paid/)
  })
})

describe('an order', () => {
  it('is edited in one run, and edited back', async () => {
    const { lineItems, total } = (await orderOf('1050')) as {
      lineItems: JsonObject[]
      total: { minor: number }
    }
    const [line] = lineItems
    const { variants } = (await sandbox.read('variants', {
      query: 'title:Diya*',
      limit: 1,
    })) as Listed<'variants'>
    const [added] = variants
    const { result, summary, back } = await doneAndUndone('editOrder', {
      order: '1050',
      add: [{ variant: String(added?.id), quantity: 2 }],
      set: [{ lineItem: String(line?.id), quantity: 2 }],
      notify: false,
    })
    const price = minorOf(added?.price)
    expect(result.total).toEqual(inr(total.minor * 2 + price * 2))
    expect(summary.changes.at(-2)).toMatchObject({
      field: 'Total',
      to: `about ${moneyText(inr(total.minor * 2 + price * 2))}, as Shopify calculates tax and discounts`,
    })
    expect((await orderOf('1050')).lineItems).toHaveLength(2)
    await back()
    expect(await orderOf('1050')).toMatchObject({ total, outstanding: inr(0) })
  })

  it('is sent in two parcels, and then nothing of it is left', async () => {
    const { fulfillmentOrders } = (await sandbox.read('fulfillmentOrders', {
      limit: 100,
    })) as Listed<'fulfillmentOrders'>
    const open = fulfillmentOrders.find(({ items }) => (items as JsonObject[]).length > 1)
    const [first] = (open?.items ?? []) as { id: string; remaining: number }[]
    const part = await sandbox.deed('createFulfillment', {
      fulfillmentOrder: String(open?.id),
      lineItems: [{ lineItem: String(first?.id), quantity: first?.remaining ?? 0 }],
      tracking: { company: 'Delhivery', number: 'DL42' },
      notify: true,
    })
    expect(part.summary.recipients).toMatchObject([expect.stringMatching(/@.*, by e-mail$/)])
    const { result, found } = await part.run()
    expect(found).toMatchObject({ outcome: 'succeeded', result: { fulfillment: result.fulfillment } })
    expect(await orderOf(String(open?.order))).toMatchObject({ fulfillmentStatus: 'PARTIALLY_FULFILLED' })
    // The same parcel again: nothing of that line is left.
    expect((await sandbox.deed('createFulfillment', part.facts.input)).refusal).toMatch(/^Only 0 of/)
    const all = { fulfillmentOrder: String(open?.id), notify: false }
    await (await sandbox.deed('createFulfillment', all)).run()
    expect(await orderOf(String(open?.order))).toMatchObject({ fulfillmentStatus: 'FULFILLED' })
  })

  it('whose cancellation is held is accepted and no more, until it is done', async () => {
    let release = () => {}
    sandbox.work = () => new Promise((resolve) => (release = resolve))
    const { run, reconcile } = await sandbox.deed('cancelOrder', {
      order: '1050',
      reason: 'CUSTOMER',
      refund: true,
      restock: true,
      notify: false,
    })
    const { result, settled, found } = await run()
    expect(result).toMatchObject({ cancelledAt: null })
    expect(settled).toBe('Shopify accepted the cancellation of order #1050 and is still working on it.')
    // Nor has it failed, if the answer is lost meanwhile.
    expect(found).toMatchObject({ outcome: 'unknown' })
    expect(await orderOf('1050')).toMatchObject({ cancelledAt: null, refunded: inr(0) })
    release()
    expect(await reconcile()).toMatchObject({ outcome: 'succeeded', result: { state: 'cancelled' } })
    expect(await orderOf('1050')).toMatchObject({ financialStatus: 'REFUNDED' })
  })
})

describe('a draft order', () => {
  const wrap = { title: 'Gift wrap', price: inr(5000), quantity: 1 }

  it('is changed, changed back, sent and completed', async () => {
    const made = await (
      await sandbox.deed('createDraftOrder', { lineItems: [wrap], email: 'a@example.com' })
    ).run()
    const draft = String(made.result.draft)
    const { back, result } = await doneAndUndone('updateDraftOrder', {
      draft,
      lineItems: [{ ...wrap, quantity: 3 }],
      note: 'By phone',
    })
    expect(result.total).toEqual(inr(15_000))
    expect((await back()).result.total).toEqual(inr(5000))
    const invoice = await sandbox.deed('sendDraftInvoice', { draft, to: 'b@example.com' })
    expect(invoice.summary.recipients).toEqual(['b@example.com, by e-mail'])
    const sent = await invoice.run()
    expect(sent.result).toMatchObject({ status: 'INVOICE_SENT' })
    expect(sent.found).toEqual({ outcome: 'succeeded', result: sent.result })
    expect((await sandbox.deed('sendDraftInvoice', { draft })).summary.already).toEqual([
      'An invoice of it was sent on 2026-11-20.',
    ])
    await (await sandbox.deed('completeDraftOrder', { draft })).run()
    expect((await sandbox.deed('updateDraftOrder', { draft, note: 'x' })).refusal).toMatch(
      /already completed/,
    )
    expect((await sandbox.deed('sendDraftInvoice', { draft })).refusal).toMatch(/already completed/)
  })
})

describe('the shelf', () => {
  it('has a product changed and changed back', async () => {
    const { products } = (await sandbox.read('products', { limit: 1 })) as Listed<'products'>
    const product = String(products[0]?.id)
    const { back } = await doneAndUndone('updateProduct', {
      product,
      title: 'A new name',
      tags: ['one', 'two'],
    })
    const now = async () =>
      ((await sandbox.read('products', { query: `id:${product.split('/').at(-1)}` })) as Listed<'products'>)
        .products[0]
    expect(await now()).toMatchObject({ title: 'A new name', tags: ['one', 'two'] })
    await back()
    expect(await now()).toMatchObject({ title: products[0]?.title, tags: products[0]?.tags })
  })

  it('has stock set and prices changed, and both taken back', async () => {
    const { inventory } = (await sandbox.read('inventory', { limit: 1 })) as Listed<'inventory'>
    const [level] = (inventory[0]?.levels ?? []) as { locationId: string; available: number }[]
    const place = {
      inventoryItem: String(inventory[0]?.inventoryItemId),
      location: String(level?.locationId),
    }
    const set = await doneAndUndone('setInventory', { ...place, available: 7, reason: 'correction' })
    expect(set.summary.changes[0]).toMatchObject({ from: String(level?.available), to: '7' })
    // Two are sold meanwhile: taking the count back leaves them sold.
    await (await sandbox.deed('adjustInventory', { ...place, delta: -2, reason: 'correction' })).run()
    expect((await set.back()).result).toMatchObject({ available: (level?.available ?? 0) - 2 })

    const { variants } = (await sandbox.read('variants', { limit: 1 })) as Listed<'variants'>
    const prices = [{ variant: String(variants[0]?.id), price: inr(99_900), compareAtPrice: inr(199_900) }]
    const priced = await doneAndUndone('changePrices', { prices })
    await priced.back()
    const again = (await sandbox.read('variants', { limit: 1 })) as Listed<'variants'>
    expect(again.variants[0]).toEqual(variants[0])
  })

  it('has metafields set, bound to what the card showed', async () => {
    const { products } = (await sandbox.read('products', { limit: 1 })) as Listed<'products'>
    const owner = String(products[0]?.id)
    const field = (value: string) => ({
      owner,
      metafields: [{ namespace: 'custom', key: 'care', type: 'single_line_text_field', value }],
    })
    const first = await sandbox.deed('setMetafields', field('Wash cold'))
    expect(first.summary.undo).toBeNull()
    const late = await sandbox.deed('setMetafields', field('Wash warm'))
    expect((await first.run()).undo).toBeNull()
    await expect(late.run()).rejects.toMatchObject({ kind: 'refused' })
    const { back } = await doneAndUndone('setMetafields', field('Dry clean'))
    expect((await back()).found).toMatchObject({ outcome: 'succeeded' })
  })

  it('has a discount code once', async () => {
    const given = { code: 'DIWALI10', value: { percent: 10 }, startsAt: '2026-12-01T00:00:00+05:30' }
    const { run } = await sandbox.deed('createDiscountCode', given)
    const { result, found } = await run()
    expect(result).toMatchObject({ code: 'DIWALI10', status: 'SCHEDULED', summary: '10% off entire order' })
    expect(found).toEqual({ outcome: 'succeeded', result })
    expect((await sandbox.deed('createDiscountCode', { ...given, code: 'diwali10' })).refusal).toMatch(
      /taken/,
    )
  })
})

describe('a customer', () => {
  it('is made once, changed, and changed back', async () => {
    const given = { firstName: 'Meera', lastName: 'Iyer', email: 'meera.iyer@example.com' }
    const { result } = await (await sandbox.deed('createCustomer', given)).run()
    expect((await sandbox.deed('createCustomer', given)).refusal).toBe(
      'Meera Iyer is already a customer with this address or number.',
    )
    const customer = String(result.customer)
    const { back } = await doneAndUndone('updateCustomer', { customer, firstName: 'Mira', note: 'Regular' })
    expect((await back()).result).toMatchObject({ name: 'Meera Iyer' })
  })
})
