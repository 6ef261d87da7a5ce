/**
 * Gmail's connector against a Gmail that others built: emulate's Google service. Where it is unlike what Google documents,
 * the test says so and holds to what both share.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import type { GmailWrites } from '../connectors/gmail/client.ts'
import { gmail } from '../connectors/gmail/index.ts'
import { EmulatedGmail, headersIn, mailbox } from './support/connectors/gmail-emulate.ts'
import type { AnyWrite } from './support/connectors/suite.ts'

const emulated = new EmulatedGmail()
beforeAll(() => emulated.start())
afterAll(() => emulated.stop())

// biome-ignore lint/suspicious/noExplicitAny: results of different reads
type Result = any
const read = async (name: keyof typeof gmail.reads, input: JsonObject = {}): Promise<Result> =>
  gmail.reads[name].run(await gmail.open(emulated.session()), gmail.reads[name].input.parse(input) as never)
const found = async (search: string): Promise<string[]> =>
  (await read('messages', { search })).messages.map(({ id }: Result) => id)

async function change(name: keyof typeof gmail.writes, given: JsonObject, key: string, how = {}) {
  const write = gmail.writes[name] as AnyWrite
  const api: GmailWrites = await gmail.open(emulated.session(how))
  const input = write.input.parse(given)
  const before = write.before.parse(await write.preview(api, input))
  const facts = { input, before, account: mailbox, idempotencyKey: key }
  expect(write.refuse(facts)).toBeNull()
  const run = async (): Promise<Result> => write.run(api, facts)
  return { run, reconcile: async () => write.reconcile(api, facts) }
}

describe('reads', () => {
  it('say whose mailbox it is, and which labels it has', async () => {
    await expect(read('profile')).resolves.toMatchObject({ address: mailbox, messages: 3, threads: 2 })
    const { labels } = await read('labels')
    expect(labels).toContainEqual({ id: 'INBOX', name: 'INBOX', isOwn: false })
    expect(labels).toContainEqual({ id: 'Label_1', name: 'Refunds', isOwn: true })
  })

  // Google also has `subject:"price list"` and `rfc822msgid:` (support.google.com/mail/answer/7190). emulate cuts the one at
  // its blank, and compares the other together with its colon: neither finds anything there.
  it.each([
    ['from:priya.nair@example.com', ['m1']],
    ['subject:list', ['m3', 'm2']],
    ['"price list"', ['m3', 'm2']],
    ['is:unread in:inbox', ['m3', 'm1']],
    ['subject:list -label:UNREAD', ['m2']],
    ['quilt #1042', ['m1']],
    ['nosuchword', []],
  ] as const)('find by %s', async (search, ids) => {
    expect(await found(search)).toEqual(ids)
  })

  it('come in pages', async () => {
    const first = await read('messages', { limit: 2 })
    expect(first).toMatchObject({ count: 2, estimated: 3 })
    const second = await read('messages', { limit: 2, cursor: first.cursor })
    expect([...first.messages, ...second.messages].map(({ id }) => id)).toEqual(['m3', 'm2', 'm1'])
    expect(second.cursor).toBeNull()
  })

  it('show a message, and a conversation in its order, HTML as text', async () => {
    const { message } = await read('message', { message: 'm1' })
    expect(message).toMatchObject({
      thread: 't1',
      from: 'Priya Nair <p…@example.com>',
      subject: 'Stain on the quilt, order #1042',
      text: 'Stain on the quilt, order #1042. Please answer.',
      at: '2026-11-01T10:00:00.000Z',
      unread: true,
    })
    const { messages, total } = await read('thread', { thread: 't2' })
    expect(total).toBe(2)
    expect(messages.map(({ text }: Result) => text)).toEqual([
      'Price list. Please answer.',
      'Six per cent more & no less.',
    ])
    expect((await read('threads', { search: 'from:cane' })).threads).toMatchObject([
      { thread: 't2', messages: 2 },
    ])
  })

  // Any token is the first user's at emulate: who may is shown before the sandbox.
  it('end in a sentence for what is not there', async () => {
    await expect(read('message', { message: 'nosuchmessage' })).rejects.toMatchObject({
      kind: 'not_found',
      message: expect.stringMatching(/Gmail does not know it/),
    })
  })
})

describe('labels', () => {
  it('are changed on every message of conversations at once, and found so', async () => {
    const { historyId } = await read('profile')
    const { run, reconcile } = await change(
      'changeLabels',
      { threads: ['t1', 't2'], add: ['Refunds'], remove: ['UNREAD'] },
      'labels-1',
    )
    expect((await reconcile()).outcome).toBe('failed')
    await run()
    expect((await reconcile()).outcome).toBe('succeeded')
    expect(await found('label:refunds')).toEqual(['m3', 'm2', 'm1'])
    expect(await found('is:unread')).toEqual([])
    // A historyId is a uint64 (…/gmail/api/reference/rest/v1/users.history): 20 digits at most, and 21 at emulate.
    const api = await gmail.open(emulated.session())
    const { history } = await api.history({ startHistoryId: historyId, maxResults: 100 })
    const changed = history.flatMap((one) => [...one.labelsAdded, ...one.labelsRemoved])
    expect(new Set(changed.map(({ message }) => message.id))).toEqual(new Set(['m1', 'm2', 'm3']))
  })

  it('take a conversation out of the inbox', async () => {
    const { run, reconcile } = await change('archive', { threads: ['t2'] }, 'archive-1')
    await run()
    expect((await reconcile()).outcome).toBe('succeeded')
    expect(await found('in:inbox')).toEqual(['m1'])
  })

  it('that are none are refused', async () => {
    const api = await gmail.open(emulated.session())
    await expect(
      api.modify({ ids: ['m1'], addLabelIds: ['Label_99'], removeLabelIds: [] }),
    ).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Gmail.*Label_99/),
    })
  })
})

describe('drafts', () => {
  it('are made as answers in their conversation, and read back as they were written', async () => {
    const text = 'Dear Priya,\nwe are sorry — a new quilt is on its way. ₹0 to pay.'
    const { run } = await change('createDraft', { replyTo: 'm1', text }, 'draft-key-0001')
    const made = await run()
    const { messages } = await read('thread', { thread: 't1' })
    expect(messages[1]).toMatchObject({
      id: made.message,
      subject: 'Re: Stain on the quilt, order #1042',
      labels: ['DRAFT'],
    })
    expect(messages[1].text.replaceAll('\r\n', '\n')).toBe(text)
    expect((await read('drafts')).drafts).toMatchObject([{ draft: made.draft, thread: 't1' }])
    const { message } = await (await gmail.open(emulated.session())).draft(made.draft, 'full')
    const headers = Object.fromEntries(
      (message.payload?.headers ?? []).map(({ name, value }) => [name, value]),
    )
    expect(headers).toMatchObject({
      To: 'priya.nair@example.com',
      'In-Reply-To': '<m1@mail.example.com>',
      References: '<m1@mail.example.com>',
    })
  })

  it('are found again by the header of their request, before and after, and made once', async () => {
    const asked = { to: ['dispatch@kochicane.example'], subject: 'Trunks', text: 'Which day?' }
    const { run, reconcile } = await change('createDraft', asked, 'draft-key-0002', { isWhole: true })
    expect((await reconcile()).outcome).toBe('failed')
    const made = await run()
    expect(await reconcile()).toEqual({ outcome: 'succeeded', result: made })
    expect(await run()).toEqual(made)
    expect(await found('in:drafts subject:Trunks')).toEqual([made.message])
    const other = await change('createDraft', asked, 'draft-key-0003', { isWhole: true })
    expect((await other.reconcile()).outcome).toBe('failed')
  })

  it('are replaced whole under the same id', async () => {
    const [{ draft }] = (await read('drafts')).drafts.filter(({ thread }: Result) => thread === 't1')
    const { run, reconcile } = await change(
      'updateDraft',
      { draft, text: 'Dear Priya,\nyour money is on its way.' },
      'draft-key-0004',
      { isWhole: true },
    )
    const changed = await run()
    // Google: "the underlying message IDs change every time the message is replaced" (…/gmail/api/guides/drafts); emulate
    // keeps the message's id. Both keep the draft's id and its conversation.
    expect(changed.draft).toBe(draft)
    expect(await reconcile()).toEqual({ outcome: 'succeeded', result: changed })
    const { messages } = await read('thread', { thread: 't1' })
    expect(messages).toHaveLength(2)
    expect(messages[1].text.replaceAll('\r\n', '\n')).toBe('Dear Priya,\nyour money is on its way.')
  })

  it('keep a subject in any script in the bytes', async () => {
    const subject = 'Rechnung №1042 — रज़ाई पर दाग'
    const { run } = await change(
      'createDraft',
      { to: ['a@example.com'], subject, text: 'x' },
      'draft-key-0005',
    )
    const { message } = await run()
    const { raw } = await emulated.asked(`/messages/${message}?format=raw`)
    const words =
      headersIn(raw)
        .find(({ name }) => name === 'Subject')
        ?.value.split(' ') ?? []
    expect(words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8')).join('')).toBe(
      subject,
    )
  })

  it('for a draft that is not there are refused', async () => {
    const api = await gmail.open(emulated.session())
    await expect(api.draft('r-none', 'full')).rejects.toMatchObject({ kind: 'not_found' })
    await expect(api.updateDraft('r-none', { raw: 'eA' })).rejects.toMatchObject({ kind: 'not_found' })
  })
})
