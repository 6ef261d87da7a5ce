/** Desk's entities as its API shows them. */
import {
  agents,
  type Comment,
  type Contact,
  type DeskState,
  departments,
  plainOf,
  statuses,
  type Thread,
  type Ticket,
} from './seed.ts'

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

export function ticketView(state: DeskState, ticket: Ticket, include: readonly string[]): object {
  const { description: _whole, tags: _tags, ...rest } = ticket
  const contact = state.contacts.find(({ id }) => id === ticket.contactId)
  const agent = agents.find(({ id }) => id === ticket.assigneeId)
  const department = departments.find(({ id }) => id === ticket.departmentId)
  return {
    ...rest,
    statusType: statuses[ticket.status] ?? 'Open',
    dueDate: time(ticket.dueDate),
    createdTime: time(ticket.createdTime),
    modifiedTime: time(ticket.modifiedTime),
    closedTime: time(ticket.closedTime),
    customerResponseTime: time(ticket.customerResponseTime),
    threadCount: String(state.threads.filter(({ ticketId }) => ticketId === ticket.id).length),
    commentCount: String(state.comments.filter(({ ticketId }) => ticketId === ticket.id).length),
    webUrl: `https://desk.zoho.in/support/bluebird/ShowHomePage.do#Cases/dv/${ticket.id}`,
    ...(include.includes('contacts') && contact ? { contact: contactView(contact) } : {}),
    ...(include.includes('assignee') && agent ? { assignee: agent } : {}),
    ...(include.includes('departments') && department ? { department } : {}),
  }
}

/** One that was asked for by its id has its description, too. */
export const wholeTicket = (state: DeskState, ticket: Ticket, include: readonly string[] = []): object => ({
  ...ticketView(state, ticket, include),
  description: ticket.description,
})

export const contactView = ({ createdTime, ...contact }: Contact): object => ({
  ...contact,
  type: null,
  createdTime: time(createdTime),
})

/** In a list there is a summary, and no content. */
export const threadView = (thread: Thread): object => ({
  id: thread.id,
  channel: thread.channel,
  direction: thread.direction,
  status: thread.status,
  isDraft: thread.status === 'DRAFT',
  visibility: 'public',
  createdTime: time(thread.at),
  summary: plainOf(thread.content).replaceAll(/\s+/g, ' ').slice(0, 250),
  fromEmailAddress: thread.from,
  to: thread.to,
  cc: thread.cc,
  author: { ...thread.author, email: thread.from },
  hasAttach: false,
  attachmentCount: '0',
})

export const wholeThread = (thread: Thread, include: readonly string[]): object => ({
  ...threadView(thread),
  content: thread.content,
  contentType: 'text/html',
  ...(include.includes('plainText') ? { plainText: plainOf(thread.content) } : {}),
})

export const commentView = (comment: Comment): object => ({
  id: comment.id,
  content: comment.content,
  contentType: 'html',
  isPublic: comment.isPublic,
  commentedTime: time(comment.at),
  commenter: { name: comment.commenter, type: 'AGENT' },
})
