import { z } from 'zod'
import { ConnectorError, type Reconciled, write } from '../../define.ts'
import { classify } from '../../rest.ts'
import type { DeskReads, DeskWrites, ReplyBody } from '../client.ts'
import type { Thread } from '../entities.ts'
import { ticketId } from '../inputs.ts'
import { changeScopes } from '../scopes.ts'
import { nameOf, textOf } from '../shapes.ts'

const address = z.email().max(254)
const input = z.strictObject({
  ticketId,
  text: z.string().min(1).max(20_000).describe('The reply as plain text'),
  from: address
    .nullable()
    .default(null)
    .describe('The support address it comes from; null: the one that the customer wrote to'),
  cc: z.array(address).max(10).default([]),
})
type Input = z.output<typeof input>

const before = z.strictObject({
  number: z.string(),
  subject: z.string(),
  status: z.string(),
  customer: z.string().nullable(),
  to: z.string(),
  writtenTo: z.string().nullable(),
  /** The newest message of the ticket: another one since then is another question. */
  lastThread: z.string().nullable(),
})
type Before = z.output<typeof before>

export const replyToTicket = write<DeskReads, DeskWrites>()({
  description: 'Answer the customer of a Zoho Desk ticket by e-mail. It is sent at once when it is approved.',
  scopes: changeScopes,
  risk: 'customer',
  // Desk has no key for it; an unknown outcome is looked up among the ticket's messages.
  idempotency: 'none',
  input,
  before,
  preview: async (read, { ticketId }) => {
    const [ticket, threads] = await Promise.all([read.ticket(ticketId), newest(read, ticketId)])
    const asked = threads.find(({ direction }) => direction === 'in')
    return {
      number: ticket.ticketNumber,
      subject: ticket.subject ?? '',
      status: ticket.status ?? '',
      customer: nameOf(ticket.contact),
      to: ticket.email ?? asked?.fromEmailAddress ?? '',
      writtenTo: addressIn(asked?.to),
      lastThread: threads.find(isSaid)?.id ?? null,
    }
  },
  refuse: ({ input, before }) => {
    if (before.to === '') return 'This ticket has no e-mail address to answer to.'
    return input.from === null && before.writtenTo === null
      ? 'Which support address the reply comes from is not known. Name it as `from`.'
      : null
  },
  summarize: ({ input, before }) => ({
    headline: `Send a reply on ticket #${before.number} “${before.subject}”`,
    changes: [
      { field: 'From', from: null, to: input.from ?? before.writtenTo ?? '' },
      { field: 'Text', from: null, to: input.text },
    ],
    money: null,
    recipients: [
      before.customer === null ? before.to : `${before.customer} <${before.to}>`,
      ...input.cc.map((one) => `${one} (copy)`),
    ],
    undo: null,
    already: [],
  }),
  /** Draft first and then sent, both within the run: what was drafted and not sent reached nobody. */
  run: async (api, { input, before }) => {
    const { id } = await api.draftReply(input.ticketId, bodyOf(input, before))
    await api.sendDraft(input.ticketId, id)
    return { ticket: input.ticketId, thread: id }
  },
  classify,
  reconcile: async (read, { input, before }): Promise<Reconciled> => {
    const since = await saidSince(read, input.ticketId, before.lastThread)
    for (const { id, direction } of since.filter(({ direction }) => direction === 'out')) {
      const found = await read.thread(input.ticketId, id)
      if (isSame(textOf(found), input.text))
        return {
          outcome: 'succeeded',
          result: { ticket: input.ticketId, thread: id, direction: direction ?? null },
        }
    }
    return {
      outcome: 'failed',
      sentence:
        'Among the messages of this ticket the reply is not there. A draft of it may be left in Zoho Desk.',
    }
  },
})

const newest = (read: DeskReads, ticket: string): Promise<Thread[]> =>
  read.threads(ticket, { from: 0, limit: 50, sortBy: '-sendDateTime' })

/** A draft is no message yet. */
const isSaid = ({ isDraft, status }: Thread): boolean => isDraft !== true && status !== 'DRAFT'

async function saidSince(read: DeskReads, ticket: string, last: string | null): Promise<Thread[]> {
  const said = (await newest(read, ticket)).filter(isSaid)
  const seen = said.findIndex(({ id }) => id === last)
  if (last !== null && seen < 0)
    throw new ConnectorError('broken', 'The messages of this ticket in Zoho Desk are not those from before.')
  return seen < 0 ? said : said.slice(0, seen)
}

const bodyOf = ({ text, from, cc }: Input, before: Before): ReplyBody => ({
  channel: 'EMAIL',
  content: text,
  contentType: 'plainText',
  fromEmailAddress: from ?? before.writtenTo ?? '',
  to: before.to,
  ...(cc.length > 0 ? { cc: cc.join(',') } : {}),
})

/** `"Bluebird" <support@bluebird.example>` → the address; of several the first. */
const addressIn = (text: string | null | undefined): string | null =>
  /[^\s<>,;"]+@[^\s<>,;"]+/.exec(text ?? '')?.[0] ?? null

/** Desk may add its own markup and what was quoted below: the beginning must be ours, word for word. */
const isSame = (found: string, sent: string): boolean => oneLine(found).startsWith(oneLine(sent))

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
