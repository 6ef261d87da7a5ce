/** Shopify's later writes and reads where they could go wrong: undo, refusals, figures, payment ids, limits. */
import { describe, expect, it } from 'vitest'
import { shopify } from '../connectors/shopify/index.ts'
import { limits } from '../connectors/shopify/limits.ts'
import { paymentIdsOf } from '../connectors/shopify/payment-ids.ts'
import { shopifyql } from '../connectors/shopify/reads/analytics.ts'
import { createDiscountCode } from '../connectors/shopify/writes/create-discount-code.ts'
import { createCustomer } from '../connectors/shopify/writes/customers.ts'
import { sendDraftInvoice } from '../connectors/shopify/writes/send-draft-invoice.ts'
import { updateDraftOrder } from '../connectors/shopify/writes/update-draft-order.ts'
import { updateProduct } from '../connectors/shopify/writes/update-product.ts'
import { answering } from './support/connectors/shopify-line.ts'

const account = 'kolam.myshopify.com'
const idempotencyKey = 'deeds-test-key-00000000001'
const inr = (minor: number) => ({ currency: 'INR', minor })
const variant = (number: number) => `gid://shopify/ProductVariant/${number}`

describe('an undo that cannot be asked for', () => {
  const draft = (more = {}) => ({
    draft: '#D1',
    draftId: 'gid://shopify/DraftOrder/1',
    status: 'OPEN',
    total: inr(100),
    currency: 'INR',
    lines: [
      {
        text: '1 × Kurta',
        variant: variant(1),
        title: 'Kurta',
        quantity: 1,
        price: inr(100),
        isPlain: false,
      },
    ],
    isCut: false,
    discount: { text: '12.5 %', discount: null },
    email: null,
    note: 'old',
    tags: [],
    variants: [{ id: variant(2), title: 'Dupatta', sku: null, price: inr(50) }],
    ...more,
  })
  const undo = (given: object, more = {}) => {
    const input = updateDraftOrder.input.parse({ draft: '#D1', ...given })
    const facts = { input, before: draft(more), account }
    return {
      undo: updateDraftOrder.undo?.({ ...facts, result: {} }),
      said: updateDraftOrder.summarize(facts).undo,
    }
  }

  it.each([
    ['a price of its own', { lineItems: [{ variant: variant(2), quantity: 1 }] }],
    ['a discount of another kind', { discount: 'remove' }],
    ['no address', { email: 'a@example.com' }],
  ])('is not offered for a draft with %s', (_, given) => {
    expect(undo(given)).toEqual({ undo: null, said: null })
  })

  it('is offered for what can be', () => {
    expect(undo({ note: 'new' })).toMatchObject({
      undo: { input: { note: 'old', lineItems: null, discount: null } },
    })
    expect(
      undo({ discount: 'remove' }, { discount: { text: '10 %', discount: { percent: 10 } } }),
    ).toMatchObject({
      undo: { input: { discount: { percent: 10 } } },
    })
  })

  it('is not offered for a product that was unlisted', () => {
    const input = updateProduct.input.parse({ product: 'gid://shopify/Product/1', status: 'ACTIVE' })
    const before = { id: input.product, title: 'Kurta', status: 'UNLISTED', current: { status: 'UNLISTED' } }
    expect(updateProduct.undo?.({ input, before, account, result: {} })).toBeNull()
    expect(updateProduct.summarize({ input, before, account }).undo).toBeNull()
  })
})

describe('an invoice', () => {
  const before = {
    draft: '#D1',
    draftId: 'gid://shopify/DraftOrder/1',
    status: 'OPEN',
    isReady: true,
    total: inr(100),
    customer: null,
    email: null,
    lines: ['1 × Kurta'],
    isCut: false,
    invoiceSentAt: null,
  }
  it('is refused where nobody would get it, and names in full who does', () => {
    const input = sendDraftInvoice.input.parse({ draft: '#D1' })
    expect(sendDraftInvoice.refuse({ input, before, account })).toMatch(/has no e-mail address/)
    const to = { ...input, to: 'asha.rao@example.com' }
    expect(sendDraftInvoice.refuse({ input: to, before, account })).toBeNull()
    expect(sendDraftInvoice.summarize({ input: to, before, account }).recipients).toEqual([
      'asha.rao@example.com, by e-mail',
    ])
  })
})

