/** The fields of QueryRoot that the sandbox answers. */
import type { Order, Product, ShopRefund } from '../../store/types.ts'
import { connection, type PageArgs } from './connection.ts'
import * as fields from './fields.ts'
import { discountBy } from './mutations/discounts.ts'
import { search } from './search.ts'
import { answerShopifyql } from './shopifyql.ts'
import { customerView } from './view-customer.ts'
import { draftView } from './view-draft.ts'
import { fulfillmentOrderId, fulfillmentOrderView, hasSomethingToSend } from './view-fulfilment.ts'
import { orderView } from './view-order.ts'
import { inventoryItemView, levelView, locationView, productView, variantView } from './view-product.ts'
import { refundView } from './view-refund.ts'
import { shopView } from './view-shop.ts'
import { idIn, type World } from './world.ts'

type ListArgs = PageArgs & { query?: string | null; sortKey?: string | null }
type ById = { id: string }

export function queryRoot(world: World) {
  const { store } = world
  const orders = (query?: string | null) => search(world, store.orders, query, fields.orderFields(store))
  const products = (query?: string | null) => search(world, store.products, query, fields.productFields)
  const customers = (query?: string | null) => search(world, store.customers, query, fields.customerFields)
  const variants = (query?: string | null) =>
    search(world, stocked(store.products), query, fields.variantFields)
  const count = (list: readonly unknown[]) => ({ count: list.length, precision: 'EXACT' })
  return {
    shop: () => shopView(world),
    node: ({ id }: ById) => node(world, id),
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => node(world, id)),
    job: ({ id }: ById) => node(world, id),
    ...one(world, [
      'order',
      'product',
      'productVariant',
      'customer',
      'draftOrder',
      'inventoryItem',
      'refund',
    ]),
    orderByIdentifier: ({ identifier }: { identifier: { id?: string } }) => node(world, identifier.id ?? ''),
    location: ({ id }: { id?: string | null }) =>
      id ? node(world, id) : locationView(world, store.locations[0] ?? missing()),
    inventoryLevel: ({ id }: ById) => node(world, id),
    fulfillmentOrder: ({ id }: ById) => node(world, id),
    fulfillmentOrders: (args: ListArgs & { includeClosed?: boolean | null }) =>
      connection(
        store.orders.filter((order) => args.includeClosed || hasSomethingToSend(order)),
        args,
        (order) => fulfillmentOrderView(world, order),
      ),
    // Disputes of Shopify Payments, which the store does not use: its cards are paid through Razorpay.
    disputes: (args: ListArgs) => connection([], args, () => null),
    customerByIdentifier: ({ identifier }: { identifier: Identifier }) => customerBy(world, identifier),
    codeDiscountNodeByCode: ({ code }: { code: string }) => discountBy(world, code),
    shopifyqlQuery: ({ query }: { query: string }) => answerShopifyql(world, query),
    orders: (args: ListArgs) =>
      connection(sorted(orders(args.query), orderTime(args.sortKey)), args, (order) =>
        orderView(world, order),
      ),
    ordersCount: ({ query }: ListArgs) => count(orders(query)),
    products: (args: ListArgs) =>
      connection(
        sorted(products(args.query), (product) =>
          args.sortKey === 'UPDATED_AT' ? product.updatedAt : Number(product.id),
        ),
        args,
        (product) => productView(world, product),
      ),
    productsCount: ({ query }: ListArgs) => count(products(query)),
    productVariants: (args: ListArgs) =>
      connection(variants(args.query), args, ({ product, variant }) => variantView(world, product, variant)),
    productVariantsCount: ({ query }: ListArgs) => count(variants(query)),
    customers: (args: ListArgs) =>
      connection(customers(args.query), args, (customer) => customerView(world, customer)),
    customersCount: ({ query }: ListArgs) => count(customers(query)),
    draftOrders: (args: ListArgs) =>
      connection(search(world, store.draftOrders, args.query, fields.draftFields), args, (draft) =>
        draftView(world, draft),
      ),
    inventoryItems: (args: ListArgs) =>
      connection(
        search(world, stocked(store.products), args.query, fields.inventoryFields),
        args,
        ({ product, variant }) => inventoryItemView(world, product, variant),
      ),
    locations: (args: ListArgs) =>
      connection(store.locations, args, (location) => locationView(world, location)),
  }
}

