/** What the model and the ledger get to see: few fields, money in minor units, ISO times. */
import { z } from 'zod'
import type { Json, JsonObject } from '../define.ts'
import { placesOf, toMoney } from '../money.ts'
import type { Ad, AdAccount, AdSet, Campaign, Insight } from './entities.ts'
import { label } from './label.ts'
import { fromMeta } from './money.ts'

export const id = z.string().regex(/^\d{1,25}$/)

/** Meta writes the zone without a colon: `2026-11-01T00:00:00+0530`. */
export function timeOf(time: string | null | undefined): string | null {
  const milliseconds = Date.parse((time ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : null
}

/** Source: developers.facebook.com/docs/marketing-api/reference/ad-account, `account_status`. */
const accountStates: Record<number, string> = {
  ...{ 1: 'active', 2: 'disabled', 3: 'unsettled', 7: 'pending risk review', 8: 'pending settlement' },
  ...{ 9: 'in grace period', 100: 'pending closure', 101: 'closed' },
}

export const accountLine = (account: AdAccount): JsonObject => ({
  id: account.id,
  name: account.name ?? null,
  currency: account.currency ?? null,
  timeZone: account.timezone_name ?? null,
  state: accountStates[account.account_status ?? 0] ?? 'unknown',
  spent: fromMeta(account.amount_spent, account.currency ?? ''),
})

const standing = (one: Campaign | AdSet | Ad) => ({
  id: one.id,
  name: one.name ?? '',
  status: one.status ?? null,
  delivers: one.effective_status ?? null,
})

export const campaignLine = (campaign: Campaign, currency: string): JsonObject => ({
  ...standing(campaign),
  objective: campaign.objective ?? null,
  dailyBudget: fromMeta(campaign.daily_budget, currency),
  lifetimeBudget: fromMeta(campaign.lifetime_budget, currency),
  startsAt: timeOf(campaign.start_time),
  endsAt: timeOf(campaign.stop_time),
})

export const adSetLine = (adSet: AdSet, currency: string): JsonObject => ({
  ...standing(adSet),
  campaign: adSet.campaign?.name ?? adSet.campaign_id ?? null,
  campaignId: adSet.campaign_id ?? null,
  goal: adSet.optimization_goal ?? null,
  dailyBudget: fromMeta(adSet.daily_budget, currency),
  lifetimeBudget: fromMeta(adSet.lifetime_budget, currency),
  startsAt: timeOf(adSet.start_time),
  endsAt: timeOf(adSet.end_time),
})

export const adLine = (ad: Ad): JsonObject => ({
  ...standing(ad),
  adSetId: ad.adset_id ?? null,
  campaignId: ad.campaign_id ?? null,
  createdAt: timeOf(ad.created_time),
})

/** Of the many kinds of purchase that Meta counts, the one that counts each purchase once. */
const purchase = 'omni_purchase'

export function insightLine(insight: Insight, breakdowns: readonly string[]): JsonObject {
  const currency = insight.account_currency ?? ''
  const named = (name: string | null | undefined, id: string | null | undefined): Json =>
    id ? { id, name: name ?? '' } : null
  const parts = breakdowns.map((name) => [name, (insight as Record<string, unknown>)[name] ?? null])
  return {
    from: insight.date_start ?? null,
    to: insight.date_stop ?? null,
    campaign: named(insight.campaign_name, insight.campaign_id),
    adSet: named(insight.adset_name, insight.adset_id),
    ad: named(insight.ad_name, insight.ad_id),
    ...(Object.fromEntries(parts) as JsonObject),
    spend: moneyOf(insight.spend, currency),
    impressions: wholeOf(insight.impressions),
    reach: wholeOf(insight.reach),
    clicks: wholeOf(insight.clicks),
    linkClicks: wholeOf(insight.inline_link_clicks),
    purchases: wholeOf(valueIn(insight.actions)),
    purchaseValue: moneyOf(valueIn(insight.action_values), currency),
  }
}

const valueIn = (actions: Insight['actions']): string | null => {
  const found = actions?.find(({ action_type }) => action_type === purchase)
  return found?.value === null || found?.value === undefined ? null : String(found.value)
}

const wholeOf = (text: string | null | undefined): number | null =>
  text && /^\d{1,15}$/.test(text) ? Number(text) : null

/** Spend is decimal text; what has more places than the currency is cut to them. */
function moneyOf(text: string | null | undefined, currency: string): Json {
  if (!text || !/^[A-Z]{3}$/.test(currency) || !/^\d{1,12}(\.\d{1,8})?$/.test(text)) return null
  const [whole = '0', fraction = ''] = text.split('.')
  return toMoney(label, `${whole}.${fraction.slice(0, placesOf(currency)) || '0'}`, currency)
}
