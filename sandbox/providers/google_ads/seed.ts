/** The ads account of Bluebird Store on its first day: a campaign for each kind of product. */

import { productTypes } from '../../store/ads.ts'
import { createRandom } from '../../store/random.ts'
import type { Store } from '../../store/types.ts'

export const CUSTOMER = '1047290042'
/** India: Google bills rupees in steps of a hundredth. */
export const CURRENCY = 'INR'
export const TIME_ZONE = 'Asia/Kolkata'
export const FOUNDER = 'asha@bluebird.example'

export type Campaign = {
  id: string
  name: string
  type: string
  status: string
  budgetId: string
  bidding: string
  startedAt: number
}
export type AdGroup = { id: string; campaignId: string; name: string; status: string; bidMicros: string }
export type Budget = { id: string; name: string; status: string; amountMicros: string; isShared: boolean }
export type Criterion = {
  id: string
  campaignId: string
  /** Null for one that stands on the whole campaign. */
  adGroupId: string | null
  text: string
  matchType: string
  status: string
  isNegative: boolean
  bidMicros: string | null
}
export type Change = {
  at: number
  type: string
  resource: string
  operation: string
  fields: string[]
  client: string
  user: string
  campaignId: string | null
}

export type AdsState = {
  campaigns: Campaign[]
  adGroups: AdGroup[]
  budgets: Budget[]
  criteria: Criterion[]
  changes: Change[]
  /** The number of the next thing that is made. */
  next: number
}

const DAY = 86_400_000
const SHARED = '7001'

/** Bath and Garden live from one budget; Lighting leaves its bids to Google. */
export function seedAds(store: Store, now: number): AdsState {
  const types = productTypes(store)
  const campaigns = types.map(
    (type, place): Campaign => ({
      id: String(21_000_000_001 + place),
      name: `Search – ${type}`,
      type,
      status: 'ENABLED',
      budgetId: ['Bath', 'Garden'].includes(type) ? SHARED : String(7101 + place),
      bidding: type === 'Lighting' ? 'MAXIMIZE_CONVERSIONS' : 'MANUAL_CPC',
      startedAt: now - 120 * DAY,
    }),
  )
  const adGroups = campaigns.flatMap((campaign, place) => groupsOf(campaign, place))
  return {
    campaigns,
    adGroups,
    budgets: budgetsOf(campaigns),
    criteria: criteriaOf(store, campaigns, adGroups),
    changes: pastChanges(campaigns, now),
    next: 1,
  }
}

const groupsOf = ({ id, type }: Campaign, place: number): AdGroup[] =>
  ['By name', 'By kind'].map((name, at) => ({
    id: String(151_000_000_001 + place * 10 + at),
    campaignId: id,
    name: `${type}: ${name.toLowerCase()}`,
    status: 'ENABLED',
    bidMicros: at === 0 ? '9500000' : '7500000',
  }))

function budgetsOf(campaigns: readonly Campaign[]): Budget[] {
  const own = campaigns.filter(({ budgetId }) => budgetId !== SHARED)
  return [
    {
      id: SHARED,
      name: 'Home and garden, shared',
      status: 'ENABLED',
      amountMicros: '350000000',
      isShared: true,
    },
    ...own.map(
      ({ budgetId, name }, place): Budget => ({
        id: budgetId,
        name,
        status: 'ENABLED',
        amountMicros: String((200 + createRandom(place + 5).int(0, 6) * 50) * 1_000_000),
        isShared: false,
      }),
    ),
  ]
}

/** Each product's name is a keyword of its kind's first group; the second one has the kind itself. */
function criteriaOf(store: Store, campaigns: readonly Campaign[], groups: readonly AdGroup[]): Criterion[] {
  return campaigns.flatMap((campaign, place) => {
    const [byName, byKind] = groups.filter(({ campaignId }) => campaignId === campaign.id)
    const titles = store.products
      .filter(({ type }) => type === campaign.type)
      .map(({ title }) => plain(title))
    const keyword = (adGroupId: string | null, text: string, at: number, isNegative = false): Criterion => ({
      id: String(310_000_000 + place * 1000 + at),
      campaignId: campaign.id,
      adGroupId,
      text,
      matchType: isNegative ? 'PHRASE' : 'EXACT',
      status: 'ENABLED',
      isNegative,
      bidMicros: null,
    })
    return [
      ...titles.map((title, at) => keyword(byName?.id ?? null, title, at + 1)),
      keyword(byKind?.id ?? null, `${campaign.type.toLowerCase()} online`, 500),
      keyword(null, 'second hand', 900, true),
    ]
  })
}

/** As people type it. */
export const plain = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z0-9 ]+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()

function pastChanges(campaigns: readonly Campaign[], now: number): Change[] {
  const [first, second] = campaigns
  const change = (days: number, campaign: Campaign | undefined, more: Partial<Change>): Change => ({
    at: now - days * DAY,
    type: 'CAMPAIGN_BUDGET',
    resource: `customers/${CUSTOMER}/campaignBudgets/${campaign?.budgetId ?? ''}`,
    operation: 'UPDATE',
    fields: ['amount_micros'],
    client: 'GOOGLE_ADS_WEB_CLIENT',
    user: FOUNDER,
    campaignId: campaign?.id ?? null,
    ...more,
  })
  return [
    change(19, first, {}),
    change(6, second, {
      type: 'CAMPAIGN',
      resource: `customers/${CUSTOMER}/campaigns/${second?.id ?? ''}`,
      fields: ['status'],
      client: 'GOOGLE_ADS_AUTOMATED_RULE',
    }),
  ]
}
