/** A mailbox in memory, as much of Gmail as the contract suite needs: conversations, labels, drafts. */
import type { Json, JsonObject } from '../../../connectors/define.ts'
import type { Answer, Provider, Received, RemoteFixture } from './fixture.ts'

const customer = 'priya.nair@example.com'

const refused = (message: string): Answer => ({
  status: 400,
  body: {
    error: {
      code: 400,
      message,
      status: 'INVALID_ARGUMENT',
      errors: [{ reason: 'invalidArgument', message }],
    },
  },
})

export const fixture: RemoteFixture = {
  kind: 'remote',
  credential: {
    client_id: '1234567890-contract.apps.googleusercontent.com',
    client_secret: 'contract-client-secret',
    refresh_token: '1//contract-refresh-token',
    mailbox: 'hello@bluebird.example',
    access_token: 'contract-access-token',
    access_token_expires_at: '2026-11-22T01:00:00.000Z',
  },
  provider: createMailbox,
  personal: [customer],
  reads: {
    profile: {},
    labels: {},
    messages: { search: 'from:priya newer_than:30d', labels: ['INBOX'], limit: 2 },
    message: { message: 'm1' },
    threads: { search: 'is:unread' },
    thread: { thread: 't1' },
    history: { since: '100' },
    drafts: {},
  },
  writes: {
    createDraft: {
      input: { replyTo: 'm1', text: 'Dear Priya,\nwe are sorry — a new quilt is on its way. ₹0 to pay.\n' },
      refusal: refused('Invalid draft'),
      impossible: { text: 'Nobody is meant.', subject: 'Hello' },
    },
    updateDraft: {
      input: { draft: 'r1', text: 'A better text.' },
      refusal: refused('Invalid draft'),
      impossible: { draft: 'r2', text: 'Nobody is meant.' },
    },
    changeLabels: {
      input: { threads: ['t1', 't2'], add: ['Refunds'], remove: ['UNREAD'] },
      refusal: refused('Invalid label: Label_9'),
      impossible: { threads: ['t1'], add: ['No such label'] },
    },
    archive: {
      input: { threads: ['t1', 't2'] },
      refusal: refused('Invalid label'),
      impossible: { threads: ['t3'] },
    },
  },
}

type Mail = { id: string; threadId: string; labelIds: string[]; payload: JsonObject; raw: string | null }
type Box = { mails: Mail[]; drafts: { id: string; message: string }[]; acted: number; made: number }

function createMailbox(): Provider {
  const box: Box = {
    mails: [
      mail(
        'm1',
        't1',
        ['INBOX', 'UNREAD'],
        headers(`Priya Nair <${customer}>`, 'Stain on the quilt, order #1042'),
      ),
      mail(
        'm2',
        't1',
        ['SENT'],
        headers('Bluebird <hello@bluebird.example>', 'Re: Stain on the quilt, order #1042'),
      ),
      mail('m3', 't2', ['INBOX', 'UNREAD'], headers('Looms of Jaipur <sales@looms.example>', 'Price list')),
      mail('m4', 't3', [], headers('Old <old@example.com>', 'Old')),
      mail(
        'd1',
        't4',
        ['DRAFT'],
        [...headers('x <x@bluebird.example>', 'A draft'), { name: 'To', value: 'To <to@example.com>' }],
      ),
      mail('d2', 't5', ['DRAFT'], [{ name: 'Subject', value: 'For nobody' }]),
    ],
    drafts: [
      { id: 'r1', message: 'd1' },
      { id: 'r2', message: 'd2' },
    ],
    acted: 0,
    made: 0,
  }
  return { acted: () => box.acted, answer: (request) => answer(box, request) }
}

function headers(from: string, subject: string): { name: string; value: string }[] {
  return [
    { name: 'From', value: from },
    { name: 'Subject', value: subject },
    { name: 'Message-ID', value: '<one@mail.example.com>' },
  ]
}

const mail = (
  id: string,
  threadId: string,
  labelIds: string[],
  headers: { name: string; value: string }[],
): Mail => ({
  id,
  threadId,
  labelIds,
  raw: null,
  payload: {
    mimeType: 'multipart/alternative',
    headers,
    parts: [
      { mimeType: 'text/html', filename: '', body: { data: encode('<p>Dear <b>shop</b></p>') } },
      { mimeType: 'text/plain', filename: '', body: { data: encode('The quilt has a stain.') } },
      { mimeType: 'image/jpeg', filename: 'stain.jpg', body: { size: 3 } },
    ],
  },
})

