import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { MetaReads } from '../client.ts'
import { readScopes as scopes } from '../scopes.ts'
import { accountLine, adLine, adSetLine, campaignLine, id } from '../shapes.ts'

const read = readOf<MetaReads>()

const page = {
  limit: z.int().min(1).max(100).default(25).describe('How many at most, 1 to 100'),
  cursor: z.string().max(500).nullable().default(null).describe('The cursor of the page before'),
}
const states = z
  .array(z.enum(['ACTIVE', 'PAUSED', 'ARCHIVED', 'IN_PROCESS', 'WITH_ISSUES']))
  .max(5)
  .default([])
  .describe('What it does, not what it is set to; empty for all that are not deleted')

type Page = { limit: number; cursor: string | null }
const pageOf = ({ limit, cursor }: Page) => ({ limit, ...(cursor === null ? {} : { after: cursor }) })
const statesOf = (states: readonly string[]) =>
  states.length === 0 ? {} : { effective_status: JSON.stringify(states) }

export const adAccounts = read({
  description:
    'List the Meta ad accounts that this login reaches: currency, state and what was spent so far.',
  scopes,
  input: z.strictObject(page),
  untrusted: [],
  run: async (api, asked) => {
    const { items, after } = await api.adAccounts(pageOf(asked))
    return { count: items.length, cursor: after, connected: api.account, accounts: items.map(accountLine) }
  },
})

export const campaigns = read({
  description: 'List Meta ad campaigns: status, whether they deliver, objective, budget, dates.',
  scopes,
  input: z.strictObject({ states, ...page }),
  untrusted: [],
  run: async (api, { states, ...asked }) => {
    const [{ currency }, { items, after }] = await Promise.all([
      api.adAccount(),
      api.campaigns({ ...pageOf(asked), ...statesOf(states) }),
    ])
    const found = items.map((one) => campaignLine(one, currency ?? ''))
    return { count: found.length, cursor: after, campaigns: found }
  },
})

export const adSets = read({
  description: 'List Meta ad sets, of all campaigns or of one: status, goal, budget, dates.',
  scopes,
  input: z.strictObject({ campaignId: id.nullable().default(null), states, ...page }),
  untrusted: [],
  run: async (api, { campaignId, states, ...asked }) => {
    const [{ currency }, { items, after }] = await Promise.all([
      api.adAccount(),
      api.adSets({ of: campaignId, ...pageOf(asked), ...statesOf(states) }),
    ])
    const found = items.map((one) => adSetLine(one, currency ?? ''))
    return { count: found.length, cursor: after, adSets: found }
  },
})

export const ads = read({
  description:
    'List Meta ads, of the whole account or of one campaign or ad set: status and whether they deliver.',
  scopes,
  input: z.strictObject({
    of: id.nullable().default(null).describe('The id of a campaign or an ad set; null for all'),
    states,
    ...page,
  }),
  untrusted: [],
  run: async (api, { of, states, ...asked }) => {
    const { items, after } = await api.ads({ of, ...pageOf(asked), ...statesOf(states) })
    return { count: items.length, cursor: after, ads: items.map(adLine) }
  },
})
