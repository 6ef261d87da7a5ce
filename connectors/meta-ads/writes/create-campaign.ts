import { z } from 'zod'
import { ConnectorError, write } from '../../define.ts'
import { moneyText, positiveMoney } from '../../money.ts'
import { classify } from '../../rest.ts'
import type { MetaReads, MetaWrites } from '../client.ts'
import type { Campaign } from '../entities.ts'
import { toMeta } from '../money.ts'
import { currencyOf, rehearsed } from '../objects.ts'
import { writeScopes } from '../scopes.ts'

const input = z.strictObject({
  name: z.string().trim().min(1).max(200).describe('Not the name of a campaign that is there'),
  objective: z.enum([
    ...(['OUTCOME_SALES', 'OUTCOME_TRAFFIC', 'OUTCOME_LEADS'] as const),
    ...(['OUTCOME_ENGAGEMENT', 'OUTCOME_AWARENESS', 'OUTCOME_APP_PROMOTION'] as const),
  ]),
  dailyBudget: positiveMoney
    .nullable()
    .default(null)
    .describe('Null where its ad sets have budgets of their own'),
  specialAdCategories: z
    .array(
      z.enum(['CREDIT', 'EMPLOYMENT', 'HOUSING', 'FINANCIAL_PRODUCTS_SERVICES', 'ISSUES_ELECTIONS_POLITICS']),
    )
    .max(5)
    .default([])
    .describe('What the law treats apart; empty for ordinary goods'),
})
type Input = z.output<typeof input>
const before = z.strictObject({ currency: z.string(), sameName: z.int() })

export const createCampaign = write<MetaReads, MetaWrites>()({
  description:
    'Make a new campaign at Meta, paused. It spends nothing until it has ad sets and ads and is switched on.',
  scopes: writeScopes,
  risk: 'money',
  // The name is ours alone: it is looked for before and after.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { name }) => {
    const [currency, found] = await Promise.all([currencyOf(read), campaignsNamed(read, name)])
    return { currency, sameName: found.length }
  },
  refuse: ({ input, before }) => {
    if (before.sameName > 0) return 'There is a campaign with this name. Choose another one.'
    if (input.dailyBudget === null) return null
    if (input.dailyBudget.currency !== before.currency) return `This ad account counts in ${before.currency}.`
    return toMeta(input.dailyBudget) === null
      ? `Meta takes no fractions of ${before.currency} in a budget.`
      : null
  },
  dryRun: (read, { input }) => rehearsed(read, null, bodyOf(input)),
  summarize: ({ input }) => ({
    headline: `Make the campaign “${input.name}” at Meta, paused`,
    changes: [
      { field: 'Objective', from: null, to: input.objective },
      { field: 'Status', from: null, to: 'PAUSED' },
      {
        field: 'Budget a day',
        from: null,
        to: input.dailyBudget === null ? 'none' : moneyText(input.dailyBudget),
      },
      { field: 'Special ad categories', from: null, to: input.specialAdCategories.join(', ') || 'none' },
    ],
    money: input.dailyBudget,
    recipients: [],
    undo: 'It can be archived in Ads Manager.',
    already: [],
  }),
  run: async (api, { input }) => ({ campaign: await api.createCampaign(bodyOf(input)) }),
  classify,
  reconcile: async (read, { input }) => {
    const [found, ...more] = await campaignsNamed(read, input.name)
    if (found === undefined)
      return { outcome: 'failed', sentence: 'There is no campaign with this name at Meta Ads.' }
    return more.length === 0
      ? { outcome: 'succeeded', result: { campaign: found.id } }
      : { outcome: 'unknown', sentence: 'There are several campaigns with this name at Meta Ads.' }
  },
})

const bodyOf = ({ name, objective, dailyBudget, specialAdCategories }: Input) => ({
  name,
  objective,
  status: 'PAUSED',
  buying_type: 'AUCTION',
  // Required, and empty is an answer.
  special_ad_categories: JSON.stringify(specialAdCategories),
  ...(dailyBudget === null
    ? { is_adset_budget_sharing_enabled: false }
    : { daily_budget: toMeta(dailyBudget) ?? 0 }),
})

const mostPages = 10

/** Meta cannot search campaigns by name, so all of them are gone through. */
async function campaignsNamed(read: MetaReads, name: string): Promise<Campaign[]> {
  const found: Campaign[] = []
  let after: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const { items, after: next }: { items: Campaign[]; after: string | null } = await read.campaigns({
      limit: 200,
      ...(after === null ? {} : { after }),
    })
    found.push(...items.filter((one) => one.name === name))
    if (next === null) return found
    after = next
  }
  throw new ConnectorError(
    'refused',
    'This ad account has more campaigns than can be gone through for the name.',
  )
}
