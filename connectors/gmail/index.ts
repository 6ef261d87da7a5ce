import { z } from 'zod'
import { defineConnector } from '../define.ts'
import { createGoogleLogin } from '../google-login.ts'
import { retryAfterMs } from '../rest.ts'
import { label } from './label.ts'
import { message, messages, thread, threads } from './reads/mail.ts'
import { drafts, history, labels, profile } from './reads/mailbox.ts'
import { archive } from './writes/archive.ts'
import { changeLabels } from './writes/change-labels.ts'
import { createDraft } from './writes/create-draft.ts'
import { updateDraft } from './writes/update-draft.ts'

const me = '/gmail/v1/users/me'

const login = createGoogleLogin({
  label,
  fields: {
    mailbox: {
      label: 'Mailbox',
      secret: false,
      hint: 'The address, as it stands on cards: hello@yourshop.example',
    },
  },
  form: { mailbox: z.email().optional() },
  whole: { mailbox: z.email() },
  found: async (session) => (await import('./account.ts')).ownMailbox(session),
})

export const gmail = defineConnector({
  kind: 'remote',
  name: 'gmail',
  label,
  hosts: { api: 'gmail.googleapis.com', ...login.hosts },
  webHosts: ['mail.google.com'],
  endpoints: {
    read: [
      { method: 'GET', path: `${me}/profile` },
      { method: 'GET', path: `${me}/labels` },
      { method: 'GET', path: `${me}/messages` },
      { method: 'GET', path: `${me}/messages/{id}` },
      { method: 'GET', path: `${me}/threads` },
      { method: 'GET', path: `${me}/threads/{id}` },
      { method: 'GET', path: `${me}/history` },
      { method: 'GET', path: `${me}/drafts` },
      { method: 'GET', path: `${me}/drafts/{id}` },
    ],
    // Sending is not among them, although the scope would allow it: the founder sends.
    write: [
      { method: 'POST', path: `${me}/drafts` },
      { method: 'PUT', path: `${me}/drafts/{id}` },
      { method: 'POST', path: `${me}/messages/batchModify` },
    ],
    auth: [...login.endpoints, { method: 'GET', path: `${me}/profile` }],
  },
  // developers.google.com/workspace/gmail/api/reference/quota: 6,000 units a minute and person; a read costs 5 to 10.
  limits: { concurrent: 8, perMinute: 500, wait: ({ headers }) => retryAfterMs(headers) ?? 0 },
  credential: { ...login.credential, account: ({ mailbox = '' }) => mailbox },
  oauth: login.oauth,
  probe: 'profile',
  open: async (session) => (await import('./client.ts')).openGmail(session),
  reads: { profile, labels, messages, message, threads, thread, history, drafts },
  writes: { createDraft, updateDraft, changeLabels, archive },
})
