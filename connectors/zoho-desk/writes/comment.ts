import { z } from 'zod'
import { write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { DeskReads, DeskWrites } from '../client.ts'
import { ticketId } from '../inputs.ts'
import { changeScopes } from '../scopes.ts'
import { plainOf } from '../shapes.ts'

const input = z.strictObject({
  ticketId,
  text: z.string().min(1).max(20_000),
  isPublic: z.boolean().default(false).describe('True shows it to the customer in the help centre'),
})
const before = z.strictObject({
  number: z.string(),
  subject: z.string(),
  customer: z.string().nullable(),
  lastComment: z.string().nullable(),
})

export const addComment = write<DeskReads, DeskWrites>()({
  description: 'Comment on a Zoho Desk ticket, for the agents alone or, if said, for the customer too.',
  scopes: changeScopes,
  risk: 'customer',
  // Desk has no key for it; an unknown outcome is looked up among the comments.
  idempotency: 'none',
  input,
  before,
  preview: async (read, { ticketId }) => {
    const [ticket, [last]] = await Promise.all([read.ticket(ticketId), newest(read, ticketId)])
    return {
      number: ticket.ticketNumber,
      subject: ticket.subject ?? '',
      customer: ticket.email ?? null,
      lastComment: last?.id ?? null,
    }
  },
  refuse: () => null,
  summarize: ({ input, before }) => ({
    headline: `Comment ${input.isPublic ? 'publicly' : 'privately'} on ticket #${before.number} “${before.subject}”`,
    changes: [{ field: 'Text', from: null, to: input.text }],
    money: null,
    recipients: input.isPublic
      ? [
          'The agents',
          `The customer${before.customer === null ? '' : `, ${before.customer}`}, in the help centre`,
        ]
      : ['The agents'],
    undo: null,
    already: [],
  }),
  run: async (api, { input }) => {
    const body = { content: input.text, contentType: 'plainText', isPublic: input.isPublic }
    const { id } = await api.comment(input.ticketId, body)
    return { ticket: input.ticketId, comment: id }
  },
  classify,
  reconcile: async (read, { input, before }) => {
    const comments = await newest(read, input.ticketId)
    const seen = comments.findIndex(({ id }) => id === before.lastComment)
    const since = seen < 0 ? comments : comments.slice(0, seen)
    const found = since.find(
      ({ content, isPublic }) =>
        oneLine(plainOf(content)) === oneLine(input.text) && (isPublic ?? false) === input.isPublic,
    )
    return found
      ? { outcome: 'succeeded', result: { ticket: input.ticketId, comment: found.id } }
      : { outcome: 'failed', sentence: 'The comment is not on the ticket in Zoho Desk.' }
  },
})

const newest = (read: DeskReads, ticket: string) =>
  read.comments(ticket, { from: 0, limit: 50, sortBy: '-commentedTime' })

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
