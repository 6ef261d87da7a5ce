/** What the model may name: ids of Gmail, which are hexadecimal or of letters and digits, and go into paths. */
import { z } from 'zod'

const id = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/)
export const messageId = id.describe('The id of a message')
export const threadId = id.describe('The id of a thread')
export const draftId = id.describe('The id of a draft')

export const page = {
  limit: z.int().min(1).max(25).default(10).describe('How many at most, 1 to 25'),
  cursor: z.string().max(500).nullable().default(null).describe('The cursor of the page before'),
}

export const search = z
  .string()
  .max(500)
  .default('')
  .describe('As in Gmail’s search box: from:, subject:, label:, has:attachment, newer_than:7d, is:unread')

export const pageOf = ({ limit, cursor }: { limit: number; cursor: string | null }) => ({
  maxResults: limit,
  ...(cursor === null ? {} : { pageToken: cursor }),
})
