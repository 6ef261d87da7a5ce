/** Messages, threads and drafts in the four formats of the API. */
import { type Draft, entityOf, type Mailbox, type Message } from './box.ts'
import { Fault, invalid, notFound } from './errors.ts'
import { type Entity, textOf } from './mime.ts'

export type Shape = { format: string; headers: string[] | null }

export function shapeOf(query: URLSearchParams): Shape {
  const format = (query.get('format') ?? 'full').toLowerCase()
  if (!['full', 'metadata', 'minimal', 'raw'].includes(format))
    throw new Fault(invalid(`Invalid value at 'format': "${format}"`))
  const names = query.getAll('metadataHeaders').map((name) => name.toLowerCase())
  return { format, headers: format === 'metadata' && names.length > 0 ? names : null }
}

export function shownMessage(message: Message, { format, headers }: Shape): object {
  const { id, threadId, labelIds, historyId, at, raw } = message
  const entity = entityOf(message)
  const base = {
    id,
    threadId,
    labelIds,
    snippet: snippetOf(entity),
    historyId: String(historyId),
    internalDate: String(at),
    sizeEstimate: Buffer.byteLength(raw, 'base64url'),
  }
  if (format === 'minimal') return base
  if (format === 'raw') return { ...base, raw }
  if (format === 'full') return { ...base, payload: partOf(entity, '') }
  const shown = entity.headers.filter(({ name }) => headers === null || headers.includes(name.toLowerCase()))
  // Without any header the payload holds the type alone.
  return { ...base, payload: { mimeType: entity.mimeType, ...(shown.length > 0 ? { headers: shown } : {}) } }
}

/** HTML entities in a snippet are Gmail's own habit. */
const snippetOf = (entity: Entity): string =>
  textOf(entity)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 180)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&#39;')

function partOf({ headers, mimeType, filename, body, parts }: Entity, partId: string): object {
  const below = parts.map((part, place) => partOf(part, partId === '' ? String(place) : `${partId}.${place}`))
  // Of a file the bytes are fetched on their own.
  const bytes = filename === '' ? { data: body.toString('base64url') } : { attachmentId: `ANGjdJ-${partId}` }
  return {
    partId,
    mimeType,
    filename,
    headers,
    body: { size: body.length, ...(parts.length === 0 ? bytes : {}) },
    ...(below.length > 0 ? { parts: below } : {}),
  }
}

export const messagesOf = (box: Mailbox, threadId: string): Message[] =>
  box.messages.filter((one) => one.threadId === threadId).sort((a, b) => a.at - b.at)

export function shownThread(box: Mailbox, id: string, shape: Shape): object {
  const messages = messagesOf(box, id)
  const last = messages.at(-1)
  if (!last) throw new Fault(notFound())
  return {
    id,
    historyId: String(Math.max(...messages.map(({ historyId }) => historyId))),
    messages: messages.map((one) => shownMessage(one, shape)),
  }
}

export const threadLine = (box: Mailbox, id: string): object => {
  const last = messagesOf(box, id).at(-1)
  return { id, snippet: last ? snippetOf(entityOf(last)) : '', historyId: String(last?.historyId ?? 0) }
}

export function messageWith(box: Mailbox, id: string): Message {
  // An id that no message could have is another error than one that none has.
  if (!/^[0-9a-f]{1,16}$/.test(id)) throw new Fault(invalid('Invalid id value'))
  const found = box.messages.find((one) => one.id === id)
  if (!found) throw new Fault(notFound())
  return found
}

export function draftWith(box: Mailbox, id: string): Draft {
  const found = box.drafts.find((one) => one.id === id)
  if (!found) throw new Fault(notFound())
  return found
}

export const shownDraft = (box: Mailbox, { id, messageId }: Draft, shape: Shape): object => ({
  id,
  message: shownMessage(messageWith(box, messageId), shape),
})