describe('a discount code', () => {
  const given = { code: 'FEST', value: { percent: 15 }, startsAt: '2026-12-01T00:00:00Z' }
  const before = { currency: 'INR', taken: null }
  const refused = (more: object) =>
    createDiscountCode.refuse({
      input: createDiscountCode.input.parse({ ...given, ...more }),
      before,
      account,
    })

  it('is refused where it could never be used, or is in another currency', () => {
    expect(refused({})).toBeNull()
    expect(refused({ endsAt: '2026-12-01T05:30:00+05:30' })).toMatch(/end before it starts/)
    expect(refused({ minimum: { currency: 'USD', minor: 100 } })).toMatch(/currency is INR/)
  })

  it('that stands for something else now is left to a person', async () => {
    const held = (title: string) => ({
      shop: { currencyCode: 'INR' },
      codeDiscountNodeByCode: {
        id: 'gid://shopify/DiscountCodeNode/1',
        codeDiscount: { __typename: 'DiscountCodeBasic', title, startsAt: '2026-12-01T00:00:00Z' },
      },
    })
    const found = (title: string) =>
      createDiscountCode.reconcile(answering({ DiscountByCode: [held(title)] }), {
        input: createDiscountCode.input.parse(given),
        before,
        account,
        idempotencyKey,
      })
    expect(await found('FEST')).toMatchObject({ outcome: 'succeeded' })
    expect(await found('Somebody else’s')).toMatchObject({ outcome: 'unknown' })
  })
})

describe('a customer', () => {
  it('needs an address or a number', () => {
    const input = createCustomer.input.parse({ firstName: 'Asha' })
    expect(createCustomer.refuse({ input, before: { known: null }, account })).toMatch(
      /needs an e-mail address/,
    )
  })
})

describe('figures', () => {
  const table = (columns: object[], rows: object[]) => ({
    Shopifyql: [
      { shop: { currencyCode: 'INR' }, shopifyqlQuery: { parseErrors: [], tableData: { columns, rows } } },
    ],
  })
  const asked = shopifyql.input.parse({ query: 'FROM sales SHOW total_sales LIMIT 5', limit: 1 })

  it('are cut, exact and without addresses', async () => {
    const columns = [
      { name: 'customer_email', dataType: 'STRING' },
      { name: 'shipping_address', dataType: 'STRING' },
      { name: 'total_sales', dataType: 'MONEY' },
      { name: 'average', dataType: 'MONEY' },
      { name: 'rate', dataType: 'PERCENT' },
    ]
    const row = {
      customer_email: 'asha.rao@example.com',
      shipping_address: '1 Church Street',
      total_sales: '2499.00',
      average: '12.3456',
      rate: 0.25,
    }
    expect(await shopifyql.run(answering(table(columns, [row, row])), asked)).toMatchObject({
      count: 1,
      matching: 2,
      rows: [
        {
          customer_email: 'a…@example.com',
          shipping_address: '…',
          total_sales: inr(249_900),
          average: '12.3456',
          rate: '0.25',
        },
      ],
    })
  })

  it.each(['SHOW total_sales', '', `FROM ${'x'.repeat(1000)}`])('are not asked for with %j', (query) => {
    expect(shopifyql.input.safeParse({ query }).success).toBe(false)
  })
})

