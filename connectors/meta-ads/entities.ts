/** Answers of the Marketing API, as far as they are used. Numbers come as text. */
import { z } from 'zod'

const text = z.string().nullish()
const number = z.union([z.string(), z.number()]).nullish()

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item),
    paging: z.object({ cursors: z.object({ after: text }).nullish(), next: text }).nullish(),
  })

export const adAccount = z.object({
  id: z.string(),
  account_id: text,
  name: text,
  currency: text,
  timezone_name: text,
  account_status: z.number().nullish(),
  amount_spent: text,
  spend_cap: text,
  balance: text,
})
export type AdAccount = z.output<typeof adAccount>

const budgets = { daily_budget: text, lifetime_budget: text, budget_remaining: text }
const standing = { id: z.string(), name: text, status: text, effective_status: text }

export const campaign = z.object({
  ...standing,
  ...budgets,
  objective: text,
  special_ad_categories: z.array(z.string()).nullish(),
  start_time: text,
  stop_time: text,
  created_time: text,
  account_id: text,
})
export type Campaign = z.output<typeof campaign>

export const adSet = z.object({
  ...standing,
  ...budgets,
  campaign_id: text,
  campaign: z.object({ name: text }).nullish(),
  optimization_goal: text,
  start_time: text,
  end_time: text,
  account_id: text,
})
export type AdSet = z.output<typeof adSet>

export const ad = z.object({
  ...standing,
  adset_id: text,
  campaign_id: text,
  created_time: text,
  account_id: text,
})
export type Ad = z.output<typeof ad>

const actions = z.array(z.object({ action_type: z.string(), value: number })).nullish()
export const insight = z.object({
  date_start: text,
  date_stop: text,
  account_currency: text,
  campaign_id: text,
  campaign_name: text,
  adset_id: text,
  adset_name: text,
  ad_id: text,
  ad_name: text,
  spend: text,
  impressions: text,
  reach: text,
  clicks: text,
  inline_link_clicks: text,
  actions,
  action_values: actions,
  publisher_platform: text,
  country: text,
  age: text,
  gender: text,
  device_platform: text,
})
export type Insight = z.output<typeof insight>

export const reportStarted = z.object({ report_run_id: z.union([z.string(), z.number()]).transform(String) })
export const reportRun = z.object({
  id: z.string(),
  async_status: z.string(),
  async_percent_completion: z.number().nullish(),
  error_user_msg: text,
})

/** An update says that it succeeded; a rehearsal says the same, and has done nothing. */
export const updated = z.object({ success: z.literal(true) })
export const created = z.object({ id: z.string() })
/** A rehearsal of a creation answers with a success, and without an id. */
export const rehearsed = z.looseObject({ success: z.literal(true) })

export const tokens = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional(),
})
