/** An ad account in memory, as much of Meta's Marketing API as the contract suite needs. */
import type { Json, JsonObject } from '../../../connectors/define.ts'
import type { Answer, Provider, Received, RemoteFixture } from './fixture.ts'

const refused = (message: string): Answer => ({
  status: 400,
  body: {
    error: {
      message: 'Invalid parameter',
      type: 'OAuthException',
      code: 100,
      error_subcode: 1885272,
      error_user_title: 'Not possible',
      error_user_msg: message,
      fbtrace_id: 'A1',
    },
  },
})
const days = { from: '2026-11-01', to: '2026-11-07' }

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: {
    client_id: '100042000042042',
    client_secret: 'contract-app-secret',
    access_token: 'contract-access-token',
    ad_account_id: '4200042',
  },
  provider: createAccount,
  personal: [],
  reads: {
    adAccounts: {},
    campaigns: { states: ['ACTIVE', 'PAUSED'], limit: 2 },
    adSets: { campaignId: '101' },
    ads: { of: '201' },
    insights: { ...days, level: 'ad', daily: true, breakdowns: ['country'], of: '101' },
    startInsightsReport: days,
    insightsReport: { report: '901' },
  },
  writes: {
    changeStatus: {
      input: { kind: 'campaign', id: '101', status: 'PAUSED' },
      refusal: refused('This campaign cannot be paused.'),
      impossible: { kind: 'ad', id: '301', status: 'ACTIVE' },
    },
    changeBudget: {
      input: { kind: 'campaign', id: '101', span: 'daily', amount: { currency: 'INR', minor: 150_000 } },
      refusal: refused('The budget is too low.'),
      impossible: {
        kind: 'campaign',
        id: '101',
        span: 'lifetime',
        amount: { currency: 'INR', minor: 150_000 },
      },
    },
    changeSchedule: {
      input: { adSetId: '201', endsAt: '2026-12-31T18:30:00Z' },
      refusal: refused('The end is in the past.'),
      impossible: { adSetId: '201', endsAt: '2020-01-01T00:00:00Z' },
    },
    createCampaign: {
      input: {
        name: 'Winter quilts',
        objective: 'OUTCOME_SALES',
        dailyBudget: { currency: 'INR', minor: 50_000 },
      },
      refusal: refused('The objective is not open to you.'),
      impossible: { name: 'Diwali quilts', objective: 'OUTCOME_SALES' },
    },
  },
}

type Account = { objects: Record<string, JsonObject>; acted: number }

const common: JsonObject = { account_id: '4200042', status: 'ACTIVE', effective_status: 'ACTIVE' }

function createAccount(): Provider {
  const account: Account = {
    objects: {
      '101': {
        ...common,
        id: '101',
        name: 'Diwali quilts',
        daily_budget: '100000',
        objective: 'OUTCOME_SALES',
        special_ad_categories: [],
        start_time: '2026-10-20T00:00:00+0530',
      },
      '201': {
        ...common,
        id: '201',
        name: 'India, 25–45',
        campaign_id: '101',
        campaign: { name: 'Diwali quilts', id: '101' },
        start_time: '2026-10-20T00:00:00+0530',
        end_time: '2026-11-30T00:00:00+0530',
      },
      '301': { ...common, id: '301', name: 'Carousel', adset_id: '201', campaign_id: '101' },
    },
    acted: 0,
  }
  return { acted: () => account.acted, answer: (request) => answer(account, request) }
}

const ok = (body: Json): Answer => ({ status: 200, body })
const listed = (data: Json[]): Answer =>
  ok({ data, paging: { cursors: { before: 'b', after: 'a' }, next: 'https://graph.facebook.com/next' } })
const unknown: Answer = {
  status: 400,
  body: {
    error: { message: 'Object does not exist', code: 100, error_subcode: 33, type: 'GraphMethodException' },
  },
}
const own: JsonObject = {
  id: 'act_4200042',
  account_id: '4200042',
  name: 'Bluebird',
  currency: 'INR',
  timezone_name: 'Asia/Kolkata',
  account_status: 1,
  amount_spent: '4210000',
}
const row: JsonObject = {
  date_start: '2026-11-01',
  date_stop: '2026-11-01',
  account_currency: 'INR',
  campaign_id: '101',
  campaign_name: 'Diwali quilts',
  spend: '812.35',
  impressions: '10421',
  clicks: '312',
  actions: [{ action_type: 'omni_purchase', value: '4' }],
  action_values: [{ action_type: 'omni_purchase', value: '9996.00' }],
  country: 'IN',
}

function answer(account: Account, { method, path, query, body }: Received): Answer {
  const [, version, node = '', edge = ''] = path.split('/')
  if (version !== 'v25.0' || !query.get('appsecret_proof')) return unknown
  if (method === 'GET') return read(account, node, edge, query.get('after'))
  if (edge === 'insights') return ok({ report_run_id: '901' })
  const { execution_options, ...form } = (body ?? {}) as JsonObject
  if (execution_options === '["validate_only"]') return ok({ success: true })
  account.acted += 1
  if (edge !== 'campaigns') {
    Object.assign(account.objects[node] ?? {}, form)
    return ok({ success: true })
  }
  account.objects['199'] = { ...common, ...form, special_ad_categories: [], id: '199' }
  return ok({ id: '199' })
}

function read({ objects }: Account, node: string, edge: string, after: string | null): Answer {
  const prefix = { campaigns: '1', adsets: '2', ads: '3' }[edge]
  if (prefix) {
    const found = Object.values(objects).filter(({ id }) => String(id).startsWith(prefix))
    return after === null ? listed(found) : ok({ data: [] })
  }
  if (edge === 'adaccounts') return listed([own])
  if (edge === 'insights') return ok({ data: [row] })
  if (node === 'act_4200042') return ok(own)
  if (node === '901') return ok({ id: '901', async_status: 'Job Completed', async_percent_completion: 100 })
  const found = objects[node]
  return found ? ok(found) : unknown
}
