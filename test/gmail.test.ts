/** Gmail beyond what every connector must keep: requests as Google describes them, mail that nobody can smuggle into. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gmail_v1 } from '@googleapis/gmail'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConnectorError, type Endpoints } from '../connectors/define.ts'
import { openGmail } from '../connectors/gmail/client.ts'
import { gmail } from '../connectors/gmail/index.ts'
import { isAddress, type Mail, mailbox, rawMail } from '../connectors/gmail/mail.ts'
import { maskedSender } from '../connectors/gmail/texts.ts'
import { judge, type Mode } from '../src/broker/policy.ts'
import { endpointsOf, hostsOf } from '../src/broker/reach.ts'
import { drive } from './support/connectors/drive.ts'
import type { Answer } from './support/connectors/fixture.ts'
import { fixture } from './support/connectors/gmail.ts'
import { googleSpec } from './support/connectors/google-spec.ts'

const hasSpecs = existsSync(join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'google'))

const { operations, trouble } = drive(gmail, fixture)

describe.runIf(hasSpecs)('each request is one that Google describes, under a scope that is asked for', () => {
  const spec = googleSpec('gmail.v1')
  it.each(operations)('$name', async ({ scopes, run }) => {
    const received = await run()
    expect(received.length).toBeGreaterThan(0)
    for (const request of received) {
      expect(spec.faultsOf(request)).toEqual([])
      expect(spec.scopesFor(request).some((scope) => scopes.includes(scope))).toBe(true)
    }
  })

  it('and nothing that sends, deletes or forwards can leave', () => {
    const me = 'https://gmail.googleapis.com/gmail/v1/users/me'
    const reach = {
      hosts: hostsOf(gmail.hosts, fixture.credential),
      endpoints: endpointsOf(gmail.endpoints as Endpoints, ''),
    }
    const verdicts = (method: string, path: string) =>
      (['read', 'dryRun', 'execute', 'auth'] as Mode[]).map((mode) => {
        const request = {
          method,
          url: new URL(`${me}${path}`),
          headers: new Headers(),
          body: new Uint8Array(),
        }
        return judge(request, mode, reach)?.verdict ?? null
      })
    for (const [method, path] of [
      ['POST', '/messages/send'],
      ['POST', '/drafts/send'],
      ['POST', '/messages'],
      ['POST', '/messages/import'],
      ['POST', '/messages/batchDelete'],
      ['DELETE', '/messages/m1'],
      ['POST', '/messages/m1/trash'],
      ['DELETE', '/threads/t1'],
      ['DELETE', '/drafts/r1'],
      ['POST', '/settings/forwardingAddresses'],
      ['POST', '/settings/filters'],
      ['PUT', '/settings/autoForwarding'],
    ] as const) {
      expect(verdicts(method, path), `${method} ${path}`).toEqual([null, null, null, null])
    }
    expect(verdicts('POST', '/drafts')).toEqual([null, null, 'write', null])
  })
})

describe('beside Google’s own client', () => {
  /** What leaves for one call: method, URL and body. */
  async function caught(call: (fetch: typeof globalThis.fetch) => Promise<unknown>): Promise<unknown> {
    const seen: unknown[] = []
    const fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
      seen.push([
        init?.method ?? 'GET',
        String(url),
        typeof init?.body === 'string' ? JSON.parse(init.body) : null,
      ])
      return new Response('{}', { status: 200, headers: { 'content-type': 'application/json' } })
    }
    await call(fetch).catch(() => null)
    return seen[0]
  }
  const ours = (fetch: typeof globalThis.fetch) =>
    openGmail({
      fetch,
      credential: fixture.credential,
      hosts: { api: 'gmail.googleapis.com' },
      version: '',
      now: () => 0,
    })
  const theirs = (fetch: typeof globalThis.fetch) =>
    new gmail_v1.Gmail({ fetchImplementation: fetch, retry: false }).users

  it.each([
    [
      'a search',
      (fetch: typeof globalThis.fetch) =>
        ours(fetch).messages({ maxResults: 5, q: 'from:a b', labelIds: ['INBOX', 'UNREAD'] }),
      (fetch: typeof globalThis.fetch) =>
        theirs(fetch).messages.list({
          userId: 'me',
          maxResults: 5,
          q: 'from:a b',
          labelIds: ['INBOX', 'UNREAD'],
        }),
    ],
    [
      'a draft',
      (fetch: typeof globalThis.fetch) => ours(fetch).createDraft({ raw: 'cmF3', threadId: 't1' }),
      (fetch: typeof globalThis.fetch) =>
        theirs(fetch).drafts.create({
          userId: 'me',
          requestBody: { message: { raw: 'cmF3', threadId: 't1' } },
        }),
    ],
    [
      'labels',
      (fetch: typeof globalThis.fetch) =>
        ours(fetch).modify({ ids: ['m1'], addLabelIds: ['A'], removeLabelIds: [] }),
      (fetch: typeof globalThis.fetch) =>
        theirs(fetch).messages.batchModify({
          userId: 'me',
          requestBody: { ids: ['m1'], addLabelIds: ['A'], removeLabelIds: [] },
        }),
    ],
  ] as const)('%s is asked for in the same words', async (_, mine, official) => {
    const sent = await caught(mine)
    expect(sent).toBeDefined()
    expect(sent).toEqual(await caught(official))
  })
})

