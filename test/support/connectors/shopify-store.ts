/** As much of Shopify as the contract suite needs, answering by the name of the operation. */
import type { JsonObject } from '../../../connectors/define.ts'
import type { Answer, Provider, Received } from './fixture.ts'
import {
  bag,
  count,
  customer,
  draft,
  ids,
  inventoryItem,
  level,
  lineItem,
  location,
  order,
  page,
  product,
  refund,
  type Store,
  variant,
} from './shopify-objects.ts'
import { isEditStep, orderOperations } from './shopify-orders.ts'
import { shelfOperations } from './shopify-shelf.ts'

export const accessToken = 'shpat-not-a-token-at-all'

export type Variables = Record<string, never> & {
  id: string
  input: JsonObject
  tags: string[]
  ids: string[]
}
export type Operations = Record<string, (store: Store, variables: Variables) => JsonObject>

export function createStore(): Provider {
  const store: Store = {
    acted: 0,
    refunds: [],
    drafts: [
      { id: ids.completed, name: '#D2', tags: [], order: true, minor: 100 },
      { id: ids.draft, name: '#D1', tags: [], order: false, minor: 124_950 },
    ],
    cancel: null,
    tags: ['gift'],
    price: '1249.50',
    compareAtPrice: null,
    available: 12,
    received: 0,
    captured: 0,
    ordered: 2,
    added: 0,
    staged: { ordered: 0, added: 0 },
    remaining: 2,
    product: {},
    person: {},
    created: false,
    care: 'Wash cold',
    code: null,
  }
  return { acted: () => store.acted, answer: (request) => answer(store, request) }
}

function answer(store: Store, { headers, body, path }: Received): Answer {
  const { query, variables } = body as { query: string; variables: Variables }
  const name = /^\s*(?:query|mutation) (\w+)/.exec(query)?.[1] ?? ''
  const respond = Object.hasOwn(all, name) ? all[name] : undefined
  if (headers['x-shopify-access-token'] !== accessToken) return { status: 401, body: { errors: 'Invalid' } }
  if (path !== '/admin/api/2026-10/graphql.json' || !respond) return { status: 404, body: null }
  if (/^\s*mutation/.test(query) && !isHarmless(name)) store.acted += 1
  return ok(respond(store, variables))
}

/** Of an edit nothing but its commit changes the order. */
const isHarmless = (name: string): boolean => name === 'DraftOrderCalculate' || isEditStep(name)

