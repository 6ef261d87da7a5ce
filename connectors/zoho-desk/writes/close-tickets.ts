import { z } from 'zod'
import { ConnectorError, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { DeskReads, DeskWrites } from '../client.ts'
import { ticketId } from '../inputs.ts'
import { changeScopes } from '../scopes.ts'

const input = z.strictObject({ ticketIds: z.array(ticketId).min(1).max(20) })
const ticket = z.strictObject({
  id: z.string(),
  number: z.string(),
  subject: z.string(),
  status: z.string(),
  isClosed: z.boolean(),
})
const before = z.strictObject({ tickets: z.array(ticket) })

export const closeTickets = write<DeskReads, DeskWrites>()({
  description: 'Close Zoho Desk tickets, at most 20 at once.',
  scopes: changeScopes,
  risk: 'customer',
  // A ticket that is closed stays closed.
  idempotency: 'natural',
  input,
  before,
  preview: async (read, { ticketIds }) => ({
    tickets: await Promise.all(ticketIds.map((id) => stateOf(read, id))),
  }),
  refuse: ({ input, before }) => {
    if (new Set(input.ticketIds).size < input.ticketIds.length) return 'A ticket is named twice.'
    const closed = before.tickets.filter(({ isClosed }) => isClosed)
    return closed.length === 0
      ? null
      : `Closed already: ${closed.map(({ number }) => `#${number}`).join(', ')}. Ask for the others alone.`
  },
  summarize: ({ before }) => ({
    headline: `Close ${before.tickets.length === 1 ? `ticket #${before.tickets[0]?.number}` : `${before.tickets.length} tickets`}`,
    changes: before.tickets.map(({ number, subject, status }) => ({
      field: `#${number} “${subject}”`,
      from: status,
      to: 'closed',
    })),
    money: null,
    recipients: ['The customers, where Desk is set to tell of closed tickets'],
    undo: 'A ticket can be opened again.',
    already: [],
  }),
  run: async (api, { input }) => {
    await api.closeTickets(input.ticketIds)
    // Desk documents an empty answer: what became of the tickets they say themselves.
    const now = await Promise.all(input.ticketIds.map((id) => stateOf(api, id)))
    const left = now.filter(({ isClosed }) => !isClosed)
    if (left.length > 0)
      throw new ConnectorError(
        'broken',
        `Zoho Desk did not close ${left.length} of ${input.ticketIds.length} tickets.`,
      )
    return { closed: now.length }
  },
  classify,
  reconcile: async (read, { input }) => {
    const now = await Promise.all(input.ticketIds.map((id) => stateOf(read, id)))
    if (now.every(({ isClosed }) => isClosed)) return { outcome: 'succeeded', result: { closed: now.length } }
    return now.some(({ isClosed }) => isClosed)
      ? { outcome: 'unknown', sentence: 'Some of these tickets are closed in Zoho Desk, and some are not.' }
      : { outcome: 'failed', sentence: 'None of these tickets is closed in Zoho Desk.' }
  },
  undo: ({ before }) => {
    const [only, ...more] = before.tickets
    return only && more.length === 0
      ? { write: 'updateTicket', input: { ticketId: only.id, status: only.status } }
      : null
  },
})

async function stateOf(read: DeskReads, id: string): Promise<z.output<typeof ticket>> {
  const found = await read.ticket(id)
  return {
    id: found.id,
    number: found.ticketNumber,
    subject: found.subject ?? '',
    status: found.status ?? '',
    isClosed: found.statusType === 'Closed',
  }
}
