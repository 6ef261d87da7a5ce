/** What was said on tickets, by whom, and how the desk is set up. */
import { ok, type ProviderCall, type Reply } from '../call.ts'
import { assertKnown, listed, pageOf, sorted, valuesOf } from './asked.ts'
import { Fault, notFound } from './errors.ts'
import {
  agents,
  categories,
  type DeskState,
  departments,
  ORGANISATION,
  priorities,
  statuses,
} from './seed.ts'
import { ticketOf } from './tickets.ts'
import { commentView, contactView, threadView, wholeThread } from './views.ts'

const at = (one: { at: number }): number => one.at
const usual = ['from', 'limit']

export function listThreads(state: DeskState, { query }: ProviderCall, [id]: string[]): Reply {
  assertKnown(query, [...usual, 'sortBy'])
  const ticket = ticketOf(state, id)
  const found = state.threads.filter(({ ticketId }) => ticketId === ticket.id)
  const inOrder = sorted(query, found, { sendDateTime: at })
  return listed(pageOf(query, inOrder, { first: 0, most: 200 }).map(threadView))
}

export function readThread(state: DeskState, { query }: ProviderCall, [id, thread]: string[]): Reply {
  assertKnown(query, ['include'])
  const ticket = ticketOf(state, id)
  const found = state.threads.find((one) => one.id === thread && one.ticketId === ticket.id)
  if (!found) throw new Fault(notFound())
  return ok(wholeThread(found, valuesOf(query, 'include') ?? []))
}

export function listComments(state: DeskState, { query }: ProviderCall, [id]: string[]): Reply {
  assertKnown(query, [...usual, 'sortBy'])
  const ticket = ticketOf(state, id)
  const found = state.comments.filter(({ ticketId }) => ticketId === ticket.id)
  const inOrder = sorted(query, found, { commentedTime: at })
  return listed(pageOf(query, inOrder, { first: 0, most: 100 }).map(commentView))
}

/** Threads and comments together, newest first. */
export function listConversations(state: DeskState, { query }: ProviderCall, [id]: string[]): Reply {
  assertKnown(query, usual)
  const ticket = ticketOf(state, id)
  const isIts = ({ ticketId }: { ticketId: string }) => ticketId === ticket.id
  const said = [
    ...state.threads
      .filter(isIts)
      .map((one) => ({ at: one.at, view: { type: 'thread', ...threadView(one) } })),
    ...state.comments
      .filter(isIts)
      .map((one) => ({ at: one.at, view: { type: 'comment', ...commentView(one) } })),
  ].sort((a, b) => b.at - a.at)
  return listed(pageOf(query, said, { first: 0, most: 200 }).map(({ view }) => view))
}

export function listTags(state: DeskState, _call: ProviderCall, [id]: string[]): Reply {
  return listed(ticketOf(state, id).tags.map((name, place) => ({ id: String(7000 + place), name })))
}

export function listContacts(state: DeskState, { query }: ProviderCall): Reply {
  assertKnown(query, [...usual, 'sortBy', 'include'])
  const inOrder = sorted(query, state.contacts, { createdTime: ({ createdTime }) => createdTime })
  return listed(pageOf(query, inOrder, { first: 1, most: 99 }).map(contactView))
}

export function readContact({ contacts }: DeskState, _call: ProviderCall, [id]: string[]): Reply {
  const found = contacts.find((one) => one.id === id)
  if (!found) throw new Fault(notFound())
  return ok(contactView(found))
}

export function listDepartments(_state: DeskState, { query }: ProviderCall): Reply {
  assertKnown(query, [...usual, 'isEnabled'])
  return listed(
    pageOf(query, departments, { first: 0, most: 200 }).map((one) => ({ ...one, isEnabled: true })),
  )
}

export function listAgents(_state: DeskState, { query }: ProviderCall): Reply {
  assertKnown(query, [...usual, 'status', 'include'])
  const found = query.get('status') === 'DISABLED' ? [] : agents
  return listed(
    pageOf(query, found, { first: 0, most: 200 }).map(({ email, ...one }) => ({
      ...one,
      name: `${one.firstName} ${one.lastName}`,
      emailId: email,
      status: 'ACTIVE',
    })),
  )
}

export function listFields(_state: DeskState, { query }: ProviderCall): Reply {
  assertKnown(query, ['module', 'departmentId'])
  const picklist = (apiName: string, displayLabel: string, allowedValues: object[]) => ({
    apiName,
    displayLabel,
    type: 'Picklist',
    isMandatory: apiName === 'status',
    allowedValues,
  })
  const plain = (values: readonly string[]) => values.map((value) => ({ value }))
  return listed([
    picklist(
      'status',
      'Status',
      Object.entries(statuses).map(([value, statusType]) => ({ value, statusType })),
    ),
    picklist('priority', 'Priority', plain(priorities)),
    picklist('category', 'Category', plain(categories)),
    { apiName: 'subject', displayLabel: 'Subject', type: 'Text', isMandatory: true },
    { apiName: 'dueDate', displayLabel: 'Due Date', type: 'DateTime', isMandatory: false },
  ])
}

export const listOrganisations = (): Reply =>
  listed([
    { id: Number(ORGANISATION), companyName: 'Bluebird Store', portalName: 'bluebird', isDefault: true },
  ])