const operations: Operations = {
  Shop: () => ({
    shop: {
      id: 'gid://shopify/Shop/1',
      name: 'Kolam',
      myshopifyDomain: 'kolam-contract.myshopify.com',
      currencyCode: 'INR',
      ianaTimezone: 'Asia/Kolkata',
      plan: { publicDisplayName: 'Basic' },
      shopAddress: { city: 'Bengaluru', countryCodeV2: 'IN' },
    },
  }),
  Locations: () => ({ locations: page([location]) }),
  Orders: (store) => ({ orders: page([order(store, ids.order)]), ordersCount: count(1) }),
  OrderByName: () => ({
    orders: {
      nodes: [
        { id: ids.order, name: '#1042' },
        { id: ids.cancelled, name: '#10420' },
      ],
    },
  }),
  Order: (store, { id }) => ({ order: order(store, id) }),
  RefundState: (store, { id }) => ({ order: order(store, id) }),
  SuggestedRefund: () => ({
    order: {
      suggestedRefund: {
        amountSet: bag(124_950),
        refundLineItems: [{ quantity: 1, lineItem }],
        suggestedTransactions: [
          { gateway: 'razorpay', amountSet: bag(124_950), parentTransaction: { id: ids.sale } },
        ],
      },
    },
  }),
  RefundsOfOrder: (store, { id }) => ({ order: order(store, id) }),
  CancelState: (store, { id }) => ({ order: order(store, id) }),
  Job: (_, { id }) => ({ job: { id, done: true } }),
  RefundCreate: (store, { input }) => {
    const [transaction] = input.transactions as { amount: string }[]
    const made = {
      id: `gid://shopify/Refund/${store.refunds.length + 1}`,
      minor: Math.round(Number(transaction?.amount) * 100),
      note: String(input.note),
    }
    store.refunds.push(made)
    return { refundCreate: { refund: refund(made), userErrors: [] } }
  },
  OrderCancel: (store, { staffNote }) => {
    store.cancel = { at: '2026-11-22T10:00:00Z', note: String(staffNote) }
    return {
      orderCancel: { job: { id: 'gid://shopify/Job/1', done: false }, orderCancelUserErrors: [] },
    }
  },
  DraftOrders: (store) => ({ draftOrders: page(store.drafts.map(draft)) }),
  NewestDrafts: (store) => ({ draftOrders: page(store.drafts.map(draft)) }),
  DraftByName: (store) => ({ draftOrders: page(store.drafts.map(draft)) }),
  DraftState: (store, { id }) => ({ draftOrder: draft(store.drafts.find((one) => one.id === id)) }),
  DraftBasis: (store, { ids: asked }) => ({
    shop: { currencyCode: 'INR' },
    nodes: [
      { __typename: 'ProductVariant', ...variant(store) },
      { __typename: 'Customer', ...customer },
    ].filter((node) => asked.includes(String((node as JsonObject).id))),
  }),
  DraftOrderCalculate: () => ({
    draftOrderCalculate: {
      calculatedDraftOrder: {
        totalPriceSet: bag(229_410),
        totalTaxSet: bag(24_580),
        totalShippingPriceSet: bag(0),
        taxesIncluded: true,
        warnings: [],
      },
      userErrors: [],
    },
  }),
  DraftOrderCreate: (store, { input }) => {
    const made = {
      id: 'gid://shopify/DraftOrder/8003',
      name: '#D3',
      tags: input.tags as string[],
      order: false,
      minor: 229_410,
    }
    store.drafts.push(made)
    return { draftOrderCreate: { draftOrder: draft(made), userErrors: [] } }
  },
  DraftOrderComplete: (store, { id }) => {
    const made = store.drafts.find((one) => one.id === id)
    if (made) made.order = true
    return { draftOrderComplete: { draftOrder: draft(made), userErrors: [] } }
  },
  Products: () => ({ products: page([product]), productsCount: count(1) }),
  Variants: (store) => ({
    shop: { currencyCode: 'INR' },
    productVariants: page([variant(store)]),
    productVariantsCount: count(1),
  }),
  VariantPrices: (store) => ({ shop: { currencyCode: 'INR' }, nodes: [variant(store)] }),
  VariantPricesUpdate: (store, variables) => {
    const [change] = (variables as unknown as { variants: Pick<Store, 'price' | 'compareAtPrice'>[] })
      .variants
    Object.assign(store, { price: change?.price, compareAtPrice: change?.compareAtPrice ?? null })
    return { productVariantsBulkUpdate: { productVariants: [variant(store)], userErrors: [] } }
  },
  Customers: () => ({ customers: page([customer]), customersCount: count(1) }),
  Inventory: (store) => ({
    inventoryItems: page([{ ...inventoryItem, inventoryLevels: page([level(store)]) }]),
  }),
  InventoryLevel: (store) => ({ inventoryItem: { ...inventoryItem, inventoryLevel: level(store) } }),
  InventoryAdjust: (store, { input }) => {
    const [change] = input.changes as { delta: number }[]
    store.available += change?.delta ?? 0
    return {
      inventoryAdjustQuantities: {
        inventoryAdjustmentGroup: {
          id: 'gid://shopify/InventoryAdjustmentGroup/1',
          createdAt: '2026-11-22T10:00:00Z',
          reason: String(input.reason),
          referenceDocumentUri: String(input.referenceDocumentUri),
          changes: [{ name: 'available', delta: change?.delta ?? 0 }],
        },
        userErrors: [],
      },
    }
  },
  Tags: (store, { id }) => ({ node: { __typename: 'Order', id, name: '#1042', tags: store.tags } }),
  TagsAdd: (store, { id, tags }) => {
    store.tags = [...store.tags, ...tags]
    return { tagsAdd: { node: { id }, userErrors: [] } }
  },
  TagsRemove: (store, { id, tags }) => {
    store.tags = store.tags.filter((tag) => !tags.includes(tag))
    return { tagsRemove: { node: { id }, userErrors: [] } }
  },
}

const all: Operations = { ...operations, ...orderOperations, ...shelfOperations }

export function ok(data: JsonObject): Answer {
  return { status: 200, body: { data } }
}
