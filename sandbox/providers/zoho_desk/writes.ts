/** What changes at the desk. */
import { isRecord, ok, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { assertKnown } from './asked.ts'
import { Fault, invalid, notFound, unprocessable } from './errors.ts'
import {
  agents,
  categories,
  type DeskState,
  departments,
  htmlOf,
  newId,
  priorities,
  SUPPORT,
  statuses,
  type Thread,
  type Ticket,
} from './seed.ts'
import { ticketOf } from './tickets.ts'
import { commentView, wholeThread, wholeTicket } from './views.ts'

type Body = Record<string, unknown>

/** A field that the operation does not have, or that is missing, is an error. */
function bodyOf({ body }: ProviderCall, known: readonly string[], required: readonly string[] = []): Body {
  const parsed = parseJson(body)
  if (!isRecord(parsed)) throw new Fault(unprocessable('The JSON is not well formed.'))
  const extra = Object.keys(parsed).find((name) => !known.includes(name))
  if (extra !== undefined) throw new Fault(invalid(extra))
  const missing = required.find((name) => parsed[name] === undefined || parsed[name] === '')
  if (missing !== undefined) throw new Fault(invalid(missing, 'missing'))
  return parsed
}

const oneOf = (values: readonly string[]) => (value: unknown) => values.includes(String(value))
const isText = (value: unknown) => typeof value === 'string' && value !== ''
/** What a field may say. */
const settable: Record<string, (value: unknown) => boolean> = {
  subject: isText,
  status: oneOf(Object.keys(statuses)),
  priority: oneOf(priorities),
  category: oneOf(categories),
  assigneeId: (value) => value === null || oneOf(agents.map(({ id }) => id))(value),
  departmentId: oneOf(departments.map(({ id }) => id)),
  dueDate: (value) => value === null || (isText(value) && Number.isFinite(Date.parse(String(value)))),
}

export function updateTicket(state: DeskState, call: ProviderCall, [id]: string[], now: number): Reply {
  const ticket = ticketOf(state, id)
  const body = bodyOf(call, Object.keys(settable))
  for (const [field, value] of Object.entries(body))
    if (!settable[field]?.(value)) throw new Fault(invalid(field))
  const { dueDate, ...rest } = body
  Object.assign(ticket, rest)
  if (dueDate !== undefined) ticket.dueDate = dueDate === null ? null : Date.parse(String(dueDate))
  if (rest.status !== undefined) stand(ticket, now)
  ticket.modifiedTime = now
  return ok(wholeTicket(state, ticket), true)
}

/** A ticket that is closed has its time, and one that was opened again has none. */
function stand(ticket: Ticket, now: number): void {
  ticket.closedTime = ticket.status === 'Closed' ? now : null
}

/** The documented answer is empty. Which of them it closed is seen on the tickets. */
export function closeTickets(state: DeskState, call: ProviderCall, _at: string[], now: number): Reply {
  const { ids } = bodyOf(call, ['ids'], ['ids'])
  if (!Array.isArray(ids)) throw new Fault(invalid('ids'))
  const tickets = ids.map((id) => ticketOf(state, String(id)))
  for (const ticket of tickets) {
    ticket.status = 'Closed'
    ticket.modifiedTime = now
    stand(ticket, now)
  }
  return { status: 200, body: '', acted: true }
}

const replyFields = ['channel', 'content', 'fromEmailAddress', 'to', 'cc', 'bcc', 'contentType']

export function draftReply(state: DeskState, call: ProviderCall, [id]: string[], now: number): Reply {
  const ticket = ticketOf(state, id)
  const body = bodyOf(call, replyFields, ['channel', 'content', 'fromEmailAddress'])
  if (body.channel !== 'EMAIL') throw new Fault(invalid('channel'))
  if (body.fromEmailAddress !== SUPPORT) throw new Fault(invalid('fromEmailAddress'))
  const draft: Thread = {
    id: newId(state),
    ticketId: ticket.id,
    direction: 'out',
    status: 'DRAFT',
    channel: 'EMAIL',
    at: now,
    content: htmlOf(String(body.content), body.contentType === 'html'),
    from: SUPPORT,
    to: String(body.to ?? ticket.email),
    cc: String(body.cc ?? ''),
    author: { name: 'Meera Iyer', type: 'AGENT' },
  }
  state.threads.push(draft)
  return ok(wholeThread(draft, []), true)
}

export function sendDraft(state: DeskState, { query }: ProviderCall, [id]: string[], now: number): Reply {
  assertKnown(query, ['draftThreadId', 'isPrivate', 'ticketStatus', 'sendImmediately'])
  const ticket = ticketOf(state, id)
  const asked = query.get('draftThreadId')
  const draft = state.threads.find((one) => one.id === asked && one.ticketId === ticket.id)
  if (!draft) throw new Fault(notFound())
  if (draft.status !== 'DRAFT') throw new Fault(unprocessable('The thread is not a draft.'))
  draft.status = 'SUCCESS'
  draft.at = now
  ticket.modifiedTime = now
  return ok(wholeThread(draft, []), true)
}

export function addComment(state: DeskState, call: ProviderCall, [id]: string[], now: number): Reply {
  const ticket = ticketOf(state, id)
  const body = bodyOf(call, ['content', 'contentType', 'isPublic'], ['content'])
  const comment = {
    id: newId(state),
    ticketId: ticket.id,
    at: now,
    content: htmlOf(String(body.content), body.contentType !== 'plainText'),
    isPublic: body.isPublic === true,
    commenter: 'Meera Iyer',
  }
  state.comments.push(comment)
  return ok(commentView(comment), true)
}

function tagsOf(call: ProviderCall): string[] {
  const { tags } = bodyOf(call, ['tags'], ['tags'])
  if (
    !Array.isArray(tags) ||
    tags.some((tag) => typeof tag !== 'string' || tag.length < 3 || tag.length > 100)
  )
    throw new Fault(invalid('tags'))
  return tags.map((tag: string) => tag.toLowerCase())
}

export function associateTag(state: DeskState, call: ProviderCall, [id]: string[]): Reply {
  const ticket = ticketOf(state, id)
  ticket.tags = [...new Set([...ticket.tags, ...tagsOf(call)])]
  return ok({ tags: ticket.tags }, true)
}

export function dissociateTag(state: DeskState, call: ProviderCall, [id]: string[]): Reply {
  const ticket = ticketOf(state, id)
  const gone = tagsOf(call)
  ticket.tags = ticket.tags.filter((tag) => !gone.includes(tag))
  return ok({ tags: ticket.tags }, true)
}
