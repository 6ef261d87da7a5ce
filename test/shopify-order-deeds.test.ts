/** Edits, captures and parcels where they could go wrong: what is refused, what is sent, and what an answer means. */
import { describe, expect, it } from 'vitest'
import { captureOrder } from '../connectors/shopify/writes/capture-order.ts'
import { createFulfillment } from '../connectors/shopify/writes/create-fulfillment.ts'
import { editOrder } from '../connectors/shopify/writes/edit-order.ts'
import { answering, faultOf } from './support/connectors/shopify-line.ts'

const account = 'kolam.myshopify.com'
const idempotencyKey = 'deeds-test-key-00000000001'
const inr = (minor: number) => ({ currency: 'INR', minor })
const bag = (minor: number) => ({ presentmentMoney: { amount: String(minor / 100), currencyCode: 'INR' } })
const order = 'gid://shopify/Order/1'
const line = (number: number) => `gid://shopify/LineItem/${number}`
const variant = (number: number) => `gid://shopify/ProductVariant/${number}`

describe('an edit of an order', () => {
  const held = (number: number, quantity: number, unfulfilled = quantity) => ({
    id: line(number),
    title: `Kurta ${number}`,
    variant: variant(number),
    quantity,
    unfulfilled,
    price: inr(100_000),
  })
  const before = {
    order: '#1042',
    orderId: order,
    isCancelled: false,
    isEditable: true,
    reasons: [],
    total: inr(300_000),
    outstanding: inr(0),
    lines: [held(1, 2), held(2, 1)],
    isCut: false,
    variants: [{ id: variant(3), title: 'Dupatta', sku: null, price: inr(50_000) }],
    email: 'asha@example.com',
  }
  const parsed = (given: object) => editOrder.input.parse({ order, notify: false, ...given })
  const facts = (given: object, more = {}) => ({
    input: parsed(given),
    before: { ...before, ...more },
    account,
  })
  const toOne = { set: [{ lineItem: line(1), quantity: 1 }] }

  it.each([
    ['nothing', {}, {}, 'Nothing is asked to be changed.'],
    ['a line that there is not', { set: [{ lineItem: line(9), quantity: 1 }] }, {}, /has no line/],
    ['what already is', { set: [{ lineItem: line(1), quantity: 2 }] }, {}, /already stands at 2/],
    ['what was sent', toOne, { lines: [held(1, 2, 0)] }, /^Only 0 of “Kurta 1” were not sent yet\.$/],
    ['a line twice', { set: [...toOne.set, ...toOne.set] }, {}, 'A line is named twice.'],
    [
      'what Shopify keeps',
      toOne,
      { isEditable: false, reasons: ['It is paid in installments'] },
      /installments/,
    ],
    ['a cancelled order', toOne, { isCancelled: true }, /is cancelled/],
    ['more than can be shown', toOne, { isCut: true }, /more lines than a card/],
  ])('is refused of %s', (_, given, more, sentence) => {
    expect(editOrder.refuse(facts(given, more))).toMatch(sentence)
  })

  it('says what the customer will owe, as an estimate', () => {
    const { changes } = editOrder.summarize(facts({ ...toOne, add: [{ variant: variant(3), quantity: 2 }] }))
    expect(changes).toMatchObject([
      { field: 'Kurta 1', from: '2 at ₹1,000.00', to: '1, restocked' },
      { field: 'Dupatta', from: null, to: '2 at ₹500.00' },
      { field: 'Total', from: '₹3,000.00', to: expect.stringMatching(/^about ₹3,000\.00/) },
      { field: 'Customer notified', to: 'no' },
    ])
  })

  const calculated = (quantity: number, of = 1) => ({
    orderEditBegin: {
      calculatedOrder: {
        id: 'gid://shopify/CalculatedOrder/7',
        lineItems: {
          nodes: [{ id: 'gid://shopify/CalculatedLineItem/1', quantity, variant: { id: variant(of) } }],
        },
      },
      userErrors: [],
    },
  })
  const staged = { orderEditSetQuantity: { calculatedOrder: { id: 'x' }, userErrors: [] } }

  it.each([
    ['another quantity', calculated(1)],
    ['another variant', calculated(2, 9)],
  ])('that meets %s on the line commits nothing', async (_, begun) => {
    const api = answering({ OrderEditBegin: [begun], OrderEditSetQuantity: [staged] })
    const fault = await faultOf(editOrder.run(api, { ...facts(toOne), idempotencyKey }))
    expect(editOrder.classify(fault)).toBe('failed')
    expect(api.asked.map(({ name }) => name)).toEqual(['OrderEditBegin'])
  })

  it('whose step is refused commits nothing', async () => {
    const refused = {
      orderEditSetQuantity: { calculatedOrder: null, userErrors: [{ field: null, message: 'No' }] },
    }
    const api = answering({ OrderEditBegin: [calculated(2)], OrderEditSetQuantity: [refused] })
    const fault = await faultOf(editOrder.run(api, { ...facts(toOne), idempotencyKey }))
    expect(editOrder.classify(fault)).toBe('failed')
    expect(api.asked.map(({ name }) => name)).not.toContain('OrderEditCommit')
  })

  it('is found neither done nor undone when the lines are something else', async () => {
    const now = (quantity: number) => ({
      id: line(1),
      title: 'Kurta 1',
      variantTitle: null,
      sku: null,
      currentQuantity: quantity,
      unfulfilledQuantity: quantity,
      discountedUnitPriceSet: bag(100_000),
      variant: { id: variant(1) },
    })
    const state = (quantity: number) => ({
      order: {
        id: order,
        name: '#1042',
        email: null,
        cancelledAt: null,
        merchantEditable: true,
        merchantEditableErrors: [],
        currentTotalPriceSet: bag(300_000),
        totalOutstandingSet: bag(0),
        lineItems: { nodes: [now(quantity)], pageInfo: { hasNextPage: false, endCursor: null } },
      },
    })
    const found = (quantity: number) =>
      editOrder.reconcile(answering({ OrderEditState: [state(quantity)] }), {
        ...facts(toOne, { lines: [held(1, 2)] }),
        idempotencyKey,
      })
    expect(await found(1)).toMatchObject({ outcome: 'succeeded' })
    expect(await found(2)).toMatchObject({ outcome: 'failed' })
    expect(await found(5)).toMatchObject({ outcome: 'unknown' })
  })
})

