/** Tickets: listed, searched, counted, read. */
import { ok, type ProviderCall, type Reply } from '../call.ts'
import { assertKnown, listed, pageOf, sorted, valuesOf } from './asked.ts'
import { Fault, notFound, unprocessable } from './errors.ts'
import { type DeskState, plainOf, statuses, type Ticket } from './seed.ts'
import { ticketView, wholeTicket } from './views.ts'

export function ticketOf({ tickets }: DeskState, id: string | undefined): Ticket {
  const found = tickets.find((one) => one.id === id)
  if (!found) throw new Fault(notFound())
  return found
}

const isWithin = (value: string | null, wanted: string[] | null): boolean =>
  wanted === null || wanted.some((one) => one.toLowerCase() === (value ?? '').toLowerCase())

const includes = ['contacts', 'products', 'departments', 'team', 'assignee', 'isRead']

function includeOf(query: URLSearchParams): string[] {
  const include = valuesOf(query, 'include') ?? []
  const unknown = include.find((one) => !includes.includes(one))
  if (unknown !== undefined)
    throw new Fault(unprocessable(`The value passed for the 'include' parameter is not valid.`))
  return include
}

function assertStatuses(wanted: string[] | null): void {
  if (wanted?.some((one) => !Object.keys(statuses).some((known) => isWithin(known, [one]))))
    throw new Fault(unprocessable(`The value passed for the 'status' parameter is not valid.`))
}

export function listTickets(state: DeskState, { query }: ProviderCall): Reply {
  const filters = ['status', 'priority', 'channel', 'departmentId', 'assignee']
  assertKnown(query, ['from', 'limit', 'sortBy', 'include', ...filters])
  const include = includeOf(query)
  const wanted = valuesOf(query, 'status')
  assertStatuses(wanted)
  const found = state.tickets.filter(
    (ticket) =>
      isWithin(ticket.status, wanted) &&
      isWithin(ticket.priority, valuesOf(query, 'priority')) &&
      isWithin(ticket.channel, valuesOf(query, 'channel')) &&
      isWithin(ticket.departmentId, valuesOf(query, 'departmentId')) &&
      isWithin(ticket.assigneeId ?? 'Unassigned', valuesOf(query, 'assignee')),
  )
  const inOrder = sorted(query, found, {
    createdTime: ({ createdTime }) => createdTime,
    dueDate: ({ dueDate }) => dueDate ?? 0,
    recentThread: ({ customerResponseTime }) => customerResponseTime,
  })
  return listed(
    pageOf(query, inOrder, { first: 1, most: 100 }).map((ticket) => ticketView(state, ticket, include)),
  )
}

/** Fields that are searched by their values, several with commas between them. */
const searchable: Record<string, (ticket: Ticket) => string | null> = {
  id: ({ id }) => id,
  ticketNumber: ({ ticketNumber }) => ticketNumber,
  status: ({ status }) => status,
  priority: ({ priority }) => priority,
  category: ({ category }) => category,
  channel: ({ channel }) => channel,
  departmentId: ({ departmentId }) => departmentId,
  assigneeId: ({ assigneeId }) => assigneeId,
  contactId: ({ contactId }) => contactId,
}
const ranges: Record<string, (ticket: Ticket) => number | null> = {
  createdTimeRange: ({ createdTime }) => createdTime,
  modifiedTimeRange: ({ modifiedTime }) => modifiedTime,
  dueDateRange: ({ dueDate }) => dueDate,
  customerResponseTimeRange: ({ customerResponseTime }) => customerResponseTime,
}

export function searchTickets(state: DeskState, { query }: ProviderCall): Reply {
  const own = ['_all', 'subject', 'tag', 'from', 'limit', 'sortBy']
  assertKnown(query, [...own, ...Object.keys(searchable), ...Object.keys(ranges)])
  const found = state.tickets.filter(
    (ticket) =>
      hasWords(query.get('_all'), wordsOf(state, ticket)) &&
      hasWords(query.get('subject'), ticket.subject) &&
      Object.entries(searchable).every(([name, of]) => isWithin(of(ticket), valuesOf(query, name))) &&
      Object.entries(ranges).every(([name, of]) => isInRange(of(ticket), query.get(name), name)) &&
      (valuesOf(query, 'tag') ?? []).every((tag) => isWithin(tag, ticket.tags)),
  )
  const inOrder = sorted(query, found, {
    createdTime: ({ createdTime }) => createdTime,
    modifiedTime: ({ modifiedTime }) => modifiedTime,
    customerResponseTime: ({ customerResponseTime }) => customerResponseTime,
    relevance: () => 0,
  })
  const page = pageOf(query, inOrder, { first: 0, most: 100 })
  return listed(
    page.map((ticket) => ticketView(state, ticket, ['contacts', 'assignee'])),
    { count: found.length },
  )
}

const wordsOf = (state: DeskState, ticket: Ticket): string => {
  const contact = state.contacts.find(({ id }) => id === ticket.contactId)
  const threads = state.threads.filter(({ ticketId }) => ticketId === ticket.id)
  return [
    ...[ticket.ticketNumber, ticket.subject, ticket.email, contact?.firstName, contact?.lastName],
    ...threads.map(({ content }) => plainOf(content)),
  ].join(' ')
}

/** Every word has to be there, whole unless a star says that it may go on. */
function hasWords(asked: string | null, text: string): boolean {
  if (asked === null) return true
  const there = partsOf(text)
  return partsOf(asked).every((part) => {
    const pattern = new RegExp(`^${part.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'u')
    return there.some((word) => pattern.test(word))
  })
}

const partsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}*@.]*[\p{L}\p{N}*]/gu) ?? []

function isInRange(at: number | null, range: string | null, name: string): boolean {
  if (range === null) return true
  const [from = Number.NaN, to = Number.NaN] = range.split(',').map((one) => Date.parse(one))
  if (!Number.isFinite(from) || !Number.isFinite(to))
    throw new Fault(unprocessable(`The value passed for the '${name}' parameter is not valid.`))
  return at !== null && at >= from && at <= to
}

export function readTicket(state: DeskState, { query }: ProviderCall, [id]: string[]): Reply {
  assertKnown(query, ['include'])
  return ok(wholeTicket(state, ticketOf(state, id), includeOf(query)))
}

const countable: Record<string, (ticket: Ticket, now: number) => string> = {
  status: ({ status }) => status,
  statusType: ({ status }) => statuses[status] ?? 'Open',
  priority: ({ priority }) => priority ?? '-None-',
  channel: ({ channel }) => channel,
  overDue: ({ dueDate, status }, now) => String(status !== 'Closed' && dueDate !== null && dueDate < now),
  escalated: ({ status }) => String(status === 'Escalated'),
}

export function countTickets(state: DeskState, { query }: ProviderCall, _at: string[], now: number): Reply {
  assertKnown(query, ['field', 'departmentId'])
  const tickets = state.tickets.filter((one) => isWithin(one.departmentId, valuesOf(query, 'departmentId')))
  const counts = (valuesOf(query, 'field') ?? []).map((field) => {
    const of = countable[field]
    if (!of) throw new Fault(unprocessable(`The value passed for the 'field' parameter is not valid.`))
    const groups = Map.groupBy(tickets, (ticket) => of(ticket, now))
    return [field, [...groups].map(([value, those]) => ({ value, count: String(those.length) }))]
  })
  if (counts.length === 0) throw new Fault(unprocessable(`The parameter 'field' is missing.`))
  return ok(Object.fromEntries(counts))
}
