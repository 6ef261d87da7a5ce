import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogLevel, WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { isSigned, payloadOf, type SlackApp, startSlackApp } from './support/slack-app.ts'
import { peopleIn } from './support/slack-people.ts'

const OPS = 'C0STOREOPS1'
let sandbox: Sandbox
let app: SlackApp
let client: WebClient

const clientOf = (at: Sandbox, token = at.environment().SLACK_BOT_TOKEN) =>
  new WebClient(token, {
    slackApiUrl: at.environment().SLACK_API_URL ?? '',
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  })

const people = peopleIn(() => sandbox.url)
const errorOf = (call: Promise<unknown>): Promise<Record<string, unknown>> =>
  call.then(
    () => ({ error: 'none' }),
    (error) => error.data ?? error,
  )

const approve = {
  type: 'button',
  action_id: 'approve',
  value: 'A1.d',
  text: { type: 'plain_text', text: 'Approve' },
}
const card = [{ type: 'actions', block_id: 'decide', elements: [approve, { ...approve, action_id: 'deny' }] }]
beforeEach(async () => {
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  app = await startSlackApp()
  client = clientOf(sandbox)
  Object.assign(sandbox.slack.settings, { tellsAppOfItself: false })
  await people.connect(app.url)
})
afterEach(async () => {
  await sandbox.stop()
  await app.close()
})

describe('the Web API', () => {
  test('refuses a wrong token, a channel that the app is not in, and a method that it does not have', async () => {
    expect(await errorOf(clientOf(sandbox, 'xoxb-wrong').auth.test())).toMatchObject({
      error: 'invalid_auth',
    })
    expect(await errorOf(client.chat.postMessage({ channel: 'C0RANDOM001', text: 'x' }))).toMatchObject({
      error: 'not_in_channel',
    })
    expect(await errorOf(client.apiCall('chat.shout'))).toMatchObject({ error: 'unknown_method' })
  })

  test('says where blocks are wrong, and keeps nothing of them', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }]
    const refused = await errorOf(client.chat.postMessage({ channel: OPS, text: 'x', blocks }))
    expect(refused).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: {
        messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
      },
    })
    expect((await people.world()).messages).toEqual([])
  })

  test('lets another app not change a message, nor anybody what a person said', async () => {
    const answer = await people.say({ person: 'founder', channel: OPS, text: 'mine' })
    expect(await errorOf(client.chat.update({ channel: OPS, ts: answer.ts, text: 'x' }))).toMatchObject({
      error: 'cant_update_message',
    })
  })

  test('limits posting to one channel after a burst, and says for how long', async () => {
    for (let index = 0; index < 10; index += 1)
      await client.chat.postMessage({ channel: OPS, text: `${index}` })
    const refused = await errorOf(client.chat.postMessage({ channel: OPS, text: 'one too many' }))
    expect(refused).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 })
    expect(await client.chat.postMessage({ channel: 'C0GENERAL01', text: 'elsewhere' })).toMatchObject({
      ok: true,
    })
  })

  test('fails as it is told to, before or after the deed', async () => {
    await people.fail({ method: 'chat.postMessage', fault: 'http_500', times: 1 })
    await people.fail({ method: 'chat.postMessage', fault: 'reset', times: 1, acts: true })
    expect(await errorOf(client.chat.postMessage({ channel: OPS, text: 'lost' }))).toMatchObject({
      statusCode: 500,
    })
    await errorOf(client.chat.postMessage({ channel: OPS, text: 'kept' }))
    const { messages } = await people.world()
    expect(messages.map((one) => one.text)).toEqual(['kept'])
  })

  test('streams a text that grows, and refuses to add to it once it has ended', async () => {
    const answer = await people.say({ person: 'founder', channel: OPS, text: 'hello' })
    const stream = client.chatStream({
      channel: OPS,
      thread_ts: answer.ts,
      recipient_team_id: 'T0BLUEBIRD',
      recipient_user_id: 'U0ASHA00001',
      buffer_size: 1,
    })
    await stream.append({ markdown_text: '**Two** ' })
    expect((await people.world()).messages.at(-1)).toMatchObject({
      text: '**Two** ',
      streaming: true,
    })
    await stream.append({ markdown_text: 'orders' })
    const { ts = '' } = await stream.stop()
    expect((await people.world()).messages.at(-1)).toMatchObject({
      text: '**Two** orders',
      streaming: false,
    })
    expect(await errorOf(client.chat.appendStream({ channel: OPS, ts, markdown_text: 'x' }))).toMatchObject({
      error: 'message_not_in_streaming_state',
    })
  })
})

