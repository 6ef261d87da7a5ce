/** Gmail over the mail of the sample store: the mailbox hello@bluebird.example. */
import { shopBox } from '../../store/letters.ts'
import { ok, type Provider, type ProviderCall, parseJson, type Reply } from '../call.ts'
import { defineProvider, type ProviderWorld } from '../define.ts'
import { apps } from '../logins/apps.ts'
import type { Mailbox } from './box.ts'
import { batchModify, createDraft, updateDraft } from './change.ts'
import { broken, Fault, notFound, onlyHeaders, throttled, tooNarrow, unauthorised } from './errors.ts'
import { type Desk, listDrafts, listHistory, listLabels, listMessages, listThreads } from './lists.ts'
import { seedMailbox } from './seed.ts'
import { draftWith, messageWith, shapeOf, shownDraft, shownMessage, shownThread } from './view.ts'

const { clientId, clientSecret } = apps.google
const scope = (name: string): string => `https://www.googleapis.com/auth/gmail.${name}`

export const GMAIL_CREDENTIAL = {
  client_id: clientId,
  client_secret: clientSecret,
  refresh_token: '1//0g-sandbox-gmail-of-bluebird-store',
  mailbox: shopBox.address,
}

export const gmail = defineProvider<Mailbox>({
  name: 'gmail',
  hosts: { 'gmail.googleapis.com': '' },
  credentials: { gmail: GMAIL_CREDENTIAL },
  consents: {
    [GMAIL_CREDENTIAL.refresh_token]: {
      vendor: 'google',
      clientId,
      scopes: [scope('readonly'), scope('modify')],
    },
  },
  seed: seedMailbox,
  open: createGmail,
  find: ({ messages, labels }, kind, id) => {
    const kinds: Record<string, { id: string }[]> = { message: messages, label: labels }
    return kinds[kind]?.find((one) => one.id === id) ?? null
  },
})

type Operation = {
  method: string
  path: RegExp
  /** Any of these will do, and `https://mail.google.com/` always: each method's page says which. */
  scopes: readonly string[]
  answer: (desk: Desk, asked: { id: string; query: URLSearchParams; body: unknown }) => Reply
}

const reading = ['modify', 'readonly', 'metadata']
const drafting = ['modify', 'compose']

export const operations: readonly Operation[] = [
  { method: 'GET', path: /^\/profile$/, scopes: [...reading, 'compose'], answer: profile },
  { method: 'GET', path: /^\/labels$/, scopes: [...reading, 'labels'], answer: listLabels },
  {
    method: 'GET',
    path: /^\/messages$/,
    scopes: reading,
    answer: (desk, { query }) => listMessages(desk, query),
  },
  {
    method: 'GET',
    path: /^\/messages\/(\w+)$/,
    scopes: reading,
    answer: ({ box }, { id, query }) => ok(shownMessage(messageWith(box, id), shapeOf(query))),
  },
  {
    method: 'GET',
    path: /^\/threads$/,
    scopes: reading,
    answer: (desk, { query }) => listThreads(desk, query),
  },
  {
    method: 'GET',
    path: /^\/threads\/(\w+)$/,
    scopes: reading,
    answer: ({ box }, { id, query }) => ok(shownThread(box, id, shapeOf(query))),
  },
  {
    method: 'GET',
    path: /^\/history$/,
    scopes: reading,
    answer: (desk, { query }) => listHistory(desk, query),
  },
  {
    method: 'GET',
    path: /^\/drafts$/,
    scopes: [...drafting, 'readonly'],
    answer: (desk, { query }) => listDrafts(desk, query),
  },
  {
    method: 'GET',
    path: /^\/drafts\/([\w-]+)$/,
    scopes: [...drafting, 'readonly'],
    answer: ({ box }, { id, query }) => ok(shownDraft(box, draftWith(box, id), shapeOf(query))),
  },
  {
    method: 'POST',
    path: /^\/drafts$/,
    scopes: drafting,
    answer: (desk, { body }) => createDraft(desk, body),
  },
  {
    method: 'PUT',
    path: /^\/drafts\/([\w-]+)$/,
    scopes: drafting,
    answer: (desk, { id, body }) => updateDraft(desk, id, body),
  },
  {
    method: 'POST',
    path: /^\/messages\/batchModify$/,
    scopes: ['modify'],
    answer: (desk, { body }) => batchModify(desk, body),
  },
]

function createGmail(world: ProviderWorld<Mailbox>): Provider {
  return {
    answer: (call) => answerMail(world, call),
    throttled,
    unauthorised,
    broken,
  }
}

function answerMail(
  world: ProviderWorld<Mailbox>,
  { method, path, query, headers, body }: ProviderCall,
): Reply {
  const [, token = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  const bearer = world.bearer(token)
  if (bearer?.vendor !== 'google') return unauthorised()
  const [, user = '', below = ''] = /^\/gmail\/v1\/users\/([^/]+)(\/.*)$/.exec(path) ?? []
  const operation = operations.find((one) => one.method === method && one.path.test(below))
  if (!operation) return { status: 404, body: 'Not Found', acted: false }
  const refusal = refusalOf(operation, bearer.scopes, query)
  if (refusal) return refusal
  if (decodeURIComponent(user) !== 'me' && decodeURIComponent(user) !== shopBox.address) return notFound()
  const [, id = ''] = operation.path.exec(below) ?? []
  try {
    return operation.answer({ box: world.state(), now: world.now() }, { id, query, body: parseJson(body) })
  } catch (error) {
    if (error instanceof Fault) return error.reply
    throw error
  }
}

function refusalOf({ scopes }: Operation, granted: readonly string[], query: URLSearchParams): Reply | null {
  const fitting = granted.filter(
    (one) => one === 'https://mail.google.com/' || scopes.map(scope).includes(one),
  )
  if (fitting.length === 0) return tooNarrow()
  if (!fitting.every((one) => one === scope('metadata'))) return null
  // developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list: `q` is none of the headers.
  if (query.has('q')) return onlyHeaders("'q' parameter")
  return ['full', 'raw'].includes(query.get('format') ?? '') ? onlyHeaders('format FULL') : null
}

function profile({ box }: Desk): Reply {
  return ok({
    emailAddress: shopBox.address,
    messagesTotal: box.messages.length,
    threadsTotal: new Set(box.messages.map(({ threadId }) => threadId)).size,
    historyId: String(box.historyId),
  })
}
