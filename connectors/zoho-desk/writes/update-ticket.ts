import { z } from 'zod'
import { type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { DeskReads, DeskWrites } from '../client.ts'
import type { Ticket } from '../entities.ts'
import { agentId, ticketId } from '../inputs.ts'
import { changeScopes } from '../scopes.ts'
import { nameOf, timeOf } from '../shapes.ts'

const word = z.string().min(1).max(120).nullable().default(null)
const input = z.strictObject({
  ticketId,
  status: word.describe('As this Desk names it: Open, On Hold, Escalated, …; null leaves it as it is'),
  priority: word,
  category: word,
  subject: z.string().min(1).max(250).nullable().default(null),
  assigneeId: agentId.nullable().default(null),
  dueDate: z.iso.datetime().nullable().default(null).describe('ISO 8601 in UTC'),
})
type Input = z.output<typeof input>
type Field = Exclude<keyof Input, 'ticketId'>

/** What is asked for as it is now, in the same words, so that both can be compared. */
const before = z.strictObject({
  number: z.string(),
  subject: z.string(),
  assignee: z.string().nullable(),
  now: z.array(z.strictObject({ field: z.string(), value: z.string().nullable() })),
})
type Before = z.output<typeof before>

export const updateTicket = write<DeskReads, DeskWrites>()({
  description: 'Change status, priority, category, subject, agent or due date of a Zoho Desk ticket.',
  scopes: changeScopes,
  risk: 'customer',
  // It sets values, so that doing it again changes nothing.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, input) => {
    const ticket = await read.ticket(input.ticketId)
    return {
      number: ticket.ticketNumber,
      subject: ticket.subject ?? '',
      assignee: nameOf(ticket.assignee),
      now: fieldsOf(input).map((field) => ({ field, value: fieldOf(ticket, field) })),
    }
  },
  refuse: ({ input, before }) => {
    if (fieldsOf(input).length === 0) return 'Nothing is asked for.'
    return isDone(before, input) ? 'The ticket is already as asked for.' : null
  },
  summarize: ({ input, before }) => ({
    headline: `Change ticket #${before.number} “${before.subject}”`,
    changes: fieldsOf(input).map((field) => ({
      field: labels[field],
      from: nowOf(before, field),
      to: input[field] ?? '',
    })),
    money: null,
    // Desk tells the customer of some changes, by rules that are set there.
    recipients: input.status === null ? [] : ['The customer, where Desk is set to tell of new statuses'],
    undo: 'The values from before can be set again.',
    already: [],
  }),
  run: async (api, { input }) => {
    const ticket = await api.updateTicket(
      input.ticketId,
      Object.fromEntries(fieldsOf(input).map((field) => [field, input[field]])),
    )
    return { ticket: ticket.id, number: ticket.ticketNumber, status: ticket.status ?? null }
  },
  classify,
  reconcile: async (read, { input, before }): Promise<Reconciled> => {
    const ticket = await read.ticket(input.ticketId)
    const now = fieldsOf(input).map((field) => ({ field, value: fieldOf(ticket, field) }))
    if (isDone({ now }, input)) return { outcome: 'succeeded', result: { ticket: ticket.id } }
    return JSON.stringify(now) === JSON.stringify(before.now)
      ? { outcome: 'failed', sentence: 'The ticket in Zoho Desk is as it was.' }
      : { outcome: 'unknown', sentence: 'The ticket in Zoho Desk is neither as it was nor as asked for.' }
  },
  undo: ({ input, before }) => {
    const back = fieldsOf(input).map((field) => [field, nowOf(before, field)] as const)
    // What was empty cannot be emptied again by this write.
    return back.every(([, value]) => value !== null)
      ? { write: 'updateTicket', input: { ticketId: input.ticketId, ...Object.fromEntries(back) } }
      : null
  },
})

const labels: Record<Field, string> = {
  status: 'Status',
  priority: 'Priority',
  category: 'Category',
  subject: 'Subject',
  assigneeId: 'Agent (id)',
  dueDate: 'Due',
}

const fieldsOf = (input: Input): Field[] =>
  (Object.keys(labels) as Field[]).filter((field) => input[field] !== null)

const fieldOf = (ticket: Ticket, field: Field): string | null =>
  field === 'dueDate' ? timeOf(ticket.dueDate) : (ticket[field] ?? null)

const nowOf = ({ now }: Pick<Before, 'now'>, field: Field): string | null =>
  now.find((one) => one.field === field)?.value ?? null

const isDone = (before: Pick<Before, 'now'>, input: Input): boolean =>
  fieldsOf(input).every((field) => nowOf(before, field) === wantedOf(input, field))

const wantedOf = (input: Input, field: Field): string | null =>
  field === 'dueDate' ? timeOf(input.dueDate) : input[field]
