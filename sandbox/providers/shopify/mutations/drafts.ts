/** draftOrderCreate, draftOrderCalculate, draftOrderUpdate, draftOrderInvoiceSend and draftOrderComplete. */
import { orderTotal } from '../../../store/orders.ts'
import { nextId } from '../../../store/refund.ts'
import type { Address, DraftOrder, Line, Order } from '../../../store/types.ts'
import { paiseFrom } from '../money.ts'
import { stocked } from '../queries.ts'
import { idIn, type UserError, type World } from '../world.ts'

type MoneyInput = { amount: string; currencyCode: string }
type LineInput = {
  variantId?: string | null
  quantity: number
  title?: string | null
  sku?: string | null
  priceOverride?: MoneyInput | null
  originalUnitPriceWithCurrency?: MoneyInput | null
}
export type DraftInput = {
  lineItems?: LineInput[] | null
  note?: string | null
  email?: string | null
  tags?: string[] | null
  customAttributes?: { key: string; value: string }[] | null
  customerId?: string | null
  purchasingEntity?: { customerId?: string | null } | null
  shippingLine?: { priceWithCurrency?: MoneyInput | null } | null
  appliedDiscount?: { value: number; valueType: string } | null
}

export type Drafted = { draft: DraftOrder | null; userErrors: UserError[] }

/** The draft that an input describes; nothing is kept. */
export function draftFrom(world: World, input: DraftInput, id: string): Drafted {
  const asked = input.lineItems ?? []
  if (asked.length === 0) return no(['lineItems'], 'Add at least 1 product')
  const lines = asked.map((line, index) => lineFrom(world, line, `${id}${index}`))
  const wrong = lines.findIndex((line) => typeof line === 'string')
  if (wrong >= 0) return no(['lineItems', String(wrong)], String(lines[wrong]))
  const customerId = input.purchasingEntity?.customerId ?? input.customerId ?? null
  const customer = customerId
    ? world.store.customers.find((one) => one.id === idIn('Customer', customerId))
    : undefined
  if (customerId && !customer) return no(['purchasingEntity', 'customerId'], 'Customer does not exist')
  const good = lines.filter((line) => typeof line !== 'string')
  const draft: DraftOrder = {
    id,
    name: `#D${Number(id) - DRAFTS}`,
    status: 'OPEN',
    createdAt: world.now(),
    updatedAt: world.now(),
    completedAt: null,
    customerId: customer?.id ?? null,
    email: input.email ?? customer?.email ?? null,
    note: input.note ?? null,
    tags: input.tags ?? [],
    attributes: input.customAttributes ?? [],
    lines: good,
    shipping: paiseFrom(input.shippingLine?.priceWithCurrency?.amount ?? '0') ?? 0,
    discount: discountOf(input, good),
    orderId: null,
  }
  return { draft, userErrors: [] }
}

const DRAFTS = 1_100_000_000_000

export function createDraft(world: World, input: DraftInput): Drafted {
  const drafted = draftFrom(world, input, nextId(world.store, 'DraftOrder', DRAFTS))
  if (drafted.draft) world.store.draftOrders.push(drafted.draft)
  return drafted
}

/** What is not sent stays; lines are replaced whole. */
export function updateDraft(world: World, { id, input }: { id: string; input: DraftInput }): Drafted {
  const draft = world.store.draftOrders.find((one) => one.id === idIn('DraftOrder', id))
  if (!draft) return no(['id'], 'Draft order does not exist')
  if (draft.status === 'COMPLETED') return no(null, 'Draft order has already been completed')
  const lines =
    input.lineItems?.map((line, index) => lineFrom(world, line, `${draft.id}${index}`)) ?? draft.lines
  const wrong = lines.findIndex((line) => typeof line === 'string')
  if (wrong >= 0) return no(['lineItems', String(wrong)], String(lines[wrong]))
  const good = lines.filter((line) => typeof line !== 'string')
  Object.assign(draft, {
    lines: good,
    ...('appliedDiscount' in input ? { discount: discountOf(input, good) } : {}),
    ...(input.email == null ? {} : { email: input.email }),
    ...(input.note == null ? {} : { note: input.note || null }),
    ...(input.tags == null ? {} : { tags: input.tags }),
    updatedAt: world.now(),
  })
  return { draft, userErrors: [] }
}

