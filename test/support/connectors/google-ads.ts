/** The Google Ads fixture: the sandbox's account behind the connector's requests. */
import { answerAds } from '../../../sandbox/providers/google_ads/google_ads.ts'
import { CUSTOMER, FOUNDER, seedAds } from '../../../sandbox/providers/google_ads/seed.ts'
import { openStore } from '../../../sandbox/store/store.ts'
import type { Answer, Provider, RemoteFixture } from './fixture.ts'

/** The contract suite's clock. */
export const now = Date.UTC(2026, 10, 22)
export const store = openStore({ now })
export const first = seedAds(store, now)
const day = (back: number): string => new Date(now - back * 86_400_000).toISOString().slice(0, 10)
export const span = { from: day(29), to: day(1) }
const inr = (minor: number) => ({ currency: 'INR', minor })

const [campaign] = first.campaigns
const [adGroup] = first.adGroups
const [shared] = first.budgets
const negative = first.criteria.find(
  ({ adGroupId, campaignId }) => adGroupId === null && campaignId === campaign?.id,
)
export const ids = {
  campaign: campaign?.id ?? '',
  automatic: first.campaigns.find(({ bidding }) => bidding !== 'MANUAL_CPC')?.id ?? '',
  adGroup: adGroup?.id ?? '',
  budget: shared?.id ?? '',
  negative: negative?.id ?? '',
}
const automaticGroup = first.adGroups.find(({ campaignId }) => campaignId === ids.automatic)?.id ?? ''

/** As Google says no: a failure with the enum's value. */
export const refusedFor = (code: Record<string, string>, message: string): Answer => ({
  status: 400,
  body: {
    error: {
      code: 400,
      message: 'Request contains an invalid argument.',
      status: 'INVALID_ARGUMENT',
      details: [
        {
          '@type': 'type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure',
          errors: [{ errorCode: code, message }],
          requestId: 'AbCdEfGh',
        },
      ],
    },
  },
})

function provider(): Provider {
  const desk = { store, state: structuredClone(first), now }
  let acted = 0
  return {
    answer: ({ method, path, query, headers, body }) => {
      const reply = answerAds(desk, { method, path, query, headers, body: JSON.stringify(body) })
      if (reply.acted) acted += 1
      return { status: reply.status, body: reply.body as Answer['body'] }
    },
    acted: () => acted,
  }
}

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: {
    client_id: '123456789012-contract.apps.googleusercontent.com',
    client_secret: 'contract-client-secret',
    refresh_token: '1//0contract-refresh-token',
    customer_id: CUSTOMER,
    access_token: 'ya29.contract-access-token',
    access_token_expires_at: '2026-11-22T01:00:00.000Z',
  },
  provider,
  personal: [FOUNDER],
  reads: {
    accounts: {},
    campaigns: { name: 'bed', status: 'ENABLED' },
    adGroups: { campaignId: ids.campaign },
    budgets: { limit: 3 },
    metrics: { ...span, by: 'ad_group', daily: true, campaignId: ids.campaign, limit: 50 },
    searchTerms: { ...span, limit: 10 },
    keywords: { campaignId: ids.campaign },
    negativeKeywords: { campaignId: ids.campaign },
    changes: { from: day(25), to: day(0) },
  },
  writes: {
    setCampaignStatus: {
      input: { campaignId: ids.campaign, status: 'PAUSED' },
      refusal: refusedFor(
        { campaignError: 'CANNOT_MODIFY_START_OR_END_DATE' },
        'The campaign cannot be changed.',
      ),
      impossible: { campaignId: ids.campaign, status: 'ENABLED' },
    },
    setAdGroupStatus: {
      input: { adGroupId: ids.adGroup, status: 'PAUSED' },
      refusal: refusedFor(
        { adGroupError: 'CANNOT_ADD_ADGROUP_OF_TYPE_DSA_TO_CAMPAIGN_WITHOUT_DSA_SETTING' },
        'No.',
      ),
      impossible: { adGroupId: ids.adGroup, status: 'ENABLED' },
    },
    setCampaignBudget: {
      input: { budgetId: ids.budget, amount: inr(60_000) },
      refusal: refusedFor(
        { campaignBudgetError: 'MONEY_AMOUNT_TOO_LARGE' },
        'The money amount is greater than the maximum allowed.',
      ),
      impossible: { budgetId: ids.budget, amount: { currency: 'USD', minor: 60_000 } },
    },
    setAdGroupBid: {
      input: { adGroupId: ids.adGroup, bid: inr(1_250) },
      refusal: refusedFor({ biddingError: 'BID_TOO_BIG' }, 'The bid is too big.'),
      impossible: { adGroupId: automaticGroup, bid: inr(1_250) },
    },
    addNegativeKeywords: {
      input: {
        campaignId: ids.campaign,
        keywords: [
          { text: 'free pattern', matchType: 'PHRASE' },
          { text: 'repair', matchType: 'BROAD' },
        ],
      },
      refusal: refusedFor(
        { criterionError: 'KEYWORD_HAS_INVALID_CHARS' },
        'Keyword text has invalid characters or symbols.',
      ),
      impossible: { campaignId: ids.campaign, keywords: [{ text: 'Second Hand', matchType: 'PHRASE' }] },
    },
    removeNegativeKeywords: {
      input: { campaignId: ids.campaign, criterionIds: [ids.negative] },
      refusal: refusedFor(
        { mutateError: 'MUTATE_NOT_ALLOWED' },
        'Mutates are not allowed for the requested resource.',
      ),
      impossible: { campaignId: ids.campaign, criterionIds: ['42'] },
    },
  },
}