/** `order(id:)` and its kin: null where the id is of something else. */
function one(world: World, names: string[]) {
  return Object.fromEntries(
    names.map((name) => [
      name,
      ({ id }: ById) => {
        const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
        return idIn(type, id) === null ? null : node(world, id)
      },
    ]),
  )
}

/** Anything that has a gid. */
export function node(world: World, id: string): object | null {
  const { store } = world
  const type = /^gid:\/\/shopify\/([A-Za-z]+)\//.exec(id)?.[1] ?? ''
  const is = idIn(type, id)
  const find = <T extends ById>(list: readonly T[], view: (found: T) => object) => {
    const found = list.find((item) => item.id === is)
    return found ? view(found) : null
  }
  const kinds: Record<string, () => object | null> = {
    Order: () => find(store.orders, (order) => orderView(world, order)),
    DraftOrder: () => find(store.draftOrders, (draft) => draftView(world, draft)),
    Customer: () => find(store.customers, (customer) => customerView(world, customer)),
    Product: () => find(store.products, (product) => productView(world, product)),
    ProductVariant: () =>
      find(stocked(store.products), ({ product, variant }) => variantView(world, product, variant)),
    InventoryItem: () => inventoryItem(world, is),
    InventoryLevel: () => inventoryLevel(world, id),
    Location: () => find(store.locations, (location) => locationView(world, location)),
    FulfillmentOrder: () =>
      find(
        store.orders.map((order) => ({ id: fulfillmentOrderId(order), order })),
        ({ order }) => fulfillmentOrderView(world, order),
      ),
    Refund: () => find(refunds(store.orders), ({ order, refund }) => refundView(world, order, refund)),
    Job: () => find(store.jobs, (job) => ({ __typename: 'Job', id, done: job.done })),
  }
  return kinds[type]?.() ?? null
}

type Identifier = { id?: string | null; emailAddress?: string | null; phoneNumber?: string | null }

function customerBy(world: World, { id, emailAddress, phoneNumber }: Identifier): object | null {
  const found = world.store.customers.find(
    (one) =>
      one.id === idIn('Customer', id ?? '') ||
      (emailAddress != null && one.email.toLowerCase() === emailAddress.toLowerCase()) ||
      (phoneNumber != null && one.phone.replace(/[^+\d]/g, '') === phoneNumber),
  )
  return found ? customerView(world, found) : null
}

function inventoryItem(world: World, id: string | null): object | null {
  const found = stocked(world.store.products).find(({ variant }) => variant.inventoryItemId === id)
  return found ? inventoryItemView(world, found.product, found.variant) : null
}

function inventoryLevel(world: World, id: string): object | null {
  const [, location, item] = /InventoryLevel\/(\d+)\?inventory_item_id=(\d+)/.exec(id) ?? []
  const found = stocked(world.store.products).find(({ variant }) => variant.inventoryItemId === item)
  const level = found?.variant.levels.find(({ locationId }) => locationId === location)
  return found && level ? levelView(world, found.product, found.variant, level) : null
}

export const stocked = (products: readonly Product[]): fields.Stocked[] =>
  products.flatMap((product) => product.variants.map((variant) => ({ id: variant.id, product, variant })))

const refunds = (orders: readonly Order[]): { id: string; order: Order; refund: ShopRefund }[] =>
  orders.flatMap((order) => order.refunds.map((refund) => ({ id: refund.id, order, refund })))

const orderTime = (sortKey: string | null | undefined) => (order: Order) =>
  sortKey === 'UPDATED_AT' ? order.updatedAt : order.createdAt

const sorted = <T>(list: readonly T[], by: (item: T) => number): T[] => list.toSorted((a, b) => by(a) - by(b))

function missing(): never {
  throw new Error('The store has no location.')
}
