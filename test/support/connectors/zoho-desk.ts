/** A help desk in memory, as much of Zoho Desk as the contract suite needs: two tickets, their words, their tags. */
import type { Json, JsonObject } from '../../../connectors/define.ts'
import type { Answer, Provider, Received, RemoteFixture } from './fixture.ts'

const customer = 'priya.nair@example.com'
const phone = '+919900001000'

const refused = (message: string): Answer => ({
  status: 422,
  body: { errorCode: 'INVALID_DATA', message, errors: [{ fieldName: '/status', errorType: 'invalid' }] },
})
const ticketId = '7001'

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: {
    data_center: 'in',
    client_id: '1000.CONTRACT0CONTRACT0CONTRACT0',
    client_secret: 'contract-client-secret',
    refresh_token: '1000.contract-refresh-token',
    org_id: '60001',
    access_token: '1000.contract-access-token',
    access_token_expires_at: '2026-11-22T01:00:00.000Z',
  },
  provider: createDesk,
  personal: [customer, phone],
  // A draft reaches nobody: sending it is the deed.
  isStep: ({ path }) => path.endsWith('/draftReply'),
  reads: {
    tickets: {
      status: ['Open', 'On Hold'],
      priority: ['High'],
      assignee: '9001',
      departmentId: '5001',
      limit: 2,
    },
    searchTickets: { words: '#1042 quilt*', contactId: '8001', from: '2026-10-01T00:00:00Z', cursor: '50' },
    ticket: { ticketId },
    ticketCounts: { by: 'status' },
    threads: { ticketId },
    thread: { ticketId, threadId: '7101' },
    conversations: { ticketId },
    comments: { ticketId },
    contacts: {},
    contact: { contactId: '8001' },
    departments: {},
    agents: {},
    ticketFields: {},
  },
  writes: {
    updateTicket: {
      input: { ticketId, status: 'On Hold', priority: 'High' },
      refusal: refused('The status is not one of this layout.'),
      impossible: { ticketId, status: 'Open' },
    },
    replyToTicket: {
      input: {
        ticketId,
        text: 'Dear Priya,\n\na new quilt is on its way.\nBluebird',
        cc: ['rahul@bluebird.example'],
      },
      refusal: refused('The from address is not verified.'),
      impossible: { ticketId: '7002', text: 'Nobody wrote.' },
    },
    addComment: {
      input: { ticketId, text: 'Quilt <b> checked: the stain is real.' },
      refusal: refused('The content is too long.'),
      never: 'a comment is possible on every ticket',
    },
    closeTickets: {
      input: { ticketIds: [ticketId] },
      refusal: refused('A ticket is locked.'),
      impossible: { ticketIds: ['7002'] },
    },
    addTags: {
      input: { ticketId, tags: ['Stain', 'refund'] },
      refusal: refused('Too many tags.'),
      impossible: { ticketId, tags: ['quilt'] },
    },
    removeTags: {
      input: { ticketId, tags: ['quilt'] },
      refusal: refused('Too many tags.'),
      impossible: { ticketId, tags: ['refund'] },
    },
  },
}

type Desk = {
  tickets: Record<string, JsonObject>
  threads: JsonObject[]
  comments: JsonObject[]
  tags: string[]
  acted: number
}

function createDesk(): Provider {
  const desk: Desk = {
    tickets: {
      [ticketId]: ticket(ticketId, {}),
      '7002': ticket('7002', { statusType: 'Closed', status: 'Closed', email: null }),
    },
    threads: [
      {
        id: '7101',
        direction: 'in',
        status: 'SUCCESS',
        channel: 'EMAIL',
        summary: 'The quilt has a stain',
        plainText: 'The quilt has a stain. Please help.',
        content: '<p>The quilt has a stain.</p>',
        fromEmailAddress: customer,
        to: '"Bluebird" <support@bluebird.example>',
        author: { name: 'Priya Nair', type: 'END_USER' },
        createdTime: '2026-11-20T08:00:00.000Z',
        attachmentCount: '1',
      },
    ],
    comments: [
      {
        id: '7201',
        content: '<div>Seen.</div>',
        isPublic: false,
        commenter: { name: 'Meera' },
        commentedTime: '2026-11-20T09:00:00.000Z',
      },
    ],
    tags: ['quilt'],
    acted: 0,
  }
  return { acted: () => desk.acted, answer: (request) => answer(desk, request) }
}

