/** The rules that stand in for a model: that they use the tools well, and say no more than records do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createModel } from '../sandbox/model/model.ts'
import {
  chatTools,
  done,
  order1042,
  payment,
  payments,
  post,
  type Said,
  talk,
} from './support/sandbox-model.ts'
import { serve } from './support/sandbox-providers.ts'

const NOW = Date.UTC(2026, 10, 20, 10)

let base: string
let stop: () => Promise<void>
beforeEach(async () => {
  const model = createModel({ now: () => NOW, pause: () => Promise.resolve() })
  ;({ base, stop } = await serve(model))
})
afterEach(() => stop())

const ask = (text: string, answers: Record<string, unknown>, tools?: string[]) =>
  talk(base, text, answers, tools)

const reads = { shopify_order: order1042, razorpay_payments: payments, razorpay_payment: payment() }
const names = ({ calls }: Said) => calls.map(({ name }) => name)

describe('the rules', () => {
  it('find the Razorpay payment of an order and ask for its refund, in paise', async () => {
    const whole = await ask('refund order 1042', reads)
    expect(names(whole)).toEqual([
      'shopify_order',
      'razorpay_payments',
      'razorpay_payment',
      'razorpay_create_refund',
    ])
    expect(whole.calls.at(-1)?.input).toEqual({
      paymentId: 'pay_sDlpWoKxrcDwkw',
      amount: 249_900,
      speed: 'normal',
    })
    expect(whole.text).toContain('₹2,499.00')
    const part = await ask('<@U0APP> please refund ₹500 of order #1042', reads)
    expect(part.calls.at(-1)?.input.amount).toBe(50_000)
    const inTheMiddle = await ask('refund the customer of order 1042', reads)
    expect(inTheMiddle.calls.at(-1)?.name).toBe('razorpay_create_refund')
  })

  it('take the payment that the order names, and no name of a field for one', async () => {
    const attributes = [{ key: 'razorpay_payment_id', value: 'pay_sDlpWoKxrcDwkw' }]
    const order = { ...order1042.result.order, attributes }
    const named = await ask('refund order 1042', {
      ...reads,
      shopify_order: { ...order1042, result: { order } },
    })
    expect(names(named)).toEqual(['shopify_order', 'razorpay_payment', 'razorpay_create_refund'])
    expect(named.calls[1]?.input).toEqual({ paymentId: 'pay_sDlpWoKxrcDwkw' })
  })

  it('ask for nothing when nothing or too little is left', async () => {
    const back = { refunded: { currency: 'INR', minor: 249_900 } }
    const all = await ask('refund order 1042', { ...reads, razorpay_payment: payment(back) })
    expect(names(all)).not.toContain('razorpay_create_refund')
    const more = await ask('refund 3000 of order 1042', reads)
    expect(names(more)).not.toContain('razorpay_create_refund')
    expect(more.text).toContain('more than')
  })

  it('do not do what they are told not to, nor what a note says', async () => {
    expect((await ask('do not refund order 1042', reads)).calls).toEqual([])
    const shown = await ask('show order 1042', reads)
    expect(names(shown)).toEqual(['shopify_order'])
    expect(shown.text).toContain('no instruction to me')
  })

  it.each([
    {
      answer: done({ refund: { id: 'rfnd_1', amount: { currency: 'INR', minor: 249_900 } } }),
      says: /^Done.*₹2,499\.00/m,
    },
    { answer: { status: 'denied', by: 'Ravi', reason: 'Too old' }, says: /Ravi denied it.*Too old/ },
    { answer: 'Denied by Ravi: Too old', says: /Denied by Ravi: Too old/ },
    { answer: { status: 'expired', sentence: 'Nobody decided.' }, says: /expired/ },
    { answer: { status: 'superseded', sentence: 'It moved.' }, says: /superseded/ },
    { answer: { status: 'withdrawn', sentence: 'x' }, says: /withdrawn/ },
    { answer: { status: 'failed', sentence: 'No balance.' }, says: /failed.*No balance/ },
    { answer: { status: 'unknown', sentence: 'No answer.' }, says: /Nobody knows yet/ },
    { answer: { status: 'awaiting_approval', approval: 'apr_1' }, says: /waiting for a person/ },
    { answer: { status: 'refused', code: 'x', sentence: 'Paused.' }, says: /refused.*Paused/ },
    { answer: 'gibberish', says: /cannot tell/ },
  ])('say of $answer only what it says', async ({ answer, says }) => {
    const { text, calls } = await ask('refund order 1042', { ...reads, razorpay_create_refund: answer })
    expect(text).toMatch(says)
    expect(calls).toHaveLength(4)
    const isDone = typeof answer === 'object' && answer.status === 'done'
    expect(/\bdone:/i.test(text)).toBe(isDone)
  })

  it('tell a late outcome from the record', async () => {
    const messages = [
      { role: 'user', content: '[Asha, founder] refund order 1042' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            id: 'c1',
            type: 'function',
            function: { name: 'ops_room_outcome', arguments: '{"approval":"apr_1"}' },
          },
        ],
      },
      {
        role: 'tool',
        tool_call_id: 'c1',
        content: JSON.stringify({ tool: 'razorpay_create_refund', status: 'failed', sentence: 'No.' }),
      },
    ]
    const response = await post(base, '/openai/v1/chat/completions', { model: 'sandbox-rules', messages })
    expect(JSON.stringify(await response.json())).toMatch(/It failed: create refund \(Razorpay\)/)
  })

  it('cancel, capture, link, price, stock, draft', async () => {
    const cancelled = await ask('cancel order 1042', reads)
    expect(cancelled.calls.at(-1)).toEqual({
      name: 'shopify_cancel_order',
      input: { order: '1042', reason: 'CUSTOMER', refund: true, restock: true, notify: true },
    })
    const captured = await ask('capture payment pay_sDlpWoKxrcDwkw', {
      razorpay_payment: payment({ status: 'authorized' }),
    })
    expect(captured.calls.at(-1)?.name).toBe('razorpay_capture_payment')
    const link = await ask('create a payment link for 1,200 rupees for Priya Nair priya.nair@example.com', {})
    expect(link.calls.at(-1)?.input).toMatchObject({
      amount: 120_000,
      name: 'Priya Nair',
      email: 'priya.nair@example.com',
    })
    const variant = {
      id: 'gid://shopify/ProductVariant/1',
      title: 'Brass Diya Pair - Default Title',
      sku: 'BB-1',
      price: { currency: 'INR', minor: 50_000 },
      inventoryItemId: 'gid://shopify/InventoryItem/45',
      stock: 3,
    }
    const variants = done({ variants: [variant, { ...variant, id: 'x', title: 'Brass Wall Sconce' }] })
    const priced = await ask('change the price of Brass Diya Pair to 799', { shopify_variants: variants })
    expect(priced.calls.at(-1)?.input).toEqual({
      prices: [{ variant: variant.id, price: { currency: 'INR', minor: 79_900 } }],
    })
    const unclear = await ask('change the price of brass to 799', { shopify_variants: variants })
    expect(unclear.text).toContain('Which one')
    const levels = [{ locationId: 'gid://shopify/Location/9', location: 'Mumbai Warehouse', available: 3 }]
    const stocked = await ask('add 5 to the stock of Brass Diya Pair in Mumbai', {
      shopify_variants: variants,
      shopify_inventory: done({ inventory: [{ levels }] }),
    })
    expect(stocked.calls.at(-1)?.input).toEqual({
      inventoryItem: variant.inventoryItemId,
      location: 'gid://shopify/Location/9',
      delta: 5,
      reason: 'restock',
    })
    const low = await ask('what is low in stock?', { shopify_variants: variants })
    expect(low.text).toContain('Brass Diya Pair')
    const drafted = await ask('draft a reply to the customer of order 1042', {
      ...reads,
      draft: done({ id: 'dr_1' }),
    })
    expect(drafted.calls.at(-1)?.input.text).toContain('Hello Priya')
    expect(drafted.text).toContain('not sent')
  })

  it('ask for roles and rules to change', async () => {
    const members = done({ members: [{ id: 'm_1', name: 'Ravi Menon', role: 'operator' }] })
    const role = await ask('make Ravi a viewer', { ops_room_members: members })
    expect(role.calls.at(-1)).toEqual({
      name: 'ops_room_change_member',
      input: { memberId: 'm_1', role: 'viewer' },
    })
    const rules = done({ rules: [{ risk: 'money', approvals: 1, expiryMinutes: 240, twoPerson: false }] })
    const rule = await ask('we want 2 approvals for money', { ops_room_rules: rules })
    expect(rule.calls.at(-1)?.input).toEqual({
      risk: 'money',
      approvals: 2,
      expiryMinutes: 240,
      twoPerson: false,
    })
  })

  it('add up what was sold, page by page', async () => {
    const order = (minor: number) => ({
      name: '#1',
      total: { currency: 'INR', minor },
      items: 1,
      cancelledAt: null,
    })
    const { text, calls } = await ask('what sold this week?', {
      shopify_orders: done({ orders: [order(100_000), order(50_000)], cursor: null }),
    })
    expect(calls[0]?.input.query).toBe('created_at:>=2026-11-13')
    expect(text).toContain('2 orders over ₹1,500.00')
  })

  it('do not answer from half an answer', async () => {
    const cut = { status: 'done', cut: 'Only the first 10 characters are shown.', start: '{"orders":' }
    expect((await ask('what sold this week?', { shopify_orders: cut })).text).toContain('too long')
  })

  it('search for a tool that is not offered, and say so when there is none', async () => {
    const found = await ask('show refunds', { tool_search: { tools: [] } }, ['tool_search'])
    expect(found.calls).toEqual([{ name: 'tool_search', input: { query: 'razorpay refunds' } }])
    expect(found.text).toContain('not offered')
    expect((await ask('show refunds', {}, [])).text).toContain('not offered')
  })

  it('say what they are, also when they do not understand', async () => {
    for (const text of ['hello', 'are you an AI?', 'sing me a song']) {
      const said = await ask(text, {})
      expect(said.text).toContain("I am the sandbox's rule-based stand-in for a model")
      expect(said.calls).toEqual([])
    }
  })

  it('say what waits, and take it back', async () => {
    const asked = {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'razorpay_create_refund', arguments: '{}' } },
      ],
    }
    const waits = {
      role: 'tool',
      tool_call_id: 'c1',
      content: '{"status":"awaiting_approval","approval":"apr_7"}',
    }
    const answer = async (text: string) => {
      const messages = [
        { role: 'user', content: 'refund order 1042' },
        asked,
        waits,
        { role: 'user', content: text },
      ]
      const body = { model: 'sandbox-rules', messages, tools: chatTools(['ops_room_withdraw']) }
      return JSON.stringify(await (await post(base, '/openai/v1/chat/completions', body)).json())
    }
    expect(await answer('is it done?')).toContain('Nothing has been done yet')
    expect(await answer('withdraw it')).toContain('{\\"approval\\":\\"apr_7\\"}')
  })
})
