/** Bluebird Store, an Indian shop for the home: one story told in Shopify's and in Razorpay's books. */
import { LOCATIONS, stockCatalogue } from './catalogue.ts'
import { inviteCustomers } from './customers.ts'
import { makePaymentLinks, openDispute } from './extras.ts'
import { type Ordered, orderTotal, takeOrders } from './orders.ts'
import { payOrder } from './payments.ts'
import { createRandom } from './random.ts'
import { refundAtRazorpay, refundInShop } from './refund.ts'
import { settle } from './settlements.ts'
import type { Store } from './types.ts'

export const SEED = 20_260_401

/** Opens the store as it stands at `now` (milliseconds): the last 60 days lie behind it. */
export function openStore({ now, seed = SEED }: { now: number; seed?: number }): Store {
  const random = createRandom(seed)
  const products = stockCatalogue(random, now)
  const customers = inviteCustomers(random, now)
  const ordered = takeOrders(random, { openedAt: now, products, customers })
  const store: Store = {
    shop: {
      id: '68000000001',
      name: 'Bluebird Store',
      handle: 'bluebird-store',
      email: 'hello@bluebird.example',
      currency: 'INR',
      timezone: 'Asia/Kolkata',
      planName: 'Basic',
    },
    locations: structuredClone(LOCATIONS),
    products,
    customers,
    orders: ordered.map(({ order }) => order),
    draftOrders: [],
    jobs: [],
    razorpay: {
      payments: [],
      cards: [],
      orders: [],
      refunds: [],
      settlements: [],
      settledBy: {},
      disputes: [],
      paymentLinks: [],
    },
    counters: {},
  }
  for (const one of ordered) {
    const customer = customers.find(({ id }) => id === one.order.customerId)
    if (customer) payOrder(random, store.razorpay, one, customer)
  }
  for (const one of ordered) refundOrdered(store, one)
  openDispute(store.razorpay, now)
  makePaymentLinks(store.razorpay, customers, now)
  settle(store.razorpay, now)
  return store
}

/** The refunds of the past. `razorpay` alone means that Shopify never heard of it. */
function refundOrdered(store: Store, { order, fate }: Ordered): void {
  const payment = store.razorpay.payments.find(
    ({ notes }) => 'shopify_order' in notes && notes.shopify_order === order.name,
  )
  if (!fate.refund || !payment) return
  const lines = fate.refund.part === 'full' ? order.lines : order.lines.slice(-1)
  const amount =
    fate.refund.part === 'full' ? orderTotal(order) : lines.reduce((sum, { price }) => sum + price, 0)
  const at = order.cancelledAt ?? order.createdAt + 6 * 86_400_000
  const refund = refundAtRazorpay(store.razorpay, {
    payment,
    amount,
    of: `${order.name} 1`,
    at,
    speed: 'normal',
    receipt: null,
    notes: { shopify_order: order.name, comment: 'Refund for the customer' },
  })
  if (fate.refund.where === 'razorpay') return
  const isWhole = fate.refund.part === 'full'
  refundInShop(store, {
    order,
    at,
    amount,
    shipping: isWhole ? order.shipping : 0,
    note: 'Refund for the customer',
    lines: lines.map((line) => {
      const quantity = isWhole ? line.quantity : 1
      return { lineId: line.id, quantity, amount: line.price * quantity, restock: 'NO_RESTOCK' }
    }),
    parent: order.transactions[0] ?? null,
    paymentId: refund.id,
  })
}