const ticket = (id: string, changes: JsonObject): JsonObject => ({
  id,
  ticketNumber: id.slice(1),
  subject: 'Stain on the quilt, order #1042',
  description: '<p>It is <b>stained</b> &amp; torn.</p>',
  status: 'Open',
  statusType: 'Open',
  priority: 'Medium',
  category: null,
  channel: 'Email',
  departmentId: '5001',
  department: { id: '5001', name: 'Support' },
  contactId: '8001',
  contact: { id: '8001', firstName: 'Priya', lastName: 'Nair', email: customer },
  assigneeId: '9001',
  assignee: { id: '9001', firstName: 'Meera', lastName: 'Iyer', email: 'meera@bluebird.example' },
  email: customer,
  dueDate: '2026-11-25T00:00:00.000Z',
  createdTime: 1_795_000_000_000,
  threadCount: '1',
  commentCount: '1',
  ...changes,
})

const ok = (body: Json): Answer => ({ status: 200, body })
const listed = (items: Json[]): Answer =>
  items.length > 0 ? ok({ data: items }) : { status: 204, body: null }
const notFound: Answer = {
  status: 404,
  body: { errorCode: 'URL_NOT_FOUND', message: 'The URL given is wrong.' },
}

function answer(desk: Desk, { method, path, query, body }: Received): Answer {
  const [what = '', id = '', below = '', part = ''] = path.replace('/api/v1/', '').split('/')
  if (method === 'GET') return read(desk, { what, id, below, part }, Number(query.get('from') ?? 0))
  const asked = (body ?? {}) as JsonObject
  if (what === 'closeTickets') return close(desk, asked.ids as string[])
  const found = desk.tickets[id]
  if (what !== 'tickets' || !found) return notFound
  if (method === 'PATCH') {
    desk.acted += 1
    return ok(Object.assign(found, asked))
  }
  return speak(desk, below, asked, query)
}

function read(
  desk: Desk,
  at: { what: string; id: string; below: string; part: string },
  from: number,
): Answer {
  const { what, id, below, part } = at
  const lists: Record<string, Json[]> = {
    organizations: [{ id: 60001, companyName: 'Bluebird Store', portalName: 'bluebird' }],
    tickets: Object.values(desk.tickets),
    contacts: [
      { id: '8001', firstName: 'Priya', lastName: 'Nair', email: customer, phone, type: 'customer' },
    ],
    departments: [{ id: '5001', name: 'Support', isEnabled: true }],
    agents: [{ id: '9001', name: 'Meera Iyer', status: 'ACTIVE' }],
    organizationFields: [
      { apiName: 'status', displayLabel: 'Status', type: 'Picklist', allowedValues: [{ value: 'Open' }] },
    ],
  }
  if (what === 'ticketsCountByFieldValues') return ok({ status: [{ value: 'open', count: '2' }] })
  if (id === '' || id === 'search') return from > 60 ? listed([]) : listed(lists[what] ?? [])
  if (what === 'contacts') return ok(lists.contacts?.[0] ?? null)
  const found = desk.tickets[id]
  if (!found) return notFound
  const threads = id === ticketId ? desk.threads : []
  const comments = id === ticketId ? desk.comments : []
  if (below === 'threads' && part !== '') return ok(threads.find((one) => one.id === part) ?? null)
  const below_: Record<string, Json[]> = {
    threads,
    comments,
    conversations: [
      ...threads.map((one) => ({ ...one, type: 'thread' })),
      ...comments.map((one) => ({ ...one, type: 'comment' })),
    ],
    tags: (id === ticketId ? desk.tags : []).map((name) => ({ id: name, name })),
  }
  return below === '' ? ok(found) : listed(below_[below] ?? [])
}

function close(desk: Desk, ids: string[]): Answer {
  desk.acted += 1
  for (const id of ids) Object.assign(desk.tickets[id] ?? {}, { status: 'Closed', statusType: 'Closed' })
  return ok({ results: ids.map((id) => ({ id, success: true })) })
}

function speak(desk: Desk, deed: string, asked: JsonObject, query: URLSearchParams): Answer {
  const at = '2026-11-22T00:00:00.000Z'
  if (deed === 'draftReply') {
    const draft: JsonObject = {
      id: '7150',
      direction: 'out',
      status: 'DRAFT',
      isDraft: true,
      content: asked.content ?? '',
      createdTime: at,
    }
    desk.threads.unshift(draft)
    return ok({ ...draft })
  }
  desk.acted += 1
  if (deed === 'sendDraft') {
    const draft = desk.threads.find((one) => one.id === query.get('draftThreadId'))
    return draft ? ok(Object.assign(draft, { status: 'SUCCESS', isDraft: false })) : notFound
  }
  if (deed === 'comments') {
    const comment: JsonObject = {
      id: '7250',
      content: String(asked.content).replaceAll('<', '&lt;'),
      isPublic: asked.isPublic ?? false,
      commentedTime: at,
    }
    desk.comments.unshift(comment)
    return ok(comment)
  }
  const tags = asked.tags as string[]
  desk.tags =
    deed === 'associateTag' ? [...desk.tags, ...tags] : desk.tags.filter((one) => !tags.includes(one))
  return ok({ result: 'success' })
}
