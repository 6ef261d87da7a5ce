import { z } from 'zod'
import { ConnectorError, read as readOf } from '../../define.ts'
import { parseAnswer } from '../../rest.ts'
import { listingsFeed } from '../apis/feeds.ts'
import type { AmazonReads } from '../client.ts'
import { label } from '../faults.ts'
import { isoTime, someId } from '../inputs.ts'
import { roles } from '../roles.ts'

const read = readOf<AmazonReads>()

/** schemas/feeds/listings-feed-processing-report-schema-v2.json of Amazon's models. */
const outcome = z.object({
  issues: z
    .array(
      z.object({
        sku: z.string().optional(),
        code: z.string().optional(),
        severity: z.string(),
        message: z.string(),
      }),
    )
    .default([]),
  summary: z
    .object({
      messagesProcessed: z.int().optional(),
      messagesAccepted: z.int().optional(),
      messagesInvalid: z.int().optional(),
    })
    .optional(),
})

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const feed = read({
  description:
    'Read what became of a list of listing changes that was handed to Amazon (changeListings): its state, and when DONE, what was taken and what was not, by SKU.',
  scopes: roles.listings,
  input: z.strictObject({ feedId: someId.describe('The id that changeListings returned') }),
  untrusted: [],
  run: async (api, asked) => {
    const found = await api.feed(asked.feedId)
    if (found.feedType !== listingsFeed) {
      throw new ConnectorError('refused', `${found.feedType} is not a list of listing changes.`)
    }
    const document = found.resultFeedDocumentId
    const result = document === undefined ? null : (await api.feedDocument(document)).text
    const said = result === null ? null : parseAnswer(label, outcome, asJson(result))
    const issues = (said?.issues ?? []).slice(0, 50)
    return {
      feed: {
        id: found.feedId,
        state: found.processingStatus,
        createdAt: isoTime(found.createdTime),
        doneAt: isoTime(found.processingEndTime),
      },
      processed: said?.summary?.messagesProcessed ?? null,
      accepted: said?.summary?.messagesAccepted ?? null,
      refused: said?.summary?.messagesInvalid ?? null,
      issueCount: said?.issues.length ?? null,
      count: issues.length,
      issues: issues.map(({ sku, code, severity, message }) => ({
        sku: sku ?? null,
        code: code ?? null,
        severity,
        message,
      })),
    }
  },
})
