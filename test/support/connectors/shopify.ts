import type { Json, JsonObject } from '../../../connectors/define.ts'
import type { Answer, Provider, Received, RemoteFixture } from './fixture.ts'

const email = 'asha.rao@example.com'
const phone = '+919812345678'

const ids = {
  order: 'gid://shopify/Order/5001',
  cancelled: 'gid://shopify/Order/5002',
  lineItem: 'gid://shopify/LineItem/6001',
  sale: 'gid://shopify/OrderTransaction/7001',
  draft: 'gid://shopify/DraftOrder/8001',
  completed: 'gid://shopify/DraftOrder/8002',
  product: 'gid://shopify/Product/100',
  variant: 'gid://shopify/ProductVariant/200',
  item: 'gid://shopify/InventoryItem/300',
  location: 'gid://shopify/Location/400',
  customer: 'gid://shopify/Customer/500',
}

const inr = (minor: number): JsonObject => ({ currency: 'INR', minor })
/** A mutation that was understood and not done: every selected field is there, as null. */
const userError = (field: string, empty: string, message: string, errors = 'userErrors'): Answer =>
  ok({ [field]: { [empty]: null, [errors]: [{ field: null, message, code: null }] } })

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: { shop: 'kolam-contract', access_token: 'shpat-not-a-token-at-all' },
  provider: createStore,
  personal: [email, phone, 'Church Street'],
  reads: {
    shop: {},
    locations: {},
    orders: { query: 'financial_status:paid', limit: 2 },
    order: { order: '1042' },
    draftOrders: {},
    products: { query: 'title:kurta*' },
    variants: {},
    customers: {},
    inventory: { query: 'sku:KURTA-RED-M' },
  },
  writes: {
    createRefund: {
      input: { order: '#1042', amount: inr(49_900), notify: true, reason: 'Late' },
      refusal: userError('refundCreate', 'refund', 'Refund amount is greater than what was paid'),
      impossible: { order: '#1042', amount: inr(249_901), notify: false },
    },
    cancelOrder: {
      input: { order: ids.order, reason: 'CUSTOMER', refund: true, restock: true, notify: true },
      refusal: userError(
        'orderCancel',
        'job',
        'The order has outstanding fulfillments',
        'orderCancelUserErrors',
      ),
      impossible: { order: ids.cancelled, reason: 'OTHER', refund: false, restock: false, notify: false },
    },
    createDraftOrder: {
      input: {
        lineItems: [
          { variant: ids.variant, quantity: 2 },
          { title: 'Gift wrap', price: inr(5000), quantity: 1 },
        ],
        customer: ids.customer,
        discount: { percent: 10 },
      },
      refusal: userError('draftOrderCreate', 'draftOrder', 'Line items is invalid'),
      impossible: {
        lineItems: [{ title: 'Gift wrap', price: { currency: 'USD', minor: 100 }, quantity: 1 }],
      },
    },
    completeDraftOrder: {
      input: { draft: '#D1' },
      refusal: userError('draftOrderComplete', 'draftOrder', 'This order has been paid'),
      impossible: { draft: ids.completed },
    },
    changePrices: {
      input: { prices: [{ variant: ids.variant, price: inr(199_900), compareAtPrice: inr(249_900) }] },
      refusal: userError('productVariantsBulkUpdate', 'productVariants', 'Product does not exist'),
      impossible: { prices: [{ variant: ids.variant, price: inr(124_950) }] },
    },
    adjustInventory: {
      input: { inventoryItem: ids.item, location: ids.location, delta: 5, reason: 'received' },
      refusal: userError('inventoryAdjustQuantities', 'inventoryAdjustmentGroup', 'The quantity is stale'),
    },
    addTags: {
      input: { target: '1042', tags: ['vip'] },
      refusal: userError('tagsAdd', 'node', 'Tags are too long'),
      impossible: { target: ids.order, tags: ['GIFT'] },
    },
    removeTags: {
      input: { target: ids.order, tags: ['gift'] },
      refusal: userError('tagsRemove', 'node', 'Tags cannot be changed'),
      impossible: { target: ids.order, tags: ['vip'] },
    },
  },
}

function ok(data: JsonObject): Answer {
  return { status: 200, body: { data } }
}

/** Shopify writes decimals with as few zeros as it can. */
const amount = (minor: number): JsonObject => ({ amount: String(minor / 100), currencyCode: 'INR' })
const bag = (minor: number): JsonObject => ({ shopMoney: amount(minor), presentmentMoney: amount(minor) })
const page = (nodes: Json[]): JsonObject => ({ nodes, pageInfo: { hasNextPage: false, endCursor: null } })
const count = (nodes: number): JsonObject => ({ count: nodes, precision: 'EXACT' })

type Refund = { id: string; minor: number; note: string }
type Draft = { id: string; name: string; tags: string[]; order: boolean; minor: number }
type Store = {
  acted: number
  refunds: Refund[]
  drafts: Draft[]
  cancel: { at: string; note: string } | null
  tags: string[]
  price: string
  compareAtPrice: string | null
  available: number
}
type Variables = Record<string, never> & { id: string; input: JsonObject; tags: string[]; ids: string[] }

/** As much of Shopify as the suite needs: one order, one draft, one product. */
function createStore(): Provider {
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
  }
  return { acted: () => store.acted, answer: (request) => answer(store, request) }
}

