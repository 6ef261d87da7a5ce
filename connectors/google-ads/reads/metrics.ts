import { z } from 'zod'
import { type JsonObject, read as readOf } from '../../define.ts'
import type { AdsReads } from '../client.ts'
import { type Field, query } from '../gaql.ts'
import { decimalText, fromMicros, fromUnits, int64 } from '../micros.ts'
import {
  campaignId,
  customer,
  limitFor,
  ofDays,
  ofId,
  pageInput,
  pageOf,
  scopes,
  spanInput,
} from '../shapes.ts'

const read = readOf<AdsReads>()

const measured: readonly Field[] = [
  'metrics.impressions',
  'metrics.clicks',
  'metrics.cost_micros',
  'metrics.conversions',
  'metrics.conversions_value',
]

const figures = z.object({
  impressions: int64.default('0'),
  clicks: int64.default('0'),
  costMicros: int64.default('0'),
  conversions: z.number().default(0),
  conversionsValue: z.number().default(0),
})

const named = z.object({ id: int64, name: z.string() }).optional()
const row = z.object({
  customer,
  campaign: named,
  adGroup: named,
  segments: z.object({ date: z.string() }).optional(),
  metrics: figures,
})

/** What a row stands for: the resource, and what names it. */
const levels: Record<
  'account' | 'campaign' | 'ad_group',
  { from: Lowercase<string>; names: readonly Field[] }
> = {
  account: { from: 'customer', names: [] },
  campaign: { from: 'campaign', names: ['campaign.id', 'campaign.name'] },
  ad_group: { from: 'ad_group', names: ['ad_group.id', 'ad_group.name', 'campaign.id', 'campaign.name'] },
}

export const metrics = read({
  description:
    'Measure Google Ads over a span of days: impressions, clicks, cost, conversions and their value, for the account, by campaign or by ad group, as a sum or day by day. Money is in minor units of the account’s currency, rounded half up; conversions come in fractions.',
  scopes,
  input: z.strictObject({
    ...spanInput,
    by: z.enum(['account', 'campaign', 'ad_group']).default('campaign'),
    daily: z.boolean().default(false).describe('true for a row for each day'),
    campaignId: campaignId.nullable().default(null).describe('Of this campaign only; not with by account'),
    ...pageInput,
  }),
  untrusted: [],
  run: async (api, { by, daily, campaignId, from, to, ...page }) => {
    // The account as a whole cannot be asked for one campaign: then the campaign is the row.
    const level = levels[by === 'account' && campaignId !== null ? 'campaign' : by]
    const rows = await api.search(
      row,
      query({
        fields: [
          'customer.currency_code',
          ...level.names,
          ...(daily ? (['segments.date'] as const) : []),
          ...measured,
        ],
        from: level.from,
        where: [ofDays({ from, to }), ofId('campaign.id', campaignId)],
        order: [...(daily ? ['segments.date'] : []), 'metrics.cost_micros DESC', ...level.names.filter(isId)],
        limit: limitFor(page),
      }),
    )
    return pageOf('rows', page, rows, rowShape)
  },
})

const isId = (field: Field): boolean => field.endsWith('.id')

const rowShape = ({ customer, campaign, adGroup, segments, metrics }: z.output<typeof row>): JsonObject => ({
  ...(segments ? { date: segments.date } : {}),
  ...(campaign ? { campaign: { id: campaign.id, name: campaign.name } } : {}),
  ...(adGroup ? { adGroup: { id: adGroup.id, name: adGroup.name } } : {}),
  ...figuresShape(metrics, customer.currencyCode),
})

const figuresShape = (figures_: z.output<typeof figures>, currency: string): JsonObject => ({
  impressions: Number(figures_.impressions),
  clicks: Number(figures_.clicks),
  cost: fromMicros(figures_.costMicros, currency),
  conversions: decimalText(figures_.conversions),
  value: fromUnits(figures_.conversionsValue, currency),
})

const termRow = z.object({
  customer,
  searchTermView: z.object({ searchTerm: z.string(), status: z.string().optional() }),
  campaign: z.object({ id: int64, name: z.string() }),
  adGroup: z.object({ id: int64, name: z.string() }),
  metrics: figures,
})

export const searchTerms = read({
  description:
    'List what people searched for when a Google ad was shown, the dearest first: cost, clicks, conversions, and whether the term is a keyword or excluded already.',
  scopes,
  input: z.strictObject({ ...spanInput, campaignId: campaignId.nullable().default(null), ...pageInput }),
  untrusted: ['term'],
  run: async (api, { campaignId, from, to, ...page }) => {
    const rows = await api.search(
      termRow,
      query({
        fields: [
          'customer.currency_code',
          'search_term_view.search_term',
          'search_term_view.status',
          'campaign.id',
          'campaign.name',
          'ad_group.id',
          'ad_group.name',
          ...measured,
        ],
        from: 'search_term_view',
        where: [ofDays({ from, to }), ofId('campaign.id', campaignId)],
        order: ['metrics.cost_micros DESC', 'search_term_view.search_term', 'ad_group.id'],
        limit: limitFor(page),
      }),
    )
    return pageOf('terms', page, rows, termShape)
  },
})

const termShape = ({ customer, searchTermView, campaign, adGroup, metrics }: z.output<typeof termRow>) => ({
  term: searchTermView.searchTerm,
  status: searchTermView.status ?? null,
  campaign: { id: campaign.id, name: campaign.name },
  adGroup: { id: adGroup.id, name: adGroup.name },
  ...figuresShape(metrics, customer.currencyCode),
})
