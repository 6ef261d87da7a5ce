/** The test store's orders: what is open, authorised, edited, sent, sent back and disputed of them. */
import type { Json, JsonObject } from '../../../connectors/define.ts'
import {
  address,
  amount,
  bag,
  draft,
  email,
  ids,
  location,
  order,
  page,
  type Store,
} from './shopify-objects.ts'
import type { Operations } from './shopify-store.ts'

const editSteps = new Set(['OrderEditBegin', 'OrderEditAddVariant', 'OrderEditSetQuantity'])
export const isEditStep = (name: string): boolean => editSteps.has(name)

const at = '2026-11-22T10:00:00Z'

/** One that was never paid, one that was authorised, and all others as they are. */
function payable(store: Store, id: string): JsonObject {
  const base = order(store, id) as JsonObject
  const isAuthorised = id === ids.authorised
  const isOpen = id === ids.unpaid
  const paid = isAuthorised ? store.captured : isOpen ? store.received : 249_900
  const left = isAuthorised ? 249_900 - store.captured : 0
  return {
    ...base,
    displayFinancialStatus: paid === 249_900 ? 'PAID' : isAuthorised ? 'AUTHORIZED' : 'PENDING',
    canMarkAsPaid: paid < 249_900,
    capturable: left > 0,
    totalReceivedSet: bag(paid),
    totalOutstandingSet: bag(249_900 - paid),
    totalCapturableSet: bag(left),
    transactions: isAuthorised ? authorised(store) : [],
  }
}

const authorised = ({ captured }: Store): Json[] => [
  transaction(ids.authorization, 'AUTHORIZATION', 249_900, null, 249_900 - captured),
  ...(captured > 0 ? [transaction(`${ids.authorization}1`, 'CAPTURE', captured, ids.authorization, 0)] : []),
]

const transaction = (
  id: string,
  kind: string,
  minor: number,
  parent: string | null,
  unsettled: number,
): JsonObject => ({
  id,
  kind,
  status: 'SUCCESS',
  gateway: 'razorpay',
  processedAt: at,
  amountSet: bag(minor),
  totalUnsettledSet: bag(unsettled),
  multiCapturable: false,
  authorizationExpiresAt: null,
  parentTransaction: parent === null ? null : { id: parent },
  paymentId: 'pay_AbCdEfGhIjKlMn',
  receiptJson: null,
})

function editable(store: Store, id: string): JsonObject {
  const line = (number: number, currentQuantity: number): JsonObject => ({
    id: `gid://shopify/LineItem/${number}`,
    title: 'Kurta',
    variantTitle: 'Red / M',
    sku: 'KURTA-RED-M',
    currentQuantity,
    unfulfilledQuantity: currentQuantity,
    discountedUnitPriceSet: bag(124_950),
    variant: { id: ids.variant },
  })
  const isGone = id === ids.cancelled
  const total = (store.ordered + store.added) * 124_950
  return {
    id,
    name: isGone ? '#10420' : '#1042',
    email,
    cancelledAt: isGone ? at : null,
    merchantEditable: !isGone,
    merchantEditableErrors: isGone ? ['The order is cancelled'] : [],
    currentTotalPriceSet: bag(total),
    totalOutstandingSet: bag(total - 249_900),
    lineItems: page([line(6001, store.ordered), ...(store.added > 0 ? [line(6002, store.added)] : [])]),
  }
}

const fulfillmentOrder = ({ remaining }: Store, id: string): JsonObject => {
  const left = id === ids.sent ? 0 : remaining
  return {
    id,
    status: left > 0 ? 'OPEN' : 'CLOSED',
    requestStatus: 'UNSUBMITTED',
    orderId: ids.order,
    orderName: '#1042',
    createdAt: at,
    updatedAt: at,
    fulfillBy: null,
    assignedLocation: { name: 'Bengaluru', location },
    destination: { ...address, city: 'Bengaluru', countryCode: 'IN', email },
    supportedActions: left > 0 ? [{ action: 'CREATE_FULFILLMENT' }] : [],
    fulfillmentHolds: [],
    lineItems: page([
      {
        id: ids.toSend,
        productTitle: 'Kurta',
        variantTitle: 'Red / M',
        sku: 'KURTA-RED-M',
        totalQuantity: 2,
        remainingQuantity: left,
      },
    ]),
    order: { email, cancelledAt: null },
    fulfillments: { nodes: remaining < 2 ? [parcel] : [] },
  }
}
const parcel: JsonObject = {
  id: 'gid://shopify/Fulfillment/950',
  name: '#1042.1',
  status: 'SUCCESS',
  createdAt: at,
  trackingInfo: [{ company: 'Delhivery', number: 'DL42' }],
}

