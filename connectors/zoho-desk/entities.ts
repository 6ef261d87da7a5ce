/** Answers of the Zoho Desk API v1, as far as they are used. */
import { z } from 'zod'

const text = z.string().nullish()
/** ISO 8601 in most answers; milliseconds since 1970 in some. */
const time = z.union([z.string(), z.number()]).nullish()
/** Counts come as text. */
const count = z.union([z.string(), z.number()]).nullish()
const id = z.string()

export const list = <Item extends z.ZodType>(item: Item) => z.object({ data: z.array(item).default([]) })

export const organization = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  companyName: text,
  portalName: text,
})

const person = z.object({ id: text, firstName: text, lastName: text, name: text, email: text }).nullish()
export type Person = z.output<typeof person>

export const ticket = z.object({
  id,
  ticketNumber: z.string(),
  subject: text,
  description: text,
  status: text,
  statusType: text,
  priority: text,
  category: text,
  channel: text,
  departmentId: text,
  contactId: text,
  assigneeId: text,
  email: text,
  dueDate: time,
  createdTime: time,
  closedTime: time,
  customerResponseTime: time,
  modifiedTime: time,
  threadCount: count,
  commentCount: count,
  webUrl: text,
  contact: person,
  assignee: person,
  department: z.object({ id: text, name: text }).nullish(),
})
export type Ticket = z.output<typeof ticket>

export const thread = z.object({
  id,
  channel: text,
  direction: text,
  /** `SUCCESS`, `PENDING`, `FAILED`, `DRAFT`. */
  status: text,
  isDraft: z.boolean().nullish(),
  visibility: text,
  createdTime: time,
  summary: text,
  content: text,
  plainText: text,
  contentType: text,
  fromEmailAddress: text,
  to: text,
  cc: text,
  author: z.object({ name: text, type: text, email: text }).nullish(),
  attachmentCount: count,
})
export type Thread = z.output<typeof thread>

export const comment = z.object({
  id,
  content: text,
  isPublic: z.boolean().nullish(),
  commentedTime: time,
  commenter: z.object({ name: text, type: text }).nullish(),
})
export type Comment = z.output<typeof comment>

/** A conversation is threads and comments in one list. */
export const conversation = z.object({
  id,
  type: text,
  direction: text,
  channel: text,
  createdTime: time,
  commentedTime: time,
  summary: text,
  content: text,
  isPublic: z.boolean().nullish(),
  author: z.object({ name: text, type: text }).nullish(),
  commenter: z.object({ name: text, type: text }).nullish(),
})

export const contact = z.object({
  id,
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  type: text,
  createdTime: time,
})
export const department = z.object({ id, name: text, isEnabled: z.boolean().nullish() })
export const agent = z.object({
  id,
  name: text,
  firstName: text,
  lastName: text,
  status: text,
  roleId: text,
})
export const field = z.object({
  apiName: text,
  name: text,
  displayLabel: text,
  type: text,
  isMandatory: z.boolean().nullish(),
  allowedValues: z.array(z.looseObject({ value: z.union([z.string(), z.number()]).nullish() })).nullish(),
})
export const counts = z.record(z.string(), z.unknown())
export const tags = z.object({
  data: z.array(z.looseObject({ name: z.string() })).default([]),
})
/** What a deed is answered with differs from one to the next; that it is an answer of Desk's is enough. */
export const accepted = z.looseObject({})
/** The documented answer is empty; where there are results, each ticket has its own. */
export const closed = z
  .looseObject({
    results: z.array(z.looseObject({ id: z.string().nullish(), success: z.boolean() })).optional(),
  })
  .nullable()
