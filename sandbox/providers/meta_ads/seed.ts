/** The ad account on its first day: one campaign for each kind of product that the shop sells. */
import { productTypes } from '../../store/ads.ts'
import type { Store } from '../../store/types.ts'

export const ACCOUNT = '4200042'

export type Status = 'ACTIVE' | 'PAUSED' | 'DELETED' | 'ARCHIVED'
/** Budgets are paise; null where the budget stands elsewhere or is of the other span. */
type Budgets = { daily: number | null; lifetime: number | null }
type Common = { id: string; name: string; status: Status; createdAt: number }
export type Campaign = Common &
  Budgets & {
    kind: 'campaign'
    objective: string
    specialAdCategories: string[]
    startsAt: number
    /** What it advertises; null for one that was made later, which has no figures. */
    type: string | null
  }
export type AdSet = Common &
  Budgets & { kind: 'adset'; campaignId: string; goal: string; startsAt: number; endsAt: number | null }
export type Ad = Common & { kind: 'ad'; campaignId: string; adSetId: string }
export type AdObject = Campaign | AdSet | Ad

/** A report that is made in the background: what was asked, and how often somebody looked. */
export type Report = { id: string; node: string; asked: Record<string, string>; looks: number }

export type MetaState = {
  campaigns: Campaign[]
  adSets: AdSet[]
  ads: Ad[]
  reports: Report[]
  /** The number of the next thing that is made. */
  next: number
}

const DAY = 86_400_000
const audiences = ['Women 25–44, metros', 'Lookalike of buyers']

/** Bath and Garden have their budgets at the ad sets; one ad set of Garden's has one for its whole life. */
export function seedMeta(store: Store, now: number): MetaState {
  const state: MetaState = { campaigns: [], adSets: [], ads: [], reports: [], next: 1 }
  for (const [place, type] of productTypes(store).entries()) addCampaign(state, store, { place, type, now })
  return state
}

type Place = { place: number; type: string; now: number }

function addCampaign(state: MetaState, store: Store, { place, type, now }: Place): void {
  const number = (level: number, at: number): string =>
    `23850${level}0000${String(place * 10 + at).padStart(4, '0')}`
  const startsAt = Math.floor((now - 90 * DAY) / DAY) * DAY
  const hasOwnBudget = !['Bath', 'Garden'].includes(type)
  const common = { status: 'ACTIVE' as const, createdAt: startsAt }
  const campaign: Campaign = {
    ...common,
    kind: 'campaign',
    id: number(1, 1),
    name: `${type} – India`,
    objective: 'OUTCOME_SALES',
    specialAdCategories: [],
    startsAt,
    type,
    daily: hasOwnBudget ? 40_000 + place * 5_000 : null,
    lifetime: null,
  }
  state.campaigns.push(campaign)
  const titles = store.products.filter((product) => product.type === type).map(({ title }) => title)
  for (const [at, audience] of audiences.entries()) {
    const isForLife = type === 'Garden' && at === 1
    const adSet: AdSet = {
      ...common,
      kind: 'adset',
      id: number(2, at),
      campaignId: campaign.id,
      name: `${type}: ${audience}`,
      goal: 'OFFSITE_CONVERSIONS',
      startsAt,
      endsAt: isForLife ? now + 20 * DAY : null,
      daily: hasOwnBudget || isForLife ? null : 25_000,
      lifetime: isForLife ? 2_500_000 : null,
    }
    state.adSets.push(adSet)
    for (const [form, kind] of ['Carousel', 'Reel'].entries()) {
      const title = titles[(at * 2 + form) % titles.length] ?? type
      const ids = { id: number(3, at * 2 + form), campaignId: campaign.id, adSetId: adSet.id }
      state.ads.push({ ...common, ...ids, kind: 'ad', name: `${title}, ${kind.toLowerCase()}` })
    }
  }
}

export const newId = (state: MetaState): string => {
  state.next += 1
  return `2385090000${String(state.next).padStart(5, '0')}`
}

export const objectWith = ({ campaigns, adSets, ads }: MetaState, id: string): AdObject | null =>
  [...campaigns, ...adSets, ...ads].find((one) => one.id === id) ?? null

/** What stands above it counts, too. */
export function effectiveStatus(state: MetaState, one: AdObject): string {
  if (one.status !== 'ACTIVE') return one.status
  const above = (id: string) => objectWith(state, id)?.status ?? 'DELETED'
  if (one.kind === 'ad' && above(one.adSetId) !== 'ACTIVE') return 'ADSET_PAUSED'
  return one.kind !== 'campaign' && above(one.campaignId) !== 'ACTIVE' ? 'CAMPAIGN_PAUSED' : 'ACTIVE'
}
