import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import type { AdsReads } from '../client.ts'
import { query, wordIs } from '../gaql.ts'
import { int64 } from '../micros.ts'
import { negativeRow, negativesQuery } from '../negatives.ts'
import {
  adGroupId,
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

const row = z.object({
  customer,
  adGroupCriterion: z.object({
    criterionId: int64,
    status: z.string(),
    negative: z.boolean().default(false),
    keyword: z.object({ text: z.string(), matchType: z.string() }),
    cpcBidMicros: micros,
    qualityInfo: z.object({ qualityScore: z.int().optional() }).optional(),
  }),
  adGroup: z.object({ id: int64, name: z.string() }),
  campaign: z.object({ id: int64, name: z.string() }),
})

export const keywords = read({
  description:
    'List Google Ads keywords of ad groups, of one campaign or one ad group: text, match type, bid, quality score; `negative` ones exclude.',
  scopes,
  input: z.strictObject({
    campaignId: campaignId.nullable().default(null),
    adGroupId: adGroupId.nullable().default(null),
    ...statusInput,
    ...pageInput,
  }),
  untrusted: [],
  run: async (api, { campaignId, adGroupId, status, ...page }) => {
    const rows = await api.search(
      row,
      query({
        fields: [
          'customer.currency_code',
          'ad_group_criterion.criterion_id',
          'ad_group_criterion.status',
          'ad_group_criterion.negative',
          'ad_group_criterion.keyword.text',
          'ad_group_criterion.keyword.match_type',
          'ad_group_criterion.cpc_bid_micros',
          'ad_group_criterion.quality_info.quality_score',
          'ad_group.id',
          'ad_group.name',
          'campaign.id',
          'campaign.name',
        ],
        from: 'ad_group_criterion',
        where: [
          wordIs('ad_group_criterion.type', 'KEYWORD'),
          ofStatus('ad_group_criterion.status', status),
          ofId('campaign.id', campaignId),
          ofId('ad_group.id', adGroupId),
        ],
        order: ['ad_group.id', 'ad_group_criterion.criterion_id'],
        limit: limitFor(page),
      }),
    )
    return pageOf('keywords', page, rows, keywordShape)
  },
})

const keywordShape = ({
  customer,
  adGroupCriterion: one,
  adGroup,
  campaign,
}: z.output<typeof row>): JsonObject => ({
  criterionId: one.criterionId,
  text: one.keyword.text,
  matchType: one.keyword.matchType,
  negative: one.negative,
  status: one.status,
  bid: amountOf(one.cpcBidMicros, customer.currencyCode),
  qualityScore: one.qualityInfo?.qualityScore ?? null,
  adGroup: { id: adGroup.id, name: adGroup.name },
  campaign: { id: campaign.id, name: campaign.name },
})

export const negativeKeywords = read({
  description:
    'List the negative keywords of one Google Ads campaign: searches for which its ads are not shown.',
  scopes,
  input: z.strictObject({ campaignId, ...pageInput }),
  untrusted: [],
  run: async (api, { campaignId, ...page }) => {
    const rows = await api.search(negativeRow, negativesQuery(campaignId, limitFor(page)))
    return pageOf('negativeKeywords', page, rows, ({ campaignCriterion: one }) => ({
      criterionId: one.criterionId,
      text: one.keyword.text,
      matchType: one.keyword.matchType,
    }))
  },
})
