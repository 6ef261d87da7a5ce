import { z } from 'zod'
import { type JsonObject, type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import { label } from '../answers.ts'
import { campaignOf } from '../campaign.ts'
import type { AdsReads, AdsWrites } from '../client.ts'
import { isSame, type Keyword, keyword, keywordText, type Negative, negativesOf } from '../negatives.ts'
import { campaignId, scopes } from '../shapes.ts'
import { rehearse } from './rehearsal.ts'

const input = z.strictObject({
  campaignId,
  keywords: z.array(keyword).min(1).max(20).describe('1 to 20; EXACT, PHRASE or BROAD without its signs'),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  campaign: z.string(),
  status: z.string(),
  /** Of the wanted ones, those that are there. */
  existing: z.array(z.strictObject({ text: z.string(), matchType: z.string() })),
})

const operationsFor = (api: AdsReads, { campaignId, keywords }: Input) =>
  keywords.map(({ text, matchType }) => ({
    create: {
      campaign: `customers/${api.customer}/campaigns/${campaignId}`,
      negative: true,
      keyword: { text, matchType },
    },
  }))

/** Natural: a campaign has a text and match type once, and they are looked for before and after. */
export const addNegativeKeywords = write<AdsReads, AdsWrites>()({
  description:
    'Add negative keywords to a Google Ads campaign: for these searches its ads are not shown any more.',
  scopes,
  risk: 'catalogue',
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { campaignId, keywords }) => {
    const [{ name, status }, negatives] = await Promise.all([
      campaignOf(read, campaignId),
      negativesOf(read, campaignId),
    ])
    const existing = negatives.filter((one) => keywords.some((wanted) => isSame(wanted, one)))
    return { campaign: name, status, existing: existing.map(({ text, matchType }) => ({ text, matchType })) }
  },
  refuse: ({ input: { keywords }, before }) => {
    if (before.status === 'REMOVED') return `Campaign ${before.campaign} was removed at ${label}.`
    if (before.existing.length > 0)
      return `Campaign ${before.campaign} has these already: ${before.existing.map(keywordText).join(', ')}.`
    const twice = keywords.find((one, at) => keywords.slice(0, at).some((other) => isSame(one, other)))
    return twice ? `${keywordText(twice)} is asked for twice.` : null
  },
  dryRun: (read, { input }) => rehearse(read, 'campaignCriteria', operationsFor(read, input)),
  summarize: ({ input: { keywords }, before, account }) => ({
    headline: `Exclude ${keywords.length === 1 ? 'a search' : `${keywords.length} searches`} from the campaign ${before.campaign}`,
    changes: [
      ...keywords.map((one) => ({ field: 'Negative keyword', from: null, to: keywordText(one) })),
      { field: 'Campaign', from: null, to: `${before.campaign} (${before.status})` },
      { field: 'Ads account', from: null, to: account },
    ],
    money: null,
    recipients: [],
    undo: 'The negative keywords can be removed again.',
    already: [],
  }),
  run: async (api, { input }) => {
    const names = await api.mutate('campaignCriteria', operationsFor(api, input))
    const ids = names.map((name) => name.split('~').at(-1) ?? '')
    return resultOf(
      input.campaignId,
      input.keywords.map((one, at) => ({ id: ids[at] ?? '', ...one })),
    )
  },
  classify,
  reconcile: async (read, { input }) => outcomeOf(input, await negativesOf(read, input.campaignId)),
  undo: ({ input: { campaignId }, result }) => {
    const done = results.safeParse(result)
    if (!done.success) return null
    const criterionIds = done.data.negativeKeywords.map(({ criterionId }) => criterionId)
    return { write: 'removeNegativeKeywords', input: { campaignId, criterionIds } }
  },
  link: () => 'https://ads.google.com/aw/keywords/negative',
})

const results = z.object({ negativeKeywords: z.array(z.object({ criterionId: z.string().regex(/^\d+$/) })) })

const resultOf = (campaign: string, made: readonly Negative[]): JsonObject => ({
  campaign,
  count: made.length,
  negativeKeywords: made.map(({ id, text, matchType }) => ({ criterionId: id, text, matchType })),
})

/** All or none were made, and none was there before: a part of them is somebody else's. */
function outcomeOf({ campaignId, keywords }: Input, negatives: readonly Negative[]): Reconciled {
  const found = keywords.flatMap((one: Keyword) =>
    negatives.filter((other) => isSame(one, other)).slice(0, 1),
  )
  if (found.length === keywords.length) return { outcome: 'succeeded', result: resultOf(campaignId, found) }
  if (found.length === 0)
    return {
      outcome: 'failed',
      sentence: `Nothing was changed: ${label} has none of these negative keywords.`,
    }
  return {
    outcome: 'unknown',
    sentence: `${label} has ${found.length} of the ${keywords.length} negative keywords; look there at what is missing.`,
  }
}
