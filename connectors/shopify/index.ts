import { defineConnector } from '../define.ts'
import { credential } from './credential.ts'
import { limits } from './limits.ts'
import { products, variants } from './reads/catalogue.ts'
import { customers } from './reads/customers.ts'
import { draftOrders } from './reads/drafts.ts'
import { inventory } from './reads/inventory.ts'
import { order, orders } from './reads/orders.ts'
import { locations, shop } from './reads/store.ts'
import { isDraftOrderCalculation } from './rehearsal.ts'
import { graphqlPath, tokenPath, versions } from './version.ts'
import { adjustInventory } from './writes/adjust-inventory.ts'
import { cancelOrder } from './writes/cancel-order.ts'
import { changePrices } from './writes/change-prices.ts'
import { completeDraftOrder } from './writes/complete-draft-order.ts'
import { createDraftOrder } from './writes/create-draft-order.ts'
import { createRefund } from './writes/create-refund.ts'
import { addTags, removeTags } from './writes/tags.ts'

export const shopify = defineConnector({
  kind: 'remote',
  name: 'shopify',
  label: 'Shopify',
  hosts: { api: '{shop}.myshopify.com' },
  webHosts: ['{account}', 'admin.shopify.com'],
  endpoints: {
    read: [{ method: 'POST', path: graphqlPath, graphql: true }],
    write: [{ method: 'POST', path: graphqlPath, dryRun: isDraftOrderCalculation }],
    auth: [{ method: 'POST', path: tokenPath }],
  },
  versions,
  limits,
  credential,
  probe: 'shop',
  open: async (session) => (await import('./client.ts')).openShopify(session),
  reads: { shop, locations, orders, order, draftOrders, products, variants, customers, inventory },
  writes: {
    createRefund,
    cancelOrder,
    createDraftOrder,
    completeDraftOrder,
    changePrices,
    adjustInventory,
    addTags,
    removeTags,
  },
})