describe('the id of a payment', () => {
  it.each([
    [
      'the gateway’s own before Shopify’s',
      'rShopifys',
      '{"payment_id":"pay_AbCdEfGhIjKlMn"}',
      ['pay_AbCdEfGhIjKlMn', 'rShopifys'],
    ],
    [
      'an object as well as text',
      null,
      { order: 'order_AbCdEfGhIjKlMn', id: 'pay_AbCdEfGhIjKlMn' },
      ['pay_AbCdEfGhIjKlMn', 'order_AbCdEfGhIjKlMn'],
    ],
    ['nothing else of a receipt', null, '{"card":"4111111111111111","email":"a@b.c","x":"pay_short"}', []],
    ['nothing of nothing', null, null, []],
  ])('is %s', (_, paymentId, receiptJson, ids) => {
    expect(paymentIdsOf({ paymentId, receiptJson })).toEqual(ids)
  })
})

describe('too many requests', () => {
  const cost = (requestedQueryCost: number, currentlyAvailable: number) => ({
    cost: {
      requestedQueryCost,
      throttleStatus: { currentlyAvailable, restoreRate: 100, maximumAvailable: 2000 },
    },
  })
  const heard = (body: unknown, status = 200) => ({
    status,
    headers: new Headers(),
    body: JSON.stringify(body),
  })
  const refused = { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] }

  it('is heard inside a 200, with the time that the request itself needs', () => {
    const answer = heard({ ...refused, extensions: cost(500, 200) })
    expect(limits.throttled?.(answer)).toBe(true)
    expect(limits.wait(answer)).toBe(3000)
  })

  it('is not read into an order whose note says so', () => {
    const answer = heard({ data: { order: { note: '"THROTTLED"' } }, extensions: cost(10, 1500) })
    expect(limits.throttled?.(answer)).toBe(false)
    expect(limits.wait(answer)).toBe(0)
  })

  it('is foreseen while the points run low', () => {
    expect(limits.wait(heard({ data: {}, extensions: cost(10, 20) }))).toBe(800)
    expect(limits.throttled?.(heard({}, 430))).toBe(true)
  })
})

describe('what another system calls the order', () => {
  const nothing = { RefundsMade: [{ orders: { nodes: [] } }] }
  const asked = async (order: string | null, payment: string | null) => {
    const api = answering(nothing)
    expect(await shopify.already(api, { kind: 'order', order, payment })).toEqual([])
    return api.asked.map(({ variables }) => variables.query)
  }

  it('goes into a search only where it is a name or an id', async () => {
    expect(await asked('#1042', 'pay_AbCdEfGhIjKlMn')).toEqual([
      "name:1042 OR name:'#1042'",
      'payment_id:pay_AbCdEfGhIjKlMn',
    ])
    for (const hostile of ["1042' OR name:'1088", '1042 OR tag:vip', 'a:b', '*', ''])
      expect(await asked(hostile, hostile), hostile).toEqual([])
  })

  it('finds what is alike, of which only the very order counts', async () => {
    const alike = (name: string, paymentId: string) => ({
      id: `gid://shopify/Order/${name.slice(1)}`,
      name,
      refunds: [
        {
          id: 'gid://shopify/Refund/1',
          createdAt: '2026-11-18T09:00:00Z',
          totalRefundedSet: { presentmentMoney: { amount: '499.0', currencyCode: 'INR' } },
        },
      ],
      transactions: [{ id: 't', kind: 'SALE', status: 'SUCCESS', paymentId, receiptJson: null }],
    })
    const nodes = [alike('#1042', 'pay_AbCdEfGhIjKlMn'), alike('#10420', 'pay_ZyXwVuTsRqPoNm')]
    const api = () => answering({ RefundsMade: [{ orders: { nodes } }] })
    const said = ['₹499.00 of order #1042 was refunded in Shopify on 2026-11-18.']
    expect(await shopify.already(api(), { kind: 'order', order: '1042', payment: null })).toEqual(said)
    expect(
      await shopify.already(api(), { kind: 'order', order: null, payment: 'pay_AbCdEfGhIjKlMn' }),
    ).toEqual(said)
  })
})
