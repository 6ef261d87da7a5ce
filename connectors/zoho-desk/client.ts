/** Zoho Desk's API v1 behind the session's fetch. Every rejection is a ConnectorError. */
import { z } from 'zod'
import type { Session } from '../define.ts'
import { type Answer, type Ask, createRest, parseAnswer, segment } from '../rest.ts'
import { zohoAuthorisation } from '../zoho-login.ts'
import * as entities from './entities.ts'
import { label } from './label.ts'

type Entity<Schema extends z.ZodType> = Promise<z.output<Schema>>
type Query = NonNullable<Ask['query']>

export type DeskReads = {
  organizations: () => Promise<z.output<typeof entities.organization>[]>
  tickets: (query: Query) => Promise<entities.Ticket[]>
  searchTickets: (query: Query) => Promise<entities.Ticket[]>
  ticket: (id: string) => Promise<entities.Ticket>
  threads: (ticket: string, query: Query) => Promise<entities.Thread[]>
  thread: (ticket: string, id: string) => Promise<entities.Thread>
  conversations: (ticket: string, query: Query) => Promise<z.output<typeof entities.conversation>[]>
  comments: (ticket: string, query: Query) => Promise<entities.Comment[]>
  tags: (ticket: string) => Promise<string[]>
  contacts: (query: Query) => Promise<z.output<typeof entities.contact>[]>
  contact: (id: string) => Entity<typeof entities.contact>
  departments: (query: Query) => Promise<z.output<typeof entities.department>[]>
  agents: (query: Query) => Promise<z.output<typeof entities.agent>[]>
  ticketFields: (query: Query) => Promise<z.output<typeof entities.field>[]>
  ticketCounts: (query: Query) => Entity<typeof entities.counts>
}

/** What a reply is drafted with. */
export type ReplyBody = {
  channel: 'EMAIL'
  content: string
  contentType: 'plainText'
  fromEmailAddress: string
  to: string
  cc?: string
}

export type DeskWrites = DeskReads & {
  updateTicket: (id: string, changes: object) => Promise<entities.Ticket>
  closeTickets: (ids: string[]) => Entity<typeof entities.closed>
  draftReply: (ticket: string, body: ReplyBody) => Promise<entities.Thread>
  sendDraft: (ticket: string, draft: string) => Entity<typeof entities.accepted>
  comment: (ticket: string, body: object) => Promise<entities.Comment>
  tag: (ticket: string, tags: string[]) => Entity<typeof entities.accepted>
  untag: (ticket: string, tags: string[]) => Entity<typeof entities.accepted>
}

const api = '/api/v1'
const ticketPath = (id: string, rest = ''): string => `${api}/tickets/${segment(id)}${rest}`

export function openDesk(session: Session): DeskWrites {
  const organisation = { orgId: session.credential.org_id ?? '' }
  const rest = createRest(session, {
    label,
    headers: { Authorization: zohoAuthorisation(session.credential) },
    meaning,
    said,
  })
  const ask = <T>(shape: z.ZodType<T>, sent: Ask): Promise<T> =>
    rest.ask(shape, { headers: organisation, ...sent })
  /** 204 is how Desk says that there is nothing, or nothing more. */
  const listed = async <Item extends z.ZodType>(item: Item, sent: Ask): Promise<z.output<Item>[]> => {
    const { status, body } = await rest.answer({ headers: organisation, ...sent })
    if (status === 204) return []
    return parseAnswer(label, entities.list(item), body).data as z.output<Item>[]
  }
  const post = <T>(shape: z.ZodType<T>, path: string, body?: object): Promise<T> =>
    ask(shape, { method: 'POST', path, ...(body === undefined ? {} : { body }) })

  return {
    // The one call that takes no organisation, since it says which there are.
    organizations: () => listed(entities.organization, { path: `${api}/organizations`, headers: {} }),
    tickets: (query) => listed(entities.ticket, { path: `${api}/tickets`, query }),
    searchTickets: (query) => listed(entities.ticket, { path: `${api}/tickets/search`, query }),
    ticket: (id) =>
      ask(entities.ticket, { path: ticketPath(id), query: { include: 'contacts,assignee,departments' } }),
    threads: (id, query) => listed(entities.thread, { path: ticketPath(id, '/threads'), query }),
    thread: (ticket, id) =>
      ask(entities.thread, {
        path: ticketPath(ticket, `/threads/${segment(id)}`),
        query: { include: 'plainText' },
      }),
    conversations: (id, query) =>
      listed(entities.conversation, { path: ticketPath(id, '/conversations'), query }),
    comments: (id, query) => listed(entities.comment, { path: ticketPath(id, '/comments'), query }),
    tags: async (id) =>
      (await listed(entities.tags.shape.data.unwrap().element, { path: ticketPath(id, '/tags') })).map(
        ({ name }) => name,
      ),
    contacts: (query) => listed(entities.contact, { path: `${api}/contacts`, query }),
    contact: (id) => ask(entities.contact, { path: `${api}/contacts/${segment(id)}` }),
    departments: (query) => listed(entities.department, { path: `${api}/departments`, query }),
    agents: (query) => listed(entities.agent, { path: `${api}/agents`, query }),
    ticketFields: (query) =>
      listed(entities.field, { path: `${api}/organizationFields`, query: { module: 'tickets', ...query } }),
    ticketCounts: (query) => ask(entities.counts, { path: `${api}/ticketsCountByFieldValues`, query }),

    updateTicket: (id, body) => ask(entities.ticket, { method: 'PATCH', path: ticketPath(id), body }),
    closeTickets: (ids) => post(entities.closed, `${api}/closeTickets`, { ids }),
    draftReply: (ticket, body) => post(entities.thread, ticketPath(ticket, '/draftReply'), body),
    sendDraft: (ticket, draft) =>
      ask(entities.accepted, {
        method: 'POST',
        path: ticketPath(ticket, '/sendDraft'),
        query: { draftThreadId: draft },
      }),
    comment: (ticket, body) => post(entities.comment, ticketPath(ticket, '/comments'), body),
    tag: (ticket, tags) => post(entities.accepted, ticketPath(ticket, '/associateTag'), { tags }),
    untag: (ticket, tags) => post(entities.accepted, ticketPath(ticket, '/dissociateTag'), { tags }),
  }
}

/** Source: desk.zoho.com/DeskAPIDocument, "Error codes". */
const failure = z.object({ errorCode: z.string(), message: z.string().catch('') })

function meaning({ status, body }: Answer) {
  const parsed = failure.safeParse(body)
  const code = parsed.success ? parsed.data.errorCode : ''
  if (code === 'TOO_MANY_REQUESTS' || code === 'THRESHOLD_EXCEEDED') return 'throttled'
  if (code === 'SCOPE_MISMATCH') return 'forbidden'
  // Some data centres say it with 400.
  return code === 'INVALID_OAUTH' && status < 500 ? 'unauthorised' : null
}

function said(body: unknown): string | null {
  const parsed = failure.safeParse(body)
  return parsed.success ? parsed.data.message || parsed.data.errorCode : null
}
