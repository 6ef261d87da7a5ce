import { LogLevel, WebClient } from '@slack/web-api'
import { createEmulator } from 'emulate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox } from '../sandbox/server.ts'

/**
 * One client script, two independent Slacks: ours, and emulate's. Where both have a method, the official client must
 * not be able to tell them apart.
 */
type Subject = {
  url: string
  token: string
  channel: string
  person: string
  close(): Promise<void>
  trigger(client: WebClient): Promise<string>
}

const clientOf = (url: string, token?: string) =>
  new WebClient(token, { slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR })

async function ourSandbox(): Promise<Subject> {
  const sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const { SLACK_BOT_TOKEN: token = '' } = sandbox.environment()
  return {
    url: sandbox.url,
    token,
    channel: 'C0GENERAL01',
    person: 'U0ASHA00001',
    close: () => sandbox.stop(),
    trigger: async () => sandbox.slack.triggers.make({ user: 'U0ASHA00001', teamId: 'T0BLUEBIRD' }),
  }
}

async function emulate(): Promise<Subject> {
  const token = 'xoxb-emulated'
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        users: [{ name: 'asha', email: 'asha@bluebird.example' }],
        bots: [{ name: 'opsroom' }],
        tokens: [{ token, type: 'bot', user: 'admin', scopes: [] }],
      },
    },
  })
  const client = clientOf(emulator.url, token)
  const { members = [] } = await client.users.list({})
  return {
    url: emulator.url,
    token,
    channel: 'C000000001',
    person: members.find((member) => member.name === 'asha')?.id ?? '',
    close: () => emulator.close(),
    trigger: async (caller) => {
      const made = await caller.apiCall('views.generateTriggerId', { user_id: 'U000000001' })
      return String('trigger_id' in made ? made.trigger_id : '')
    },
  }
}

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'ok',
    (error) => error?.data?.error ?? String(error),
  )

const view = {
  type: 'modal' as const,
  title: { type: 'plain_text' as const, text: 'Refund' },
  blocks: [{ type: 'section' as const, block_id: 'what', text: { type: 'mrkdwn' as const, text: '₹500' } }],
}

describe.each([
  ['our sandbox', ourSandbox],
  ['emulate', emulate],
])('the same client script against %s', (_name, start) => {
  let subject: Subject
  let client: WebClient
  beforeAll(async () => {
    subject = await start()
    client = clientOf(subject.url, subject.token)
  })
  afterAll(() => subject?.close())

  test('auth.test says who the token is', async () => {
    const who = await client.auth.test()
    expect(who).toMatchObject({
      ok: true,
      team_id: expect.stringMatching(/^T/),
      user_id: expect.stringMatching(/^U/),
    })
  })

  test('a message is posted, changed, and answered in its thread', async () => {
    const posted = await client.chat.postMessage({ channel: subject.channel, text: 'One order waits.' })
    expect(posted).toMatchObject({
      ok: true,
      channel: subject.channel,
      ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
    })
    const ts = posted.ts ?? ''
    expect(posted.message).toMatchObject({ type: 'message', text: 'One order waits.', ts })

    const reply = await client.chat.postMessage({ channel: subject.channel, text: 'Two now.', thread_ts: ts })
    expect(reply.message).toMatchObject({ thread_ts: ts })
    const thread = await client.conversations.replies({ channel: subject.channel, ts })
    expect(thread.messages?.map((one) => one.text)).toEqual(['One order waits.', 'Two now.'])
    expect(thread.messages?.[0]?.reply_count).toBe(1)

    const changed = await client.chat.update({ channel: subject.channel, ts, text: 'No order waits.' })
    expect(changed).toMatchObject({ ok: true, channel: subject.channel, ts, text: 'No order waits.' })
    const { messages = [] } = await client.conversations.history({ channel: subject.channel, limit: 10 })
    expect(messages.find((one) => one.ts === ts)?.text).toBe('No order waits.')
  })

  test('text without blocks takes the blocks of a message away', async () => {
    const { ts = '' } = await client.chat.postMessage({
      channel: subject.channel,
      text: 'card',
      blocks: view.blocks,
    })
    await client.chat.update({ channel: subject.channel, ts, text: 'settled' })
    const { messages = [] } = await client.conversations.history({ channel: subject.channel, limit: 10 })
    expect(messages.find((one) => one.ts === ts)?.blocks ?? []).toEqual([])
  })

  test('a channel and a person are described', async () => {
    const { channel } = await client.conversations.info({ channel: subject.channel })
    expect(channel).toMatchObject({
      id: subject.channel,
      name: 'general',
      is_channel: true,
      is_private: false,
    })
    const { user } = await client.users.info({ user: subject.person })
    expect(user).toMatchObject({ id: subject.person, deleted: false, is_bot: false })
    const opened = await client.conversations.open({ users: subject.person, return_im: true })
    expect(opened.channel).toMatchObject({
      id: expect.stringMatching(/^D/),
      is_im: true,
      user: subject.person,
    })
    const again = await client.conversations.open({ users: subject.person })
    expect(again.channel?.id).toBe(opened.channel?.id)
  })

  test('a trigger opens one modal, which is changed only with the hash that stands', async () => {
    const trigger_id = await subject.trigger(client)
    const opened = await client.views.open({ trigger_id, view })
    expect(opened.view).toMatchObject({
      type: 'modal',
      id: expect.stringMatching(/^V/),
      title: { text: 'Refund' },
    })
    const id = opened.view?.id ?? ''
    const hash = opened.view?.hash ?? ''
    const changed = await client.views.update({ view_id: id, hash, view })
    expect(changed.view?.hash).not.toBe(hash)
    expect(await codeOf(client.views.update({ view_id: id, hash, view }))).toBe('hash_conflict')
    expect(await codeOf(client.views.open({ trigger_id, view }))).toBe('exchanged_trigger_id')
    expect(await codeOf(client.views.update({ view_id: 'V0NOWHERE', view }))).toBe('not_found')
  })

  test('what cannot be done has the same code', async () => {
    const { channel } = subject
    const codes = {
      channel: await codeOf(client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' })),
      empty: await codeOf(client.chat.postMessage({ channel, text: '' })),
      message: await codeOf(client.chat.update({ channel, ts: '1.000000', text: 'x' })),
      info: await codeOf(client.conversations.info({ channel: 'C0NOWHERE' })),
      user: await codeOf(client.users.info({ user: 'U0NOBODY' })),
      nobody: await codeOf(client.conversations.open({ users: 'U0NOBODY' })),
      trigger: await codeOf(client.views.open({ trigger_id: '1.2.3', view })),
      noToken: await codeOf(clientOf(subject.url).auth.test()),
    }
    // emulate takes any token for a good one: the code of a wrong token is in sandbox-slack.test.ts.
    expect(codes).toEqual({
      channel: 'channel_not_found',
      empty: 'no_text',
      message: 'message_not_found',
      info: 'channel_not_found',
      user: 'user_not_found',
      nobody: 'user_not_found',
      trigger: 'invalid_trigger_id',
      noToken: 'not_authed',
    })
  })
})
