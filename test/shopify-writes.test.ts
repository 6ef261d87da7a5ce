/** Shopify's other writes: names, cancellations, stock, prices, drafts and tags. */
import { describe, expect, it } from 'vitest'
import { findOrder } from '../connectors/shopify/lookup.ts'
import { adjustInventory } from '../connectors/shopify/writes/adjust-inventory.ts'
import { cancelOrder } from '../connectors/shopify/writes/cancel-order.ts'
import { changePrices } from '../connectors/shopify/writes/change-prices.ts'
import { createDraftOrder } from '../connectors/shopify/writes/create-draft-order.ts'
import { addTags } from '../connectors/shopify/writes/tags.ts'
import { answering, faultOf, json } from './support/connectors/shopify-line.ts'

const idempotencyKey = 'writes-test-key-0000000001'
const account = 'kolam.myshopify.com'
const inr = (minor: number) => ({ currency: 'INR', minor })
const bag = (minor: number) => ({
  presentmentMoney: { amount: (minor / 100).toFixed(2), currencyCode: 'INR' },
})

describe('an order by its name', () => {
  const nodes = (...names: string[]) => ({
    OrderByName: [
      { orders: { nodes: names.map((name, index) => ({ id: `gid://shopify/Order/${index}`, name })) } },
    ],
  })

  it.each(['1042', '#1042'])('is the one that is called exactly so: %s', async (ref) => {
    expect(await findOrder(answering(nodes('#10420', '#1042', '#1042-B')), ref)).toBe('gid://shopify/Order/1')
  })

  it.each([[['#10420']], [[]], [['#1042', '1042']]])('is none of %j', async (names) => {
    expect((await faultOf(findOrder(answering(nodes(...names)), '1042'))).kind).toBe('not_found')
  })

  it.each(['a:b', "1' OR name:'2", 'gid://shopify/Customer/1', '*', '10 42', ''])('is not %j', (order) => {
    const input = { order, reason: 'OTHER', refund: false, restock: false, notify: false }
    expect(cancelOrder.input.safeParse(input).success).toBe(false)
  })
})

describe('a cancellation', () => {
  const order = (cancelledAt: string | null, staffNote: string | null = null) => ({
    order: {
      id: 'gid://shopify/Order/1',
      name: '#1042',
      email: 'asha@example.com',
      cancelledAt,
      cancelReason: null,
      cancellation: cancelledAt === null ? null : { staffNote },
      displayFinancialStatus: 'PAID',
      displayFulfillmentStatus: 'UNFULFILLED',
      returnStatus: 'NO_RETURN',
      totalPriceSet: bag(249_900),
      totalReceivedSet: bag(249_900),
      totalRefundedSet: bag(0),
    },
  })
  const at = '2026-11-22T10:00:00Z'
  const accepted = {
    orderCancel: { job: { id: 'gid://shopify/Job/1', done: false }, orderCancelUserErrors: [] },
  }
  const job = (done: boolean) => ({ job: { id: 'gid://shopify/Job/1', done } })
  const input = cancelOrder.input.parse({
    order: 'gid://shopify/Order/1',
    reason: 'CUSTOMER',
    refund: true,
    restock: true,
    notify: true,
  })

  async function ran(later: unknown[], ended: unknown) {
    const api = answering({ CancelState: [order(null), ...later], OrderCancel: [accepted], Job: [ended] })
    const before = await cancelOrder.preview(api, input)
    return { api, run: () => cancelOrder.run(api, { input, before, account, idempotencyKey }) }
  }

  it('is done when the order is cancelled', async () => {
    const { api, run } = await ran([order(null), order(null), order(at)], job(false))
    expect(await run()).toMatchObject({ state: 'cancelled', cancelledAt: at })
    expect(api.asked.filter(({ name }) => name === 'OrderCancel')).toHaveLength(1)
  })

  it('that Shopify is still working on is called no more than that', async () => {
    const { run } = await ran([order(null)], job(false))
    expect(await run()).toMatchObject({ cancelledAt: null, state: expect.stringContaining('still') })
  })

  it('that Shopify gave up has failed', async () => {
    const { run } = await ran([order(null)], job(true))
    expect(cancelOrder.classify(await faultOf(run()))).toBe('failed')
  })

  it('does not fail because the looking fails', async () => {
    const throttled = json({ errors: [{ message: 'T', extensions: { code: 'THROTTLED' } }] })
    const { run } = await ran([throttled], throttled)
    expect(await run()).toMatchObject({ cancelledAt: null })
  })

  it('says what happens to the money', async () => {
    const before = await cancelOrder.preview(answering({ CancelState: [order(null)] }), input)
    expect(cancelOrder.summarize({ input, before, account })).toMatchObject({
      money: inr(249_900),
      recipients: ['The payer, asha@example.com, by the original payment', 'asha@example.com, by e-mail'],
      undo: null,
    })
    const kept = cancelOrder.summarize({ input: { ...input, refund: false, notify: false }, before, account })
    expect(kept).toMatchObject({ money: null, recipients: [] })
  })

  it.each([
    ['by us', order(at, `[ops-room ${idempotencyKey}]`), 'succeeded'],
    ['by somebody else', order(at, 'by hand'), 'unknown'],
    ['by nobody so far, which says nothing of what is accepted,', order(null), 'unknown'],
  ])('is found %s', async (_, now, outcome) => {
    const api = answering({ CancelState: [order(null), now] })
    const before = await cancelOrder.preview(api, input)
    expect(await cancelOrder.reconcile(api, { input, before, account, idempotencyKey })).toMatchObject({
      outcome,
    })
  })
})

