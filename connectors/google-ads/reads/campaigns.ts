import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import type { AdsReads } from '../client.ts'
import { contains, query } from '../gaql.ts'
import { int64 } from '../micros.ts'
import {
  amountOf,
  campaignId,
  customer,
  limitFor,
  micros,
  ofId,
  ofStatus,
  pageInput,
  pageOf,
  scopes,
  statusInput,
} from '../shapes.ts'

const read = readOf<AdsReads>()

const text = z
  .string()
  .min(1)
  .max(200)
  .nullable()
  .default(null)
  .describe('Part of the name, any case; null for all')

const campaignRow = z.object({
  customer,
  campaign: z.object({
    id: int64,
    name: z.string(),
    status: z.string(),
    primaryStatus: z.string().optional(),
    advertisingChannelType: z.string().optional(),
    biddingStrategyType: z.string().optional(),
    startDateTime: z.string().optional(),
    endDateTime: z.string().optional(),
  }),
  campaignBudget: z
    .object({
      id: int64,
      amountMicros: micros,
      period: z.string().optional(),
      explicitlyShared: z.boolean().default(false),
    })
    .optional(),
})

export const campaigns = read({
  description:
    'List Google Ads campaigns: status, what Google says of their serving, channel, bidding, and the budget with its id.',
  scopes,
  input: z.strictObject({ ...statusInput, name: text, ...pageInput }),
  untrusted: [],
  run: async (api, { status, name, ...page }) => {
    const rows = await api.search(
      campaignRow,
      query({
        fields: [
          'customer.currency_code',
          'campaign.id',
          'campaign.name',
          'campaign.status',
          'campaign.primary_status',
          'campaign.advertising_channel_type',
          'campaign.bidding_strategy_type',
          'campaign.start_date_time',
          'campaign.end_date_time',
          'campaign_budget.id',
          'campaign_budget.amount_micros',
          'campaign_budget.period',
          'campaign_budget.explicitly_shared',
        ],
        from: 'campaign',
        where: [ofStatus('campaign.status', status), name === null ? null : contains('campaign.name', name)],
        order: ['campaign.id'],
        limit: limitFor(page),
      }),
    )
    return pageOf('campaigns', page, rows, campaignShape)
  },
})

const campaignShape = ({ customer, campaign, campaignBudget }: z.output<typeof campaignRow>): JsonObject => ({
  id: campaign.id,
  name: campaign.name,
  status: campaign.status,
  serving: campaign.primaryStatus ?? null,
  channel: campaign.advertisingChannelType ?? null,
  bidding: campaign.biddingStrategyType ?? null,
  firstDay: campaign.startDateTime?.slice(0, 10) ?? null,
  lastDay: campaign.endDateTime?.slice(0, 10) ?? null,
  budget: campaignBudget
    ? {
        id: campaignBudget.id,
        amount: amountOf(campaignBudget.amountMicros, customer.currencyCode),
        period: campaignBudget.period ?? null,
        shared: campaignBudget.explicitlyShared,
      }
    : null,
})

const adGroupRow = z.object({
  customer,
  adGroup: z.object({
    id: int64,
    name: z.string(),
    status: z.string(),
    type: z.string().optional(),
    cpcBidMicros: micros,
  }),
  campaign: z.object({ id: int64, name: z.string(), status: z.string() }),
})

export const adGroups = read({
  description:
    'List Google Ads ad groups, of every campaign or of one: status, type, and the most they bid for a click.',
  scopes,
  input: z.strictObject({ campaignId: campaignId.nullable().default(null), ...statusInput, ...pageInput }),
  untrusted: [],
  run: async (api, { campaignId, status, ...page }) => {
    const rows = await api.search(
      adGroupRow,
      query({
        fields: [
          'customer.currency_code',
          'ad_group.id',
          'ad_group.name',
          'ad_group.status',
          'ad_group.type',
          'ad_group.cpc_bid_micros',
          'campaign.id',
          'campaign.name',
          'campaign.status',
        ],
        from: 'ad_group',
        where: [ofStatus('ad_group.status', status), ofId('campaign.id', campaignId)],
        order: ['ad_group.id'],
        limit: limitFor(page),
      }),
    )
    return pageOf('adGroups', page, rows, adGroupShape)
  },
})

const adGroupShape = ({ customer, adGroup, campaign }: z.output<typeof adGroupRow>): JsonObject => ({
  id: adGroup.id,
  name: adGroup.name,
  status: adGroup.status,
  type: adGroup.type ?? null,
  bid: amountOf(adGroup.cpcBidMicros, customer.currencyCode),
  campaign: { id: campaign.id, name: campaign.name, status: campaign.status },
})
