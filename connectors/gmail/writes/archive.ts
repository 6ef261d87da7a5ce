import { z } from 'zod'
import { write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { GmailReads, GmailWrites } from '../client.ts'
import {
  applyLabels,
  conversations,
  hasHappened,
  labelState,
  labelStateOf,
  reconciledLabels,
  subjectsOf,
  whyNone,
} from '../label-state.ts'
import { writeScopes } from '../scopes.ts'

/** Gmail has no archive: what is not in the inbox is archived. */
const change = { add: [], remove: ['INBOX'] }

export const archive = write<GmailReads, GmailWrites>()({
  description: 'Archive conversations in Gmail: they leave the inbox and stay findable.',
  scopes: writeScopes,
  risk: 'low',
  // It sets a state, so that doing it again changes nothing.
  idempotency: 'natural',
  input: z.strictObject({ threads: conversations }),
  before: labelState,
  preview: (read, { threads }) => labelStateOf(read, threads, ['INBOX']),
  refuse: ({ before }) =>
    whyNone(before) ?? (hasHappened(before, change) ? 'These conversations are archived already.' : null),
  summarize: ({ before }) => ({
    headline: `Archive ${before.threads.length === 1 ? 'a conversation' : `${before.threads.length} conversations`} in Gmail`,
    changes: [{ field: 'Conversations', from: 'in the inbox', to: `archived:\n${subjectsOf(before)}` }],
    money: null,
    recipients: [],
    undo: 'They can be put back into the inbox.',
    already: [],
  }),
  run: (api, { before }) => applyLabels(api, before, change),
  classify,
  reconcile: (read, { before }) => reconciledLabels(read, before, change),
  undo: ({ input }) => ({
    write: 'changeLabels',
    input: { threads: input.threads, add: ['INBOX'], remove: [] },
  }),
})
