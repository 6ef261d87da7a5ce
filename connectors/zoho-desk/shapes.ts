/** What the model and the ledger get to see of Desk's entities: few fields, ISO times, masked people. */
import type { z } from 'zod'
import type { JsonObject } from '../define.ts'
import { maskEmail, maskPhone } from '../masks.ts'
import type { Comment, contact, conversation, Person, Thread, Ticket } from './entities.ts'

export function timeOf(time: string | number | null | undefined): string | null {
  if (time === null || time === undefined || time === '') return null
  const milliseconds = typeof time === 'number' ? time : Date.parse(time)
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : null
}

export const nameOf = (person: Person): string | null =>
  person ? [person.firstName, person.lastName].filter(Boolean).join(' ') || person.name || null : null

export const countOf = (count: string | number | null | undefined): number => {
  const number = Number(count ?? 0)
  return Number.isSafeInteger(number) ? number : 0
}

/** One line of a list. */
export const ticketLine = (ticket: Ticket): JsonObject => ({
  id: ticket.id,
  number: ticket.ticketNumber,
  subject: ticket.subject ?? '',
  status: ticket.status ?? null,
  isClosed: ticket.statusType === 'Closed',
  priority: ticket.priority ?? null,
  channel: ticket.channel ?? null,
  contact: nameOf(ticket.contact),
  contactId: ticket.contactId ?? null,
  email: maskEmail(ticket.email),
  assignee: nameOf(ticket.assignee),
  assigneeId: ticket.assigneeId ?? null,
  due: timeOf(ticket.dueDate),
  createdAt: timeOf(ticket.createdTime),
})

export const ticketWhole = (ticket: Ticket): JsonObject => ({
  ...ticketLine(ticket),
  category: ticket.category ?? null,
  department: ticket.department?.name ?? null,
  departmentId: ticket.departmentId ?? null,
  description: plainOf(ticket.description).slice(0, 4000),
  threads: countOf(ticket.threadCount),
  comments: countOf(ticket.commentCount),
  customerAnsweredAt: timeOf(ticket.customerResponseTime),
  closedAt: timeOf(ticket.closedTime),
})

export const threadLine = (thread: Thread): JsonObject => ({
  id: thread.id,
  direction: thread.direction ?? null,
  channel: thread.channel ?? null,
  status: thread.status ?? null,
  from: thread.author?.name ?? maskEmail(thread.fromEmailAddress),
  summary: plainOf(thread.summary).slice(0, 400),
  attachments: countOf(thread.attachmentCount),
  at: timeOf(thread.createdTime),
})

export const threadWhole = (thread: Thread, limit: number): JsonObject => {
  const text = textOf(thread)
  return { ...threadLine(thread), text: text.slice(0, limit), isCut: text.length > limit }
}

export const textOf = ({ plainText, content }: Thread): string => (plainText ?? plainOf(content)).trim()

export const commentLine = (comment: Comment): JsonObject => ({
  id: comment.id,
  by: comment.commenter?.name ?? null,
  isPublic: comment.isPublic ?? false,
  text: plainOf(comment.content).slice(0, 2000),
  at: timeOf(comment.commentedTime),
})

export const conversationLine = (one: z.output<typeof conversation>): JsonObject => ({
  id: one.id,
  kind: one.type === 'comment' ? 'comment' : 'thread',
  direction: one.direction ?? null,
  by: one.author?.name ?? one.commenter?.name ?? null,
  isPublic: one.type === 'comment' ? (one.isPublic ?? false) : true,
  text: plainOf(one.summary ?? one.content).slice(0, 1000),
  at: timeOf(one.createdTime ?? one.commentedTime),
})

export const contactLine = (one: z.output<typeof contact>): JsonObject => ({
  id: one.id,
  name: [one.firstName, one.lastName].filter(Boolean).join(' ') || null,
  email: maskEmail(one.email),
  phone: maskPhone(one.phone),
  type: one.type ?? null,
  createdAt: timeOf(one.createdTime),
})

/** Desk keeps HTML: its text without the tags, and lines where it had lines. */
export const plainOf = (html: string | null | undefined): string =>
  (html ?? '')
    .replace(/<(style|script|head|title)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<br\s*\/?>|<\/(p|div|tr|li|h\d)\s*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/[ \t]*\n[ \t\n]*\n/g, '\n\n')
    .trim()

const entities: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' },
  '#39': "'",
}
