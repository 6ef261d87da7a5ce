/** What people read in a message: its text, its subject, who wrote it. Everything here was written by outsiders. */
import type { JsonObject } from '../define.ts'
import { maskEmail } from '../masks.ts'
import type { Message, Part } from './entities.ts'
import { mailbox } from './mail.ts'

export const headerOf = ({ payload }: Message, name: string): string | null =>
  payload?.headers?.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value ?? null

/** `Asha Rao <a…@example.com>`: who it is, without an address that could be written to. */
export function maskedSender(text: string | null): string | null {
  if (text === null) return null
  const known = mailbox(text)
  if (known === null) return null
  // Where nobody gave a name, many programs put the address in its place.
  const name = known.name.replace(/[^\s<>@]+@[^\s<>@]+/g, (address) => maskEmail(address) ?? '…')
  return name === '' ? maskEmail(known.address) : `${name} <${maskEmail(known.address)}>`
}

export const timeOf = ({ internalDate }: Message): string | null =>
  internalDate && /^\d{1,14}$/.test(internalDate) ? new Date(Number(internalDate)).toISOString() : null

/** One line of a list. */
export const headline = (message: Message): JsonObject => ({
  id: message.id,
  thread: message.threadId,
  from: maskedSender(headerOf(message, 'From')),
  subject: headerOf(message, 'Subject') ?? '',
  snippet: decodeEntities(message.snippet),
  at: timeOf(message),
  unread: message.labelIds.includes('UNREAD'),
  labels: message.labelIds,
})

/** With its text, cut at `limit` characters. */
export function whole(message: Message, limit: number): JsonObject {
  const text = textOf(message.payload ?? {}).trim()
  return {
    ...headline(message),
    text: text.slice(0, limit),
    isCut: text.length > limit,
    attachments: namesOf(message.payload ?? {}),
  }
}

/** The plain text; where there is none, what is left of the HTML without its tags. */
function textOf(part: Part): string {
  const plain = leaves(part).filter((leaf) => leaf.mimeType === 'text/plain' && !leaf.filename)
  if (plain.length > 0) return plain.map(decoded).join('\n')
  const html = leaves(part).filter((leaf) => leaf.mimeType === 'text/html' && !leaf.filename)
  return html.map((leaf) => textOfHtml(decoded(leaf))).join('\n')
}

const namesOf = (part: Part): string =>
  leaves(part)
    .flatMap(({ filename }) => (filename ? [filename] : []))
    .slice(0, 20)
    .join(', ')

const leaves = (part: Part): Part[] => (part.parts?.length ? part.parts.flatMap(leaves) : [part])

const decoded = ({ body }: Part): string => Buffer.from(body?.data ?? '', 'base64url').toString('utf8')

const textOfHtml = (html: string): string =>
  decodeEntities(
    html
      .replace(/<(style|script|head|title)\b[\s\S]*?<\/\1\s*>/gi, '')
      .replace(/<br\s*\/?>|<\/(p|div|tr|li|h\d)\s*>/gi, '\n')
      .replace(/<[^>]*>/g, ''),
  ).replace(/[ \t]*\n[ \t\n]*\n/g, '\n\n')

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }
const decodeEntities = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (whole, name: string) => entities[name] ?? whole)
