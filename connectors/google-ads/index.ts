import { z } from 'zod'
import { defineConnector } from '../define.ts'
import { createGoogleLogin } from '../google-login.ts'
import { findAccount, shownId } from './accounts.ts'
import { label, pauseMs } from './answers.ts'
import { isValidation, resources } from './operations.ts'
import { accounts } from './reads/accounts.ts'
import { budgets } from './reads/budgets.ts'
import { adGroups, campaigns } from './reads/campaigns.ts'
import { changes } from './reads/changes.ts'
import { keywords, negativeKeywords } from './reads/keywords.ts'
import { metrics, searchTerms } from './reads/metrics.ts'
import { setAdGroupBid } from './writes/ad-group-bid.ts'
import { setAdGroupStatus } from './writes/ad-group-status.ts'
import { addNegativeKeywords } from './writes/add-negative-keywords.ts'
import { setCampaignBudget } from './writes/campaign-budget.ts'
import { setCampaignStatus } from './writes/campaign-status.ts'
import { removeNegativeKeywords } from './writes/remove-negative-keywords.ts'

/** As people see it, with or without its dashes. */
const customerId = z
  .string()
  .transform((text) => text.replaceAll('-', ''))
  .pipe(z.string().regex(/^\d{10}$/))

const login = createGoogleLogin({
  label,
  fields: {
    customer_id: {
      label: 'Customer ID',
      secret: false,
      hint: 'The ads account, 123-456-7890; leave it empty if you have only one',
    },
    login_customer_id: {
      label: 'Manager’s customer ID',
      secret: false,
      hint: 'Only where a manager account looks after it',
    },
  },
  form: { customer_id: customerId.optional(), login_customer_id: customerId.optional() },
  whole: { customer_id: customerId, login_customer_id: customerId.optional() },
  found: findAccount,
})

const asking = [
  { method: 'GET', path: '/{version}/customers:listAccessibleCustomers' },
  { method: 'POST', path: '/{version}/customers/{id}/googleAds:search', asks: true },
] as const

export const googleAds = defineConnector({
  kind: 'remote',
  name: 'google_ads',
  label,
  hosts: { api: 'googleads.googleapis.com', ...login.hosts },
  webHosts: ['ads.google.com'],
  endpoints: {
    read: asking,
    write: resources.map((resource) => ({
      method: 'POST',
      path: `/{version}/customers/{id}/${resource}:mutate`,
      dryRun: isValidation,
    })),
    // What a consent leads to is found out while the code is exchanged.
    auth: [...login.endpoints, ...asking],
  },
  versions: {
    default: 'v25',
    pattern: /^v\d{1,3}$/,
    // Source: developers.google.com/google-ads/api/docs/sunset-dates, which names months: the first day is meant.
    sunset: {
      v22: '2026-10-07',
      v23: '2027-02-01',
      v24: '2027-05-01',
      v25: '2027-08-01',
      v26: '2027-11-01',
    },
  },
  // Google gives no number of requests a minute; a Cloud project with Explorer access has 2,880 operations a day.
  limits: { concurrent: 4, perMinute: 60, wait: ({ headers, body }) => pauseMs(headers, jsonOf(body)) ?? 0 },
  credential: { ...login.credential, account: ({ customer_id = '' }) => shownId(customer_id) },
  oauth: login.oauth,
  probe: 'accounts',
  open: async (session) => (await import('./client.ts')).openGoogleAds(session),
  reads: {
    accounts,
    campaigns,
    adGroups,
    budgets,
    metrics,
    searchTerms,
    keywords,
    negativeKeywords,
    changes,
  },
  writes: {
    setCampaignStatus,
    setAdGroupStatus,
    setCampaignBudget,
    setAdGroupBid,
    addNegativeKeywords,
    removeNegativeKeywords,
  },
})

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
