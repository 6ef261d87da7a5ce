import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { GmailReads } from '../client.ts'
import { page, pageOf } from '../inputs.ts'
import { readScopes as scopes } from '../scopes.ts'
import { headline } from '../texts.ts'

const read = readOf<GmailReads>()

export const profile = read({
  description: 'Which Gmail mailbox is connected, how much is in it, and where its history stands.',
  scopes,
  input: z.strictObject({}),
  untrusted: [],
  run: async (api) => {
    const { emailAddress, messagesTotal, threadsTotal, historyId } = await api.profile()
    return { address: emailAddress, messages: messagesTotal, threads: threadsTotal, historyId }
  },
})

export const labels = read({
  description: 'List the labels of the Gmail mailbox, Gmail’s own and people’s.',
  scopes,
  input: z.strictObject({}),
  untrusted: [],
  run: async (api) => {
    const { labels } = await api.labels()
    const found = labels.map(({ id, name, type }) => ({ id, name, isOwn: type === 'user' }))
    return { count: found.length, labels: found }
  },
})

export const drafts = read({
  description: 'List drafts in the Gmail mailbox, newest first: subject and recipients’ names.',
  scopes,
  input: z.strictObject(page),
  untrusted: ['subject', 'snippet'],
  run: async (api, asked) => {
    const { drafts, nextPageToken } = await api.drafts(pageOf(asked))
    const found = await Promise.all(
      drafts.map(async ({ id, message }) => {
        const { from: _, ...line } = headline(await api.message(message.id, 'metadata'))
        return { ...line, draft: id }
      }),
    )
    return { count: found.length, cursor: nextPageToken ?? null, drafts: found }
  },
})

export const history = read({
  description:
    'What changed in the Gmail mailbox since a point of its history: which messages came, went, or got other labels.',
  scopes,
  input: z.strictObject({
    since: z
      .string()
      .regex(/^\d{1,20}$/)
      .describe('A historyId from before'),
    limit: z.int().min(1).max(100).default(50).describe('How many changes at most, 1 to 100'),
    cursor: page.cursor,
  }),
  untrusted: [],
  run: async (api, { since, ...asked }) => {
    const found = await api.history({ startHistoryId: since, ...pageOf(asked) })
    const changes = found.history.flatMap((one) => [
      ...one.messagesAdded.map(({ message }) => ({ change: 'came', ...message })),
      ...one.messagesDeleted.map(({ message }) => ({ change: 'went', ...message })),
      ...[...one.labelsAdded, ...one.labelsRemoved].map(({ message }) => ({ change: 'labels', ...message })),
    ])
    const shown = changes
      .slice(0, asked.limit)
      .map(({ change, id, threadId }) => ({ change, message: id, thread: threadId }))
    return {
      count: shown.length,
      isCut: shown.length < changes.length,
      historyId: found.historyId,
      cursor: found.nextPageToken ?? null,
      changes: shown,
    }
  },
})
