/** One budget, and who spends from it. */
import { z } from 'zod'
import type { AdsReads } from './client.ts'
import { idIs, query, wordIsNot } from './gaql.ts'
import { int64 } from './micros.ts'
import { notFound } from './negatives.ts'
import { customer, micros } from './shapes.ts'

const row = z.object({
  customer,
  campaignBudget: z.object({
    name: z.string().optional(),
    status: z.string(),
    period: z.string().default('DAILY'),
    amountMicros: micros,
    explicitlyShared: z.boolean().default(false),
  }),
})

const sharing = z.object({ campaign: z.object({ id: int64, name: z.string(), status: z.string() }) })

/** As many as a card can name. */
const mostCampaigns = 50

/** Ends in `not_found` where the account has no such budget. */
export async function budgetOf(api: AdsReads, id: string) {
  const [[found], spenders] = await Promise.all([
    api.search(row, budgetQuery(id)),
    api.search(sharing, spendersQuery(id)),
  ])
  if (!found) throw notFound(`the budget ${id}`)
  const { campaignBudget: budget } = found
  return {
    name: budget.name ?? null,
    status: budget.status,
    period: budget.period,
    currency: found.customer.currencyCode,
    micros: Number(budget.amountMicros ?? '0'),
    shared: budget.explicitlyShared,
    campaigns: spenders
      .slice(0, mostCampaigns)
      .map(({ campaign: { id, name, status } }) => ({ id, name, status })),
    hasMore: spenders.length > mostCampaigns,
  }
}

const budgetQuery = (id: string): string =>
  query({
    fields: [
      'customer.currency_code',
      'campaign_budget.name',
      'campaign_budget.status',
      'campaign_budget.period',
      'campaign_budget.amount_micros',
      'campaign_budget.explicitly_shared',
    ],
    from: 'campaign_budget',
    where: [idIs('campaign_budget.id', id)],
    limit: 1,
  })

const spendersQuery = (id: string): string =>
  query({
    fields: ['campaign.id', 'campaign.name', 'campaign.status'],
    from: 'campaign',
    where: [idIs('campaign_budget.id', id), wordIsNot('campaign.status', 'REMOVED')],
    order: ['campaign.id'],
    limit: mostCampaigns + 1,
  })
