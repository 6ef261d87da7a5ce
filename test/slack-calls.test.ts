import { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { slackMistakes } from './support/slack-calls.ts'

/** Every journey ends with this question; here it is asked where the answer is known. */
let sandbox: Sandbox
let call: (method: string, input: Record<string, unknown>) => Promise<unknown>
beforeAll(async () => {
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
  const { SLACK_API_URL = '', SLACK_BOT_TOKEN } = sandbox.environment()
  const client = new WebClient(SLACK_BOT_TOKEN, {
    slackApiUrl: SLACK_API_URL,
    retryConfig: { retries: 0 },
    logger: quiet,
  })
  call = (method, input) => client.apiCall(method, input).catch(() => null)
})
afterAll(() => sandbox.stop())

test('what Slack takes, and what it refuses for reasons of its own, is no mistake', async () => {
  await call('chat.postMessage', { channel: 'C0STOREOPS1', text: 'hello' })
  await call('chat.postMessage', { channel: 'C0NOWHERE01', text: 'hello' })
  await call('users.info', { user: 'U0NOBODY001' })
  expect(slackMistakes(sandbox.slack)).toEqual([])
})

test.each([
  ['a method that Slack does not have', 'chat.shout', { text: 'hello' }, 'chat.shout: unknown_method'],
  [
    'blocks that Slack would not draw',
    'chat.postMessage',
    { channel: 'C0STOREOPS1', text: 'x', blocks: [{ type: 'section' }] },
    'chat.postMessage: invalid_blocks',
  ],
  ['a message without words', 'chat.postMessage', { channel: 'C0STOREOPS1' }, 'chat.postMessage: no_text'],
  [
    'a form that Slack would not open',
    'views.open',
    { trigger_id: '1.2.3', view: { type: 'modal', blocks: [] } },
    'views.open: invalid_arguments',
  ],
])('%s is one', async (_, method, input, mistake) => {
  await call(method, input)
  expect(slackMistakes(sandbox.slack)).toContain(mistake)
})

const nothing = (): void => {}
const quiet = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => 'error' as never,
  setName: nothing,
}