describe('events', () => {
  test('a mention comes signed, as app_mention and as message, and only where the app is', async () => {
    const answer = await people.say({
      person: 'founder',
      channel: 'store-ops',
      text: '<@U0OPSROOM01> hi',
    })
    expect(answer.deliveries.map((one) => one.attempts)).toEqual([
      [{ retry: 0, status: 200, failure: null }],
      [{ retry: 0, status: 200, failure: null }],
    ])
    expect(app.received.every((one) => isSigned(one, sandbox.environment().SLACK_SIGNING_SECRET ?? ''))).toBe(
      true,
    )
    const events = app.received.map((one) => JSON.parse(one.body).event)
    expect(events.map((event) => event.type).sort()).toEqual(['app_mention', 'message'])
    expect(events[0]).toMatchObject({ user: 'U0ASHA00001', team: 'T0BLUEBIRD', channel: OPS, ts: answer.ts })
    await people.say({ person: 'founder', channel: 'random', text: '<@U0OPSROOM01> hi' })
    expect(app.received).toHaveLength(2)
  })

  test('an unanswered event comes again three times with the same bytes, and then no more', async () => {
    Object.assign(sandbox.slack.settings, { answerWithinMs: 50, retryDelaysMs: [0, 5, 5] })
    app.answers.push('never', { status: 500 }, 'reset', { status: 503 })
    const answer = await people.sayAndRetry({ person: 'founder', channel: 'dm', text: 'hi' })
    expect(answer.deliveries[0]?.attempts).toEqual([
      { retry: 0, status: null, failure: 'http_timeout' },
      { retry: 1, status: 500, failure: 'http_error' },
      { retry: 2, status: null, failure: 'connection_failed' },
      { retry: 3, status: 503, failure: 'http_error' },
    ])
    expect(new Set(app.received.map((one) => one.body)).size).toBe(1)
    expect(app.received.map((one) => one.headers['x-slack-retry-reason'])).toEqual([
      undefined,
      'http_timeout',
      'http_error',
      'connection_failed',
    ])
  })

  test('x-slack-no-retry ends the retries', async () => {
    Object.assign(sandbox.slack.settings, { retryDelaysMs: [0, 0, 0] })
    app.answers.push({ status: 500, headers: { 'x-slack-no-retry': '1' } })
    const answer = await people.sayAndRetry({ person: 'founder', channel: 'dm', text: 'hi' })
    expect(answer.deliveries[0]?.attempts).toHaveLength(1)
  })

  test('the app is told of its own messages, as real Slack does', async () => {
    Object.assign(sandbox.slack.settings, { tellsAppOfItself: true })
    const next = app.next()
    await client.chat.postMessage({ channel: OPS, text: 'from the app' })
    expect(JSON.parse((await next).body).event).toMatchObject({ type: 'message', bot_id: 'B0OPSROOM01' })
  })
})

