/** One campaign, and one ad group, as the decisions about them rest on. */
import { z } from 'zod'
import type { Money } from '../define.ts'
import type { AdsReads } from './client.ts'
import { idIs, query } from './gaql.ts'
import { int64 } from './micros.ts'
import { notFound } from './negatives.ts'
import { amountOf, customer, micros } from './shapes.ts'

const campaignRow = z.object({
  customer,
  campaign: z.object({
    id: int64,
    name: z.string(),
    status: z.string(),
    advertisingChannelType: z.string().optional(),
  }),
  campaignBudget: z.object({ amountMicros: micros, explicitlyShared: z.boolean().default(false) }).optional(),
})

export type CampaignFacts = {
  id: string
  name: string
  status: string
  channel: string | null
  budget: { amount: Money; shared: boolean } | null
}

/** Ends in `not_found` where the account has no such campaign. */
export async function campaignOf(api: AdsReads, id: string): Promise<CampaignFacts> {
  const [row] = await api.search(
    campaignRow,
    query({
      fields: [
        'customer.currency_code',
        'campaign.id',
        'campaign.name',
        'campaign.status',
        'campaign.advertising_channel_type',
        'campaign_budget.amount_micros',
        'campaign_budget.explicitly_shared',
      ],
      from: 'campaign',
      where: [idIs('campaign.id', id)],
      limit: 1,
    }),
  )
  if (!row) throw notFound(`the campaign ${id}`)
  const amount = amountOf(row.campaignBudget?.amountMicros, row.customer.currencyCode)
  return {
    id,
    name: row.campaign.name,
    status: row.campaign.status,
    channel: row.campaign.advertisingChannelType ?? null,
    budget: amount === null ? null : { amount, shared: row.campaignBudget?.explicitlyShared ?? false },
  }
}

const adGroupRow = z.object({
  customer,
  adGroup: z.object({ id: int64, name: z.string(), status: z.string(), cpcBidMicros: micros }),
  campaign: z.object({ name: z.string(), status: z.string(), biddingStrategyType: z.string().optional() }),
})

export type AdGroupFacts = {
  name: string
  status: string
  /** Millionths of the currency's unit; 0 where none is set. */
  bidMicros: number
  currency: string
  campaign: { name: string; status: string; bidding: string | null }
}

/** Ends in `not_found` where the account has no such ad group. */
export async function adGroupOf(api: AdsReads, id: string): Promise<AdGroupFacts> {
  const [row] = await api.search(
    adGroupRow,
    query({
      fields: [
        'customer.currency_code',
        'ad_group.id',
        'ad_group.name',
        'ad_group.status',
        'ad_group.cpc_bid_micros',
        'campaign.name',
        'campaign.status',
        'campaign.bidding_strategy_type',
      ],
      from: 'ad_group',
      where: [idIs('ad_group.id', id)],
      limit: 1,
    }),
  )
  if (!row) throw notFound(`the ad group ${id}`)
  const { adGroup, campaign } = row
  return {
    name: adGroup.name,
    status: adGroup.status,
    bidMicros: Number(adGroup.cpcBidMicros ?? '0'),
    currency: row.customer.currencyCode,
    campaign: { name: campaign.name, status: campaign.status, bidding: campaign.biddingStrategyType ?? null },
  }
}
