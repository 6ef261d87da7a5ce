/** The account as the query language sees it: flat rows, `campaign.id` → value. An int64 is text; null is left out of answers. */
import type { Store } from '../../store/types.ts'
import { type Figures, figuresOf } from './figures.ts'
import {
  type AdGroup,
  type AdsState,
  type Campaign,
  type Criterion,
  CURRENCY,
  CUSTOMER,
  TIME_ZONE,
} from './seed.ts'

export type Row = Record<string, string | number | boolean | null>
export type Account = { store: Store; state: AdsState; now: number }

const path = (rest: string): string => `customers/${CUSTOMER}/${rest}`

const customerFields = ({ store }: Account): Row => ({
  'customer.resource_name': `customers/${CUSTOMER}`,
  'customer.id': CUSTOMER,
  'customer.descriptive_name': store.shop.name,
  'customer.currency_code': CURRENCY,
  'customer.time_zone': TIME_ZONE,
})

function campaignFields(account: Account, campaign: Campaign): Row {
  const budget = account.state.budgets.find(({ id }) => id === campaign.budgetId)
  return {
    ...customerFields(account),
    'campaign.resource_name': path(`campaigns/${campaign.id}`),
    'campaign.id': campaign.id,
    'campaign.name': campaign.name,
    'campaign.status': campaign.status,
    'campaign.primary_status': campaign.status === 'ENABLED' ? 'ELIGIBLE' : campaign.status,
    'campaign.advertising_channel_type': 'SEARCH',
    'campaign.bidding_strategy_type': campaign.bidding,
    'campaign.start_date_time': wallTime(campaign.startedAt).slice(0, 19),
    'campaign.end_date_time': null,
    'campaign.campaign_budget': path(`campaignBudgets/${campaign.budgetId}`),
    ...(budget ? budgetFields(account, budget.id) : {}),
  }
}

function budgetFields({ state }: Account, wanted: string): Row {
  const budget = state.budgets.find(({ id }) => id === wanted)
  const users = state.campaigns.filter((one) => one.budgetId === wanted && one.status !== 'REMOVED')
  return {
    'campaign_budget.resource_name': path(`campaignBudgets/${wanted}`),
    'campaign_budget.id': wanted,
    'campaign_budget.name': budget?.name ?? null,
    'campaign_budget.status': budget?.status ?? null,
    'campaign_budget.period': 'DAILY',
    'campaign_budget.amount_micros': budget?.amountMicros ?? null,
    'campaign_budget.total_amount_micros': null,
    'campaign_budget.explicitly_shared': budget?.isShared ?? false,
    'campaign_budget.reference_count': String(users.length),
    'campaign_budget.recommended_budget_amount_micros': null,
  }
}

const adGroupFields = (account: Account, group: AdGroup): Row => ({
  ...campaignFields(account, campaignWith(account, group.campaignId)),
  'ad_group.resource_name': path(`adGroups/${group.id}`),
  'ad_group.id': group.id,
  'ad_group.name': group.name,
  'ad_group.status': group.status,
  'ad_group.type': 'SEARCH_STANDARD',
  'ad_group.cpc_bid_micros': group.bidMicros,
})

function campaignWith({ state }: Account, wanted: string): Campaign {
  const found = state.campaigns.find(({ id }) => id === wanted)
  if (!found) throw new Error(`There is no campaign ${wanted}.`)
  return found
}

function adGroupWith({ state }: Account, wanted: string): AdGroup {
  const found = state.adGroups.find(({ id }) => id === wanted)
  if (!found) throw new Error(`There is no ad group ${wanted}.`)
  return found
}

function criterionFields(account: Account, one: Criterion): Row {
  const kind = one.adGroupId === null ? 'campaign_criterion' : 'ad_group_criterion'
  const owner =
    one.adGroupId === null
      ? campaignFields(account, campaignWith(account, one.campaignId))
      : adGroupFields(account, adGroupWith(account, one.adGroupId))
  const collection = one.adGroupId === null ? 'campaignCriteria' : 'adGroupCriteria'
  return {
    ...owner,
    [`${kind}.resource_name`]: path(`${collection}/${one.adGroupId ?? one.campaignId}~${one.id}`),
    [`${kind}.criterion_id`]: one.id,
    [`${kind}.status`]: one.status,
    [`${kind}.type`]: 'KEYWORD',
    [`${kind}.negative`]: one.isNegative,
    [`${kind}.keyword.text`]: one.text,
    [`${kind}.keyword.match_type`]: one.matchType,
    ...(one.adGroupId === null
      ? {}
      : { [`${kind}.cpc_bid_micros`]: one.bidMicros, [`${kind}.quality_info.quality_score`]: 7 }),
  }
}

