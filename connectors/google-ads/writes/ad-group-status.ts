import { z } from 'zod'
import { type Inverse, type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import { label } from '../answers.ts'
import { adGroupOf } from '../campaign.ts'
import type { AdsReads, AdsWrites } from '../client.ts'
import { set } from '../operations.ts'
import { adGroupId, scopes, settable } from '../shapes.ts'
import { rehearse } from './rehearsal.ts'

const input = z.strictObject({ adGroupId, status: settable })
type Input = z.output<typeof input>

const before = z.strictObject({
  name: z.string(),
  status: z.string(),
  campaign: z.strictObject({ name: z.string(), status: z.string() }),
})

const operationsFor = (api: AdsReads, { adGroupId, status }: Input) => [
  set(`customers/${api.customer}/adGroups/${adGroupId}`, 'status', status),
]

/** Natural: it sets a state, and setting it again changes nothing. */
export const setAdGroupStatus = write<AdsReads, AdsWrites>()({
  description: 'Enable or pause an ad group of a Google Ads campaign.',
  scopes,
  risk: 'money',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { adGroupId }) => {
    const { name, status, campaign } = await adGroupOf(read, adGroupId)
    return { name, status, campaign: { name: campaign.name, status: campaign.status } }
  },
  refuse: ({ input, before }) => {
    if (before.status === 'REMOVED') return `Ad group ${before.name} was removed at ${label}, for good.`
    return before.status === input.status ? `Ad group ${before.name} is ${input.status} already.` : null
  },
  dryRun: (read, { input }) => rehearse(read, 'adGroups', operationsFor(read, input)),
  summarize: ({ input, before, account }) => ({
    headline: `${input.status === 'ENABLED' ? 'Enable' : 'Pause'} the ad group ${before.name}`,
    changes: [
      { field: 'Status', from: before.status, to: input.status },
      { field: 'Campaign', from: null, to: `${before.campaign.name} (${before.campaign.status})` },
      { field: 'Ads account', from: null, to: account },
    ],
    money: null,
    recipients: [],
    undo: `It can be ${input.status === 'ENABLED' ? 'paused' : 'enabled'} again; what was spent stays spent.`,
    already: [],
  }),
  run: async (api, { input, before }) => {
    await api.mutate('adGroups', operationsFor(api, input))
    return { adGroup: { id: input.adGroupId, name: before.name, status: input.status } }
  },
  classify,
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const { name, status } = await adGroupOf(read, input.adGroupId)
    return status === input.status
      ? { outcome: 'succeeded', result: { adGroup: { id: input.adGroupId, name, status } } }
      : { outcome: 'failed', sentence: `Nothing was changed: the ad group is ${status} at ${label}.` }
  },
  undo: ({ input, before }): Inverse | null =>
    settable.safeParse(before.status).success
      ? { write: 'setAdGroupStatus', input: { adGroupId: input.adGroupId, status: before.status } }
      : null,
  link: () => 'https://ads.google.com/aw/adgroups',
})