describe('a change of stock', () => {
  const input = adjustInventory.input.parse({
    inventoryItem: 'gid://shopify/InventoryItem/1',
    location: 'gid://shopify/Location/1',
    delta: -3,
    reason: 'damaged',
  })
  const before = { item: 'Kurta', sku: null, location: 'Bengaluru', isTracked: true, available: 12 }
  const facts = { input, before, account, idempotencyKey }
  const said = (code: string) => ({
    inventoryAdjustQuantities: {
      inventoryAdjustmentGroup: null,
      userErrors: [{ field: null, message: 'It says', code }],
    },
  })

  it('is bound to the stock that the card showed', async () => {
    const api = answering({ InventoryAdjust: [said('CHANGE_FROM_QUANTITY_STALE')] })
    expect(adjustInventory.classify(await faultOf(adjustInventory.run(api, facts)))).toBe('failed')
    expect(api.asked[0]?.variables).toEqual({
      key: idempotencyKey,
      input: {
        name: 'available',
        reason: 'damaged',
        referenceDocumentUri: `gid://ops-room/Action/${idempotencyKey}`,
        changes: [
          {
            inventoryItemId: input.inventoryItem,
            locationId: input.location,
            delta: -3,
            changeFromQuantity: 12,
          },
        ],
      },
    })
  })

  it('that is under way with the same key is unknown', async () => {
    const api = answering({ InventoryAdjust: [said('IDEMPOTENCY_CONCURRENT_REQUEST')] })
    expect(adjustInventory.classify(await faultOf(adjustInventory.run(api, facts)))).toBe('unknown')
  })

  it.each([
    [9, 'succeeded'],
    [12, 'failed'],
    [11, 'unknown'],
  ])('with %d available afterwards has %s', async (quantity, outcome) => {
    const level = {
      location: { id: input.location, name: 'Bengaluru' },
      quantities: [{ name: 'available', quantity }],
    }
    const inventoryItem = {
      id: input.inventoryItem,
      sku: null,
      tracked: true,
      variants: null,
      inventoryLevel: level,
    }
    const api = answering({ InventoryLevel: [{ inventoryItem }] })
    expect(await adjustInventory.reconcile(api, facts)).toMatchObject({ outcome })
  })

  it('of nothing is no change', () => {
    expect(adjustInventory.input.safeParse({ ...input, delta: 0 }).success).toBe(false)
  })
})

