/** Negative keywords of a campaign, as reads and writes see them. */
import { z } from 'zod'
import { ConnectorError } from '../define.ts'
import { label } from './answers.ts'
import type { AdsReads } from './client.ts'
import { idIs, isTrue, query, wordIs } from './gaql.ts'
import { int64 } from './micros.ts'

export const matchTypes = ['EXACT', 'PHRASE', 'BROAD'] as const

export const keyword = z.strictObject({
  // Google: at most 80 characters and 10 words, and none of these characters (CriterionError.KEYWORD_HAS_INVALID_CHARS).
  text: z
    .string()
    .max(80)
    .regex(/^[^\s!@%^*()={};~`<>?\\|,\p{C}]+(?: [^\s!@%^*()={};~`<>?\\|,\p{C}]+){0,9}$/u)
    .describe('1 to 10 words with single spaces, at most 80 characters, no signs of punctuation'),
  matchType: z.enum(matchTypes),
})
export type Keyword = z.output<typeof keyword>

export const negativeRow = z.object({
  campaignCriterion: z.object({
    criterionId: int64,
    keyword: z.object({ text: z.string(), matchType: z.string() }),
  }),
})

export const negativesQuery = (campaign: string, limit: number): string =>
  query({
    fields: [
      'campaign_criterion.criterion_id',
      'campaign_criterion.keyword.text',
      'campaign_criterion.keyword.match_type',
    ],
    from: 'campaign_criterion',
    where: [
      wordIs('campaign_criterion.type', 'KEYWORD'),
      isTrue('campaign_criterion.negative'),
      idIs('campaign.id', campaign),
    ],
    order: ['campaign_criterion.criterion_id'],
    limit,
  })

/** Google: a campaign holds 10,000 negative keywords at most, which is also the most that a query returns. */
const all = 10_000

export type Negative = { id: string; text: string; matchType: string }

export async function negativesOf(api: AdsReads, campaign: string): Promise<Negative[]> {
  const rows = await api.search(negativeRow, negativesQuery(campaign, all))
  return rows.map(({ campaignCriterion: { criterionId, keyword } }) => ({ id: criterionId, ...keyword }))
}

/** Google compares keywords without regard to case. */
export const isSame = (
  a: { text: string; matchType: string },
  b: { text: string; matchType: string },
): boolean => a.matchType === b.matchType && a.text.toLowerCase() === b.text.toLowerCase()

/** As people write them in Google Ads: `[exact]`, `"phrase"`, `broad`. */
export function keywordText({ text, matchType }: { text: string; matchType: string }): string {
  if (matchType === 'EXACT') return `[${text}]`
  return matchType === 'PHRASE' ? `"${text}"` : text
}

export const notFound = (what: string): ConnectorError =>
  new ConnectorError('not_found', `${label} does not know ${what}.`)