function answer(store: Store, { headers, body, path }: Received): Answer {
  const { query, variables } = body as { query: string; variables: Variables }
  const name = /^\s*(?:query|mutation) (\w+)/.exec(query)?.[1] ?? ''
  const respond = Object.hasOwn(operations, name) ? operations[name] : undefined
  if (headers['x-shopify-access-token'] !== fixture.credential.access_token)
    return { status: 401, body: { errors: 'Invalid' } }
  if (path !== '/admin/api/2026-10/graphql.json' || !respond) return { status: 404, body: null }
  if (/^\s*mutation/.test(query) && name !== 'DraftOrderCalculate') store.acted += 1
  return ok(respond(store, variables))
}

const operations: Record<string, (store: Store, variables: Variables) => JsonObject> = {
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

const address: JsonObject = { address1: '1 Church Street', city: 'Bengaluru', countryCodeV2: 'IN' }
const location: JsonObject = {
  id: ids.location,
  name: 'Bengaluru',
  isActive: true,
  fulfillsOnlineOrders: true,
  address: { city: 'Bengaluru', countryCode: 'IN' },
}
const customer: JsonObject = {
  id: ids.customer,
  displayName: 'Asha Rao',
  state: 'ENABLED',
  createdAt: '2026-01-01T00:00:00Z',
  numberOfOrders: '3',
  note: 'Calls on Mondays',
  tags: [],
  amountSpent: amount(749_700),
  defaultEmailAddress: { emailAddress: email, marketingState: 'SUBSCRIBED' },
  defaultPhoneNumber: { phoneNumber: phone },
  defaultAddress: address,
}
const product: JsonObject = {
  id: ids.product,
  title: 'Kurta',
  handle: 'kurta',
  status: 'ACTIVE',
  vendor: 'Kolam',
  productType: 'Clothing',
  tags: [],
  updatedAt: '2026-11-01T00:00:00Z',
  totalInventory: 12,
  tracksInventory: true,
  variantsCount: count(1),
  priceRangeV2: { minVariantPrice: amount(124_950), maxVariantPrice: amount(124_950) },
}
const variant = (store: Store): JsonObject => ({
  id: ids.variant,
  title: 'Red / M',
  displayName: 'Kurta - Red / M',
  sku: 'KURTA-RED-M',
  barcode: null,
  price: store.price,
  compareAtPrice: store.compareAtPrice,
  inventoryQuantity: store.available,
  product,
  inventoryItem,
})
const inventoryItem: JsonObject = {
  id: ids.item,
  sku: 'KURTA-RED-M',
  tracked: true,
  variants: { nodes: [{ id: ids.variant, displayName: 'Kurta - Red / M' }] },
}
const level = ({ available }: Store): JsonObject => ({
  location,
  quantities: [{ name: 'available', quantity: available }],
})

const refund = ({ id, minor, note }: Refund): JsonObject => ({
  id,
  createdAt: '2026-11-22T10:00:00Z',
  note,
  totalRefundedSet: bag(minor),
  transactions: {
    nodes: [
      {
        id: `${id.replace('Refund', 'OrderTransaction')}9`,
        kind: 'REFUND',
        status: 'PENDING',
        gateway: 'razorpay',
        amountSet: bag(minor),
      },
    ],
  },
})

const draft = (one: Draft | undefined): Json =>
  one
    ? {
        ...one,
        status: one.order ? 'COMPLETED' : 'OPEN',
        ready: true,
        createdAt: '2026-11-20T00:00:00Z',
        updatedAt: '2026-11-21T00:00:00Z',
        completedAt: null,
        totalPriceSet: bag(one.minor),
        totalQuantityOfLineItems: 1,
        customer,
        email,
        paymentTerms: null,
        order: one.order ? { id: ids.order, name: '#1042' } : null,
        lineItems: page([lineItem]),
      }
    : null

const lineItem: JsonObject = {
  id: ids.lineItem,
  title: 'Kurta',
  variantTitle: 'Red / M',
  sku: 'KURTA-RED-M',
  quantity: 2,
  currentQuantity: 2,
  refundableQuantity: 2,
  discountedTotalSet: bag(249_900),
  variant: { id: ids.variant },
}

function order({ refunds, cancel, tags }: Store, id: string): Json {
  const refunded = refunds.reduce((total, { minor }) => total + minor, 0)
  const gone = id === ids.cancelled ? { at: '2026-11-01T00:00:00Z', note: 'by hand' } : cancel
  return {
    id,
    name: id === ids.order ? '#1042' : '#10420',
    createdAt: '2026-11-20T08:00:00Z',
    cancelledAt: gone?.at ?? null,
    cancelReason: null,
    cancellation: gone ? { staffNote: gone.note } : null,
    closed: false,
    test: false,
    displayFinancialStatus: refunded > 0 ? 'PARTIALLY_REFUNDED' : 'PAID',
    displayFulfillmentStatus: 'UNFULFILLED',
    returnStatus: 'NO_RETURN',
    refundable: true,
    totalPriceSet: bag(249_900),
    totalReceivedSet: bag(249_900),
    totalRefundedSet: bag(refunded),
    totalOutstandingSet: bag(0),
    currentSubtotalLineItemsQuantity: 2,
    note: 'Please ring twice',
    tags,
    email,
    phone,
    customer,
    shippingAddress: address,
    lineItems: page([lineItem]),
    transactions: [
      {
        id: ids.sale,
        kind: 'SALE',
        status: 'SUCCESS',
        gateway: 'razorpay',
        processedAt: '2026-11-20T08:00:00Z',
        amountSet: bag(249_900),
        maximumRefundableV2: amount(249_900 - refunded),
      },
    ],
    refunds: refunds.map(refund),
  }
}
