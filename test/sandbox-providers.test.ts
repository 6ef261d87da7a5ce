/** The sandbox's store and what surrounds its providers: one story in two books, faults, the log, moved facts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProviderRequest } from '../sandbox/contract.ts'
import { openStore } from '../sandbox/store/store.ts'
import { NOW, PRIYAS_PAYMENT, SandboxProviders } from './support/sandbox-providers.ts'

let sandbox: SandboxProviders
beforeEach(async () => {
  sandbox = await SandboxProviders.start()
})
afterEach(() => sandbox.stop())

describe('the sample store', () => {
  it('is the same store for the same day, and tells one story in both books', () => {
    const store = openStore({ now: NOW })
    expect(openStore({ now: NOW })).toEqual(store)
    expect([store.orders.length, store.products.length, store.customers.length]).toEqual([300, 40, 120])
    for (const payment of store.razorpay.payments) {
      const order = store.orders.find(({ transactions }) =>
        transactions.some(({ paymentId }) => paymentId === payment.id),
      )
      expect(order?.transactions[0]?.amount).toBe(payment.amount)
      const refunded = store.razorpay.refunds
        .filter(({ payment_id }) => payment_id === payment.id)
        .reduce((sum, { amount }) => sum + amount, 0)
      expect(payment.amount_refunded).toBe(refunded)
    }
  })

  it('keeps order #1042 whatever the day', () => {
    for (const now of [NOW, NOW + 90 * 86_400_000]) {
      const store = openStore({ now })
      const order = store.orders.find(({ name }) => name === '#1042')
      const payment = store.razorpay.payments.find(({ id }) => id === PRIYAS_PAYMENT)
      const customer = store.customers.find(({ id }) => id === order?.customerId)
      expect([customer?.firstName, customer?.lastName]).toEqual(['Priya', 'Nair'])
      expect(payment).toMatchObject({ amount: 249_900, status: 'captured', amount_refunded: 0 })
      expect(order?.transactions[0]?.paymentId).toBe(PRIYAS_PAYMENT)
      expect(order?.fulfilments[0]?.displayStatus).toBe('DELIVERED')
      expect(order?.note).toContain('gift wrap')
    }
  })
})

describe('what breaks them', () => {
  const path = `/v1/payments/${PRIYAS_PAYMENT}/refund`
  const refundsMade = async () =>
    (await sandbox.razorpay('GET', `/v1/payments/${PRIYAS_PAYMENT}/refunds`)).body.count as number

  it.each([
    { fault: 'reset_before', acts: 0 },
    { fault: 'reset_after', acts: 1 },
    { fault: 'timeout_before', acts: 0 },
    { fault: 'timeout_after', acts: 1 },
    { fault: 'malformed', acts: 1 },
  ] as const)('$fault leaves $acts refund and no answer that can be read', async ({ fault, acts }) => {
    await sandbox.break({ provider: 'razorpay', match: 'POST /v1/payments', fault, holdMs: 1 })
    await expect(sandbox.razorpay('POST', path, { amount: 100 })).rejects.toThrow()
    expect(await refundsMade()).toBe(acts)
    expect((await sandbox.razorpay('POST', path, { amount: 100 })).status).toBe(200)
  })

  it.each([
    { fault: 'http_500_before', status: 500, acts: 0 },
    { fault: 'http_500_after', status: 500, acts: 1 },
    { fault: 'throttled', status: 429, acts: 0 },
    { fault: 'unauthorised', status: 401, acts: 0 },
  ] as const)('$fault answers $status and leaves $acts refund', async ({ fault, status, acts }) => {
    await sandbox.break({ provider: 'razorpay', match: 'POST /v1/payments', fault })
    expect((await sandbox.razorpay('POST', path, { amount: 100 })).status).toBe(status)
    expect(await refundsMade()).toBe(acts)
  })

  it('matches a GraphQL document, counts down, and is cleared', async () => {
    await sandbox.break({ provider: 'shopify', match: 'ordersCount', fault: 'throttled', times: 2 })
    expect((await sandbox.shopify('{ shop { name } }')).body.errors).toBeUndefined()
    const throttled = await sandbox.shopify('{ ordersCount { count } }')
    expect(throttled.status).toBe(200)
    expect(throttled.body.errors).toMatchObject([{ extensions: { code: 'THROTTLED' } }])
    await sandbox.control('DELETE', '/control/faults')
    expect((await sandbox.shopify('{ ordersCount { count } }')).body.errors).toBeUndefined()
  })

  it('refuses a fault that it does not know', async () => {
    const answer = await sandbox.send('POST', '/control/faults', {
      provider: 'razorpay',
      match: '',
      fault: 'x',
    })
    expect(answer).toEqual({ status: 400, body: { error: 'There is no fault x.' } })
  })

  it('notes what came, whether it acted, and no secret', async () => {
    await sandbox.refund({ amount: 100 }, 'ops-room-key-0001')
    const requests = (await sandbox.control('GET', '/control/requests')) as ProviderRequest[]
    expect(requests.at(-1)).toMatchObject({
      provider: 'razorpay',
      method: 'POST',
      path,
      status: 200,
      acted: true,
    })
    expect(requests.at(-1)?.headers['x-refund-idempotency']).toBe('ops-room-key-0001')
    await sandbox.shopify('{ shop { name } }')
    const text = JSON.stringify(await sandbox.control('GET', '/control/requests'))
    const { razorpay: key, shopify: app } = (await sandbox.control('GET', '/control/credentials')) as Record<
      string,
      Record<string, string>
    >
    for (const secret of [key?.key_secret, app?.client_secret, sandbox.token])
      expect(text).not.toContain(secret)
  })

  it('moves a fact behind the back of whoever looked before', async () => {
    const set = { amount_refunded: 249_900, refund_status: 'full', status: 'refunded' }
    await sandbox.control('POST', '/control/provider-change', {
      provider: 'razorpay',
      kind: 'payment',
      id: PRIYAS_PAYMENT,
      set,
    })
    expect((await sandbox.razorpay('GET', `/v1/payments/${PRIYAS_PAYMENT}`)).body).toMatchObject(set)
    await sandbox.control('POST', '/control/provider-change', {
      provider: 'shopify',
      kind: 'order',
      id: '#1042',
      set: { note: 'x' },
    })
    const { body } = await sandbox.shopify('{ order(id: "gid://shopify/Order/5600000001042") { note } }')
    expect(body.data).toEqual({ order: { note: 'x' } })
  })

  it('is put back whole', async () => {
    await sandbox.refund({ amount: 100 }, 'ops-room-key-0001')
    const saved = JSON.parse(JSON.stringify(sandbox.providers.snapshot())) as unknown
    await sandbox.refund({ amount: 200 }, 'ops-room-key-0002')
    sandbox.providers.restore(saved)
    expect(await refundsMade()).toBe(1)
    expect((await sandbox.refund({ amount: 100 }, 'ops-room-key-0001')).status).toBe(200)
    expect(await refundsMade()).toBe(1)
  })
})
