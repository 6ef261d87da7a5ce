import { defineConnector } from '../define.ts'
import { label } from './label.ts'
import { limits } from './limits.ts'
import { credential, oauth } from './login.ts'
import { isRehearsal } from './objects.ts'
import { insights, insightsReport, startInsightsReport } from './reads/insights.ts'
import { adAccounts, adSets, ads, campaigns } from './reads/objects.ts'
import { versions } from './version.ts'
import { changeBudget } from './writes/change-budget.ts'
import { changeSchedule } from './writes/change-schedule.ts'
import { changeStatus } from './writes/change-status.ts'
import { createCampaign } from './writes/create-campaign.ts'

export const metaAds = defineConnector({
  kind: 'remote',
  name: 'meta_ads',
  label,
  hosts: { api: 'graph.facebook.com', consent: 'www.facebook.com' },
  webHosts: ['adsmanager.facebook.com'],
  endpoints: {
    read: [
      { method: 'GET', path: '/{version}/me/adaccounts' },
      { method: 'GET', path: '/{version}/{id}' },
      { method: 'GET', path: '/{version}/{id}/campaigns' },
      { method: 'GET', path: '/{version}/{id}/adsets' },
      { method: 'GET', path: '/{version}/{id}/ads' },
      { method: 'GET', path: '/{version}/{id}/insights' },
      // It makes a report for us and touches no ad (…/marketing-api/insights/best-practices, "Asynchronous").
      { method: 'POST', path: '/{version}/{id}/insights', asks: true },
    ],
    write: [
      { method: 'POST', path: '/{version}/{id}', dryRun: isRehearsal },
      { method: 'POST', path: '/{version}/{id}/campaigns', dryRun: isRehearsal },
    ],
    auth: [
      { method: 'GET', path: '/{version}/oauth/access_token' },
      { method: 'GET', path: '/{version}/me/adaccounts' },
      { method: 'DELETE', path: '/{version}/me/permissions' },
    ],
  },
  versions,
  limits,
  credential,
  oauth,
  probe: 'adAccounts',
  open: async (session) => (await import('./client.ts')).openMeta(session),
  reads: { adAccounts, campaigns, adSets, ads, insights, startInsightsReport, insightsReport },
  writes: { changeStatus, changeBudget, changeSchedule, createCampaign },
})
