import { read } from '../../define.ts'
import type { ShopifyReads } from '../client.ts'
import { disputesQuery } from '../documents/disputes.ts'
import { fromMoneyV2 } from '../money.ts'
import { pageOf, pageVariables, searchInput } from '../page.ts'

export const disputes = read<ShopifyReads>()({
  description:
    'List disputes of payments made through Shopify Payments, newest first: amount, reason, status, when evidence is due. Disputes of another gateway (Razorpay) are read there.',
  scopes: ['read_shopify_payments_disputes', 'read_orders'],
  input: searchInput('e.g. status:needs_response, initiated_at:>=2026-10-01'),
  untrusted: [],
  run: async (api, input) => {
    const { disputes } = await api.ask(disputesQuery, pageVariables(input))
    return pageOf('disputes', disputes, (one) => ({
      id: one.id,
      type: one.type,
      status: one.status,
      amount: fromMoneyV2(one.amount),
      reason: one.reasonDetails.reason,
      networkReasonCode: one.reasonDetails.networkReasonCode,
      initiatedAt: one.initiatedAt,
      evidenceDueBy: one.evidenceDueBy,
      evidenceSentOn: one.evidenceSentOn,
      finalizedOn: one.finalizedOn,
      orderId: one.order?.id ?? null,
      order: one.order?.name ?? null,
    }))
  },
})