const statuses = (account: Account, { campaignId, term }: Figures): string => {
  const isExcluded = account.state.criteria.some(
    (one) =>
      one.isNegative &&
      one.campaignId === campaignId &&
      one.status !== 'REMOVED' &&
      term.includes(one.text.toLowerCase()),
  )
  const isKeyword = account.state.criteria.some((one) => !one.isNegative && one.text === term)
  if (isExcluded) return isKeyword ? 'ADDED_EXCLUDED' : 'EXCLUDED'
  return isKeyword ? 'ADDED' : 'NONE'
}

const termFields = (account: Account, figures: Figures): Row => ({
  ...adGroupFields(account, adGroupWith(account, figures.adGroupId)),
  'search_term_view.resource_name': path(
    `searchTermViews/${figures.campaignId}~${figures.adGroupId}~${figures.term}`,
  ),
  'search_term_view.search_term': figures.term,
  'search_term_view.status': statuses(account, figures),
})

const clientFields = ({ store }: Account): Row => ({
  'customer_client.resource_name': path(`customerClients/${CUSTOMER}`),
  'customer_client.id': CUSTOMER,
  'customer_client.descriptive_name': store.shop.name,
  'customer_client.currency_code': CURRENCY,
  'customer_client.time_zone': TIME_ZONE,
  'customer_client.manager': false,
  'customer_client.test_account': false,
  'customer_client.status': 'ENABLED',
  'customer_client.level': '0',
})

/** Asia/Kolkata has no summer time. */
export const wallTime = (at: number): string =>
  new Date(at + 5.5 * 3_600_000).toISOString().replace('T', ' ').replace('Z', '000')

const changeRows = (account: Account): Row[] =>
  account.state.changes.map((change, place) => {
    const campaign = account.state.campaigns.find(({ id }) => id === change.campaignId)
    return {
      ...customerFields(account),
      'campaign.resource_name': campaign ? path(`campaigns/${campaign.id}`) : null,
      'campaign.id': campaign?.id ?? null,
      'campaign.name': campaign?.name ?? null,
      'change_event.resource_name': path(`changeEvents/${change.at}~1~${place}`),
      'change_event.change_date_time': wallTime(change.at),
      'change_event.change_resource_type': change.type,
      'change_event.change_resource_name': change.resource,
      'change_event.resource_change_operation': change.operation,
      'change_event.client_type': change.client,
      'change_event.user_email': change.user,
      'change_event.changed_fields': change.fields.join(','),
    }
  })

const currencyRow = (code: string, unit: string): Row => ({
  'currency_constant.resource_name': `currencyConstants/${code}`,
  'currency_constant.code': code,
  'currency_constant.billable_unit_micros': unit,
})

/** Each resource's rows, and which of the figures stand in which row: absent where the resource has no metrics. */
export type Resource = {
  rows: (account: Account) => Row[]
  keyOf?: { row: string; figure: (one: Figures) => string }
}

const kept = (status: string): boolean => status !== 'REMOVED'

export const resources: Record<string, Resource> = {
  customer: {
    rows: (account) => [customerFields(account)],
    keyOf: { row: 'customer.id', figure: () => CUSTOMER },
  },
  customer_client: { rows: (account) => [clientFields(account)] },
  currency_constant: { rows: () => [currencyRow('INR', '10000'), currencyRow('JPY', '1000000')] },
  campaign: {
    rows: (account) => account.state.campaigns.map((one) => campaignFields(account, one)),
    keyOf: { row: 'campaign.id', figure: ({ campaignId }) => campaignId },
  },
  ad_group: {
    rows: (account) => account.state.adGroups.map((one) => adGroupFields(account, one)),
    keyOf: { row: 'ad_group.id', figure: ({ adGroupId }) => adGroupId },
  },
  campaign_budget: {
    rows: (account) =>
      account.state.budgets.map(({ id }) => ({ ...customerFields(account), ...budgetFields(account, id) })),
  },
  ad_group_criterion: { rows: (account) => criteriaRows(account, (one) => one.adGroupId !== null) },
  campaign_criterion: { rows: (account) => criteriaRows(account, (one) => one.adGroupId === null) },
  search_term_view: {
    rows: (account) =>
      [
        ...new Map(
          figuresOf(account.store, account.state, account.now).map((one) => [termKey(one), one] as const),
        ).values(),
      ].map((one) => ({ ...termFields(account, one), 'search_term_view.key': termKey(one) })),
    keyOf: { row: 'search_term_view.key', figure: termKey },
  },
  change_event: { rows: changeRows },
}

function termKey({ adGroupId, term }: Figures): string {
  return `${adGroupId} ${term}`
}

/** What was removed is no longer found: criteria are gone for good. */
const criteriaRows = (account: Account, is: (one: Criterion) => boolean): Row[] =>
  account.state.criteria
    .filter((one) => is(one) && kept(one.status))
    .map((one) => criterionFields(account, one))
