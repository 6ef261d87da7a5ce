import { z } from 'zod'
import { write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { GmailReads, GmailWrites } from '../client.ts'
import {
  applyLabels,
  conversations,
  hasHappened,
  idsOf,
  type LabelState,
  labelState,
  labelStateOf,
  reconciledLabels,
  subjectsOf,
  whyNone,
} from '../label-state.ts'
import { writeScopes } from '../scopes.ts'

const names = z.array(z.string().min(1).max(225)).max(10).default([])
const input = z.strictObject({
  threads: conversations,
  add: names.describe('Labels by name or id'),
  remove: names.describe('Labels by name or id; UNREAD marks as read'),
})
type Input = z.output<typeof input>

/** Moving mail there ends in its deletion, and that is no change of labels. */
const deleting = ['TRASH', 'SPAM']

export const changeLabels = write<GmailReads, GmailWrites>()({
  description:
    'Add and remove labels on conversations in Gmail; also mark them read or unread, or star them.',
  scopes: writeScopes,
  risk: 'low',
  // It sets a state, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before: labelState,
  preview: (read, { threads, add, remove }) => labelStateOf(read, threads, [...add, ...remove]),
  refuse: ({ input, before }) => {
    const asked = [...input.add, ...input.remove]
    if (asked.length === 0) return 'No label is named.'
    const unknown = asked.filter((name) => idsOf(before, [name]).length === 0)
    if (unknown.length > 0) return `Gmail has no label ${unknown.join(', ')}.`
    const { add, remove } = changeOf(input, before)
    if (add.some((id) => deleting.includes(id))) return 'Mail is not moved to the bin or to spam from here.'
    if (add.some((id) => remove.includes(id))) return 'A label is both added and removed.'
    const none = whyNone(before)
    if (none !== null) return none
    return hasHappened(before, { add, remove }) ? 'The labels are already as asked for.' : null
  },
  summarize: ({ input, before }) => ({
    headline: `Change the labels of ${before.threads.length === 1 ? 'a conversation' : `${before.threads.length} conversations`} in Gmail`,
    changes: [
      ...input.add.map((name) => ({ field: 'Add', from: null, to: nameOf(before, name) })),
      ...input.remove.map((name) => ({ field: 'Remove', from: nameOf(before, name), to: 'none' })),
      { field: 'On', from: null, to: subjectsOf(before) },
    ],
    money: null,
    recipients: [],
    undo: 'The labels can be set back.',
    already: [],
  }),
  run: (api, { input, before }) => applyLabels(api, before, changeOf(input, before)),
  classify,
  reconcile: (read, { input, before }) => reconciledLabels(read, before, changeOf(input, before)),
  // Only where every message was alike before: a label that some had would otherwise come to all.
  undo: ({ input, before }) => {
    const { add, remove } = changeOf(input, before)
    const none = (label: string) => !labelsOf(before).some((labels) => labels.includes(label))
    const every = (label: string) => labelsOf(before).every((labels) => labels.includes(label))
    return add.every(none) && remove.every(every)
      ? { write: 'changeLabels', input: { threads: input.threads, add: input.remove, remove: input.add } }
      : null
  },
})

const changeOf = ({ add, remove }: Input, before: LabelState) => ({
  add: idsOf(before, add),
  remove: idsOf(before, remove),
})

const labelsOf = ({ threads }: LabelState): string[][] =>
  threads.flatMap(({ messages }) => messages.map(({ labels }) => labels))

const nameOf = (before: LabelState, asked: string): string => {
  const [id] = idsOf(before, [asked])
  return before.named.find((label) => label.id === id)?.name ?? asked
}
