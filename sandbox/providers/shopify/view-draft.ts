/** Draft orders as Shopify shows them, and the calculation of one that is not yet made. */
import type { DraftOrder, Line } from '../../store/types.ts'
import { connection, type PageArgs } from './connection.ts'
import { bag, dateTime, maybeDateTime, moneyV2, taxIn } from './money.ts'
import { customerView } from './view-customer.ts'
import { metafieldsOf } from './view-metafields.ts'
import { orderView } from './view-order.ts'
import { productView, variantView } from './view-product.ts'
import { gid, type World } from './world.ts'

export function draftView(world: World, draft: DraftOrder) {
  const order = world.store.orders.find(({ id }) => id === draft.orderId)
  return {
    ...calculatedView(world, draft),
    __typename: 'DraftOrder',
    id: gid('DraftOrder', draft.id),
    legacyResourceId: draft.id,
    name: draft.name,
    status: draft.status,
    ready: true,
    createdAt: dateTime(draft.createdAt),
    updatedAt: dateTime(draft.updatedAt),
    completedAt: maybeDateTime(draft.completedAt),
    customAttributes: draft.attributes,
    email: draft.email,
    phone: null,
    note2: draft.note,
    tags: draft.tags,
    invoiceUrl: null,
    invoiceSentAt: maybeDateTime(draft.invoiceSentAt ?? null),
    appliedDiscount:
      draft.discount === 0
        ? null
        : { valueType: 'FIXED_AMOUNT', value: draft.discount / 100, amountSet: bag(draft.discount) },
    ...metafieldsOf(world, gid('DraftOrder', draft.id)),
    paymentTerms: null,
    order: () => (order ? orderView(world, order) : null),
    lineItems: (args: PageArgs) => connection(draft.lines, args, (line) => draftLineView(world, line)),
  }
}

/** The sums of a draft; also the whole of what `draftOrderCalculate` answers. */
export function calculatedView(world: World, draft: DraftOrder) {
  const goods = draft.lines.reduce((sum, line) => sum + line.price * line.quantity, 0)
  const subtotal = goods - draft.discount
  const customer = world.store.customers.find(({ id }) => id === draft.customerId)
  return {
    currencyCode: 'INR',
    taxesIncluded: true,
    customer: () => (customer ? customerView(world, customer) : null),
    lineItems: () => draft.lines.map((line) => draftLineView(world, line)),
    lineItemsSubtotalPrice: bag(goods),
    subtotalPriceSet: bag(subtotal),
    totalDiscountsSet: bag(draft.discount),
    totalPriceSet: bag(subtotal + draft.shipping),
    totalShippingPriceSet: bag(draft.shipping),
    totalTaxSet: bag(taxIn(subtotal)),
    totalQuantityOfLineItems: draft.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    warnings: [],
  }
}

function draftLineView(world: World, line: Line) {
  const product = world.store.products.find(({ id }) => id === line.productId)
  const variant = product?.variants.find(({ id }) => id === line.variantId)
  return {
    id: gid('DraftOrderLineItem', line.id),
    uuid: line.id,
    title: line.title,
    name: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    variantTitle: line.variantTitle,
    sku: line.sku,
    quantity: line.quantity,
    custom: line.variantId === null,
    originalUnitPriceSet: bag(line.price),
    originalUnitPriceWithCurrency: moneyV2(line.price),
    priceOverride: variant && variant.price !== line.price ? moneyV2(line.price) : null,
    originalTotalSet: bag(line.price * line.quantity),
    discountedTotalSet: bag(line.price * line.quantity),
    product: () => (product ? productView(world, product) : null),
    variant: () => (product && variant ? variantView(world, product, variant) : null),
  }
}