describe('a capture', () => {
  const before = {
    order: '#1042',
    orderId: order,
    financialStatus: 'AUTHORIZED',
    authorizations: [
      {
        id: 'gid://shopify/OrderTransaction/1',
        gateway: 'razorpay',
        payment: 'pay_AbCdEfGhIjKlMn',
        capturable: inr(100_000),
        isRepeatable: false,
        expiresAt: null,
      },
    ],
    captures: [],
  }
  const facts = (given = {}) => ({ input: captureOrder.input.parse({ order, ...given }), before, account })
  const made = (status: string) => ({
    orderCapture: {
      transaction: {
        id: 'gid://shopify/OrderTransaction/2',
        kind: 'CAPTURE',
        status,
        amountSet: bag(100_000),
      },
      userErrors: [],
    },
  })
  const run = (status: string) =>
    captureOrder.run(answering({ OrderCapture: [made(status)] }), { ...facts(), idempotencyKey })

  it('says what is given up where it can be captured once', () => {
    const { changes, money } = captureOrder.summarize(facts({ amount: inr(60_000) }))
    expect(money).toEqual(inr(60_000))
    expect(changes[0]).toEqual({
      field: 'Authorised',
      from: '₹1,000.00',
      to: '₹400.00 given up: it can be captured once',
    })
    expect(changes.at(-1)?.to).toBe('razorpay, pay_AbCdEfGhIjKlMn')
  })

  it.each([
    ['FAILURE', 'failed'],
    ['ERROR', 'unknown'],
    ['UNKNOWN', 'unknown'],
  ])('that the gateway answers with %s has %s', async (status, outcome) => {
    expect(captureOrder.classify(await faultOf(run(status)))).toBe(outcome)
  })

  it('that the gateway works on is called no more than accepted', async () => {
    const settled = (result: object) => captureOrder.settled?.({ ...facts(), result: { ...result } })
    expect(settled(await run('PENDING'))).toMatch(/still working on the capture of order #1042\.$/)
    expect(settled(await run('SUCCESS'))).toBeNull()
  })

  it('goes out exact, in the currency of the payment', async () => {
    const api = answering({ OrderCapture: [made('SUCCESS')] })
    await captureOrder.run(api, { ...facts({ amount: inr(10_005) }), idempotencyKey })
    expect(api.asked[0]?.variables).toMatchObject({ amount: '100.05', currency: 'INR' })
  })
})

describe('a parcel', () => {
  const before = {
    fulfillmentOrder: 'gid://shopify/FulfillmentOrder/1',
    order: '#1042',
    orderId: order,
    status: 'OPEN',
    isCancelled: false,
    canBeSent: true,
    holds: [],
    location: 'Mumbai',
    items: [
      { id: 'gid://shopify/FulfillmentOrderLineItem/1', title: 'Kurta', remaining: 2 },
      { id: 'gid://shopify/FulfillmentOrderLineItem/2', title: 'Dupatta', remaining: 0 },
    ],
    isCut: false,
    email: 'asha@example.com',
  }
  const input = createFulfillment.input.parse({
    fulfillmentOrder: before.fulfillmentOrder,
    tracking: { company: 'Delhivery', number: 'DL42' },
    notify: true,
  })

  it('with all that remains names each line and how many: nothing that came since goes with it', async () => {
    const made = {
      id: 'f',
      name: '#1042.1',
      status: 'SUCCESS',
      createdAt: '2026-11-22T00:00:00Z',
      trackingInfo: [],
    }
    const api = answering({
      FulfillmentCreate: [{ fulfillmentCreate: { fulfillment: made, userErrors: [] } }],
    })
    await createFulfillment.run(api, { input, before, account, idempotencyKey })
    expect(api.asked[0]?.variables.fulfillment).toEqual({
      lineItemsByFulfillmentOrder: [
        {
          fulfillmentOrderId: before.fulfillmentOrder,
          fulfillmentOrderLineItems: [{ id: 'gid://shopify/FulfillmentOrderLineItem/1', quantity: 2 }],
        },
      ],
      notifyCustomer: true,
      trackingInfo: { company: 'Delhivery', number: 'DL42' },
    })
    expect(createFulfillment.summarize({ input, before, account }).recipients).toEqual([
      'asha@example.com, by e-mail',
    ])
  })

  it.each([
    [{ holds: ['Fraud risk'] }, /on hold: Fraud risk/],
    [{ canBeSent: false, status: 'CLOSED' }, /it is CLOSED/],
    [{ isCancelled: true }, /is cancelled/],
    [{ items: [] }, /left to send/],
  ])('is refused where %j', (more, sentence) => {
    expect(createFulfillment.refuse({ input, before: { ...before, ...more }, account })).toMatch(sentence)
  })
})
