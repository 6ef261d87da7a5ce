/** orderMarkAsPaid and orderCapture. What Razorpay holds, Razorpay captures. */
import { orderTotal } from '../../../store/orders.ts'
import { RAZORPAY_GATEWAY } from '../../../store/payments.ts'
import { nextId } from '../../../store/refund.ts'
import type { Order, Transaction } from '../../../store/types.ts'
import { capture } from '../../razorpay/payments.ts'
import { paiseFrom } from '../money.ts'
import { capturableOf, outstanding, received } from '../standing.ts'
import { idIn, type UserError, type World } from '../world.ts'

type Paid = { order: Order | null; made: Transaction | null; userErrors: UserError[] }

export function markPaid(world: World, { id }: { id: string }): Paid {
  const order = world.store.orders.find((one) => one.id === idIn('Order', id))
  if (!order) return no('id', 'Order does not exist')
  if (order.cancelledAt !== null || outstanding(order) === 0)
    return no('id', 'Order cannot be marked as paid.')
  const authorized = order.transactions.find((one) => capturableOf(order, one) > 0)
  if (authorized) return take(world, order, authorized, capturableOf(order, authorized))
  const open = order.transactions.find(({ kind, status }) => kind === 'SALE' && status === 'PENDING')
  const left = orderTotal(order) - received(order)
  if (open && open.amount === left) {
    open.status = 'SUCCESS'
    order.updatedAt = world.now()
    return { order, made: open, userErrors: [] }
  }
  return book(world, order, {
    kind: 'SALE',
    amount: left,
    gateway: 'manual',
    parentId: null,
    paymentId: null,
  })
}

export type CaptureInput = {
  id: string
  parentTransactionId: string
  amount: string
  currency?: string | null
}

export function captureOrder(world: World, input: CaptureInput): Paid {
  const order = world.store.orders.find((one) => one.id === idIn('Order', input.id))
  const parent = order?.transactions.find(
    ({ id }) => id === idIn('OrderTransaction', input.parentTransactionId),
  )
  if (!order || !parent) return no('parentTransactionId', 'Transaction does not exist')
  const left = capturableOf(order, parent)
  const amount = paiseFrom(input.amount) ?? 0
  if (left === 0) return no('parentTransactionId', 'Transaction cannot be captured')
  if (amount <= 0) return no('amount', 'Amount must be greater than zero')
  if (amount > left) return no('amount', 'Amount exceeds the authorized amount')
  return take(world, order, parent, amount)
}

function take(world: World, order: Order, parent: Transaction, amount: number): Paid {
  if (parent.gateway === RAZORPAY_GATEWAY && parent.paymentId !== null) {
    const reply = capture(world.store.razorpay, parent.paymentId, { amount, currency: 'INR' })
    if (reply.status !== 200) return no('amount', 'Razorpay did not capture the payment')
  }
  const { gateway, id: parentId, paymentId } = parent
  return book(world, order, { kind: 'CAPTURE', amount, gateway, parentId, paymentId })
}

type Booking = Pick<Transaction, 'kind' | 'amount' | 'gateway' | 'parentId' | 'paymentId'>

function book(world: World, order: Order, booking: Booking): Paid {
  const id = nextId(world.store, 'OrderTransaction', 6_900_000_000_000)
  const made: Transaction = { ...booking, id, status: 'SUCCESS', createdAt: world.now() }
  order.transactions.push(made)
  order.updatedAt = world.now()
  return { order, made, userErrors: [] }
}

const no = (field: string, message: string): Paid => ({
  order: null,
  made: null,
  userErrors: [{ field: ['input', field], message }],
})
