/** What can be changed: drafts and labels. Nothing is sent from here. */
import { shopBox } from '../../store/letters.ts'
import { isRecord, ok, type Reply } from '../call.ts'
import { entityOf, hexId, type Mailbox, type Message, note } from './box.ts'
import { Fault, invalid, notFound } from './errors.ts'
import { assertLabel, type Desk } from './lists.ts'
import { type Header, parseMail, valueOfHeader } from './mime.ts'
import { draftWith, messagesOf, messageWith } from './view.ts'

export function createDraft({ box, now }: Desk, body: unknown): Reply {
  const message = newMessage(box, body, now, null)
  const draft = { id: `r-${4_200_000_000_000 + box.next}`, messageId: message.id }
  box.messages.push(message)
  box.drafts.push(draft)
  note(box, 'messagesAdded', message)
  return drafted(draft.id, message)
}

/** The message inside is "destroyed and replaced": developers.google.com/workspace/gmail/api/guides/drafts. */
export function updateDraft({ box, now }: Desk, id: string, body: unknown): Reply {
  const draft = draftWith(box, id)
  const old = messageWith(box, draft.messageId)
  const message = newMessage(box, body, now, old)
  box.messages = box.messages.filter((one) => one.id !== old.id)
  note(box, 'messagesDeleted', old)
  box.messages.push(message)
  draft.messageId = message.id
  note(box, 'messagesAdded', message)
  return drafted(id, message)
}

const drafted = (id: string, { id: messageId, threadId, labelIds }: Message): Reply =>
  ok({ id, message: { id: messageId, threadId, labelIds } }, true)

function newMessage(box: Mailbox, body: unknown, now: number, old: Message | null): Message {
  const given = isRecord(body) && isRecord(body.message) ? body.message : {}
  if (typeof given.raw !== 'string' || !/^[\w-]+=*$/.test(given.raw))
    throw new Fault(invalid("Missing draft message, or its 'raw' is not base64url"))
  const bytes = Buffer.from(given.raw, 'base64url')
  const headers = parseMail(bytes)?.headers
  if (!headers) throw new Fault(invalid('Invalid draft: no headers'))
  box.next += 1
  const id = hexId(`made ${box.next}`)
  const wanted = typeof given.threadId === 'string' ? given.threadId : null
  const threadId = threadOf(box, { wanted, headers, old }) ?? id
  const raw = Buffer.concat([Buffer.from(missingHeaders(headers, id, now)), bytes]).toString('base64url')
  return { id, threadId, labelIds: ['DRAFT'], at: now, historyId: 0, raw }
}

/** Gmail adds what the writer left out. */
function missingHeaders(headers: Header[], id: string, now: number): string {
  const own: Record<string, string> = {
    From: `${shopBox.name} <${shopBox.address}>`,
    Date: new Date(now).toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<CA${id}@mail.gmail.com>`,
  }
  return Object.entries(own)
    .filter(([name]) => valueOfHeader(headers, name) === null)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
}

/**
 * A message joins a thread when the thread is named, the subject is the thread's, and References or In-Reply-To name a
 * message of it. Source: developers.google.com/workspace/gmail/api/guides/threads.
 */
function threadOf(
  box: Mailbox,
  { wanted, headers, old }: { wanted: string | null; headers: Header[]; old: Message | null },
): string | null {
  if (wanted === null) return null
  if (!/^[0-9a-f]{1,16}$/.test(wanted)) throw new Fault(invalid('Invalid thread_id value'))
  const there = messagesOf(box, wanted)
  if (there.length === 0) throw new Fault(notFound())
  const others = there.filter(({ id }) => id !== old?.id)
  if (others.length === 0) return wanted
  const named = ['References', 'In-Reply-To'].map((name) => valueOfHeader(headers, name) ?? '').join(' ')
  const isAnswer = others.some((one) =>
    named.includes(valueOfHeader(entityOf(one).headers, 'Message-ID') ?? '-'),
  )
  const isAbout = (one: Message) => topic(entityOf(one).headers) === topic(headers)
  return isAnswer && others.some(isAbout) ? wanted : null
}

const topic = (headers: Header[]): string =>
  (valueOfHeader(headers, 'Subject') ?? '').replace(/^(\s*(re|fwd?|aw):)+\s*/i, '').trim()

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** No guarantee that the messages are there: those that are not are passed over. The answer is empty. */
export function batchModify({ box }: Desk, body: unknown): Reply {
  if (!isRecord(body)) throw new Fault(invalid('Invalid JSON payload received.'))
  const [ids, added, removed] = [listOf(body.ids), listOf(body.addLabelIds), listOf(body.removeLabelIds)]
  if (ids.length === 0) throw new Fault(invalid('No message ids specified.'))
  if (ids.length > 1000) throw new Fault(invalid('Too many messages in one request: at most 1000.'))
  if (added.length + removed.length === 0) throw new Fault(invalid('No label add or removes specified'))
  const messages = box.messages.filter(({ id }) => ids.includes(id))
  assertChangeable(box, messages, added, removed)
  for (const message of messages) relabel(box, message, added, removed)
  return { status: 204, body: '', acted: true }
}

/** SENT and DRAFT are Gmail's alone, and a draft has no label but its own (the page about drafts says so). */
function assertChangeable(box: Mailbox, messages: Message[], added: string[], removed: string[]): void {
  for (const id of [...added, ...removed]) {
    assertLabel(box, id)
    if (id === 'SENT' || id === 'DRAFT') throw new Fault(invalid(`Invalid label: ${id}`))
  }
  const isDraft = messages.some(({ labelIds }) => labelIds.includes('DRAFT'))
  if (isDraft && added[0] !== undefined) throw new Fault(invalid(`Invalid label: ${added[0]}`))
}

function relabel(box: Mailbox, message: Message, added: string[], removed: string[]): void {
  const fresh = added.filter((id) => !message.labelIds.includes(id))
  const gone = message.labelIds.filter((id) => removed.includes(id))
  message.labelIds = [...message.labelIds.filter((id) => !gone.includes(id)), ...fresh]
  if (fresh.length > 0) note(box, 'labelsAdded', message, fresh)
  if (gone.length > 0) note(box, 'labelsRemoved', message, gone)
}
