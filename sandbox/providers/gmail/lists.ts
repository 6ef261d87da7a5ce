/** Lists of messages, threads, drafts and changes, newest first, in pages. */
import { ok, type Reply } from '../call.ts'
import { type Change, type ChangeType, type Mailbox, type Message, systemLabels } from './box.ts'
import { Fault, invalid, notFound } from './errors.ts'
import { searchOf } from './search.ts'
import { threadLine } from './view.ts'

export type Desk = { box: Mailbox; now: number }

export function listMessages({ box, now }: Desk, query: URLSearchParams): Reply {
  const found = foundBy({ box, now }, query)
  const { shown, more } = page(found, ({ id }) => id, query)
  const messages = shown.map(({ id, threadId }) => ({ id, threadId }))
  return ok({ ...(messages.length > 0 ? { messages } : {}), ...more, resultSizeEstimate: found.length })
}

export function listThreads({ box, now }: Desk, query: URLSearchParams): Reply {
  const found = [...new Set(foundBy({ box, now }, query).map(({ threadId }) => threadId))]
  const { shown, more } = page(found, (id) => id, query)
  const threads = shown.map((id) => threadLine(box, id))
  return ok({ ...(threads.length > 0 ? { threads } : {}), ...more, resultSizeEstimate: found.length })
}

export function listDrafts({ box, now }: Desk, query: URLSearchParams): Reply {
  const found = foundBy({ box, now }, query).flatMap(({ id, threadId }) => {
    const draft = box.drafts.find(({ messageId }) => messageId === id)
    return draft ? [{ id: draft.id, message: { id, threadId } }] : []
  })
  const { shown, more } = page(found, ({ id }) => id, query)
  return ok({ ...(shown.length > 0 ? { drafts: shown } : {}), ...more, resultSizeEstimate: found.length })
}

function foundBy({ box, now }: Desk, query: URLSearchParams): Message[] {
  const search = searchOf(box, query.get('q') ?? '', now)
  const wanted = query.getAll('labelIds')
  for (const id of wanted) assertLabel(box, id)
  const hidden = ['SPAM', 'TRASH'].filter((id) => !wanted.includes(id))
  const seesAll = search.seesAll || query.get('includeSpamTrash') === 'true'
  return box.messages
    .filter(({ labelIds }) => wanted.every((id) => labelIds.includes(id)))
    .filter(({ labelIds }) => seesAll || !hidden.some((id) => labelIds.includes(id)))
    .filter(search.is)
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
}

export function assertLabel(box: Mailbox, id: string): void {
  if (!systemLabels.includes(id) && !box.labels.some((label) => label.id === id))
    throw new Fault(invalid(`Invalid label: ${id}`))
}

/** A page begins after the last thing of the page before, so that what comes in meanwhile moves nothing. */
function page<T>(all: readonly T[], idOf: (one: T) => string, query: URLSearchParams) {
  const most = Math.min(Number(query.get('maxResults') ?? 100) || 100, 500)
  const token = query.get('pageToken')
  const last = token === null ? -1 : all.findIndex((one) => tokenOf(idOf(one)) === token)
  if (token !== null && last < 0) throw new Fault(invalid('Invalid pageToken'))
  const shown = all.slice(last + 1, last + 1 + most)
  const end = shown.at(-1)
  const more = end !== undefined && last + 1 + most < all.length ? { nextPageToken: tokenOf(idOf(end)) } : {}
  return { shown, more }
}

const tokenOf = (id: string): string => Buffer.from(`after ${id}`).toString('base64url')

export function listLabels({ box }: Desk): Reply {
  const shown = { messageListVisibility: 'show', labelListVisibility: 'labelShow' }
  return ok({
    labels: [
      ...systemLabels.map((id) => ({ id, name: id, type: 'system' })),
      ...box.labels.map((label) => ({ ...label, ...shown, type: 'user' })),
    ],
  })
}

export function listHistory({ box }: Desk, query: URLSearchParams): Reply {
  const since = query.get('startHistoryId') ?? ''
  if (!/^\d+$/.test(since)) throw new Fault(invalid('Missing or invalid startHistoryId'))
  // What is too old, or of the future, is not found, and the client begins anew.
  if (Number(since) < box.historySince || Number(since) > box.historyId) throw new Fault(notFound())
  const types = query.getAll('historyTypes').map((one) => one.replace(/^(message|label)/, '$1s'))
  const label = query.get('labelId')
  const found = box.changes.filter(
    ({ id, type, message, labelIds }) =>
      id > Number(since) &&
      (types.length === 0 || types.includes(type)) &&
      (label === null || [...message.labelIds, ...labelIds].includes(label)),
  )
  const { shown, more } = page(found, ({ id }) => String(id), query)
  const history = shown.map(shownChange)
  return ok({ ...(history.length > 0 ? { history } : {}), ...more, historyId: String(box.historyId) })
}

const ofLabels: ChangeType[] = ['labelsAdded', 'labelsRemoved']

const shownChange = ({ id, type, message, labelIds }: Change): object => ({
  id: String(id),
  messages: [{ id: message.id, threadId: message.threadId }],
  [type]: [{ message, ...(ofLabels.includes(type) ? { labelIds } : {}) }],
})
