/** Which labels the messages of some conversations have, and whether they are as somebody wants them. */
import { z } from 'zod'
import type { Reconciled } from '../define.ts'
import type { GmailReads, GmailWrites } from './client.ts'
import { threadId } from './inputs.ts'
import { headerOf, maskedSender } from './texts.ts'

export const conversations = z.array(threadId).min(1).max(20).describe('Ids of threads, at most 20')

const conversation = z.strictObject({
  id: z.string(),
  subject: z.string(),
  from: z.string().nullable(),
  messages: z.array(z.strictObject({ id: z.string(), labels: z.array(z.string()) })),
})
export const labelState = z.strictObject({
  /** Name by id, of those labels that are asked about. */
  named: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  threads: z.array(conversation),
})
export type LabelState = z.output<typeof labelState>

/**
 * Labels as people name them, or by their ids; unknown ones are simply not there. Drafts within a conversation are left
 * out: they have no label but their own (developers.google.com/workspace/gmail/api/guides/drafts), and would have the
 * whole change refused.
 */
export async function labelStateOf(
  read: GmailReads,
  threads: string[],
  names: string[],
): Promise<LabelState> {
  const [{ labels }, found] = await Promise.all([
    read.labels(),
    Promise.all(threads.map((id) => read.thread(id, 'metadata'))),
  ])
  const isAsked = ({ id, name }: { id: string; name: string }) =>
    names.some((one) => isCalled(one, { id, name }))
  return {
    named: labels.filter(isAsked).map(({ id, name }) => ({ id, name })),
    threads: found.map(({ id, messages }) => ({
      id,
      subject: (messages[0] && headerOf(messages[0], 'Subject')) ?? '',
      from: messages[0] ? maskedSender(headerOf(messages[0], 'From')) : null,
      messages: messages
        .filter(({ labelIds }) => !labelIds.includes('DRAFT'))
        .map((one) => ({ id: one.id, labels: [...one.labelIds].sort() })),
    })),
  }
}

const isCalled = (asked: string, { id, name }: { id: string; name: string }): boolean =>
  asked === id || asked.toLowerCase() === name.toLowerCase()

export const idsOf = ({ named }: LabelState, names: readonly string[]): string[] =>
  names.flatMap((asked) => named.find((label) => isCalled(asked, label))?.id ?? [])

export type LabelChange = { add: string[]; remove: string[] }

export const hasHappened = ({ threads }: LabelState, { add, remove }: LabelChange): boolean =>
  threads.every(({ messages }) =>
    messages.every(
      ({ labels }) =>
        add.every((label) => labels.includes(label)) && !remove.some((label) => labels.includes(label)),
    ),
  )

/** Why nothing can be changed, where that is so whatever the change is. */
export const whyNone = ({ threads }: LabelState): string | null =>
  threads.some(({ messages }) => messages.length === 0)
    ? 'One of these conversations is a draft alone, and drafts have no labels.'
    : null

/** One request for all of them; Gmail takes up to a thousand messages at once. */
export async function applyLabels(api: GmailWrites, { threads }: LabelState, { add, remove }: LabelChange) {
  const ids = threads.flatMap(({ messages }) => messages.map(({ id }) => id))
  await api.modify({ ids, addLabelIds: add, removeLabelIds: remove })
  return { threads: threads.length, messages: ids.length }
}

export async function reconciledLabels(
  read: GmailReads,
  before: LabelState,
  change: LabelChange,
): Promise<Reconciled> {
  const now = await labelStateOf(
    read,
    before.threads.map(({ id }) => id),
    [],
  )
  if (hasHappened(now, change)) return { outcome: 'succeeded', result: { threads: now.threads.length } }
  return isSame(now, before)
    ? { outcome: 'failed', sentence: 'The labels in Gmail are as they were.' }
    : { outcome: 'unknown', sentence: 'The labels in Gmail are neither as they were nor as asked for.' }
}

const isSame = (now: LabelState, then: LabelState): boolean =>
  JSON.stringify(now.threads) === JSON.stringify(then.threads)

export const subjectsOf = ({ threads }: LabelState): string =>
  threads.map(({ subject, from }) => `${subject || 'without a subject'} (${from ?? 'unknown'})`).join('\n')
