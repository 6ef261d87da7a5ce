import { z } from 'zod'
import { type Money, type Reconciled, write } from '../../define.ts'
import { money, moneyText, positiveMoney } from '../../money.ts'
import { classify } from '../../rest.ts'
import type { MetaReads, MetaWrites } from '../client.ts'
import type { AdSet, Campaign } from '../entities.ts'
import { fromMeta, toMeta } from '../money.ts'
import { assertOwn, currencyOf, kinds, objectOf, rehearsed } from '../objects.ts'
import { writeScopes } from '../scopes.ts'
import { id } from '../shapes.ts'

const input = z.strictObject({
  kind: z.enum(['campaign', 'adset']).describe('Where the budget stands: campaign or ad set'),
  id,
  span: z.enum(['daily', 'lifetime']),
  amount: positiveMoney,
})
type Input = z.output<typeof input>
const before = z.strictObject({
  name: z.string(),
  currency: z.string(),
  daily: money.nullable(),
  lifetime: money.nullable(),
})
type Before = z.output<typeof before>

export const changeBudget = write<MetaReads, MetaWrites>()({
  description: 'Change the daily or lifetime budget of a campaign or ad set at Meta.',
  scopes: writeScopes,
  risk: 'money',
  // It sets an amount, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: (read, input) => budgetsOf(read, input),
  refuse: ({ input, before }) => {
    if (input.amount.currency !== before.currency) return `This ad account counts in ${before.currency}.`
    if (toMeta(input.amount) === null) return `Meta takes no fractions of ${before.currency} in a budget.`
    const now = before[input.span]
    if (now === null)
      return `This ${kinds[input.kind]} has no ${input.span} budget. It stands elsewhere, or is set for another span.`
    return now.minor === input.amount.minor ? 'The budget is already as asked for.' : null
  },
  dryRun: (read, { input }) => rehearsed(read, input.id, bodyOf(input)),
  summarize: ({ input, before }) => ({
    headline: `Change the ${input.span} budget of the ${kinds[input.kind]} “${before.name}” at Meta`,
    changes: [
      {
        field: input.span === 'daily' ? 'Budget a day' : 'Budget for its whole life',
        from: textOf(before[input.span]),
        to: moneyText(input.amount),
      },
    ],
    money: input.amount,
    recipients: [],
    undo: 'The budget from before can be set again; what was spent stays spent.',
    already: [],
  }),
  run: async (api, { input }) => {
    await api.update(input.id, bodyOf(input))
    return { id: input.id, span: input.span, amount: input.amount }
  },
  classify,
  reconcile: async (read, { input, before }): Promise<Reconciled> => {
    const now = (await budgetsOf(read, input))[input.span]
    if (now?.minor === input.amount.minor)
      return { outcome: 'succeeded', result: { id: input.id, amount: input.amount } }
    return now?.minor === before[input.span]?.minor
      ? { outcome: 'failed', sentence: 'The budget at Meta Ads is as it was.' }
      : { outcome: 'unknown', sentence: 'The budget at Meta Ads is neither as it was nor as asked for.' }
  },
  undo: ({ input, before }) => {
    const amount = before[input.span]
    return amount === null ? null : { write: 'changeBudget', input: { ...input, amount } }
  },
  link: ({ account }) =>
    `https://adsmanager.facebook.com/adsmanager/manage/campaigns?act=${account.replace('act_', '')}`,
})

async function budgetsOf(read: MetaReads, { kind, id }: Input): Promise<Before> {
  const [currency, found] = await Promise.all([
    currencyOf(read),
    objectOf(read, kind, id) as Promise<Campaign | AdSet>,
  ])
  assertOwn(read, found)
  return {
    name: found.name ?? '',
    currency,
    daily: fromMeta(found.daily_budget, currency),
    lifetime: fromMeta(found.lifetime_budget, currency),
  }
}

const bodyOf = ({ span, amount }: Input) => ({ [`${span}_budget`]: toMeta(amount) ?? 0 })

const textOf = (amount: Money | null): string | null => (amount === null ? null : moneyText(amount))
