import { z } from 'zod'
import { type Money, type Reconciled, write } from '../../define.ts'
import { moneyText, positiveMoney } from '../../money.ts'
import { classify } from '../../rest.ts'
import { amountFault, billableUnitOf, exactAmount, microsText } from '../amounts.ts'
import { label } from '../answers.ts'
import { budgetOf } from '../budget.ts'
import type { AdsReads, AdsWrites } from '../client.ts'
import { toMicros } from '../micros.ts'
import { set } from '../operations.ts'
import { budgetId, scopes } from '../shapes.ts'
import { rehearse } from './rehearsal.ts'

const input = z.strictObject({ budgetId, amount: positiveMoney.describe('The new amount of a day') })
type Input = z.output<typeof input>

const before = z.strictObject({
  name: z.string().nullable(),
  status: z.string(),
  period: z.string(),
  currency: z.string(),
  micros: z.int(),
  /** The steps that Google bills the currency in. */
  unit: z.int(),
  shared: z.boolean(),
  campaigns: z.array(z.strictObject({ id: z.string(), name: z.string(), status: z.string() })),
  hasMore: z.boolean(),
})
type Before = z.output<typeof before>

const operationsFor = (api: AdsReads, { budgetId, amount }: Input) => [
  set(`customers/${api.customer}/campaignBudgets/${budgetId}`, 'amountMicros', toMicros(amount)),
]

/** Natural: it sets an amount, and setting it again changes nothing. */
export const setCampaignBudget = write<AdsReads, AdsWrites>()({
  description:
    'Set the daily amount of a Google Ads budget, for every campaign that shares it. The budget’s id stands with its campaign.',
  scopes,
  risk: 'money',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { budgetId }) => {
    const budget = await budgetOf(read, budgetId)
    return { ...budget, unit: await billableUnitOf(read, budget.currency) }
  },
  refuse: ({ input: { amount }, before }) => refusal(amount, before),
  dryRun: (read, { input }) => rehearse(read, 'campaignBudgets', operationsFor(read, input)),
  summarize: ({ input: { amount, budgetId }, before, account }) => ({
    headline: `Set the daily budget ${nameOf(before, budgetId)} to ${moneyText(amount)}`,
    changes: [
      { field: 'A day', from: microsText(before.micros, before.currency), to: moneyText(amount) },
      {
        field: 'A month at most',
        from: microsText(monthOf(before.micros), before.currency),
        to: moneyText({ ...amount, minor: monthOf(amount.minor) }),
      },
      { field: campaignsField(before), from: null, to: campaignsText(before) },
      { field: 'Ads account', from: null, to: account },
    ],
    money: amount,
    recipients: [],
    undo: 'The amount can be set back; what was spent stays spent.',
    already: [],
  }),
  run: async (api, { input }) => {
    await api.mutate('campaignBudgets', operationsFor(api, input))
    return { budget: { id: input.budgetId, amount: input.amount } }
  },
  classify,
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const { micros, currency } = await budgetOf(read, input.budgetId)
    return String(micros) === toMicros(input.amount)
      ? { outcome: 'succeeded', result: { budget: { id: input.budgetId, amount: input.amount } } }
      : {
          outcome: 'failed',
          sentence: `Nothing was changed: the budget is ${microsText(micros, currency)} a day at ${label}.`,
        }
  },
  undo: ({ input, before }) => {
    const amount = exactAmount(before.micros, before.currency)
    return amount === null
      ? null
      : { write: 'setCampaignBudget', input: { budgetId: input.budgetId, amount } }
  },
  link: () => 'https://ads.google.com/aw/budgets',
})

function refusal(amount: Money, before: Before): string | null {
  if (before.status === 'REMOVED') return `This budget was removed at ${label}.`
  if (before.period !== 'DAILY')
    return 'This budget is for a whole period and not for a day; it has to be changed in Google Ads.'
  // A card that could not name every campaign would not say what is being approved.
  if (before.hasMore) return 'More campaigns share this budget than a card can name; change it in Google Ads.'
  const fault = amountFault(amount, before)
  if (fault !== null) return fault
  return toMicros(amount) === String(before.micros)
    ? `This budget is ${moneyText(amount)} a day already.`
    : null
}

/** Google: on a single day up to twice the amount is spent, in a month at most 30.4 times (average days of a month). */
const monthOf = (daily: number): number => Math.round((daily * 304) / 10)

const nameOf = ({ name, campaigns }: Before, id: string): string =>
  name ?? (campaigns.length === 1 ? `of ${campaigns[0]?.name}` : id)

const campaignsField = ({ campaigns }: Before): string =>
  campaigns.length > 1 ? `Shared by ${campaigns.length} campaigns` : 'Campaign'

const campaignsText = ({ campaigns }: Before): string =>
  campaigns.length === 0 ? 'none' : campaigns.map(({ name, status }) => `${name} (${status})`).join(', ')
