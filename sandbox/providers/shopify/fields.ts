/** What each kind of thing can be searched by. */
import { orderTotal } from '../../store/orders.ts'
import type { Customer, DraftOrder, Order, Product, Store, Variant } from '../../store/types.ts'
import { date, exact, number, type Searchable, words } from './search.ts'
import { financialStatus } from './standing.ts'

export type Stocked = { id: string; product: Product; variant: Variant }

const available = ({ variant }: Stocked): number =>
  variant.levels.reduce((sum, level) => sum + level.available, 0)

export function orderFields(store: Store): Searchable<Order> {
  const customerOf = (order: Order) => store.customers.find(({ id }) => id === order.customerId)
  const nameOf = (order: Order) => {
    const customer = customerOf(order)
    return customer ? `${customer.firstName} ${customer.lastName}` : null
  }
  return {
    text: (order) => [order.name, nameOf(order), customerOf(order)?.email ?? null, order.tags.join(' ')],
    fields: {
      id: exact(({ id }) => id),
      name: exact(({ name }) => [name, name.slice(1)]),
      email: exact((order) => customerOf(order)?.email ?? null),
      customer_id: exact(({ customerId }) => customerId),
      tag: exact(({ tags }) => tags),
      sku: exact(({ lines }) => lines.map(({ sku }) => sku)),
      gateway: exact(({ transactions }) => transactions.map(({ gateway }) => gateway)),
      financial_status: exact((order) => [financialStatus(order).toLowerCase(), 'any']),
      fulfillment_status: exact((order) => [
        ...(order.fulfilments.length > 0 ? ['fulfilled', 'shipped'] : ['unfulfilled', 'unshipped']),
        'any',
      ]),
      return_status: exact(() => 'no_return'),
      payment_id: exact(({ transactions }) => transactions.map(({ paymentId }) => paymentId)),
      status: exact((order) => [order.cancelledAt === null ? 'open' : 'cancelled', 'not_closed', 'any']),
      created_at: date(({ createdAt }) => createdAt),
      processed_at: date(({ createdAt }) => createdAt),
      updated_at: date(({ updatedAt }) => updatedAt),
      cancelled_at: date(({ cancelledAt }) => cancelledAt),
      total: number((order) => orderTotal(order) / 100),
      test: exact(() => 'false'),
    },
  }
}

export const draftFields: Searchable<DraftOrder> = {
  text: (draft) => [draft.name, draft.email],
  fields: {
    id: exact(({ id }) => id),
    name: exact(({ name }) => [name, name.slice(1)]),
    status: exact(({ status }) => status),
    tag: exact(({ tags }) => tags),
    customer_id: exact(({ customerId }) => customerId),
    created_at: date(({ createdAt }) => createdAt),
    updated_at: date(({ updatedAt }) => updatedAt),
  },
}

export const productFields: Searchable<Product> = {
  text: (product) => [product.title, product.type, product.vendor, ...product.variants.map(({ sku }) => sku)],
  fields: {
    id: exact(({ id }) => id),
    title: words(({ title }) => title),
    handle: exact(({ handle }) => handle),
    status: exact(({ status }) => status),
    vendor: exact(({ vendor }) => vendor),
    product_type: exact(({ type }) => type),
    tag: exact(({ tags }) => tags),
    sku: exact(({ variants }) => variants.map(({ sku }) => sku)),
    created_at: date(({ createdAt }) => createdAt),
    updated_at: date(({ updatedAt }) => updatedAt),
    inventory_total: number(({ variants }) =>
      variants.flatMap(({ levels }) => levels).reduce((sum, level) => sum + level.available, 0),
    ),
  },
}

export const variantFields: Searchable<Stocked> = {
  text: ({ product, variant }) => [product.title, variant.title, variant.sku],
  fields: {
    id: exact(({ id }) => id),
    title: words(({ product, variant }) => `${product.title} ${variant.title}`),
    sku: exact(({ variant }) => variant.sku),
    product_id: exact(({ product }) => product.id),
    product_type: exact(({ product }) => product.type),
    product_status: exact(({ product }) => product.status),
    vendor: exact(({ product }) => product.vendor),
    tag: exact(({ product }) => product.tags),
    inventory_quantity: number(available),
    updated_at: date(({ product }) => product.updatedAt),
  },
}

export const inventoryFields: Searchable<Stocked> = {
  text: ({ product, variant }) => [product.title, variant.title, variant.sku],
  fields: {
    id: exact(({ variant }) => variant.inventoryItemId),
    sku: exact(({ variant }) => variant.sku),
    created_at: date(({ product }) => product.createdAt),
    updated_at: date(({ product }) => product.updatedAt),
  },
}

export const customerFields: Searchable<Customer> = {
  text: (customer) => [`${customer.firstName} ${customer.lastName}`, customer.email, customer.phone],
  fields: {
    id: exact(({ id }) => id),
    email: exact(({ email }) => email),
    phone: exact(({ phone }) => phone),
    first_name: words(({ firstName }) => firstName),
    last_name: words(({ lastName }) => lastName),
    tag: exact(({ tags }) => tags),
    state: exact(() => 'disabled'),
    created_at: date(({ createdAt }) => createdAt),
    customer_date: date(({ createdAt }) => createdAt),
  },
}
