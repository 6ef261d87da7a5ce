/** Campaigns, ad sets, ads and the account itself as Graph shows them. Amounts and numbers are text. */
import { adDays } from '../../store/ads.ts'
import type { Store } from '../../store/types.ts'
import { type Asked, assertKnown, listIn, pageOf, pick } from './asked.ts'
import { unknownObject } from './errors.ts'
import {
  ACCOUNT,
  type Ad,
  type AdObject,
  type AdSet,
  type Campaign,
  effectiveStatus,
  type MetaState,
  objectWith,
} from './seed.ts'

export type Desk = { store: Store; state: MetaState; now: number }
export type Node = Readonly<Record<string, unknown>>

/** Wall time of the account with its zone, as Meta writes it: without a colon. */
export const wallTime = (at: number | null): string | null =>
  at === null ? null : `${new Date(at + 5.5 * 3_600_000).toISOString().slice(0, 19)}+0530`

const text = (amount: number | null): string | null => (amount === null ? null : String(amount))

const common = (state: MetaState, one: AdObject): Node => ({
  id: one.id,
  account_id: ACCOUNT,
  name: one.name,
  status: one.status,
  configured_status: one.status,
  effective_status: effectiveStatus(state, one),
  created_time: wallTime(one.createdAt),
})

const budgets = ({ daily, lifetime }: Campaign | AdSet): Node => ({
  daily_budget: text(daily),
  lifetime_budget: text(lifetime),
  budget_remaining: text(daily ?? lifetime ?? 0),
})

export function nodeOf(state: MetaState, one: AdObject): Node {
  if (one.kind === 'campaign')
    return {
      ...common(state, one),
      ...budgets(one),
      objective: one.objective,
      buying_type: 'AUCTION',
      special_ad_categories: one.specialAdCategories,
      start_time: wallTime(one.startsAt),
      stop_time: null,
    }
  const campaign = objectWith(state, one.campaignId)
  const above = { campaign_id: one.campaignId, campaign: { id: one.campaignId, name: campaign?.name ?? '' } }
  if (one.kind === 'ad') return { ...common(state, one), ...above, adset_id: one.adSetId }
  return {
    ...common(state, one),
    ...budgets(one),
    ...above,
    optimization_goal: one.goal,
    start_time: wallTime(one.startsAt),
    end_time: wallTime(one.endsAt),
  }
}

export const accountNode = ({ store, now }: Desk): Node => ({
  id: `act_${ACCOUNT}`,
  account_id: ACCOUNT,
  name: store.shop.name,
  currency: store.shop.currency,
  timezone_name: store.shop.timezone,
  account_status: 1,
  amount_spent: String(adDays(store, 'meta', now).reduce((sum, { costPaise }) => sum + costPaise, 0)),
  spend_cap: '0',
  balance: '0',
  min_daily_budget: 9_000,
})

const edges: Record<string, (state: MetaState) => (Campaign | AdSet | Ad)[]> = {
  campaigns: ({ campaigns }) => campaigns,
  adsets: ({ adSets }) => adSets,
  ads: ({ ads }) => ads,
}

/** What hangs below the account, a campaign or an ad set. Null where there is no such edge. */
export function edgeOf(
  { state }: Desk,
  node: string,
  edge: string,
  asked: Asked,
  url: string,
): object | null {
  const list = edges[edge]
  if (!list) return null
  assertKnown(asked, ['fields', 'limit', 'after', 'effective_status'])
  const above = node === `act_${ACCOUNT}` ? null : objectWith(state, node)
  if (node !== `act_${ACCOUNT}` && (!above || above.kind === 'ad' || edge === 'campaigns'))
    throw unknownObject(node)
  const states = listIn(asked.effective_status, 'effective_status')
  const found = list(state).filter((one) => {
    const isBelow = above === null || idsAbove(one).includes(above.id)
    const delivers = effectiveStatus(state, one)
    // What was put away is there for those who ask for it.
    return isBelow && (states ? states.includes(delivers) : !['DELETED', 'ARCHIVED'].includes(delivers))
  })
  return pageOf(
    found.map((one) => pick(nodeOf(state, one), asked.fields)),
    asked,
    url,
  )
}

export const idsAbove = (one: AdObject): string[] =>
  one.kind === 'campaign' ? [] : one.kind === 'adset' ? [one.campaignId] : [one.campaignId, one.adSetId]
