import { z } from 'zod'
import type { Reconciled } from '../../define.ts'
import { write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { DeskReads, DeskWrites } from '../client.ts'
import { ticketId } from '../inputs.ts'
import { tagScopes } from '../scopes.ts'

/** Desk keeps tags in lower case, of three characters and more. */
const tag = z
  .string()
  .min(3)
  .max(100)
  .transform((text) => text.toLowerCase())
  .pipe(z.string())
const input = z.strictObject({ ticketId, tags: z.array(tag).min(1).max(10) })
const before = z.strictObject({ number: z.string(), subject: z.string(), tags: z.array(z.string()) })
type Before = z.output<typeof before>

const named = write<DeskReads, DeskWrites>()

const preview = async (read: DeskReads, { ticketId }: z.output<typeof input>): Promise<Before> => {
  const [ticket, tags] = await Promise.all([read.ticket(ticketId), read.tags(ticketId)])
  const lower = tags.map((one) => one.toLowerCase()).sort()
  return { number: ticket.ticketNumber, subject: ticket.subject ?? '', tags: lower }
}

const shared = {
  scopes: tagScopes,
  risk: 'low',
  // They set a state, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview,
  classify,
} as const

export const addTags = named({
  ...shared,
  description: 'Put tags on a Zoho Desk ticket.',
  refuse: ({ input, before }) => (hasAll(before, input.tags) ? 'The ticket has these tags already.' : null),
  summarize: ({ input, before }) =>
    summary(`Tag ticket #${before.number}`, before, [...before.tags, ...input.tags]),
  run: async (api, { input }) => {
    await api.tag(input.ticketId, input.tags)
    return { ticket: input.ticketId, tags: input.tags }
  },
  reconcile: (read, { input, before }) => reconciled(read, input, before, (now) => hasAll(now, input.tags)),
  // What the ticket had before stays on it.
  undo: ({ input, before }) => {
    const added = input.tags.filter((one) => !before.tags.includes(one))
    return { write: 'removeTags', input: { ticketId: input.ticketId, tags: added } }
  },
})

export const removeTags = named({
  ...shared,
  description: 'Take tags off a Zoho Desk ticket.',
  refuse: ({ input, before }) =>
    input.tags.some((one) => before.tags.includes(one)) ? null : 'The ticket has none of these tags.',
  summarize: ({ input, before }) =>
    summary(
      `Untag ticket #${before.number}`,
      before,
      before.tags.filter((one) => !input.tags.includes(one)),
    ),
  run: async (api, { input }) => {
    await api.untag(input.ticketId, input.tags)
    return { ticket: input.ticketId, tags: input.tags }
  },
  reconcile: (read, { input, before }) =>
    reconciled(read, input, before, (now) => !input.tags.some((one) => now.tags.includes(one))),
  undo: ({ input, before }) => {
    const removed = input.tags.filter((one) => before.tags.includes(one))
    return { write: 'addTags', input: { ticketId: input.ticketId, tags: removed } }
  },
})

const summary = (headline: string, before: Before, after: string[]) => ({
  headline: `${headline} “${before.subject}”`,
  changes: [
    { field: 'Tags', from: before.tags.join(', ') || null, to: [...new Set(after)].join(', ') || 'none' },
  ],
  money: null,
  recipients: [],
  undo: 'The tags from before can be set again.',
  already: [],
})

const hasAll = ({ tags }: Before, wanted: string[]): boolean => wanted.every((one) => tags.includes(one))

async function reconciled(
  read: DeskReads,
  input: z.output<typeof shared.input>,
  before: Before,
  isDone: (now: Before) => boolean,
): Promise<Reconciled> {
  const now = await preview(read, input)
  if (isDone(now))
    return { outcome: 'succeeded', result: { ticket: input.ticketId, tags: now.tags.join(', ') } }
  return now.tags.join() === before.tags.join()
    ? { outcome: 'failed', sentence: 'The tags in Zoho Desk are as they were.' }
    : { outcome: 'unknown', sentence: 'The tags in Zoho Desk are neither as they were nor as asked for.' }
}
