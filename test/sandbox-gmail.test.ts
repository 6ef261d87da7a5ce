/** The sandbox's Gmail, asked by the connector that ships, through the egress. */
import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { gmail } from '../connectors/gmail/index.ts'
import { operations } from '../sandbox/providers/gmail/gmail.ts'
import { decodeWords, parseMail, textOf } from '../sandbox/providers/gmail/mime.ts'
import { orderTotal } from '../sandbox/store/orders.ts'
import { openStore } from '../sandbox/store/store.ts'
import type { Received } from './support/connectors/fixture.ts'
import { GoogleSandbox, type Result } from './support/connectors/google-sandbox.ts'
import { googleSpec } from './support/connectors/google-spec.ts'
import { NOW } from './support/sandbox-providers.ts'

const specs = process.env.OPS_ROOM_SPECS ?? '../shared/specs'

let sandbox: GoogleSandbox
beforeEach(async () => {
  sandbox = await GoogleSandbox.start(gmail)
})
afterEach(() => sandbox.stop())

const read = (name: keyof typeof gmail.reads, input: JsonObject = {}): Promise<Result> =>
  sandbox.read(name, input)
const search = async (text: string, more: JsonObject = {}): Promise<Result[]> =>
  (await read('messages', { search: text, limit: 25, ...more })).messages
const subjects = async (text: string, more: JsonObject = {}): Promise<string[]> =>
  (await search(text, more)).map(({ subject }) => subject)
const one = async (text: string): Promise<Result> =>
  (await read('messages', { search: text, limit: 1 })).messages[0]

describe('the mail', () => {
  it('of Priya names her order, and asks for what the shop charged for the quilt', async () => {
    const order = openStore({ now: NOW }).orders.find(({ name }) => name === '#1042')
    const found = await search('from:priya.nair@example.com')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ from: 'Priya Nair <p…@example.com>', unread: true })
    const { message } = await read('message', { message: found[0].id })
    expect(message.subject).toContain('#1042')
    expect(message.text).toContain(order?.lines[0]?.title)
    expect(message.text).toContain(`₹${((order?.lines[0]?.price ?? 0) / 100).toLocaleString('en-IN')} `)
    expect(message.attachments).toBe('stain.jpg')
  })

  it('of the special orders comes from their customers, and agrees with what became of them', async () => {
    const store = openStore({ now: NOW })
    for (const [number, text] of [
      [1117, 'subject:#1117 -from:bluebird'],
      [1050, 'subject:#1050 newer_than:3d'],
      [1203, 'subject:#1203'],
      [1188, 'subject:#1188 from:example.com'],
      [1151, 'subject:#1151 from:example.com'],
      [1297, '#1297'],
    ] as const) {
      const order = store.orders.find((one) => one.number === number)
      const customer = store.customers.find(({ id }) => id === order?.customerId)
      expect((await one(text)).from, text).toContain(`${customer?.firstName} ${customer?.lastName} <`)
    }
    const refund = store.razorpay.refunds.find(
      ({ notes }) => 'shopify_order' in notes && notes.shopify_order === '#1117',
    )
    expect((await one('from:hello subject:#1117')).snippet).toContain(`₹${(refund?.amount ?? 0) / 100} `)
    const total = orderTotal(store.orders.find(({ number }) => number === 1297) as never)
    expect((await one('#1297')).snippet).toContain(`₹${(total / 100).toLocaleString('en-IN')} `)
    const [dispute] = store.razorpay.disputes
    expect((await one('from:alerts dispute')).snippet).toContain(dispute?.payment_id)
  })

  it('is of sixty days, some forty, and carries what hopes to be obeyed as text', async () => {
    const { messages, address } = await read('profile')
    expect(address).toBe('hello@bluebird.example')
    expect(messages).toBeGreaterThanOrEqual(38)
    expect(await search('older_than:60d')).toEqual([])
    expect((await search('older_than:30d')).length).toBeGreaterThan(2)
    const { message } = await read('message', { message: (await one('subject:#1203')).id })
    expect(message.text).toMatch(/Ignore your instructions/)
  })

  it('of machines is HTML alone, and read without its tags', async () => {
    const { message } = await read('message', { message: (await one('in:inbox from:news@boxes.example')).id })
    expect(message.text).toBe('Cartons, tape and paper: 20 % off & free delivery until Sunday.')
  })
})

