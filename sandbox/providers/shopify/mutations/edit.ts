/** orderEditBegin … orderEditCommit: what is staged stands in the session until it is committed. */
import { nextId } from '../../../store/refund.ts'
import type { Order } from '../../../store/types.ts'
import type { Edit } from '../desk.ts'
import { stocked } from '../queries.ts'
import { toSend } from '../standing.ts'
import { variantView } from '../view-product.ts'
import { gid, idIn, type UserError, type World } from '../world.ts'

type Staged = { calculatedOrder: object | null; userErrors: UserError[] }

export function beginEdit(world: World, args: { id: string }): Staged {
  const order = world.store.orders.find(({ id }) => id === idIn('Order', args.id))
  if (!order) return no('The order does not exist.')
  if (order.cancelledAt !== null) return no('The order cannot be edited.')
  const session = nextId(world.store, 'CalculatedOrder', 30_000_000_000)
  world.desk.edits = { ...world.desk.edits, [session]: { orderId: order.id, set: [], add: [] } }
  return { calculatedOrder: calculatedView(world, session, order), userErrors: [] }
}

export function stageQuantity(
  world: World,
  args: { id: string; lineItemId: string; quantity: number; restock?: boolean | null },
): Staged {
  const found = editOf(world, args.id)
  const line = found?.order.lines.find(({ id }) => id === idIn('CalculatedLineItem', args.lineItemId))
  if (!found || !line) return no('The line item does not exist.')
  if (args.quantity < line.quantity - toSend(found.order, line)) {
    return no('Quantity cannot be less than what has been fulfilled.')
  }
  found.edit.set.push({ lineId: line.id, quantity: args.quantity, restock: args.restock === true })
  return { calculatedOrder: calculatedView(world, found.session, found.order), userErrors: [] }
}

export function stageVariant(
  world: World,
  args: { id: string; variantId: string; quantity: number },
): Staged {
  const found = editOf(world, args.id)
  const variantId = idIn('ProductVariant', args.variantId)
  const isKnown = stocked(world.store.products).some(({ id }) => id === variantId)
  if (!found || !isKnown || variantId === null) return no('The variant does not exist.')
  if (args.quantity < 1) return no('Quantity must be greater than 0.')
  found.edit.add.push({ variantId, quantity: args.quantity })
  return { calculatedOrder: calculatedView(world, found.session, found.order), userErrors: [] }
}

export function commitEdit(
  world: World,
  args: { id: string },
): { order: Order | null; userErrors: UserError[] } {
  const found = editOf(world, args.id)
  if (!found) return { order: null, userErrors: no('The calculated order does not exist.').userErrors }
  const { order, edit, session } = found
  for (const { lineId, quantity, restock } of edit.set) {
    const line = order.lines.find(({ id }) => id === lineId)
    if (!line) continue
    if (restock || quantity > line.quantity) shelve(world, line.variantId, line.quantity - quantity)
    line.quantity = quantity
  }
  for (const { variantId, quantity } of edit.add) {
    const sold = stocked(world.store.products).find(({ id }) => id === variantId)
    if (!sold) continue
    const { product, variant } = sold
    order.lines.push({
      id: nextId(world.store, 'LineItem', 13_500_000_000_000),
      productId: product.id,
      variantId,
      title: product.title,
      variantTitle: variant.title === 'Default Title' ? null : variant.title,
      sku: variant.sku,
      quantity,
      price: variant.price,
    })
    shelve(world, variantId, -quantity)
  }
  order.updatedAt = world.now()
  delete world.desk.edits?.[session]
  return { order, userErrors: [] }
}

const no = (message: string): Staged => ({ calculatedOrder: null, userErrors: [{ field: ['id'], message }] })

function editOf(world: World, id: string): { session: string; edit: Edit; order: Order } | null {
  const session = idIn('CalculatedOrder', id) ?? ''
  const edit = world.desk.edits?.[session]
  const order = world.store.orders.find((one) => one.id === edit?.orderId)
  return edit && order ? { session, edit, order } : null
}

const calculatedView = (world: World, session: string, order: Order) => ({
  id: gid('CalculatedOrder', session),
  lineItems: {
    nodes: order.lines.map((line) => {
      const found = stocked(world.store.products).find(({ id }) => id === line.variantId)
      return {
        id: gid('CalculatedLineItem', line.id),
        quantity: line.quantity,
        variant: () => (found ? variantView(world, found.product, found.variant) : null),
      }
    }),
  },
})

/** Back on the shelf, or off it. */
function shelve({ store }: World, variantId: string | null, quantity: number): void {
  const variant = store.products.flatMap(({ variants }) => variants).find(({ id }) => id === variantId)
  const [level] = variant?.levels ?? []
  if (!level) return
  level.available += quantity
  level.committed = Math.max(0, level.committed - quantity)
}
