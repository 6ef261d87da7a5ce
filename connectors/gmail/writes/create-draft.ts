import { z } from 'zod'
import { write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { GmailReads, GmailWrites } from '../client.ts'
import {
  answered,
  answeredBy,
  draftOfRequest,
  mailOf,
  recipients,
  reconciledDraft,
  words,
} from '../draft-state.ts'
import { messageId } from '../inputs.ts'
import { rawMail } from '../mail.ts'
import { writeScopes } from '../scopes.ts'

const input = z.strictObject({
  replyTo: messageId.nullable().default(null).describe('The id of the message that is answered, or null'),
  ...recipients,
  ...words,
})
const before = z.strictObject({ mailbox: z.string(), answered })

export const createDraft = write<GmailReads, GmailWrites>()({
  description:
    'Put a draft into Gmail, as an answer or as a new mail. Nothing is sent: a founder reads it in Gmail and sends it there.',
  scopes: writeScopes,
  risk: 'low',
  // A header of our own carries the request, and is looked for before and after.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { replyTo }) => {
    const [{ emailAddress }, found] = await Promise.all([read.profile(), answeredBy(read, replyTo)])
    return { mailbox: emailAddress, answered: found }
  },
  refuse: ({ input, before }) => {
    const { to, subject } = mailOf(input, before.answered, '')
    if (to.length === 0) return 'It is not said whom this mail is for.'
    return subject === '' ? 'This mail has no subject.' : null
  },
  summarize: ({ input, before }) => {
    const { to, cc, subject, text } = mailOf(input, before.answered, '')
    return {
      headline: `Save a draft to ${to.join(', ')} in Gmail`,
      changes: [
        { field: 'Subject', from: null, to: subject },
        ...(before.answered === null
          ? []
          : [{ field: 'Answers', from: null, to: before.answered.subject || 'a mail without a subject' }]),
        { field: 'Text', from: null, to: text },
      ],
      money: null,
      recipients: [...to, ...cc].map((address) => `${address}, once a person sends it`),
      undo: 'The draft can be thrown away in Gmail.',
      already: [],
    }
  },
  run: async (api, { input, before, idempotencyKey }) => {
    const made = await draftOfRequest(api, idempotencyKey)
    if (made !== null) return made
    const { answered } = before
    const { id, message } = await api.createDraft({
      raw: rawMail(mailOf(input, answered, idempotencyKey)),
      ...(answered === null ? {} : { threadId: answered.thread }),
    })
    return { draft: id, message: message.id }
  },
  classify,
  reconcile: (read, { idempotencyKey }) =>
    reconciledDraft(read, idempotencyKey, () => ({
      outcome: 'failed',
      sentence: 'Among the newest drafts in Gmail there is none of this request.',
    })),
  link: () => 'https://mail.google.com/mail/u/0/#drafts',
})
