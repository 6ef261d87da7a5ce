import type { JsonObject } from '../../../connectors/define.ts'
import type { Answer, RemoteFixture } from './fixture.ts'
import { email, ids, phone } from './shopify-objects.ts'
import { accessToken, createStore, ok } from './shopify-store.ts'

const inr = (minor: number): JsonObject => ({ currency: 'INR', minor })
/** A mutation that was understood and not done: every selected field is there, as null. */
const userError = (field: string, empty: string, message: string, errors = 'userErrors'): Answer =>
  ok({ [field]: { [empty]: null, [errors]: [{ field: null, message, code: null }] } })

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: { shop: 'kolam-contract', access_token: accessToken },
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
    fulfillmentOrders: { includeClosed: true },
    returns: { order: '1042' },
    disputes: {},
    shopifyql: { query: 'FROM sales SHOW total_sales, orders GROUP BY customer_email LIMIT 1' },
  },
  isStep: ({ body }) => /mutation (OrderEditBegin|OrderEditAddVariant|OrderEditSetQuantity)\b/.test(body),
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
      later: 'Shopify cancels in the background',
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
    markOrderPaid: {
      input: { order: ids.unpaid },
      refusal: userError('orderMarkAsPaid', 'order', 'Order cannot be marked as paid.'),
      impossible: { order: '1042' },
    },
    captureOrder: {
      input: { order: ids.authorised },
      refusal: userError('orderCapture', 'transaction', 'Amount exceeds the authorized amount'),
      impossible: { order: ids.authorised, amount: inr(249_901) },
    },
    editOrder: {
      input: {
        order: '1042',
        add: [{ variant: ids.variant, quantity: 3 }],
        set: [{ lineItem: ids.lineItem, quantity: 1 }],
        notify: true,
      },
      refusal: userError('orderEditCommit', 'order', 'The order cannot be edited'),
      impossible: { order: ids.cancelled, set: [{ lineItem: ids.lineItem, quantity: 1 }], notify: false },
    },
    createFulfillment: {
      input: {
        fulfillmentOrder: ids.fulfillmentOrder,
        lineItems: [{ lineItem: ids.toSend, quantity: 1 }],
        tracking: { company: 'Delhivery', number: 'DL42' },
        notify: true,
      },
      refusal: userError('fulfillmentCreate', 'fulfillment', 'Fulfillment order is on hold'),
      impossible: { fulfillmentOrder: ids.sent, notify: false },
    },
    updateDraftOrder: {
      input: { draft: '#D1', note: 'Call first', tags: ['phone'] },
      refusal: userError('draftOrderUpdate', 'draftOrder', 'Draft order is completed'),
      impossible: { draft: ids.completed, note: 'Call first' },
    },
    sendDraftInvoice: {
      input: { draft: ids.draft, subject: 'Your order', message: 'Thank you' },
      refusal: userError('draftOrderInvoiceSend', 'draftOrder', 'Email is invalid'),
      impossible: { draft: ids.completed },
    },
    updateProduct: {
      input: { product: ids.product, title: 'Long kurta', status: 'DRAFT', tags: ['new'] },
      refusal: userError('productUpdate', 'product', 'Title is too long'),
      impossible: { product: ids.product, title: 'Kurta' },
    },
    setInventory: {
      input: { inventoryItem: ids.item, location: ids.location, available: 9, reason: 'correction' },
      refusal: userError('inventorySetQuantities', 'inventoryAdjustmentGroup', 'The quantity is stale'),
      impossible: { inventoryItem: ids.item, location: ids.location, available: 12, reason: 'other' },
    },
    createCustomer: {
      input: { firstName: 'Meera', lastName: 'Iyer', email: 'meera@example.com', tags: ['phone'] },
      refusal: userError('customerCreate', 'customer', 'Email has already been taken'),
      impossible: { firstName: 'Asha', email },
    },
    updateCustomer: {
      input: { customer: ids.customer, firstName: 'Aisha', note: 'Calls on Fridays' },
      refusal: userError('customerUpdate', 'customer', 'Phone has already been taken'),
      impossible: { customer: ids.customer, firstName: 'Asha' },
    },
    setMetafields: {
      input: {
        owner: ids.product,
        metafields: [{ namespace: 'custom', key: 'care', value: 'Dry clean' }],
      },
      refusal: userError('metafieldsSet', 'metafields', 'The resource has been updated'),
      impossible: {
        owner: ids.product,
        metafields: [{ namespace: 'custom', key: 'care', value: 'Wash cold' }],
      },
    },
    createDiscountCode: {
      input: { code: 'DIWALI10', value: { percent: 10 }, startsAt: '2026-12-01T00:00:00Z' },
      refusal: userError('discountCodeBasicCreate', 'codeDiscountNode', 'Code has already been taken'),
      impossible: { code: 'WELCOME', value: { percent: 10 }, startsAt: '2026-12-01T00:00:00Z' },
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
