import { z } from 'zod'
import { ConnectorError, type JsonObject, read as readOf } from '../../define.ts'
import type { MetaReads } from '../client.ts'
import type { Insight } from '../entities.ts'
import { readScopes as scopes } from '../scopes.ts'
import { id, insightLine } from '../shapes.ts'

const read = readOf<MetaReads>()

const asked = {
  of: id.nullable().default(null).describe('The id of a campaign, ad set or ad; null for the whole account'),
  from: z.iso.date().describe('First day, YYYY-MM-DD, in the account’s time zone'),
  to: z.iso.date().describe('Last day'),
  level: z.enum(['account', 'campaign', 'adset', 'ad']).default('campaign'),
  daily: z.boolean().default(false).describe('One row for each day'),
  breakdowns: z
    .array(z.enum(['age', 'gender', 'country', 'publisher_platform', 'device_platform']))
    .max(2)
    .default([]),
}
const page = {
  limit: z.int().min(1).max(200).default(50).describe('How many rows at most, 1 to 200'),
  cursor: z.string().max(500).nullable().default(null).describe('The cursor of the page before'),
}
const query = z.strictObject(asked)
type Query = z.output<typeof query>

const always = [
  ...['account_currency', 'spend', 'impressions', 'reach', 'clicks', 'inline_link_clicks'],
  ...['actions', 'action_values'],
]
const naming: Record<Query['level'], readonly string[]> = {
  account: [],
  campaign: ['campaign_id', 'campaign_name'],
  adset: ['campaign_id', 'campaign_name', 'adset_id', 'adset_name'],
  ad: ['campaign_id', 'campaign_name', 'adset_id', 'adset_name', 'ad_id', 'ad_name'],
}

const parametersOf = ({ from, to, level, daily, breakdowns }: Query) => ({
  level,
  time_range: JSON.stringify({ since: from, until: to }),
  fields: [...naming[level], ...always].join(','),
  ...(daily ? { time_increment: '1' } : {}),
  ...(breakdowns.length === 0 ? {} : { breakdowns: breakdowns.join(',') }),
})

const rowsOf = (
  page: { items: Insight[]; after: string | null },
  breakdowns: readonly string[],
): JsonObject => ({
  count: page.items.length,
  cursor: page.after,
  rows: page.items.map((item) => insightLine(item, breakdowns)),
})

export const insights = read({
  description:
    'What Meta ads cost and brought over some days: spend, impressions, clicks, purchases and their value, by campaign, ad set or ad.',
  scopes,
  input: query.extend(page),
  untrusted: [],
  run: async (api, { limit, cursor, ...asked }) =>
    rowsOf(
      await api.insights(asked.of, {
        ...parametersOf(asked),
        limit,
        ...(cursor === null ? {} : { after: cursor }),
      }),
      asked.breakdowns,
    ),
})

export const startInsightsReport = read({
  description: 'Have Meta make a large insights report in the background; read it later by its id.',
  scopes,
  input: query,
  untrusted: [],
  run: async (api, asked) => ({ report: await api.startReport(asked.of, parametersOf(asked)) }),
})

export const insightsReport = read({
  description: 'Read an insights report that Meta made in the background, or how far it has come.',
  scopes,
  input: z.strictObject({ report: id, breakdowns: asked.breakdowns, ...page }),
  untrusted: [],
  run: async (api, { report, breakdowns, limit, cursor }) => {
    const { async_status, async_percent_completion, error_user_msg } = await api.reportRun(report)
    if (async_status === 'Job Failed' || async_status === 'Job Skipped') {
      throw new ConnectorError(
        'refused',
        `Meta Ads could not make this report. ${error_user_msg ?? 'Ask for fewer days or a higher level.'}`,
      )
    }
    const isDone = async_status === 'Job Completed'
    const rows = isDone
      ? rowsOf(
          await api.reportRows(report, { limit, ...(cursor === null ? {} : { after: cursor }) }),
          breakdowns,
        )
      : { count: 0, cursor: null, rows: [] }
    return { report, isDone, percent: async_percent_completion ?? 0, ...rows }
  },
})