describe('a change of prices', () => {
  const id = (digit: number) => `gid://shopify/ProductVariant/${digit}`
  const variant = (digit: number, product: number, price = '1249.50') => ({
    id: id(digit),
    title: `Size ${digit}`,
    sku: null,
    price,
    compareAtPrice: '1500.00',
    product: { id: `gid://shopify/Product/${product}`, title: 'Kurta' },
  })
  const prepare = async (prices: unknown[], nodes: unknown[]) => {
    const api = answering({ VariantPrices: [{ shop: { currencyCode: 'INR' }, nodes }] })
    const input = changePrices.input.parse({ prices })
    return { input, before: await changePrices.preview(api, input), account }
  }
  const wanted = (digit: number, minor: number, more = {}) => ({
    variant: id(digit),
    price: inr(minor),
    ...more,
  })

  it.each([
    [
      'of two products',
      [wanted(1, 1), wanted(2, 1)],
      [variant(1, 1), variant(2, 2)],
      /more than one product/,
    ],
    ['twice', [wanted(1, 1), wanted(1, 2)], [variant(1, 1)], /named twice/],
    ['to what they are', [wanted(1, 124_950)], [variant(1, 1)], /already/],
    [
      'in another currency',
      [{ variant: id(1), price: { currency: 'USD', minor: 1 } }],
      [variant(1, 1)],
      /prices are in INR/,
    ],
  ])('is refused: %s', async (_, prices, nodes, sentence) => {
    expect(changePrices.refuse(await prepare(prices, nodes))).toMatch(sentence)
  })

  it('shows and sends each price, and leaves alone what it was not asked for', async () => {
    const prices = [wanted(1, 99_900), wanted(2, 124_950, { compareAtPrice: 'remove' })]
    const facts = await prepare(prices, [variant(1, 1), variant(2, 1)])
    expect(changePrices.summarize(facts).changes).toEqual([
      { field: 'Price of Size 1', from: '₹1,249.50', to: '₹999.00' },
      { field: 'Price of Size 2', from: '₹1,249.50', to: '₹1,249.50' },
      { field: 'Compare-at price of Size 2', from: '₹1,500.00', to: 'none' },
    ])
    const productVariants = [
      { id: id(1), price: '999.00', compareAtPrice: null },
      { id: id(2), price: '1249.50', compareAtPrice: null },
    ]
    const api = answering({
      VariantPricesUpdate: [{ productVariantsBulkUpdate: { productVariants, userErrors: [] } }],
    })
    await changePrices.run(api, { ...facts, idempotencyKey })
    expect(api.asked[0]?.variables).toEqual({
      productId: 'gid://shopify/Product/1',
      variants: [
        { id: id(1), price: '999.00' },
        { id: id(2), price: '1249.50', compareAtPrice: null },
      ],
    })
  })

  it('that comes back otherwise is unknown', async () => {
    const facts = await prepare([wanted(1, 99_900)], [variant(1, 1)])
    const productVariants = [{ id: id(1), price: '999.01', compareAtPrice: null }]
    const api = answering({
      VariantPricesUpdate: [{ productVariantsBulkUpdate: { productVariants, userErrors: [] } }],
    })
    const fault = await faultOf(changePrices.run(api, { ...facts, idempotencyKey }))
    expect(changePrices.classify(fault)).toBe('unknown')
  })
})

describe('a draft order', () => {
  it('shows Shopify’s own refusal before anybody is asked', async () => {
    const answer = {
      calculatedDraftOrder: null,
      userErrors: [{ field: null, message: 'Line items is invalid' }],
    }
    const api = answering({ DraftOrderCalculate: [{ draftOrderCalculate: answer }] })
    const input = createDraftOrder.input.parse({
      lineItems: [{ title: 'Wrap', price: inr(500), quantity: 1 }],
    })
    const facts = { input, before: { currency: 'INR', variants: [], customer: null }, account }
    expect(await createDraftOrder.dryRun?.(api, facts)).toEqual({
      ok: false,
      sentence: 'Shopify would refuse it: Line items is invalid',
    })
    expect(api.asked.map(({ name }) => name)).toEqual(['DraftOrderCalculate'])
  })
})

describe('tags', () => {
  it.each(['a,b', '', '   ', 'x'.repeat(41)])('are single words or phrases: not %j', (tag) => {
    expect(addTags.input.safeParse({ target: '1042', tags: [tag] }).success).toBe(false)
  })
})
