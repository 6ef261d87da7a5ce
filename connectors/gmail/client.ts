/** Google's own client of Gmail behind the session's fetch. Nothing of its types leaves this file. */
import { gmail_v1 } from '@googleapis/gmail'
import type { z } from 'zod'
import type { Session } from '../define.ts'
import { askGoogle, clientOptions } from '../google-sdk.ts'
import * as entities from './entities.ts'
import { label } from './label.ts'

type Entity<Schema extends z.ZodType> = Promise<z.output<Schema>>
type Page = { maxResults: number; pageToken?: string }
type Search = Page & { q?: string; labelIds?: string[] }

/** `userId` is always `me`: the mailbox that gave its consent. */
export type GmailReads = {
  profile: () => Entity<typeof entities.profile>
  labels: () => Entity<typeof entities.labelList>
  messages: (search: Search) => Entity<typeof entities.messageList>
  /** With its headers only, or with its text. */
  message: (id: string, format: 'metadata' | 'full') => Entity<typeof entities.message>
  threads: (search: Search) => Entity<typeof entities.threadList>
  thread: (id: string, format: 'metadata' | 'full') => Entity<typeof entities.thread>
  history: (since: Page & { startHistoryId: string; labelId?: string }) => Entity<typeof entities.history>
  drafts: (search: Page & { q?: string }) => Entity<typeof entities.draftList>
  draft: (id: string, format: 'metadata' | 'full') => Entity<typeof entities.draft>
}

/** `raw` is the whole message (RFC 5322), base64url. */
export type RawMessage = { raw: string; threadId?: string }

export type GmailWrites = GmailReads & {
  createDraft: (message: RawMessage) => Entity<typeof entities.draftMade>
  updateDraft: (id: string, message: RawMessage) => Entity<typeof entities.draftMade>
  modify: (change: { ids: string[]; addLabelIds: string[]; removeLabelIds: string[] }) => Promise<unknown>
}

const me = { userId: 'me' }
/** Of a message's headers, those that are asked for where its text is not. */
const metadataHeaders = ['From', 'To', 'Cc', 'Subject', 'Message-ID', 'References', 'Reply-To', 'X-Ops-Room']

export function openGmail(session: Session): GmailWrites {
  const { users } = new gmail_v1.Gmail(clientOptions(session))
  const shape = (format: 'metadata' | 'full') =>
    format === 'metadata' ? { format, metadataHeaders } : { format }
  const ask = <T>(schema: z.ZodType<T>, call: Parameters<typeof askGoogle>[2]): Promise<T> =>
    askGoogle(label, schema, call)
  return {
    profile: () => ask(entities.profile, () => users.getProfile(me)),
    labels: () => ask(entities.labelList, () => users.labels.list(me)),
    messages: (search) => ask(entities.messageList, () => users.messages.list({ ...me, ...search })),
    message: (id, format) => ask(entities.message, () => users.messages.get({ ...me, id, ...shape(format) })),
    threads: (search) => ask(entities.threadList, () => users.threads.list({ ...me, ...search })),
    thread: (id, format) => ask(entities.thread, () => users.threads.get({ ...me, id, ...shape(format) })),
    history: (since) => ask(entities.history, () => users.history.list({ ...me, ...since })),
    drafts: (search) => ask(entities.draftList, () => users.drafts.list({ ...me, ...search })),
    draft: (id, format) => ask(entities.draft, () => users.drafts.get({ ...me, id, format })),
    createDraft: (message) =>
      ask(entities.draftMade, () => users.drafts.create({ ...me, requestBody: { message } })),
    updateDraft: (id, message) =>
      ask(entities.draftMade, () => users.drafts.update({ ...me, id, requestBody: { message } })),
    modify: (requestBody) => ask(entities.nothing, () => users.messages.batchModify({ ...me, requestBody })),
  }
}