const returned: JsonObject = {
  id: ids.order,
  name: '#1042',
  returnStatus: 'RETURN_REQUESTED',
  returns: page([
    {
      id: 'gid://shopify/Return/960',
      name: '#1042-R1',
      status: 'REQUESTED',
      createdAt: at,
      closedAt: null,
      totalQuantity: 1,
      returnLineItems: page([
        {
          id: 'gid://shopify/ReturnLineItem/961',
          quantity: 1,
          refundedQuantity: 0,
          returnReasonDefinition: { name: 'Size too small' },
          returnReasonNote: 'Two sizes',
          customerNote: 'Please send an L',
        },
      ]),
    },
  ]),
}

export const orderOperations: Operations = {
  PaymentState: (store, { id }) => ({ order: payable(store, id) }),
  OrderMarkAsPaid: (store, { id }) => {
    store.received = 249_900
    return { orderMarkAsPaid: { order: payable(store, id), userErrors: [] } }
  },
  OrderCapture: (store, variables) => {
    store.captured += Math.round(Number((variables as unknown as { amount: string }).amount) * 100)
    const made = authorised(store).at(-1) ?? null
    return { orderCapture: { transaction: made, userErrors: [] } }
  },
  OrderEditState: (store, { id }) => ({ order: editable(store, id) }),
  OrderEditBegin: (store) => {
    store.staged = { ordered: store.ordered, added: 0 }
    const nodes = [
      { id: 'gid://shopify/CalculatedLineItem/6001', quantity: store.ordered, variant: { id: ids.variant } },
    ]
    return {
      orderEditBegin: {
        calculatedOrder: { id: 'gid://shopify/CalculatedOrder/970', lineItems: { nodes } },
        userErrors: [],
      },
    }
  },
  OrderEditSetQuantity: ({ staged }, variables) => {
    staged.ordered = Number((variables as unknown as { quantity: number }).quantity)
    return edited('orderEditSetQuantity')
  },
  OrderEditAddVariant: ({ staged }, variables) => {
    staged.added = Number((variables as unknown as { quantity: number }).quantity)
    return edited('orderEditAddVariant')
  },
  OrderEditCommit: (store) => {
    Object.assign(store, store.staged)
    return { orderEditCommit: { order: editable(store, ids.order), userErrors: [] } }
  },
  FulfillmentOrders: (store) => ({
    fulfillmentOrders: page([fulfillmentOrder(store, ids.fulfillmentOrder)]),
  }),
  FulfillmentOrdersOfOrder: (store) => ({
    order: { fulfillmentOrders: page([fulfillmentOrder(store, ids.fulfillmentOrder)]) },
  }),
  FulfillmentState: (store, { id }) => ({ fulfillmentOrder: fulfillmentOrder(store, id) }),
  FulfillmentCreate: (store, variables) => {
    const { fulfillment } = variables as unknown as {
      fulfillment: { lineItemsByFulfillmentOrder: { fulfillmentOrderLineItems: { quantity: number }[] }[] }
    }
    store.remaining -= fulfillment.lineItemsByFulfillmentOrder[0]?.fulfillmentOrderLineItems[0]?.quantity ?? 0
    return { fulfillmentCreate: { fulfillment: parcel, userErrors: [] } }
  },
  Returns: () => ({ orders: page([returned]) }),
  ReturnsOfOrder: () => ({ order: returned }),
  Disputes: () => ({
    disputes: page([
      {
        id: 'gid://shopify/ShopifyPaymentsDispute/980',
        type: 'CHARGEBACK',
        status: 'NEEDS_RESPONSE',
        initiatedAt: at,
        evidenceDueBy: at,
        evidenceSentOn: null,
        finalizedOn: null,
        amount: amount(249_900),
        reasonDetails: { reason: 'PRODUCT_NOT_RECEIVED', networkReasonCode: '13.1' },
        order: { id: ids.order, name: '#1042' },
      },
    ]),
  }),
  RefundsMade: (store) => ({ orders: { nodes: [order(store, ids.order)] } }),
  DraftOrderUpdate: (store, { id, input }) => {
    const held = store.drafts.find((one) => one.id === id)
    if (held) Object.assign(held, { note2: String(input.note), tags: input.tags })
    return { draftOrderUpdate: { draftOrder: draft(held), userErrors: [] } }
  },
  DraftOrderInvoiceSend: (store, { id }) => {
    const held = store.drafts.find((one) => one.id === id)
    if (held) held.invoiceSentAt = at
    return { draftOrderInvoiceSend: { draftOrder: draft(held), userErrors: [] } }
  },
}

const edited = (field: string): JsonObject => ({
  [field]: { calculatedOrder: { id: 'gid://shopify/CalculatedOrder/970' }, userErrors: [] },
})
