import { z } from 'zod'
import { read as readOf } from '../../define.ts'
import type { DeskReads } from '../client.ts'
import { contactId, cursorAfter, departmentId, page, pageOf, ticketId } from '../inputs.ts'
import { searchScopes, ticketScopes } from '../scopes.ts'
import { ticketLine, ticketWhole } from '../shapes.ts'

const read = readOf<DeskReads>()
const written = ['subject', 'contact']
const word = z.string().min(1).max(120)

export const tickets = read({
  description: 'List Zoho Desk tickets, newest first, by status, priority, department or agent.',
  scopes: ticketScopes,
  input: z.strictObject({
    status: z.array(word).max(10).default([]).describe('Statuses as this Desk names them: Open, On Hold, …'),
    priority: z.array(word).max(5).default([]),
    assignee: z
      .string()
      .regex(/^(\d{1,25}|Unassigned)$/)
      .nullable()
      .default(null)
      .describe('An agent’s id, or Unassigned'),
    departmentId,
    ...page(50),
  }),
  untrusted: written,
  run: async (api, { status, priority, assignee, departmentId, ...asked }) => {
    const found = await api.tickets({
      ...pageOf(asked, 1),
      include: 'contacts,assignee',
      sortBy: '-createdTime',
      ...(status.length > 0 ? { status: status.join(',') } : {}),
      ...(priority.length > 0 ? { priority: priority.join(',') } : {}),
      ...(assignee === null ? {} : { assignee }),
      ...(departmentId === null ? {} : { departmentId }),
    })
    return {
      count: found.length,
      cursor: cursorAfter(found.length, asked, 1),
      tickets: found.map(ticketLine),
    }
  },
})

export const searchTickets = read({
  description: 'Search Zoho Desk tickets by words, number, contact, tag or the time of their making.',
  scopes: searchScopes,
  input: z.strictObject({
    words: z
      .string()
      .max(200)
      .default('')
      .describe('Anywhere in the ticket: "#1042 quilt"; * stands for any end'),
    number: z
      .string()
      .regex(/^\d{1,15}$/)
      .nullable()
      .default(null)
      .describe('The ticket’s number'),
    contactId: contactId.nullable().default(null),
    tag: z.string().max(100).default(''),
    status: z.string().max(120).default(''),
    from: z.iso.datetime().nullable().default(null).describe('Made at or after, ISO 8601 in UTC'),
    to: z.iso.datetime().nullable().default(null).describe('Made at or before'),
    ...page(50),
  }),
  untrusted: written,
  run: async (api, { words, number, contactId, tag, status, from, to, ...asked }) => {
    const range = from === null && to === null ? {} : { createdTimeRange: rangeOf(from, to) }
    const found = await api.searchTickets({
      ...pageOf(asked, 0),
      sortBy: '-createdTime',
      ...(words === '' ? {} : { _all: words }),
      ...(number === null ? {} : { ticketNumber: number }),
      ...(contactId === null ? {} : { contactId }),
      ...(tag === '' ? {} : { tag }),
      ...(status === '' ? {} : { status }),
      ...range,
    })
    return {
      count: found.length,
      cursor: cursorAfter(found.length, asked, 0),
      tickets: found.map(ticketLine),
    }
  },
})

/** Two ends with milliseconds, comma between them. */
const rangeOf = (from: string | null, to: string | null): string =>
  [from ?? '2000-01-01T00:00:00Z', to ?? '2099-12-31T23:59:59Z']
    .map((time) => new Date(time).toISOString())
    .join(',')

export const ticket = read({
  description: 'Read one Zoho Desk ticket with its description, contact, agent and dates.',
  scopes: ticketScopes,
  input: z.strictObject({ ticketId }),
  untrusted: [...written, 'description'],
  run: async (api, { ticketId }) => ({ ticket: ticketWhole(await api.ticket(ticketId)) }),
})

export const ticketCounts = read({
  description: 'Count Zoho Desk tickets by status, priority, channel or whether they are overdue.',
  scopes: ticketScopes,
  input: z.strictObject({
    by: z.enum(['status', 'statusType', 'priority', 'channel', 'overDue', 'escalated']).default('status'),
    departmentId,
  }),
  untrusted: [],
  run: async (api, { by, departmentId }) => {
    const found = await api.ticketCounts({ field: by, ...(departmentId === null ? {} : { departmentId }) })
    const values = Object.values(found).find(Array.isArray) as unknown[] | undefined
    const counts = (values ?? []).flatMap((one) => {
      const parsed = counted.safeParse(one)
      return parsed.success ? [{ value: String(parsed.data.value), tickets: Number(parsed.data.count) }] : []
    })
    return { by, count: counts.length, counts }
  },
})

const counted = z.looseObject({
  value: z.union([z.string(), z.boolean(), z.number()]),
  count: z.union([z.string().regex(/^\d+$/), z.int()]),
})