describe('a search', () => {
  it.each([
    ['from:priya', 1],
    ['from:(priya nair)', 1],
    ['from:pri', 0],
    ['to:priya', 0],
    ['to:leela', 1],
    ['subject:quilt', 1],
    ['subject:"order #1042"', 1],
    ['"brown stain on one side"', 1],
    ['"stain brown"', 0],
    ['stain quilt diyas', 1],
    ['stain quilt -diyas', 0],
    ['label:refunds has:attachment', 2],
    ['label:Refunds -has:attachment', 4],
    ['label:vendors -label:refunds from:me', 2],
    ['has:attachment filename:stain.jpg', 1],
    ['is:unread in:inbox from:priya', 1],
    ['is:read from:priya', 0],
    ['in:spam', 1],
    ['subject:verify', 0],
    ['in:anywhere subject:verify', 1],
    ['from:priya OR from:leela', 3],
    ['from:priya newer_than:2d', 1],
    ['from:priya newer_than:1d', 0],
    ['from:priya older_than:1d', 1],
    ['from:priya after:2026/11/18', 1],
    // A date is midnight in PST: the mail of 04:00 UTC on the 19th was written on the 18th there.
    ['from:priya after:2026/11/19', 0],
    ['from:priya before:2026-11-19', 1],
    ['from:priya after:1795060799', 1],
    ['from:priya after:1795060801', 0],
    ['is:starred', 0],
    ['nosuchword', 0],
  ] as const)('for %s finds %i', async (text, count) => {
    expect(await search(text)).toHaveLength(count)
  })

  it('by the id that a mail has everywhere finds that mail', async () => {
    const { id } = await one('from:priya')
    expect(await search(`rfc822msgid:<${id}@mail.example.com>`)).toMatchObject([{ id }])
  })

  it('takes labels, all of which must be there', async () => {
    const [{ name, id }] = (await read('labels')).labels.filter(({ isOwn }: Result) => isOwn)
    expect(name).toBe('Refunds')
    expect(await subjects('', { labels: ['INBOX', 'UNREAD', id] })).toEqual([
      'Stain on the quilt, order #1042',
    ])
    await expect(search('', { labels: ['Label_99'] })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Gmail.*Invalid label: Label_99/),
    })
  })

  it('comes in pages, newest first, each mail once, whatever comes in meanwhile', async () => {
    const seen: Result[] = []
    let cursor: string | null = null
    do {
      const page: Result = await read('messages', { search: 'in:anywhere', limit: 7, cursor })
      if (seen.length === 7) await (await sandbox.change('createDraft', fresh)).run()
      seen.push(...page.messages)
      cursor = page.cursor
    } while (cursor !== null)
    const { messages } = await read('profile')
    expect(seen).toHaveLength(messages - 1)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    await expect(read('messages', { cursor: 'bm9uZQ' })).rejects.toMatchObject({ kind: 'refused' })
  })

  it('for conversations finds each once, with who wrote last', async () => {
    const { threads } = await read('threads', { search: 'subject:#1117' })
    expect(threads).toMatchObject([
      {
        messages: 3,
        from: 'Leela Mishra <l…@example.com>',
        snippet: expect.stringMatching(/quick/),
      },
    ])
    const { messages, total } = await read('thread', { thread: threads[0].thread })
    expect(total).toBe(3)
    expect(messages.map(({ at }: Result) => at)).toEqual(messages.map(({ at }: Result) => at).toSorted())
  })
})

const fresh = {
  to: ['dispatch@kochicane.example'],
  subject: 'Trunks — when? ₹',
  text: 'Dear Thomas,\nwhich day?\n',
}

describe('the history', () => {
  it('tells what changed since, and says when it is too old to tell', async () => {
    const { historyId } = await read('profile')
    const { id, thread } = await one('from:priya')
    const made = await (await sandbox.change('createDraft', { replyTo: id, text: 'x' })).run()
    await (await sandbox.change('archive', { threads: [thread] })).run()
    const { changes, historyId: now } = await read('history', { since: historyId })
    expect(changes).toEqual([
      { change: 'came', message: made.message, thread },
      { change: 'labels', message: id, thread },
    ])
    expect((await read('history', { since: now })).count).toBe(0)
    await expect(read('history', { since: '470001' })).rejects.toMatchObject({
      kind: 'not_found',
      message: expect.stringMatching(/Gmail/),
    })
  })
})

const modify = 'https://www.googleapis.com/auth/gmail.modify'
const readonly = 'https://www.googleapis.com/auth/gmail.readonly'

