/** refundCreate. For an order paid with Razorpay, Razorpay moves the money: both books show the same refund. */
import { RAZORPAY_GATEWAY } from '../../../store/payments.ts'
import { refundAtRazorpay, refundInShop } from '../../../store/refund.ts'
import type { Order, Transaction } from '../../../store/types.ts'
import { paiseFrom } from '../money.ts'
import { refundableOf, refundableQuantity } from '../standing.ts'
import { idIn, type UserError, type World } from '../world.ts'

export type RefundInput = {
  orderId: string
  note?: string | null
  refundLineItems?: { lineItemId: string; quantity: number; restockType?: string | null }[] | null
  shipping?: { amount?: string | null; fullRefund?: boolean | null } | null
  transactions?: { parentId?: string | null; amount: string; kind: string; gateway: string }[] | null
}

/** What is kept of a refund to draw its answer again. */
export type RefundReceipt = { orderId: string | null; refundId: string | null; userErrors: UserError[] }

export function createRefund(world: World, input: RefundInput): RefundReceipt {
  const order = world.store.orders.find(({ id }) => id === idIn('Order', input.orderId))
  if (!order) return no(['orderId'], 'Order does not exist')
  const lines = (input.refundLineItems ?? []).map((asked) => ({
    asked,
    line: order.lines.find(({ id }) => id === idIn('LineItem', asked.lineItemId)),
  }))
  for (const { asked, line } of lines) {
    if (!line) return no(['refundLineItems'], 'Line item does not exist')
    if (asked.quantity < 1 || asked.quantity > refundableQuantity(order, line)) {
      return no(['refundLineItems'], 'Quantity cannot refund more items than were purchased')
    }
  }
  const payments = (input.transactions ?? []).map((asked) => ({
    amount: paiseFrom(asked.amount) ?? -1,
    parent:
      order.transactions.find(({ id }) => id === idIn('OrderTransaction', asked.parentId ?? '')) ?? null,
  }))
  const [payment] = payments
  if (payments.length > 1) return no(['transactions'], 'The sandbox refunds one payment at a time')
  const problem = payment ? refusal(world, order, payment) : null
  if (problem) return no(['transactions'], problem)
  const amount = payment?.amount ?? 0
  const paymentId = payment?.parent ? moveMoney(world, order, payment.parent, amount) : null
  const refund = refundInShop(world.store, {
    order,
    at: world.now(),
    amount,
    shipping: paiseFrom(input.shipping?.amount ?? '0') ?? 0,
    note: input.note ?? null,
    parent: payment?.parent ?? null,
    paymentId,
    lines: lines.map(({ asked, line }) => ({
      lineId: line?.id ?? '',
      quantity: asked.quantity,
      amount: (line?.price ?? 0) * asked.quantity,
      restock: asked.restockType ?? 'NO_RESTOCK',
    })),
  })
  return { orderId: order.id, refundId: refund.id, userErrors: [] }
}

const no = (field: string[], message: string): RefundReceipt => ({
  orderId: null,
  refundId: null,
  userErrors: [{ field, message }],
})

type Asked = { amount: number; parent: Transaction | null }

function refusal(world: World, order: Order, { amount, parent }: Asked): string | null {
  if (!parent) return 'Parent transaction does not exist'
  const left = refundableOf(order, parent)
  if (left === null) return 'Parent transaction is not a payment that can be refunded'
  if (amount <= 0) return 'Amount must be greater than 0'
  if (amount > left) return 'Refund amount is greater than the amount available for refund'
  return razorpayRefusal(world, parent, amount)
}

/** Razorpay's own no, for money that went through it. */
export function razorpayRefusal({ store }: World, parent: Transaction, amount: number): string | null {
  if (parent.gateway !== RAZORPAY_GATEWAY) return null
  const payment = store.razorpay.payments.find(({ id }) => id === parent.paymentId)
  if (!payment) return 'The payment was not found at Razorpay'
  const isDisputed = store.razorpay.disputes.some(
    ({ payment_id, status }) => payment_id === payment.id && status === 'open',
  )
  if (isDisputed)
    return 'Razorpay: The refund on this payment is blocked due to ongoing dispute investigation'
  return amount > payment.amount - payment.amount_refunded
    ? 'Razorpay: The total refund amount is greater than the refund payment amount'
    : null
}

/** Gives the money back where it came from; the id of Razorpay's refund, or null for money outside it. */
export function moveMoney(world: World, order: Order, parent: Transaction, amount: number): string | null {
  const payment = world.store.razorpay.payments.find(({ id }) => id === parent.paymentId)
  if (parent.gateway !== RAZORPAY_GATEWAY || !payment) return null
  return refundAtRazorpay(world.store.razorpay, {
    payment,
    amount,
    of: `shopify ${order.name} ${order.refunds.length + 1}`,
    at: world.now(),
    speed: 'normal',
    receipt: null,
    notes: { shopify_order: order.name, made_in: 'shopify' },
  }).id
}
