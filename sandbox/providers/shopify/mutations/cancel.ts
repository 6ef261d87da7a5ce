/** orderCancel: the order is accepted for cancellation, and cancelled by a job that goes on after the answer. */
import { nextId, refundInShop } from '../../../store/refund.ts'
import type { Order } from '../../../store/types.ts'
import { financialStatus, refundableOf, refundableQuantity, refundParent } from '../standing.ts'
import { idIn, type UserError, type World } from '../world.ts'
import { moveMoney, razorpayRefusal } from './refund.ts'

export type CancelArgs = {
  orderId: string
  reason: string
  restock: boolean
  refund?: boolean | null
  refundMethod?: { originalPaymentMethodsRefund?: boolean | null } | null
  staffNote?: string | null
}

type Cancelled = { jobId: string | null; errors: UserError[] }

export function cancelOrder(world: World, args: CancelArgs): Cancelled {
  const order = world.store.orders.find(({ id }) => id === idIn('Order', args.orderId))
  const wantsRefund = args.refundMethod?.originalPaymentMethodsRefund ?? args.refund ?? false
  if (!order) return no('NOT_FOUND', 'Order does not exist')
  if (order.cancelledAt !== null) {
    return no('INVALID', 'Cannot cancel an order that has already been canceled')
  }
  if (world.store.jobs.some(({ orderId, done }) => orderId === order.id && !done)) {
    return no('INVALID', 'Cannot cancel an order that is being canceled')
  }
  if (order.fulfilments.length > 0) return no('INVALID', 'Cannot cancel an order that has fulfillments')
  const problem = wantsRefund ? refundProblem(world, order) : null
  if (problem) return no('INTERNAL_ERROR', problem)
  const job = { id: nextId(world.store, 'Job', 100), done: false, orderId: order.id }
  world.store.jobs.push(job)
  void world.work().then(() => {
    carryOut(world, order, { ...args, refund: wantsRefund })
    job.done = true
  })
  return { jobId: job.id, errors: [] }
}

function carryOut(world: World, order: Order, args: CancelArgs): void {
  if (args.refund) refundWhole(world, order)
  voidAuthorization(world, order)
  if (args.restock) restock(world, order)
  Object.assign(order, {
    cancelledAt: world.now(),
    cancelReason: args.reason,
    cancelNote: args.staffNote ?? null,
    updatedAt: world.now(),
  })
}

const no = (code: string, message: string): Cancelled => ({
  jobId: null,
  errors: [{ field: ['orderId'], message, code }],
})

function refundProblem(world: World, order: Order): string | null {
  const parent = refundParent(order)
  return parent ? razorpayRefusal(world, parent, refundableOf(order, parent) ?? 0) : null
}

function refundWhole(world: World, order: Order): void {
  const parent = refundParent(order)
  if (!parent) return
  const amount = refundableOf(order, parent) ?? 0
  const lines = order.lines.map((line) => ({ line, quantity: refundableQuantity(order, line) }))
  refundInShop(world.store, {
    order,
    at: world.now(),
    amount,
    shipping: order.shipping,
    note: 'Order cancelled',
    parent,
    paymentId: moveMoney(world, order, parent, amount),
    lines: lines
      .filter(({ quantity }) => quantity > 0)
      .map(({ line, quantity }) => ({
        lineId: line.id,
        quantity,
        amount: line.price * quantity,
        restock: 'CANCEL',
      })),
  })
}

/** Money that was only authorised is let go. */
function voidAuthorization(world: World, order: Order): void {
  const authorization = order.transactions.find(({ kind }) => kind === 'AUTHORIZATION')
  if (!authorization || financialStatus(order) !== 'AUTHORIZED') return
  order.transactions.push({
    ...authorization,
    id: nextId(world.store, 'OrderTransaction', 6900000000000),
    parentId: authorization.id,
    kind: 'VOID',
    createdAt: world.now(),
  })
}

function restock({ store }: World, order: Order): void {
  for (const line of order.lines) {
    const variant = store.products.flatMap(({ variants }) => variants).find(({ id }) => id === line.variantId)
    const [level] = variant?.levels ?? []
    if (level) level.available += line.quantity
  }
}