it.each([
  ['Priya Nair <priya@example.com>', 'Priya Nair <p…@example.com>'],
  ['"priya@example.com" <priya@example.com>', 'p…@example.com <p…@example.com>'],
  ['Priya (priya@example.com) <x@example.com>', 'Priya (…@example.com) <x…@example.com>'],
  ['priya@example.com', 'p…@example.com'],
])('the sender %s is shown without an address that could be written to', (from, shown) => {
  expect(maskedSender(from)).toBe(shown)
})

it('the card of a changed draft says what of the old one is lost', () => {
  const { updateDraft } = gmail.writes
  const input = updateDraft.input.parse({ draft: 'r1', text: 'A better text.', cc: ['b@example.com'] })
  const before = {
    ...{
      message: 'd1',
      thread: 't1',
      subject: 'Hello',
      to: ['a@example.com'],
      firstWords: 'Hi',
      textHash: 'x',
    },
    ...{ cc: ['boss@example.com'], bcc: ['hidden@example.com'], attachments: 'invoice.pdf' },
    ...{ inReplyTo: null, references: null },
  }
  const lost = (was: typeof before) =>
    updateDraft.summarize({ input, before: was, account: 'x' }).changes.slice(2)
  expect(lost(before)).toEqual([
    { field: 'Cc', from: 'boss@example.com', to: 'b@example.com' },
    { field: 'Bcc', from: 'hidden@example.com', to: 'nobody' },
    { field: 'Attachments', from: 'invoice.pdf', to: 'none: they are lost' },
  ])
  expect(lost({ ...before, cc: ['b@example.com'], bcc: [], attachments: '' })).toEqual([])
})

describe('a mail', () => {
  const mail = (changes: Partial<Mail>): Mail => ({
    ...{
      to: ['asha@example.com'],
      cc: [],
      subject: 'Order',
      text: 'Hello',
      inReplyTo: null,
      references: null,
    },
    request: 'key-0001',
    ...changes,
  })
  const parsed = (raw: string) => {
    const [head = '', ...rest] = Buffer.from(raw, 'base64url').toString('utf8').split('\r\n\r\n')
    const lines = head.replace(/\r\n /g, ' ').split('\r\n')
    const body = Buffer.from(rest.join(''), 'base64').toString('utf8')
    return { names: lines.map((line) => line.split(':')[0]), lines, head, body }
  }
  const names = ['To', 'Subject', 'X-Ops-Room', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding']

  it('has the headers that it was given and no other, whatever stands in subject and text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.string({ unit: 'binary' }),
        (subject, text) => {
          const made = parsed(rawMail(mail({ subject, text })))
          expect(made.names).toEqual(subject === '' ? names.filter((name) => name !== 'Subject') : names)
          for (const line of made.head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
          expect(made.body).toBe(Buffer.from(text.replace(/\r?\n/g, '\r\n')).toString('utf8'))
        },
      ),
    )
  })

  it('keeps a subject in any script whole', () => {
    const subject = 'Ihre Bestellung №1042 — रज़ाई पर दाग 🙏 '.repeat(5).trim()
    const line = parsed(rawMail(mail({ subject }))).lines.find((one) => one.startsWith('Subject: ')) ?? ''
    const words = line.slice('Subject: '.length).split(' ')
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75)
    expect(words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8')).join('')).toBe(
      subject,
    )
  })

  it('refuses a recipient or an id that would begin another header', () => {
    for (const changes of [{ to: ['a@b.example\r\nBcc: evil@x.example'] }, { inReplyTo: '<a>\nBcc: x' }]) {
      expect(() => rawMail(mail(changes))).toThrow(ConnectorError)
    }
    for (const address of [
      'a@b',
      'a b@c.example',
      'a@b.example,c@d.example',
      '"x"@y.example',
      'a@b.example>',
      '@x.example',
    ])
      expect(isAddress(address), address).toBe(false)
    expect(mailbox('"Rao, Asha" <asha@example.com>')).toEqual({
      name: 'Rao, Asha',
      address: 'asha@example.com',
    })
    expect(mailbox('a@example.com, b@example.com')).toBeNull()
  })
})

describe('trouble is one sentence that names the system and the fix', () => {
  const google = (code: number, status: string, message: string, reason?: string): Answer => ({
    status: code,
    body: { error: { code, status, message, ...(reason ? { errors: [{ reason }] } : {}) } },
  })
  trouble('message', [
    [
      'a wrong token',
      google(401, 'UNAUTHENTICATED', 'Invalid credentials.'),
      'unauthorised',
      /connect it again/,
    ],
    [
      'a missing scope',
      google(403, 'PERMISSION_DENIED', 'Insufficient Permission', 'insufficientPermissions'),
      'forbidden',
      /connect it again/,
    ],
    [
      'a spent quota',
      google(403, 'x', 'Quota exceeded', 'userRateLimitExceeded'),
      'throttled',
      /fewer requests/,
    ],
    [
      'an unknown message',
      google(404, 'NOT_FOUND', 'Requested entity was not found.'),
      'not_found',
      /does not know/,
    ],
    ['an outage', google(500, 'INTERNAL', 'x'), 'broken', /HTTP 500/],
    ['an answer that is none', { status: 200, body: 'what' }, 'broken', /could not be understood/],
  ])
})
