/** Drafts and labels in the sandbox’s Gmail, changed by the connector that ships, through the egress. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { gmail } from '../connectors/gmail/index.ts'
import { rawMail } from '../connectors/gmail/mail.ts'
import { GoogleSandbox, type Result } from './support/connectors/google-sandbox.ts'

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

const fresh = {
  to: ['dispatch@kochicane.example'],
  subject: 'Trunks — when? ₹',
  text: 'Dear Thomas,\nwhich day?\n',
}

describe('a draft', () => {
  it('is kept as it was written, answers in its conversation, and is found by its request', async () => {
    const { id, thread } = await one('from:priya')
    const { run, reconcile, facts } = await sandbox.change('createDraft', {
      replyTo: id,
      text: 'Dear Priya — sorry. ₹1,999',
    })
    expect((await reconcile()).outcome).toBe('failed')
    const made = await run()
    expect(await reconcile()).toEqual({ outcome: 'succeeded', result: made })
    expect(await run()).toEqual(made)
    const { messages } = await read('thread', { thread })
    expect(messages).toHaveLength(2)
    expect(messages[1]).toMatchObject({
      id: made.message,
      subject: 'Re: Stain on the quilt, order #1042',
      text: 'Dear Priya — sorry. ₹1,999',
      from: 'Bluebird Store <h…@bluebird.example>',
      labels: ['DRAFT'],
    })
    const drafts = await read('drafts')
    expect(drafts.drafts[0]).toMatchObject({
      draft: made.draft,
      subject: 'Re: Stain on the quilt, order #1042',
    })
    const { messages: kept } = await sandbox.control('GET', 'providers/gmail')
    const raw = kept.find((one: Result) => one.id === made.message).raw
    expect(Buffer.from(raw, 'base64url').toString()).toContain(`X-Ops-Room: ${facts.idempotencyKey}\r\n`)
  })

  it('that is changed keeps its id, its conversation and what it answers; its message is another', async () => {
    const { id, thread } = await one('from:priya')
    const made = await (await sandbox.change('createDraft', { replyTo: id, text: 'First.' })).run()
    const second = await sandbox.change(
      'updateDraft',
      { draft: made.draft, text: 'Second.' },
      'sandbox-test-key-0002',
    )
    expect((await second.reconcile()).outcome).toBe('failed')
    const changed = await second.run()
    expect(changed.draft).toBe(made.draft)
    expect(changed.message).not.toBe(made.message)
    expect(await second.reconcile()).toEqual({ outcome: 'succeeded', result: changed })
    const { messages } = await read('thread', { thread })
    expect(messages.map(({ text }: Result) => text.slice(0, 7))).toEqual(['Dear Bl', 'Second.'])
    await expect(read('message', { message: made.message })).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('with a subject of its own is no part of the conversation, as Google says of threads', async () => {
    const { id, thread } = await one('from:priya')
    await (await sandbox.change('createDraft', { replyTo: id, subject: 'Something else', text: 'x' })).run()
    expect((await read('thread', { thread })).total).toBe(1)
  })

  it('is not made for a conversation that is not there, or of bytes that are no mail', async () => {
    const api = await gmail.open(sandbox.session('execute'))
    const raw = rawMail({
      to: ['a@b.example'],
      cc: [],
      subject: 's',
      text: 't',
      inReplyTo: null,
      references: null,
      request: 'r',
    })
    await expect(api.createDraft({ raw, threadId: '00ff' })).rejects.toMatchObject({ kind: 'not_found' })
    await expect(api.createDraft({ raw, threadId: 'thread' })).rejects.toMatchObject({ kind: 'refused' })
    await expect(api.createDraft({ raw: '?' })).rejects.toMatchObject({ kind: 'refused' })
    await expect(api.updateDraft('r-1', { raw })).rejects.toMatchObject({ kind: 'not_found' })
  })

  it.each([
    ['reset_after', 'interrupted', 'succeeded'],
    ['reset_before', 'interrupted', 'failed'],
    ['http_500_after', 'broken', 'succeeded'],
    ['http_500_before', 'broken', 'failed'],
    ['malformed', 'broken', 'succeeded'],
  ] as const)('that meets %s is %s, found to have %s, and made once', async (fault, kind, outcome) => {
    const { run, reconcile, write } = await sandbox.change('createDraft', fresh)
    await sandbox.break('POST /gmail/v1/users/me/drafts', fault)
    const error = await run().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind })
    expect(write.classify(error as never)).toBe('unknown')
    expect((await reconcile()).outcome).toBe(outcome)
    await run()
    expect(await search('in:drafts to:dispatch')).toHaveLength(1)
  })
})

describe('labels', () => {
  it('are changed on whole conversations, and set back', async () => {
    const { thread } = await one('from:priya')
    const asked = { threads: [thread], add: ['vendors'], remove: ['UNREAD'] }
    const { run, reconcile, write, facts } = await sandbox.change('changeLabels', asked)
    expect((await reconcile()).outcome).toBe('failed')
    const result = await run()
    expect((await reconcile()).outcome).toBe('succeeded')
    expect(await subjects('label:vendors is:read from:priya')).toHaveLength(1)
    const undo = write.undo?.({ ...facts, result })
    await (await sandbox.change(undo?.write ?? '', undo?.input ?? {})).run()
    expect(await subjects('label:vendors from:priya')).toEqual([])
    expect((await one('from:priya')).unread).toBe(true)
  })

  it('leave the drafts of a conversation alone: a draft has none but its own', async () => {
    const { thread } = await one('in:drafts subject:price')
    const { run, reconcile, facts, write } = await sandbox.change('changeLabels', {
      threads: [thread],
      add: ['Refunds'],
    })
    await run()
    expect((await reconcile()).outcome).toBe('succeeded')
    expect(await search('label:refunds subject:price')).toHaveLength(3)
    expect((await one('in:drafts subject:price')).labels).toEqual(['DRAFT'])
    const again = await gmail.open(sandbox.session('read'))
    const before = await write.preview(again, facts.input)
    expect(write.refuse({ ...facts, before: write.before.parse(before) })).toMatch(/already/)
    const alone = await one('in:drafts subject:thank')
    const only = await write.preview(again, { ...facts.input, threads: [alone.thread] })
    expect(write.refuse({ ...facts, before: write.before.parse(only) })).toMatch(/a draft alone/)
  })

  it('take conversations out of the inbox and put them back', async () => {
    const threads = (await read('threads', { search: 'in:inbox label:vendors' })).threads.map(
      ({ thread }: Result) => thread,
    )
    expect(threads).toHaveLength(2)
    const { run, write, facts } = await sandbox.change('archive', { threads })
    const result = await run()
    expect(await search('in:inbox label:vendors')).toEqual([])
    const undo = write.undo?.({ ...facts, result })
    await (await sandbox.change(undo?.write ?? '', undo?.input ?? {})).run()
    expect((await read('threads', { search: 'in:inbox label:vendors' })).count).toBe(2)
  })

  it('that Gmail does not let anybody change are refused', async () => {
    const { run, write } = await sandbox.change('changeLabels', {
      threads: [(await one('from:priya')).thread],
      add: ['SENT'],
    })
    const error = await run().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Gmail.*Invalid label: SENT/),
    })
    expect(write.classify(error as never)).toBe('failed')
  })

  it.each([
    ['reset_after', 'succeeded'],
    ['timeout_after', 'succeeded'],
    ['http_500_before', 'failed'],
  ] as const)('whose change meets %s are found to have %s', async (fault, outcome) => {
    const { run, reconcile } = await sandbox.change('archive', {
      threads: [(await one('from:priya')).thread],
    })
    await sandbox.control('POST', 'faults', {
      provider: 'gmail',
      match: 'batchModify',
      fault,
      times: 1,
      holdMs: 50,
    })
    await expect(run()).rejects.toThrow()
    expect((await reconcile()).outcome).toBe(outcome)
  })
})
