/** The help desk on its first day, told from the store's tickets. */
import { type TicketStory, ticketStories } from '../../store/tickets.ts'
import type { Customer, Store } from '../../store/types.ts'

export const ORGANISATION = '60001234567'
export const SUPPORT = 'support@bluebird.example'

export const departments = [
  { id: '60001000000005001', name: 'Support' },
  { id: '60001000000005002', name: 'Returns' },
] as const

export const agents = [
  { id: '60001000000009001', firstName: 'Meera', lastName: 'Iyer', email: 'meera@bluebird.example' },
  { id: '60001000000009002', firstName: 'Rahul', lastName: 'Bose', email: 'rahul@bluebird.example' },
  { id: '60001000000009003', firstName: 'Kavya', lastName: 'Menon', email: 'kavya@bluebird.example' },
] as const

/** Each status with its type. */
export const statuses: Readonly<Record<string, string>> = {
  Open: 'Open',
  Escalated: 'Open',
  'On Hold': 'On Hold',
  Closed: 'Closed',
}
export const priorities = ['Low', 'Medium', 'High']
export const categories = ['Delivery', 'Damage', 'Exchange', 'Billing', 'Praise']

/** Times are milliseconds. */
export type Ticket = {
  id: string
  ticketNumber: string
  subject: string
  description: string
  status: string
  priority: string | null
  category: string | null
  channel: string
  departmentId: string
  contactId: string
  assigneeId: string | null
  email: string
  phone: string
  dueDate: number | null
  createdTime: number
  modifiedTime: number
  closedTime: number | null
  customerResponseTime: number
  tags: string[]
}
export type Thread = {
  id: string
  ticketId: string
  direction: 'in' | 'out'
  status: 'SUCCESS' | 'DRAFT'
  channel: string
  at: number
  /** HTML. */
  content: string
  from: string
  to: string
  cc: string
  author: { name: string; type: 'END_USER' | 'AGENT' }
}
export type Comment = {
  id: string
  ticketId: string
  at: number
  /** HTML. */
  content: string
  isPublic: boolean
  commenter: string
}
export type Contact = Pick<Customer, 'firstName' | 'lastName' | 'email' | 'phone'> & {
  id: string
  createdTime: number
}
export type DeskState = {
  tickets: Ticket[]
  threads: Thread[]
  comments: Comment[]
  contacts: Contact[]
  /** The number of the next thing that is made. */
  next: number
}

const HOUR = 3_600_000

export function seedDesk(store: Store, now: number): DeskState {
  const state: DeskState = { tickets: [], threads: [], comments: [], contacts: [], next: 1 }
  ticketStories(store, now).forEach((story, place) => {
    const first = story.said[0]?.at ?? now
    const contact = contactOf(state, story.customer, first)
    const ticket = ticketOf(story, String(101 + place), contact.id, first)
    state.tickets.push(ticket)
    for (const said of story.said) sayIn(state, ticket, story, said)
  })
  return state
}

export const newId = (state: DeskState): string => {
  state.next += 1
  // As text: a number of this length would be rounded.
  return `600010000001${String(state.next).padStart(5, '0')}`
}

function contactOf(state: DeskState, customer: Customer, at: number): Contact {
  const found = state.contacts.find(({ email }) => email === customer.email)
  if (found) return found
  const { firstName, lastName, email, phone } = customer
  const contact = { id: newId(state), firstName, lastName, email, phone, createdTime: at }
  state.contacts.push(contact)
  return contact
}

function ticketOf(story: TicketStory, number: string, contactId: string, createdTime: number): Ticket {
  const last = story.said.at(-1)?.at ?? createdTime
  const asked = story.said.findLast(({ by }) => by === 'customer')
  return {
    id: `600010000000${number.padStart(5, '0')}`,
    ticketNumber: number,
    subject: story.subject,
    description: htmlOf(story.said[0]?.text ?? '', story.said[0]?.html),
    status: story.status,
    priority: story.priority,
    category: story.category,
    channel: story.channel,
    departmentId: departments.find(({ name }) => name === story.department)?.id ?? '',
    contactId,
    assigneeId: story.agent === null ? null : (agents[story.agent]?.id ?? null),
    email: story.customer.email,
    phone: story.customer.phone,
    dueDate: createdTime + (story.priority === 'High' ? 8 : 48) * HOUR,
    createdTime,
    modifiedTime: last,
    closedTime: story.status === 'Closed' ? last : null,
    customerResponseTime: asked?.at ?? createdTime,
    tags: [...story.tags],
  }
}

function sayIn(
  state: DeskState,
  ticket: Ticket,
  story: TicketStory,
  said: TicketStory['said'][number],
): void {
  const agent = agents[story.agent ?? 0]
  const content = htmlOf(said.text, said.html)
  const nameOf = (one: { firstName: string; lastName: string } | undefined) =>
    `${one?.firstName ?? ''} ${one?.lastName ?? ''}`.trim()
  const common = { id: newId(state), ticketId: ticket.id, at: said.at, content }
  if (said.by === 'note') {
    state.comments.push({ ...common, isPublic: false, commenter: nameOf(agent) })
    return
  }
  const isIn = said.by === 'customer'
  state.threads.push({
    ...common,
    direction: isIn ? 'in' : 'out',
    status: 'SUCCESS',
    channel: ticket.channel === 'Web' ? 'WEB' : 'EMAIL',
    from: isIn ? ticket.email : SUPPORT,
    to: isIn ? `"Bluebird Store"<${SUPPORT}>` : ticket.email,
    cc: '',
    author: isIn
      ? { name: nameOf(story.customer), type: 'END_USER' }
      : { name: nameOf(agent), type: 'AGENT' },
  })
}

/** Desk keeps everything as HTML. */
export const htmlOf = (text: string, isHtml = false): string =>
  isHtml
    ? text
    : `<div>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')}</div>`

/** What people see of it, as `include=plainText` answers. */
export const plainOf = (html: string): string =>
  html
    .replaceAll(/<br\s*\/?>|<\/(?:p|div)>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
