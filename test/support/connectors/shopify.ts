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
