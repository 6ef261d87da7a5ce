/** What both draft writes share: who is answered, what the mail will be, and how a draft of ours is found again. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ConnectorError, type JsonObject, type Reconciled } from '../define.ts'
import type { GmailReads } from './client.ts'
import type { Message } from './entities.ts'
import { isAddress, type Mail, mailbox, requestHeader } from './mail.ts'
import { headerOf } from './texts.ts'

const address = z.string().refine(isAddress, 'One e-mail address')

export const words = {
  subject: z.string().max(300).default('').describe('Empty with replyTo: the subject of what is answered'),
  text: z.string().min(1).max(20_000).describe('The mail as plain text'),
}
export const recipients = {
  to: z.array(address).max(10).default([]).describe('Addresses; empty with replyTo: whoever wrote it'),
  cc: z.array(address).max(10).default([]),
}

/** The message that is answered, as far as the answer depends on it. */
export const answered = z
  .strictObject({
    message: z.string(),
    thread: z.string(),
    from: z.string(),
    subject: z.string(),
    messageId: z.string().nullable(),
    references: z.string().nullable(),
  })
  .nullable()
export type Answered = z.output<typeof answered>

/** RFC 5322 §3.6.4; ids of other shapes are left out rather than copied into a header. */
const idPattern = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/

export async function answeredBy(read: GmailReads, id: string | null): Promise<Answered> {
  if (id === null) return null
  const message = await read.message(id, 'metadata')
  const from = mailbox(headerOf(message, 'Reply-To') ?? headerOf(message, 'From') ?? '')
  if (from === null)
    throw new ConnectorError('refused', 'That message in Gmail does not say who could be answered.')
  const messageId = headerOf(message, 'Message-ID')
  return {
    message: message.id,
    thread: message.threadId,
    from: from.address,
    subject: headerOf(message, 'Subject') ?? '',
    messageId: messageId !== null && idPattern.test(messageId) ? messageId : null,
    references: referencesOf(message, messageId),
  }
}

function referencesOf(message: Message, own: string | null): string | null {
  const ids = [...(headerOf(message, 'References') ?? '').split(/\s+/), own ?? ''].filter((id) =>
    idPattern.test(id),
  )
  // The first says which conversation it is, the last what is answered; a header line has 998 characters at most.
  const kept = ids.length > 4 ? [...ids.slice(0, 1), ...ids.slice(-3)] : ids
  return kept.join(' ').slice(0, 900) || null
}

type Wanted = { to: string[]; cc: string[]; subject: string; text: string }

/** The mail that follows from what was asked and what is answered. */
export const mailOf = (wanted: Wanted, answered: Answered, request: string): Mail => ({
  to: wanted.to.length > 0 ? wanted.to : answered === null ? [] : [answered.from],
  cc: wanted.cc,
  subject: wanted.subject || replySubject(answered),
  text: wanted.text,
  inReplyTo: answered?.messageId ?? null,
  references: answered?.references ?? null,
  request,
})

const replySubject = (answered: Answered): string =>
  answered === null ? '' : /^re:/i.test(answered.subject) ? answered.subject : `Re: ${answered.subject}`

/** A text is compared by its hash: the card shows the new one, not the old one in full. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** How many of the newest drafts are looked through for ours. */
const looked = 25

/** The draft that carries this request in its own header; `null` where the newest drafts have none. */
export async function draftOfRequest(
  read: GmailReads,
  request: string,
): Promise<{ draft: string; message: string } | null> {
  const { drafts } = await read.drafts({ maxResults: looked })
  for (const { id, message } of drafts) {
    const found = await read.message(message.id, 'metadata')
    if (headerOf(found, requestHeader) === request) return { draft: id, message: message.id }
  }
  return null
}

export async function reconciledDraft(
  read: GmailReads,
  request: string,
  otherwise: () => Promise<Reconciled> | Reconciled,
): Promise<Reconciled> {
  const found = await draftOfRequest(read, request)
  return found === null ? otherwise() : { outcome: 'succeeded', result: { ...found } satisfies JsonObject }
}
