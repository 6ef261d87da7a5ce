/** How each order was paid: in Shopify's transactions and, for the same money, in Razorpay's books. */
import { type Ordered, orderTotal } from './orders.ts'
import { idOf, type Random } from './random.ts'
import type { Card, Payment, RazorpayBooks, RazorpayOrder } from './razorpay-types.ts'
import type { Customer, Order, Transaction } from './types.ts'

export const RAZORPAY_GATEWAY = 'razorpay'
export const COD_GATEWAY = 'Cash on Delivery (COD)'

/** Writes the payment of one order into the order and, unless it is cash, into Razorpay's books. */
export function payOrder(random: Random, books: RazorpayBooks, ordered: Ordered, customer: Customer): void {
  const { order, fate } = ordered
  if (fate.payment === 'cod') {
    const isPaid = fate.parcel === 'delivered'
    order.transactions.push(
      transaction(order, 1, { kind: 'SALE', gateway: COD_GATEWAY, status: isPaid ? 'SUCCESS' : 'PENDING' }),
    )
    return
  }
  const payment = takePayment(random, books, ordered, customer)
  const more = { gateway: RAZORPAY_GATEWAY, status: 'SUCCESS', paymentId: payment.id } as const
  order.attributes.push(
    { key: 'razorpay_payment_id', value: payment.id },
    { key: 'razorpay_order_id', value: payment.order_id ?? '' },
  )
  order.transactions.push(
    transaction(order, 1, { kind: fate.payment === 'captured' ? 'SALE' : 'AUTHORIZATION', ...more }),
  )
}

type Kind = Pick<Transaction, 'kind' | 'gateway' | 'status'> & { paymentId?: string }

function transaction(order: Order, place: number, kind: Kind): Transaction {
  return {
    id: String(6800000000000 + order.number * 10 + place),
    parentId: null,
    paymentId: null,
    amount: orderTotal(order),
    createdAt: order.createdAt + 60_000,
    ...kind,
  }
}

type Paid = {
  order: Order
  amount: number
  isCaptured: boolean
  orderId: string
  notes: Record<string, string>
}

function takePayment(
  random: Random,
  books: RazorpayBooks,
  { order, fate, method }: Ordered,
  customer: Customer,
): Payment {
  const notes = { shopify_order: order.name, shopify_order_id: order.id }
  const isCaptured = fate.payment === 'captured'
  const paid = { order, amount: orderTotal(order), isCaptured, orderId: idOf('order', order.name), notes }
  books.orders.push(orderOf(paid))
  const card = method === 'card' ? cardOf(random, order, customer) : null
  if (card) books.cards.push(card)
  const payment = paymentOf(random, paid, { method, customer, card })
  books.payments.push(payment)
  return payment
}

function orderOf({ order, amount, isCaptured, orderId, notes }: Paid): RazorpayOrder {
  return {
    id: orderId,
    entity: 'order',
    amount,
    amount_paid: isCaptured ? amount : 0,
    amount_due: isCaptured ? 0 : amount,
    currency: 'INR',
    receipt: order.name,
    offer_id: null,
    status: isCaptured ? 'paid' : 'attempted',
    attempts: 1,
    notes,
    created_at: Math.floor(order.createdAt / 1000),
  }
}

type Means = { method: string; customer: Customer; card: Card | null }

function paymentOf(
  random: Random,
  { order, amount, isCaptured, orderId, notes }: Paid,
  { method, customer, card }: Means,
): Payment {
  const charge = chargesOn(amount)
  return {
    id: idOf('pay', order.name),
    entity: 'payment',
    amount,
    currency: 'INR',
    status: isCaptured ? 'captured' : 'authorized',
    order_id: orderId,
    invoice_id: null,
    international: false,
    method,
    amount_refunded: 0,
    refund_status: null,
    captured: isCaptured,
    description: `Bluebird Store order ${order.name}`,
    card_id: card?.id ?? null,
    bank: method === 'netbanking' ? random.pick(['HDFC', 'ICIC', 'SBIN']) : null,
    wallet: method === 'wallet' ? 'amazonpay' : null,
    vpa: method === 'upi' ? `${customer.firstName.toLowerCase()}@exampleupi` : null,
    email: customer.email,
    contact: customer.phone,
    customer_id: idOf('cust', customer.id),
    notes,
    fee: isCaptured ? charge.fee : null,
    tax: isCaptured ? charge.tax : null,
    error_code: null,
    error_description: null,
    error_source: null,
    error_step: null,
    error_reason: null,
    acquirer_data: acquirerData(random, method),
    created_at: Math.floor(order.createdAt / 1000) + 45,
  }
}

/** Razorpay's fee: two per cent and 18 % tax on it; `fee` includes the tax. */
export function chargesOn(amount: number): { fee: number; tax: number } {
  const base = Math.round(amount * 0.02)
  const tax = Math.round(base * 0.18)
  return { fee: base + tax, tax }
}

function cardOf(random: Random, order: Order, customer: Customer): Card {
  return {
    id: idOf('card', order.name),
    entity: 'card',
    name: `${customer.firstName} ${customer.lastName}`,
    last4: String(random.int(1000, 9999)),
    network: random.pick(['Visa', 'MasterCard', 'RuPay']),
    type: random.pick(['credit', 'debit']),
    issuer: random.pick(['HDFC', 'ICIC', 'SBIN', 'KKBK']),
    international: false,
    emi: false,
    sub_type: 'consumer',
  }
}

function acquirerData(random: Random, method: string): Record<string, string> {
  const number = String(random.int(100_000_000, 999_999_999))
  if (method === 'upi') return { rrn: `033${number}` }
  if (method === 'card') return { auth_code: number.slice(0, 6) }
  return method === 'netbanking' ? { bank_transaction_id: `0${number}` } : { transaction_id: number }
}
