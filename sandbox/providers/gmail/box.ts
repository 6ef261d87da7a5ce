/** What a mailbox consists of: messages as bytes with their labels, drafts, and a record of what changed. */
import { createHash } from 'node:crypto'
import { type Entity, parseMail } from './mime.ts'

export type Message = {
  id: string
  threadId: string
  labelIds: string[]
  /** When it came or was written, in milliseconds. */
  at: number
  historyId: number
  /** All of it, base64url. */
  raw: string
}
export type Draft = { id: string; messageId: string }
export type Label = { id: string; name: string }
export type ChangeType = 'messagesAdded' | 'messagesDeleted' | 'labelsAdded' | 'labelsRemoved'
export type Change = {
  id: number
  type: ChangeType
  message: { id: string; threadId: string; labelIds: string[] }
  labelIds: string[]
}

export type Mailbox = {
  messages: Message[]
  drafts: Draft[]
  /** Those that people made. */
  labels: Label[]
  changes: Change[]
  /** Below this the record has been thrown away. */
  historySince: number
  historyId: number
  /** The number of the next thing that is made. */
  next: number
}

export const systemLabels = [
  ...['INBOX', 'SENT', 'DRAFT', 'UNREAD', 'STARRED', 'IMPORTANT', 'SPAM', 'TRASH', 'CHAT'],
  ...['PERSONAL', 'SOCIAL', 'PROMOTIONS', 'UPDATES', 'FORUMS'].map((kind) => `CATEGORY_${kind}`),
]

/** Sixteen hexadecimal digits, as messages and threads have them. */
export const hexId = (of: string): string => createHash('sha256').update(of).digest('hex').slice(0, 16)

export const entityOf = ({ raw }: Pick<Message, 'raw'>): Entity => {
  const entity = parseMail(Buffer.from(raw, 'base64url'))
  if (!entity) throw new Error('A message without headers got into the mailbox.')
  return entity
}

/** Notes a change and moves the mailbox's history on. */
export function note(box: Mailbox, type: ChangeType, message: Message, labelIds: string[] = []): void {
  box.historyId += 11
  message.historyId = box.historyId
  const { id, threadId } = message
  box.changes.push({
    id: box.historyId,
    type,
    message: { id, threadId, labelIds: [...message.labelIds] },
    labelIds,
  })
}
