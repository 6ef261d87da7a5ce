import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { GmailReads } from '../client.ts'
import { messageId, page, pageOf, search, threadId } from '../inputs.ts'
import { readScopes as scopes } from '../scopes.ts'
import { headline, whole } from '../texts.ts'

const read = readOf<GmailReads>()

/** Everything of a mail but its ids and times was written by whoever sent it. */
const written = ['from', 'subject', 'snippet']

const labels = z
  .array(z.string().regex(/^[A-Za-z0-9_-]{1,100}$/))
  .max(5)
  .default([])
  .describe('Ids of labels that all must be there: INBOX, UNREAD, …')
const asked = z.strictObject({ search, labels, ...page })
type Asked = z.output<typeof asked>

export const messages = read({
  description: 'Search Gmail for messages, newest first: sender, subject, first words, labels.',
  scopes,
  input: asked,
  untrusted: written,
  run: async (api, input) => {
    const found = await api.messages(searchOf(input))
    const lines = await Promise.all(found.messages.map(({ id }) => api.message(id, 'metadata')))
    return {
      count: lines.length,
      estimated: found.resultSizeEstimate,
      cursor: found.nextPageToken ?? null,
      messages: lines.map(headline),
    }
  },
})

export const threads = read({
  description: 'Search Gmail for conversations, newest first: who wrote last, subject, how many messages.',
  scopes,
  input: asked,
  untrusted: written,
  run: async (api, input) => {
    const found = await api.threads(searchOf(input))
    const lines = await Promise.all(
      found.threads.map(async ({ id }) => {
        const { messages } = await api.thread(id, 'metadata')
        const last = messages.at(-1)
        return last ? [{ ...headline(last), thread: id, messages: messages.length }] : []
      }),
    )
    const shown = lines.flat()
    return {
      count: shown.length,
      estimated: found.resultSizeEstimate,
      cursor: found.nextPageToken ?? null,
      threads: shown,
    }
  },
})

export const message = read({
  description: 'Read one Gmail message: its text, sender, subject and the names of its attachments.',
  scopes,
  input: z.strictObject({ message: messageId }),
  untrusted: [...written, 'text', 'attachments'],
  run: async (api, input) => ({ message: whole(await api.message(input.message, 'full'), 12_000) }),
})

/** A long conversation is read from its end. */
const mostMessages = 15

export const thread = read({
  description: 'Read a Gmail conversation, oldest message first; of a long one the last 15 messages.',
  scopes,
  input: z.strictObject({ thread: threadId }),
  untrusted: [...written, 'text', 'attachments'],
  run: async (api, input) => {
    const { id, messages } = await api.thread(input.thread, 'full')
    const shown = messages.slice(-mostMessages).map((one) => whole(one, 3000))
    return { thread: id, count: shown.length, total: messages.length, messages: shown }
  },
})

const searchOf = ({ search, labels, ...rest }: Asked) => ({
  ...pageOf(rest),
  ...(search === '' ? {} : { q: search }),
  ...(labels.length === 0 ? {} : { labelIds: labels }),
})
