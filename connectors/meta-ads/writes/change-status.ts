import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { MetaReads, MetaWrites } from '../client.ts'
import { assertOwn, type Kind, kinds, objectOf, rehearsed, text } from '../objects.ts'
import { writeScopes } from '../scopes.ts'
import { id } from '../shapes.ts'

const input = z.strictObject({
  kind: z.enum(Object.keys(kinds) as [Kind, ...Kind[]]),
  id,
  status: z.enum(['ACTIVE', 'PAUSED']),
})
const before = z.strictObject({ name: z.string(), status: text, delivers: text })

export const changeStatus = write<MetaReads, MetaWrites>()({
  description: 'Pause or switch on a campaign, ad set or ad at Meta.',
  scopes: writeScopes,
  // What is switched on spends money.
  risk: 'money',
  // It sets a state, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { kind, id }) => {
    const found = await objectOf(read, kind, id)
    assertOwn(read, found)
    return { name: found.name ?? '', status: found.status ?? null, delivers: found.effective_status ?? null }
  },
  refuse: ({ input, before }) => {
    if (before.status === 'DELETED' || before.status === 'ARCHIVED')
      return `This ${kinds[input.kind]} is ${before.status.toLowerCase()}, and that is for good.`
    return before.status === input.status
      ? `This ${kinds[input.kind]} is already ${input.status.toLowerCase()}.`
      : null
  },
  dryRun: (read, { input }) => rehearsed(read, input.id, { status: input.status }),
  summarize: ({ input, before }) => ({
    headline: `${input.status === 'PAUSED' ? 'Pause' : 'Switch on'} the ${kinds[input.kind]} “${before.name}” at Meta`,
    changes: [
      { field: 'Status', from: before.status, to: input.status },
      ...(input.status === 'ACTIVE'
        ? [
            {
              field: 'Spending',
              from: null,
              to: 'It spends its budget as soon as what stands above it is on, too',
            },
          ]
        : []),
    ],
    money: null,
    recipients: [],
    undo: 'The status from before can be set again.',
    already: [],
  }),
  run: async (api, { input }) => {
    await api.update(input.id, { status: input.status })
    return { id: input.id, status: input.status }
  },
  classify,
  reconcile: async (read, { input, before }): Promise<Reconciled> => {
    const { status } = await objectOf(read, input.kind, input.id)
    if (status === input.status)
      return { outcome: 'succeeded', result: { id: input.id, status: input.status } }
    return status === before.status
      ? { outcome: 'failed', sentence: 'The status at Meta Ads is as it was.' }
      : { outcome: 'unknown', sentence: 'The status at Meta Ads is neither as it was nor as asked for.' }
  },
  undo: ({ input, before }) =>
    before.status === 'ACTIVE' || before.status === 'PAUSED'
      ? { write: 'changeStatus', input: { ...input, status: before.status } }
      : null,
  link: ({ account }) =>
    `https://adsmanager.facebook.com/adsmanager/manage/campaigns?act=${account.replace('act_', '')}`,
})
