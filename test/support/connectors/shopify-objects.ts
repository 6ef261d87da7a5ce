/** Shopify's objects with every field that the connector selects, for a store with one order, one draft and one product. */
import type { Json, JsonObject } from '../../../connectors/define.ts'

export const email = 'asha.rao@example.com'
export const phone = '+919812345678'

export const ids = {
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
  unpaid: 'gid://shopify/Order/5003',
  authorised: 'gid://shopify/Order/5004',
  authorization: 'gid://shopify/OrderTransaction/7004',
  fulfillmentOrder: 'gid://shopify/FulfillmentOrder/900',
  sent: 'gid://shopify/FulfillmentOrder/901',
  toSend: 'gid://shopify/FulfillmentOrderLineItem/910',
}

/** Shopify writes decimals with as few zeros as it can. */
export const amount = (minor: number): JsonObject => ({ amount: String(minor / 100), currencyCode: 'INR' })
export const bag = (minor: number): JsonObject => ({
  shopMoney: amount(minor),
  presentmentMoney: amount(minor),
})
export const page = (nodes: Json[]): JsonObject => ({
  nodes,
  pageInfo: { hasNextPage: false, endCursor: null },
})
export const count = (nodes: number): JsonObject => ({ count: nodes, precision: 'EXACT' })

export type Refund = { id: string; minor: number; note: string }
export type Draft = {
  id: string
  name: string
  tags: string[]
  order: boolean
  minor: number
  note2?: string
  invoiceSentAt?: string
}
export type Store = {
  acted: number
  refunds: Refund[]
  drafts: Draft[]
  cancel: { at: string; note: string } | null
  tags: string[]
  price: string
  compareAtPrice: string | null
  available: number
  /** What was received of the order that was not paid, and captured of the one that was authorised. */
  received: number
  captured: number
  /** How many of the order's line there are, and what an edit added. */
  ordered: number
  added: number
  staged: { ordered: number; added: number }
  /** Pieces that remain to be sent. */
  remaining: number
  product: Record<string, Json>
  person: Record<string, Json>
  created: boolean
  care: string
  code: string | null
}
export const address: JsonObject = { address1: '1 Church Street', city: 'Bengaluru', countryCodeV2: 'IN' }
export const location: JsonObject = {
  id: ids.location,
  name: 'Bengaluru',
  isActive: true,
  fulfillsOnlineOrders: true,
  address: { city: 'Bengaluru', countryCode: 'IN' },
}
export const customer: JsonObject = {
  id: ids.customer,
  displayName: 'Asha Rao',
  firstName: 'Asha',
  lastName: 'Rao',
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
export const product: JsonObject = {
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
  descriptionHtml: '<p>Cotton</p>',
  variantsCount: count(1),
  priceRangeV2: { minVariantPrice: amount(124_950), maxVariantPrice: amount(124_950) },
}
export const variant = (store: Store): JsonObject => ({
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
export const inventoryItem: JsonObject = {
  id: ids.item,
  sku: 'KURTA-RED-M',
  tracked: true,
  variants: { nodes: [{ id: ids.variant, displayName: 'Kurta - Red / M' }] },
}
export const level = ({ available }: Store): JsonObject => ({
  location,
  quantities: [{ name: 'available', quantity: available }],
})

export const refund = ({ id, minor, note }: Refund): JsonObject => ({
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

export const draft = (one: Draft | undefined): Json =>
  one
    ? {
        note2: null,
        appliedDiscount: null,
        ...one,
        invoiceSentAt: one.invoiceSentAt ?? null,
        status: one.order ? 'COMPLETED' : one.invoiceSentAt ? 'INVOICE_SENT' : 'OPEN',
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
        lineItems: page([
          {
            ...lineItem,
            custom: false,
            originalUnitPriceWithCurrency: amount(124_950),
            priceOverride: null,
          },
        ]),
      }
    : null

export const lineItem: JsonObject = {
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

export function order({ refunds, cancel, tags }: Store, id: string): Json {
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
    customAttributes: [{ key: 'gift message', value: 'For Amma' }],
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
        paymentId: 'rNotRazorpays',
        receiptJson: JSON.stringify({ payment_id: 'pay_AbCdEfGhIjKlMn', contact: phone }),
      },
    ],
    refunds: refunds.map(refund),
  }
}
