import { z } from 'zod'
import { type JsonObject, read } from '../../define.ts'
import type { AdsReads } from '../client.ts'
import { query } from '../gaql.ts'
import { int64 } from '../micros.ts'
import { amountOf, customer, limitFor, micros, ofStatus, pageInput, pageOf, scopes } from '../shapes.ts'

const row = z.object({
  customer,
  campaignBudget: z.object({
    id: int64,
    name: z.string().optional(),
    status: z.string(),
    period: z.string().optional(),
    amountMicros: micros,
    totalAmountMicros: micros,
    explicitlyShared: z.boolean().default(false),
    referenceCount: int64.default('0'),
    recommendedBudgetAmountMicros: micros,
  }),
})

export const budgets = read<AdsReads>()({
  description:
    'List Google Ads budgets: amount (a day’s, or that of the whole period), how many campaigns share it, and what Google recommends.',
  scopes,
  input: z.strictObject(pageInput),
  untrusted: [],
  run: async (api, page) => {
    const rows = await api.search(
      row,
      query({
        fields: [
          'customer.currency_code',
          'campaign_budget.id',
          'campaign_budget.name',
          'campaign_budget.status',
          'campaign_budget.period',
          'campaign_budget.amount_micros',
          'campaign_budget.total_amount_micros',
          'campaign_budget.explicitly_shared',
          'campaign_budget.reference_count',
          'campaign_budget.recommended_budget_amount_micros',
        ],
        from: 'campaign_budget',
        where: [ofStatus('campaign_budget.status', null)],
        order: ['campaign_budget.id'],
        limit: limitFor(page),
      }),
    )
    return pageOf('budgets', page, rows, budgetShape)
  },
})

const budgetShape = ({ customer, campaignBudget: budget }: z.output<typeof row>): JsonObject => ({
  id: budget.id,
  name: budget.name ?? null,
  period: budget.period ?? null,
  amount: amountOf(budget.amountMicros, customer.currencyCode),
  total: amountOf(budget.totalAmountMicros, customer.currencyCode),
  shared: budget.explicitlyShared,
  campaigns: Number(budget.referenceCount),
  recommended: amountOf(budget.recommendedBudgetAmountMicros, customer.currencyCode),
})
