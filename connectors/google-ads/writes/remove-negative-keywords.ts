import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import { label } from '../answers.ts'
import { campaignOf } from '../campaign.ts'
import type { AdsReads, AdsWrites } from '../client.ts'
import { keyword, keywordText, negativesOf } from '../negatives.ts'
import { campaignId, scopes } from '../shapes.ts'
import { rehearse } from './rehearsal.ts'

const input = z.strictObject({
  campaignId,
  criterionIds: z
    .array(z.string().regex(/^\d{1,20}$/))
    .min(1)
    .max(20)
    .describe('1 to 20 ids from the list of the campaign’s negative keywords'),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  campaign: z.string(),
  status: z.string(),
  /** Of the named ones, those that are there. */
  keywords: z.array(z.strictObject({ id: z.string(), text: z.string(), matchType: z.string() })),
})

const operationsFor = (api: AdsReads, { campaignId, criterionIds }: Input) =>
  criterionIds.map((id) => ({ remove: `customers/${api.customer}/campaignCriteria/${campaignId}~${id}` }))

/** Natural: what is removed is gone, and its id is not given again. */
export const removeNegativeKeywords = write<AdsReads, AdsWrites>()({
  description:
    'Remove negative keywords from a Google Ads campaign: its ads are shown for these searches again.',
  scopes,
  risk: 'catalogue',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { campaignId, criterionIds }) => {
    const [{ name, status }, negatives] = await Promise.all([
      campaignOf(read, campaignId),
      negativesOf(read, campaignId),
    ])
    return { campaign: name, status, keywords: negatives.filter(({ id }) => criterionIds.includes(id)) }
  },
  refuse: ({ input: { criterionIds }, before }) => {
    if (new Set(criterionIds).size < criterionIds.length) return 'A negative keyword is named twice.'
    // A location or an audience that is excluded has an id of the same kind, and is none of these.
    const missing = criterionIds.filter((id) => before.keywords.every((one) => one.id !== id))
    if (missing.length === 0) return null
    return `Campaign ${before.campaign} has no negative keyword ${missing.join(', ')}.`
  },
  dryRun: (read, { input }) => rehearse(read, 'campaignCriteria', operationsFor(read, input)),
  summarize: ({ before, account }) => ({
    headline: `Remove ${before.keywords.length} negative keyword${before.keywords.length === 1 ? '' : 's'} from the campaign ${before.campaign}`,
    changes: [
      ...before.keywords.map((one) => ({ field: 'Negative keyword', from: keywordText(one), to: 'removed' })),
      { field: 'Campaign', from: null, to: `${before.campaign} (${before.status})` },
      { field: 'Ads account', from: null, to: account },
    ],
    money: null,
    recipients: [],
    undo: 'They can be added again.',
    already: [],
  }),
  run: async (api, { input }) => {
    await api.mutate('campaignCriteria', operationsFor(api, input))
    return { campaign: input.campaignId, count: input.criterionIds.length, removed: input.criterionIds }
  },
  classify,
  reconcile: async (read, { input }): Promise<Reconciled> => {
    const left = (await negativesOf(read, input.campaignId)).filter(({ id }) =>
      input.criterionIds.includes(id),
    )
    if (left.length === 0) {
      const { campaignId, criterionIds } = input
      return {
        outcome: 'succeeded',
        result: { campaign: campaignId, count: criterionIds.length, removed: criterionIds },
      }
    }
    // All or none are removed: one that is left says that the request did not come through.
    return { outcome: 'failed', sentence: `Nothing was changed: ${label} still has these negative keywords.` }
  },
  undo: ({ input: { campaignId }, before }) => {
    const keywords = z
      .array(keyword)
      .safeParse(before.keywords.map(({ text, matchType }) => ({ text, matchType })))
    return keywords.success
      ? { write: 'addNegativeKeywords', input: { campaignId, keywords: keywords.data } }
      : null
  },
  link: () => 'https://ads.google.com/aw/keywords/negative',
})