const encode = (text: string): string => Buffer.from(text).toString('base64url')
const ok = (body: Json): Answer => ({ status: 200, body })
const notFound: Answer = {
  status: 404,
  body: { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } },
}

function answer(box: Box, { method, path, body }: Received): Answer {
  const [, what = '', id = ''] = /^\/gmail\/v1\/users\/me\/(\w+)(?:\/(\w+))?$/.exec(path) ?? []
  if (method === 'GET') return read(box, what, id)
  const asked = body as JsonObject
  if (what === 'drafts') return keep(box, id, (asked.message ?? {}) as JsonObject)
  return what === 'messages' && id === 'batchModify' ? modify(box, asked) : notFound
}

function read(box: Box, what: string, id: string): Answer {
  const draft = box.drafts.find((one) => one.id === id)
  const mails = (thread: string) => box.mails.filter(({ threadId }) => threadId === thread)
  const names = (list: Mail[]) => list.map(({ id, threadId }) => ({ id, threadId }))
  const lists: Record<string, Json> = {
    profile: { emailAddress: 'hello@bluebird.example', messagesTotal: 4, threadsTotal: 3, historyId: '120' },
    labels: {
      labels: [
        ...['INBOX', 'UNREAD', 'TRASH'].map((name) => ({ id: name, name, type: 'system' })),
        { id: 'Label_9', name: 'Refunds', type: 'user' },
      ],
    },
    messages: { messages: names(box.mails.slice(0, 2)), resultSizeEstimate: 2, nextPageToken: 'more' },
    threads: { threads: [{ id: 't1' }, { id: 't2' }], resultSizeEstimate: 2 },
    history: {
      historyId: '120',
      history: [{ id: '110', messagesAdded: [{ message: { id: 'm1', threadId: 't1' } }] }],
    },
    drafts: {
      drafts: box.drafts.map(({ id, message }) => ({ id, message: { id: message, threadId: 't4' } })),
    },
  }
  if (id === '') return what in lists ? ok(lists[what] ?? null) : notFound
  if (what === 'threads') return mails(id).length > 0 ? ok({ id, messages: mails(id).map(shown) }) : notFound
  if (what === 'drafts') {
    const found = box.mails.find((one) => one.id === draft?.message)
    return found ? ok({ id, message: shown(found) }) : notFound
  }
  const found = box.mails.find((one) => one.id === id)
  return found ? ok(shown(found)) : notFound
}

const shown = ({ id, threadId, labelIds, payload, raw }: Mail): JsonObject => ({
  id,
  threadId,
  labelIds,
  snippet: 'Dear shop &amp; all',
  internalDate: '1795000000000',
  payload:
    raw === null ? payload : { mimeType: 'text/plain', headers: headersOfRaw(raw), body: { data: '' } },
})

function headersOfRaw(raw: string): { name: string; value: string }[] {
  const [head = ''] = Buffer.from(raw, 'base64url').toString('utf8').split('\r\n\r\n')
  return head
    .replace(/\r\n /g, ' ')
    .split('\r\n')
    .map((line) => ({ name: line.slice(0, line.indexOf(':')), value: line.slice(line.indexOf(':') + 2) }))
}

function keep(box: Box, id: string, message: JsonObject): Answer {
  const known = box.drafts.find((one) => one.id === id)
  if (id !== '' && !known) return notFound
  box.acted += 1
  box.made += 1
  const own = `made${box.made}`
  box.mails.push({
    ...mail(own, String(message.threadId ?? 't9'), ['DRAFT'], []),
    raw: String(message.raw),
  })
  const draft = { id: known?.id ?? `r_made${box.made}`, message: own }
  box.drafts = [draft, ...box.drafts.filter((one) => one.id !== draft.id)]
  return ok({
    id: draft.id,
    message: { id: own, threadId: String(message.threadId ?? 't9'), labelIds: ['DRAFT'] },
  })
}

function modify(box: Box, { ids, addLabelIds, removeLabelIds }: JsonObject): Answer {
  box.acted += 1
  for (const one of box.mails.filter(({ id }) => (ids as string[]).includes(id))) {
    const kept = one.labelIds.filter((label) => !(removeLabelIds as string[]).includes(label))
    one.labelIds = [...new Set([...kept, ...(addLabelIds as string[])])]
  }
  return ok({})
}
