import { defineConnector } from '../define.ts'
import { already } from './already.ts'
import { credential, loginForm } from './credential.ts'
import { limits } from './limits.ts'
import { consentQuery, exchange, revoke, signed } from './login.ts'
import { shopifyql } from './reads/analytics.ts'
import { products, variants } from './reads/catalogue.ts'
import { customers } from './reads/customers.ts'
import { disputes } from './reads/disputes.ts'
import { draftOrders } from './reads/drafts.ts'
import { fulfillmentOrders } from './reads/fulfilment.ts'
import { inventory } from './reads/inventory.ts'
import { order, orders } from './reads/orders.ts'
import { returns } from './reads/returns.ts'
import { locations, shop } from './reads/store.ts'
import { isDraftOrderCalculation } from './rehearsal.ts'
import { graphqlPath, tokenPath, versions } from './version.ts'
import { adjustInventory } from './writes/adjust-inventory.ts'
import { cancelOrder } from './writes/cancel-order.ts'
import { captureOrder } from './writes/capture-order.ts'
import { changePrices } from './writes/change-prices.ts'
import { completeDraftOrder } from './writes/complete-draft-order.ts'
import { createDiscountCode } from './writes/create-discount-code.ts'
import { createDraftOrder } from './writes/create-draft-order.ts'
import { createFulfillment } from './writes/create-fulfillment.ts'
import { createRefund } from './writes/create-refund.ts'
import { createCustomer, updateCustomer } from './writes/customers.ts'
import { editOrder } from './writes/edit-order.ts'
import { markOrderPaid } from './writes/mark-order-paid.ts'
import { sendDraftInvoice } from './writes/send-draft-invoice.ts'
import { setInventory } from './writes/set-inventory.ts'
import { setMetafields } from './writes/set-metafields.ts'
import { addTags, removeTags } from './writes/tags.ts'
import { updateDraftOrder } from './writes/update-draft-order.ts'
import { updateProduct } from './writes/update-product.ts'

export const shopify = defineConnector({
  kind: 'remote',
  name: 'shopify',
  label: 'Shopify',
  hosts: { api: '{shop}.myshopify.com' },
  webHosts: ['{account}', 'admin.shopify.com'],
  endpoints: {
    read: [{ method: 'POST', path: graphqlPath, graphql: true }],
    write: [{ method: 'POST', path: graphqlPath, dryRun: isDraftOrderCalculation }],
    auth: [
      { method: 'POST', path: tokenPath },
      // The app takes itself off the store: the only mutation that the login sends.
      { method: 'POST', path: graphqlPath },
    ],
  },
  versions,
  limits,
  credential,
  oauth: {
    form: loginForm,
    fields: ['shop', 'client_id', 'client_secret'],
    consent: { on: 'api', path: '/admin/oauth/authorize', query: consentQuery },
    // Shopify documents none; the way back is signed instead.
    pkce: false,
    scopes: [],
    code: 'code',
    returned: signed,
    exchange,
    // In the store's own organisation an app needs no consent.
    second: true,
    revoke,
  },
  probe: 'shop',
  open: async (session) => (await import('./client.ts')).openShopify(session),
  reads: {
    shop,
    locations,
    orders,
    order,
    fulfillmentOrders,
    returns,
    disputes,
    draftOrders,
    products,
    variants,
    customers,
    inventory,
    shopifyql,
  },
  already,
  writes: {
    createRefund,
    cancelOrder,
    markOrderPaid,
    captureOrder,
    editOrder,
    createFulfillment,
    createDraftOrder,
    updateDraftOrder,
    sendDraftInvoice,
    completeDraftOrder,
    changePrices,
    updateProduct,
    adjustInventory,
    setInventory,
    createCustomer,
    updateCustomer,
    setMetafields,
    createDiscountCode,
    addTags,
    removeTags,
  },
})
