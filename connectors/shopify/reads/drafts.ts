import { read } from '../../define.ts'
import type { ShopifyReads } from '../client.ts'
import { draftOrdersQuery } from '../documents/drafts.ts'
import { fromMoneyV2 } from '../money.ts'
import { pageOf, pageVariables, searchInput } from '../page.ts'

export const draftOrders = read<ShopifyReads>()({
  description:
    'Search Shopify draft orders, newest first: name, status, total, customer, the order it became.',
  scopes: ['read_draft_orders', 'read_customers', 'read_orders'],
  input: searchInput('e.g. status:open, tag:wholesale, customer_id:123'),
  untrusted: ['customerName', 'tags'],
  run: async (api, input) => {
    const { draftOrders } = await api.ask(draftOrdersQuery, pageVariables(input))
    return pageOf('draftOrders', draftOrders, (draft) => ({
      id: draft.id,
      name: draft.name,
      status: draft.status,
      createdAt: draft.createdAt,
      updatedAt: draft.updatedAt,
      completedAt: draft.completedAt,
      total: fromMoneyV2(draft.totalPriceSet.presentmentMoney),
      items: draft.totalQuantityOfLineItems,
      tags: draft.tags,
      customerId: draft.customer?.id ?? null,
      customerName: draft.customer?.displayName ?? null,
      order: draft.order?.name ?? null,
    }))
  },
})