describe('clicks', () => {
  test('a click carries the message as it stands, the button, and who pressed it', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: OPS, text: 'card', blocks: card })
    const { answer } = await people.click({ person: 'founder', channel: OPS, ts, actionId: 'approve' })
    expect(answer).toEqual({ status: 200, body: '', failure: null })
    const payload = payloadOf(app.received[0] ?? { body: '', headers: {} })
    expect(payload).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0ASHA00001', team_id: 'T0BLUEBIRD' },
      team: { id: 'T0BLUEBIRD' },
      container: { type: 'message', message_ts: ts, channel_id: OPS, is_ephemeral: false },
      message: {
        ts,
        blocks: [{ type: 'actions', block_id: 'decide', elements: [{ action_id: 'approve' }, {}] }],
      },
    })
    expect(payload.actions).toMatchObject([
      { action_id: 'approve', block_id: 'decide', value: 'A1.d', type: 'button' },
    ])
  })

  test("an outsider's click carries their own workspace, and the team that of the app", async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'C0AGENCY001', text: 'card', blocks: card })
    await people.click({ person: 'outsider', channel: 'shared-with-agency', ts, actionId: 'approve' })
    const payload = payloadOf(app.received.at(-1) ?? { body: '', headers: {} })
    expect(payload).toMatchObject({ user: { team_id: 'T0AGENCY01' }, team: { id: 'T0BLUEBIRD' } })
  })

  test('nobody presses what is not there, or where they are not', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'C0FINANCE01', text: 'card', blocks: card })
    const click = { channel: 'C0FINANCE01', ts, actionId: 'approve' }
    expect((await people.click({ ...click, person: 'stranger' })).status).toBe(409)
    expect((await people.click({ ...click, person: 'founder', actionId: 'gone' })).status).toBe(409)
    expect((await people.click({ ...click, person: 'deactivated' })).status).toBe(409)
    expect(app.received).toEqual([])
  })

  test('no answer within the deadline is told to the one who clicked', async () => {
    Object.assign(sandbox.slack.settings, { answerWithinMs: 30 })
    app.answers.push('never')
    const { ts = '' } = await client.chat.postMessage({ channel: OPS, text: 'card', blocks: card })
    const { answer } = await people.click({ person: 'founder', channel: OPS, ts, actionId: 'approve' })
    expect(answer).toEqual({ status: null, body: '', failure: 'timeout' })
  })

  test('response_url answers five times, changes the original, and then no more', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: OPS, text: 'card', blocks: card })
    await people.click({ person: 'founder', channel: OPS, ts, actionId: 'approve' })
    const { response_url } = payloadOf(app.received[0] ?? { body: '', headers: {} })
    const say = (body: unknown) => fetch(response_url, { method: 'POST', body: JSON.stringify(body) })
    expect((await say({ replace_original: true, text: 'done' })).status).toBe(200)
    expect((await say({ text: 'only you' })).status).toBe(200)
    const { messages } = await people.world()
    expect(messages).toMatchObject([
      { ts, text: 'done', blocks: [] },
      { text: 'only you', onlyFor: 'U0ASHA00001' },
    ])
    for (const text of ['3', '4', '5']) await say({ text })
    expect((await say({ text: '6' })).status).toBe(404)
  })
})

test('what was said, opened and counted outlives a restart', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'sandbox-'))
  const first = await startSandbox({ dataFolder, port: 0, now: Date.now })
  const { ts = '' } = await clientOf(first).chat.postMessage({ channel: OPS, text: 'card', blocks: card })
  await clientOf(first).views.publish({ user_id: 'U0ASHA00001', view: { type: 'home', blocks: [] } })
  await first.stop()
  const second = await startSandbox({ dataFolder, port: 0, now: () => 0 })
  expect(second.environment().SLACK_BOT_TOKEN).toBe(first.environment().SLACK_BOT_TOKEN)
  const world = (await (await fetch(`${second.url}/control/world`)).json()) as {
    messages: unknown
    homes: unknown
  }
  expect(world).toMatchObject({ messages: [{ ts, text: 'card' }], homes: [{ person: 'U0ASHA00001' }] })
  const next = await clientOf(second).chat.postMessage({ channel: OPS, text: 'later' })
  expect(Number(next.ts)).toBeGreaterThan(Number(ts))
  await second.stop()
  await rm(dataFolder, { recursive: true })
})
