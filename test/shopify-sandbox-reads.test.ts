/** Shopify's reads against the sandbox's shop, over HTTP: what they say is true of the one sample store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { shopify } from '../connectors/shopify/index.ts'
import { ShopifySandbox } from './support/connectors/shopify-sandbox.ts'
import { PRIYAS_PAYMENT } from './support/sandbox-providers.ts'

let sandbox: ShopifySandbox
beforeEach(async () => {
  sandbox = await ShopifySandbox.start()
})
afterEach(() => sandbox.stop())

type Listed<Name extends string> = Record<Name, JsonObject[]>
const minorOf = (money: unknown): number => (money as { minor: number } | undefined)?.minor ?? 0
const inr = (minor: number) => ({ currency: 'INR', minor })

const orderOf = async (name: string) => (await sandbox.read('order', { order: name })).order as JsonObject

describe('reads', () => {
  it('lead from an order to its payment at Razorpay', async () => {
    const order = await orderOf('1042')
    expect(order.transactions).toMatchObject([{ gateway: 'razorpay', paymentIds: [PRIYAS_PAYMENT] }])
    expect(order.attributes).toContainEqual({ key: 'razorpay_payment_id', value: PRIYAS_PAYMENT })
  })

  it('say what is to be sent, and of whom nothing is', async () => {
    const { fulfillmentOrders: open } = (await sandbox.read('fulfillmentOrders', {
      limit: 100,
    })) as Listed<'fulfillmentOrders'>
    expect(open.length).toBeGreaterThan(5)
    expect(open.every(({ actions }) => (actions as string[]).includes('CREATE_FULFILLMENT'))).toBe(true)
    const { fulfillmentOrders: sent } = (await sandbox.read('fulfillmentOrders', {
      order: '1042',
    })) as Listed<'fulfillmentOrders'>
    expect(sent).toMatchObject([{ order: '#1042', status: 'CLOSED', actions: [] }])
  })

  it('find no return and no dispute where Razorpay has them', async () => {
    expect(await sandbox.read('returns')).toMatchObject({ count: 0 })
    expect(await sandbox.read('returns', { order: '1042' })).toMatchObject({ orders: [{ returns: [] }] })
    expect(await sandbox.read('disputes')).toMatchObject({ count: 0, disputes: [] })
  })

  it('add the figures up to what the orders say', async () => {
    const query = 'FROM sales SHOW orders, gross_sales GROUP BY day SINCE -7d ORDER BY day'
    const { rows, columns } = (await sandbox.read('shopifyql', { query })) as unknown as Listed<'rows'> & {
      columns: JsonObject
    }
    expect(columns).toEqual({ day: 'DAY_TIMESTAMP', orders: 'INTEGER', gross_sales: 'MONEY' })
    const { orders } = (await sandbox.read('orders', {
      query: 'created_at:>=2026-11-14',
      limit: 100,
    })) as Listed<'orders'>
    const day = rows.at(-2)
    const placed = orders.filter(({ createdAt, cancelledAt }) => {
      const local = new Date(Date.parse(String(createdAt)) + 5.5 * 3_600_000).toISOString()
      return cancelledAt === null && local.startsWith(String(day?.day))
    })
    expect(day).toMatchObject({
      orders: String(placed.length),
      gross_sales: inr(placed.reduce((sum, { total }) => sum + minorOf(total), 0)),
    })
    await expect(sandbox.read('shopifyql', { query: 'FROM sales SHOW nonsense' })).rejects.toThrow(
      "Shopify did not understand the query: Column 'nonsense' not found.",
    )
  })

  it('tell another system what was already refunded here, by the order’s name or the payment', async () => {
    const api = await sandbox.open()
    const already = (order: string | null, payment: string | null) =>
      shopify.already?.(api, { kind: 'order', order, payment })
    const byName = await already('1064', null)
    expect(byName).toHaveLength(1)
    expect(byName?.[0]).toMatch(/^₹[\d,.]+ of order #1064 was refunded in Shopify on 2026-\d\d-\d\d\.$/)
    const { paymentIds } = ((await orderOf('1064')).transactions as JsonObject[])[0] ?? {}
    const [payment = ''] = paymentIds as string[]
    expect(await already(null, payment)).toEqual(byName)
    expect(await already('1064', payment)).toEqual(byName)
    expect(await already('1042', PRIYAS_PAYMENT)).toEqual([])
    // Neither a name nor an id: nothing of it goes into a search.
    expect(await already('1064 OR name:1088', "x' OR name:1088")).toEqual([])
  })
})