type EmailInput = { to?: string | null }

export function sendInvoice(world: World, { id, email }: { id: string; email?: EmailInput | null }): Drafted {
  const draft = world.store.draftOrders.find((one) => one.id === idIn('DraftOrder', id))
  if (!draft) return no(['id'], 'Draft order does not exist')
  if (draft.status === 'COMPLETED') return no(null, 'Draft order has already been completed')
  if (!email?.to && !draft.email) return no(['email', 'to'], "To can't be blank")
  Object.assign(draft, { status: 'INVOICE_SENT', invoiceSentAt: world.now(), updatedAt: world.now() })
  return { draft, userErrors: [] }
}

/** A completed draft becomes an order that is marked as paid. */
export function completeDraft(world: World, args: { id: string; paymentPending?: boolean | null }): Drafted {
  const draft = world.store.draftOrders.find(({ id }) => id === idIn('DraftOrder', args.id))
  if (!draft) return no(['id'], 'Draft order does not exist')
  if (draft.status === 'COMPLETED') return no(null, 'This order has already been paid')
  const order = orderFrom(world, draft, args.paymentPending === true)
  world.store.orders.push(order)
  Object.assign(draft, {
    status: 'COMPLETED',
    completedAt: world.now(),
    updatedAt: world.now(),
    orderId: order.id,
  })
  return { draft, userErrors: [] }
}

const no = (field: string[] | null, message: string): Drafted => ({
  draft: null,
  userErrors: [{ field, message }],
})

function lineFrom({ store }: World, asked: LineInput, id: string): Line | string {
  if (asked.quantity < 1) return 'Quantity must be greater than or equal to 1'
  if (!asked.variantId) {
    const price = paiseFrom(asked.originalUnitPriceWithCurrency?.amount ?? '')
    if (!asked.title || price === null) return 'Merchandise title is empty.'
    const { title, sku = null, quantity } = asked
    return { id, productId: null, variantId: null, title, variantTitle: null, sku, quantity, price }
  }
  const wanted = idIn('ProductVariant', asked.variantId)
  const found = stocked(store.products).find((one) => one.id === wanted)
  if (!found) return `Product with ID ${wanted ?? asked.variantId} is no longer available.`
  const { product, variant } = found
  return {
    id,
    productId: product.id,
    variantId: variant.id,
    title: product.title,
    variantTitle: variant.title === 'Default Title' ? null : variant.title,
    sku: variant.sku,
    quantity: asked.quantity,
    price: paiseFrom(asked.priceOverride?.amount ?? '') ?? variant.price,
  }
}

function discountOf({ appliedDiscount }: DraftInput, lines: Line[]): number {
  if (!appliedDiscount) return 0
  const goods = lines.reduce((sum, line) => sum + line.price * line.quantity, 0)
  const { value, valueType } = appliedDiscount
  return Math.min(goods, Math.round(valueType === 'PERCENTAGE' ? (goods * value) / 100 : value * 100))
}

function orderFrom(world: World, draft: DraftOrder, isPending: boolean): Order {
  const number = Math.max(...world.store.orders.map((order) => order.number)) + 1
  const customer = world.store.customers.find(({ id }) => id === draft.customerId)
  const nowhere: Address = { name: '', address1: '', city: '', province: '', zip: '', phone: '' }
  const order: Order = {
    id: String(5_600_000_000_000 + number),
    name: `#${number}`,
    number,
    createdAt: world.now(),
    updatedAt: world.now(),
    cancelledAt: null,
    cancelReason: null,
    cancelNote: null,
    closedAt: null,
    customerId: customer?.id ?? '',
    note: draft.note,
    tags: draft.tags,
    attributes: draft.attributes,
    lines: draft.lines,
    shipping: draft.shipping,
    address: customer?.address ?? nowhere,
    transactions: [],
    fulfilments: [],
    refunds: [],
  }
  order.transactions.push({
    id: nextId(world.store, 'OrderTransaction', 6_900_000_000_000),
    parentId: null,
    kind: 'SALE',
    status: isPending ? 'PENDING' : 'SUCCESS',
    gateway: 'manual',
    amount: orderTotal(order) - draft.discount,
    createdAt: world.now(),
    paymentId: null,
  })
  return order
}