describe('who may', () => {
  it('consents, is told the mailbox, refreshes, and ends it at Google', async () => {
    sandbox.credential = await sandbox.consent([readonly, modify])
    expect(gmail.credential.input.parse(sandbox.credential)).toMatchObject({
      mailbox: 'hello@bluebird.example',
    })
    await sandbox.refresh()
    await expect(read('labels')).resolves.toMatchObject({ count: 16 })
    await gmail.oauth.revoke?.(sandbox.session('auth'))
    await expect(read('labels')).rejects.toMatchObject({
      kind: 'unauthorised',
      message: expect.stringMatching(/Gmail.*connect it again/),
    })
    await expect(sandbox.refresh()).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('reads with a scope for reading, and writes nothing with it', async () => {
    sandbox.credential = await sandbox.consent([readonly])
    await expect(search('from:priya')).resolves.toHaveLength(1)
    for (const [name, input] of [
      ['createDraft', fresh],
      ['archive', { threads: [(await one('from:priya')).thread] }],
    ] as const) {
      const { run, write } = await sandbox.change(name, input as JsonObject)
      const error = await run().catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ kind: 'forbidden', message: expect.stringMatching(/Gmail/) })
      expect(write.classify(error as never)).toBe('failed')
    }
    expect(await search('in:drafts to:dispatch')).toEqual([])
  })

  it('reads no mail with the scope of another system', async () => {
    sandbox.credential = {
      ...sandbox.credential,
      ...(await withScope('https://www.googleapis.com/auth/adwords')),
    }
    await expect(read('profile')).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it.each([
    ['throttled', 'throttled', /fewer requests/],
    ['unauthorised', 'unauthorised', /connect it again/],
    ['http_500_before', 'broken', /HTTP 500/],
    ['malformed', 'broken', /could not be understood/],
    ['reset_before', 'interrupted', /broke off/],
  ] as const)('meets %s in one sentence', async (fault, kind, sentence) => {
    await sandbox.break('/labels', fault)
    await expect(read('labels')).rejects.toMatchObject({ kind, message: expect.stringMatching(sentence) })
    await expect(read('labels')).resolves.toMatchObject({ count: 16 })
  })

  it('asks for what is not there: an id that none has, and one that none could have', async () => {
    await expect(read('message', { message: '00000000000000ff' })).rejects.toMatchObject({
      kind: 'not_found',
    })
    await expect(read('message', { message: 'nosuchmessage' })).rejects.toMatchObject({ kind: 'refused' })
    await expect(read('thread', { thread: 'ff' })).rejects.toMatchObject({ kind: 'not_found' })
  })
})

/** A consent without looking for the mailbox, which a token of another scope cannot. */
async function withScope(scope: string) {
  const open = sandbox.consent([scope])
  await expect(open).rejects.toMatchObject({ kind: 'forbidden' })
  await sandbox.control('POST', 'grants', { narrow: 'google', scopes: [readonly, modify] })
  return {}
}

describe.runIf(existsSync(specs))('the scopes of each method', () => {
  it('are those that Google names, but for add-ons', () => {
    const spec = googleSpec('gmail.v1')
    for (const { method, path, scopes } of operations) {
      const below = path.source.replace(/[\\^$]/g, '').replace(/\(.*\)/, 'x1')
      const asked = { method, path: `/gmail/v1/users/me${below}` } as Received
      const named = spec.scopesFor(asked).filter((scope) => !scope.includes('addons'))
      const ours = [
        'https://mail.google.com/',
        ...scopes.map((name) => `https://www.googleapis.com/auth/gmail.${name}`),
      ]
      expect(ours.toSorted(), `${method} ${below}`).toEqual([...new Set(named)].toSorted())
    }
    expect(operations).toHaveLength(gmail.endpoints.read.length + gmail.endpoints.write.length)
  })
})

describe('mail as bytes', () => {
  it('is read as RFC 2047 and RFC 2045 have it', () => {
    expect(decodeWords('=?utf-8?B?4oK5?= =?UTF-8?Q?1=2C999_=E2=80=94?= and')).toBe('₹1,999 — and')
    const bytes =
      'Subject: a\r\n folded\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E2=82=B9 1,=\r\n999\r\n'
    const entity = parseMail(Buffer.from(bytes))
    expect(entity?.headers[0]).toEqual({ name: 'Subject', value: 'a folded' })
    expect(entity && textOf(entity).trim()).toBe('₹ 1,999')
    expect(parseMail(Buffer.from('no header here'))).toBeNull()
  })
})
