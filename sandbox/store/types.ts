/**
 * The sample store as plain data, so that it can be saved and put back as JSON. Amounts are paise, times are
 * milliseconds since 1970; only Razorpay's books keep that vendor's own shapes and seconds.
 */
import type { RazorpayBooks } from './razorpay-types.ts'

export type Store = {
  shop: Shop
  locations: Location[]
  products: Product[]
  customers: Customer[]
  orders: Order[]
  draftOrders: DraftOrder[]
  jobs: Job[]
  razorpay: RazorpayBooks
  /** The next number of each kind of thing that is made while the sandbox runs. */
  counters: Record<string, number>
}

export type Shop = {
  id: string
  name: string
  handle: string
  email: string
  currency: 'INR'
  timezone: string
  planName: string
}

export type Location = { id: string; name: string; city: string; province: string; isActive: boolean }

export type Product = {
  id: string
  title: string
  handle: string
  type: string
  vendor: string
  description: string
  status: 'ACTIVE' | 'DRAFT' | 'ARCHIVED'
  tags: string[]
  createdAt: number
  updatedAt: number
  option: string
  variants: Variant[]
}

export type Variant = {
  id: string
  inventoryItemId: string
  title: string
  sku: string
  price: number
  compareAtPrice: number | null
  cost: number
  levels: StockLevel[]
}

export type StockLevel = {
  locationId: string
  available: number
  committed: number
  incoming: number
  updatedAt: number
}

export type Address = {
  name: string
  address1: string
  city: string
  province: string
  zip: string
  phone: string
}

export type Customer = {
  id: string
  firstName: string
  lastName: string
  email: string
  phone: string
  note: string | null
  tags: string[]
  createdAt: number
  address: Address
}

export type Order = {
  id: string
  name: string
  number: number
  createdAt: number
  updatedAt: number
  cancelledAt: number | null
  cancelReason: string | null
  /** What the person who cancelled it wrote down for the staff. */
  cancelNote: string | null
  closedAt: number | null
  customerId: string
  note: string | null
  tags: string[]
  attributes: { key: string; value: string }[]
  lines: Line[]
  shipping: number
  address: Address
  transactions: Transaction[]
  fulfilments: Fulfilment[]
  refunds: ShopRefund[]
}

export type Line = {
  id: string
  productId: string | null
  variantId: string | null
  title: string
  variantTitle: string | null
  sku: string | null
  quantity: number
  /** For one piece. */
  price: number
}

export type Transaction = {
  id: string
  parentId: string | null
  kind: 'AUTHORIZATION' | 'CAPTURE' | 'SALE' | 'REFUND' | 'VOID'
  status: 'SUCCESS' | 'PENDING' | 'FAILURE'
  gateway: string
  amount: number
  createdAt: number
  /** The id at the payment provider: a Razorpay payment, or for a refund its Razorpay refund. */
  paymentId: string | null
}

export type Fulfilment = {
  id: string
  createdAt: number
  deliveredAt: number | null
  status: 'SUCCESS'
  displayStatus: 'DELIVERED' | 'IN_TRANSIT' | 'FULFILLED'
  carrier: string
  tracking: string
  /** What was in the parcel; absent where it was the whole order. */
  lines?: { lineId: string; quantity: number }[]
}

export type ShopRefund = {
  id: string
  createdAt: number
  note: string | null
  amount: number
  shipping: number
  lines: { id: string; lineId: string; quantity: number; amount: number; restock: string }[]
  transactionIds: string[]
}

export type DraftOrder = {
  id: string
  name: string
  status: 'OPEN' | 'INVOICE_SENT' | 'COMPLETED'
  createdAt: number
  updatedAt: number
  completedAt: number | null
  customerId: string | null
  email: string | null
  note: string | null
  tags: string[]
  attributes: { key: string; value: string }[]
  lines: Line[]
  shipping: number
  discount: number
  orderId: string | null
  /** When its invoice was sent last; absent where none was. */
  invoiceSentAt?: number
}

/** Work that Shopify does after it has answered. */
export type Job = { id: string; done: boolean; orderId?: string }
