import { z } from 'zod'
import { type Change, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { GmailReads, GmailWrites } from '../client.ts'
import { hashOf, mailOf, recipients, reconciledDraft, words } from '../draft-state.ts'
import { draftId } from '../inputs.ts'
import { mailbox, rawMail } from '../mail.ts'
import { writeScopes } from '../scopes.ts'
import { headerOf, whole } from '../texts.ts'

const input = z.strictObject({
  draft: draftId,
  to: recipients.to.describe('Addresses; empty: those of the draft as it is'),
  cc: recipients.cc.describe('Addresses; empty: nobody'),
  subject: words.subject.describe('Empty: the subject of the draft as it is'),
  text: words.text,
})

/** A draft's message gets a new id with every change, so that id says that nobody wrote in it meanwhile. */
const before = z.strictObject({
  message: z.string(),
  thread: z.string(),
  subject: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  attachments: z.string(),
  firstWords: z.string(),
  textHash: z.string(),
  inReplyTo: z.string().nullable(),
  references: z.string().nullable(),
})
type Input = z.output<typeof input>
type Before = z.output<typeof before>

export const updateDraft = write<GmailReads, GmailWrites>()({
  description:
    'Replace the text, and if wanted subject and recipients, of a draft in Gmail. Nothing is sent.',
  scopes: writeScopes,
  risk: 'low',
  // It replaces the draft whole, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { draft }) => {
    const { message } = await read.draft(draft, 'full')
    const { text: all, attachments } = whole(message, 20_000)
    const text = String(all)
    return {
      message: message.id,
      thread: message.threadId,
      subject: headerOf(message, 'Subject') ?? '',
      to: addressesIn(headerOf(message, 'To')),
      cc: addressesIn(headerOf(message, 'Cc')),
      bcc: addressesIn(headerOf(message, 'Bcc')),
      attachments: String(attachments),
      firstWords: text.slice(0, 200),
      textHash: hashOf(text),
      inReplyTo: headerOf(message, 'In-Reply-To'),
      references: headerOf(message, 'References'),
    }
  },
  refuse: ({ input, before }) => {
    if (wanted(input, before).to.length === 0) return 'It is not said whom this mail is for.'
    return wanted(input, before).subject === '' ? 'This mail has no subject.' : null
  },
  summarize: ({ input, before }) => {
    const { to, cc, subject, text } = wanted(input, before)
    return {
      headline: `Change the draft to ${to.join(', ')} in Gmail`,
      changes: [
        { field: 'Subject', from: before.subject || null, to: subject },
        { field: 'Text', from: before.firstWords || null, to: text },
        ...lostOf(input, before),
      ],
      money: null,
      recipients: [...to, ...cc].map((address) => `${address}, once a person sends it`),
      undo: null,
      already: [],
    }
  },
  run: async (api, { input, before, idempotencyKey }) => {
    const { inReplyTo, references, thread } = before
    const mail = { ...mailOf(wanted(input, before), null, idempotencyKey), inReplyTo, references }
    const { id, message } = await api.updateDraft(input.draft, { raw: rawMail(mail), threadId: thread })
    return { draft: id, message: message.id }
  },
  classify,
  reconcile: (read, { input, before, idempotencyKey }) =>
    reconciledDraft(read, idempotencyKey, async () =>
      (await read.draft(input.draft, 'metadata')).message.id === before.message
        ? { outcome: 'failed', sentence: 'The draft in Gmail is as it was.' }
        : { outcome: 'unknown', sentence: 'The draft in Gmail is neither as it was nor as asked for.' },
    ),
  link: () => 'https://mail.google.com/mail/u/0/#drafts',
})

const wanted = ({ to, cc, subject, text }: Input, before: Before) => ({
  to: to.length > 0 ? to : before.to,
  cc,
  subject: subject || before.subject,
  text,
})

/** The draft is replaced whole: what a person put there and the new one has not is gone, and the card says so. */
const lostOf = ({ cc }: Input, before: Before): Change[] =>
  [
    { field: 'Cc', from: before.cc.join(', '), to: cc.join(', ') || 'nobody' },
    { field: 'Bcc', from: before.bcc.join(', '), to: 'nobody' },
    { field: 'Attachments', from: before.attachments, to: 'none: they are lost' },
  ].filter(({ from, to }) => from !== '' && from !== to)

const addressesIn = (header: string | null): string[] =>
  (header ?? '').split(',').flatMap((one) => mailbox(one)?.address ?? [])
