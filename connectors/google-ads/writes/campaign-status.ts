import { z } from 'zod'
import { type Inverse, type Reconciled, write } from '../../define.ts'
import { money, moneyText } from '../../money.ts'
import { classify } from '../../rest.ts'
import { label } from '../answers.ts'
import { campaignOf } from '../campaign.ts'
import type { AdsReads, AdsWrites } from '../client.ts'
import { set } from '../operations.ts'
import { campaignId, scopes, settable } from '../shapes.ts'
import { rehearse } from './rehearsal.ts'

const input = z.strictObject({ campaignId, status: settable })
type Input = z.output<typeof input>

const before = z.strictObject({
  name: z.string(),
  status: z.string(),
  channel: z.string().nullable(),
  budget: z.strictObject({ amount: money, shared: z.boolean() }).nullable(),
})

const operationsFor = (api: AdsReads, { campaignId, status }: Input) => [
  set(`customers/${api.customer}/campaigns/${campaignId}`, 'status', status),
]

/** Natural: it sets a state, and setting it again changes nothing. */
export const setCampaignStatus = write<AdsReads, AdsWrites>()({
  description: 'Enable or pause a Google Ads campaign. An enabled one spends its budget.',
  scopes,
  risk: 'money',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { campaignId }) => {
    const { id: _, ...facts } = await campaignOf(read, campaignId)
    return facts
  },
  refuse: ({ input, before }) => {
    if (before.status === 'REMOVED') return `Campaign ${before.name} was removed at ${label}, for good.`
    return before.status === input.status
      ? `Campaign ${before.name} is ${words[input.status]} already.`
      : null
  },
  dryRun: (read, { input }) => rehearse(read, 'campaigns', operationsFor(read, input)),
  summarize: ({ input, before, account }) => ({
    headline: `${input.status === 'ENABLED' ? 'Enable' : 'Pause'} the campaign ${before.name}`,
    changes: [
      { field: 'Status', from: before.status, to: input.status },
      { field: 'Ads account', from: null, to: account },
      ...(before.channel === null ? [] : [{ field: 'Channel', from: null, to: before.channel }]),
      ...(before.budget === null
        ? []
        : [
            { field: 'Daily budget', from: null, to: budgetText(before.budget.amount, before.budget.shared) },
          ]),
    ],
    money: input.status === 'ENABLED' ? (before.budget?.amount ?? null) : null,
    recipients: [],
    undo: `It can be ${input.status === 'ENABLED' ? 'paused' : 'enabled'} again; what was spent stays spent.`,
    already: [],
  }),
  run: async (api, { input, before }) => {
    await api.mutate('campaigns', operationsFor(api, input))
    return { campaign: { id: input.campaignId, name: before.name, status: input.status } }
  },
  classify,
  // By the state: that somebody else set it to the same reads as done, which is what it is.
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const { name, status } = await campaignOf(read, input.campaignId)
    return status === input.status
      ? { outcome: 'succeeded', result: { campaign: { id: input.campaignId, name, status } } }
      : { outcome: 'failed', sentence: `Nothing was changed: the campaign is ${status} at ${label}.` }
  },
  undo: ({ input, before }): Inverse | null =>
    settable.safeParse(before.status).success
      ? { write: 'setCampaignStatus', input: { campaignId: input.campaignId, status: before.status } }
      : null,
  link: () => 'https://ads.google.com/aw/campaigns',
})

const words = { ENABLED: 'enabled', PAUSED: 'paused' } as const

const budgetText = (amount: z.output<typeof money>, shared: boolean): string =>
  `${moneyText(amount)}${shared ? ', shared with other campaigns' : ''}`
