import { LogLevel, WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { payloadOf, type SlackApp, startSlackApp } from './support/slack-app.ts'
import { peopleIn } from './support/slack-people.ts'

let sandbox: Sandbox
let app: SlackApp
let client: WebClient
let clock: number

const plain = (text: string) => ({ type: 'plain_text' as const, text })
const input = (id: string, optional = false) => ({
  type: 'input' as const,
  block_id: `${id}-block`,
  optional,
  label: plain(id),
  element: { type: 'plain_text_input' as const, action_id: id },
})
const form = (...blocks: object[]) => ({
  type: 'modal' as const,
  callback_id: 'edit',
  title: plain('Edit'),
  submit: plain('Save'),
  notify_on_close: true,
  private_metadata: 'A1',
  blocks: blocks as ReturnType<typeof input>[],
})

const people = peopleIn(() => sandbox.url)
const lastPayload = () => payloadOf(app.received.at(-1) ?? { body: '', headers: {} })
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error) => error.data?.error,
  )

/** The person runs `/ops` and gives the app its trigger. */
async function triggered(person = 'founder'): Promise<string> {
  await people.command({ person, channel: 'store-ops', command: '/ops', text: 'rules' })
  return new URLSearchParams(app.received.at(-1)?.body).get('trigger_id') ?? ''
}

async function opened(...blocks: object[]): Promise<string> {
  const { view } = await client.views.open({ trigger_id: await triggered(), view: form(...blocks) })
  return view?.id ?? ''
}

beforeEach(async () => {
  clock = Date.now()
  sandbox = await startSandbox({ dataFolder: null, port: 0, now: () => clock })
  app = await startSlackApp()
  client = new WebClient(sandbox.environment().SLACK_BOT_TOKEN, {
    slackApiUrl: sandbox.environment().SLACK_API_URL ?? '',
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  })
  await people.connect(app.url)
})
afterEach(async () => {
  await sandbox.stop()
  await app.close()
})

describe('commands', () => {
  test('an answer in the ack is shown to the one who asked', async () => {
    app.answers.push({ status: 200, body: JSON.stringify({ text: 'Paused.' }) })
    const { answer } = await people.command({
      person: 'founder',
      channel: 'dm',
      command: '/ops',
      text: 'pause',
    })
    expect(answer).toMatchObject({ status: 200, failure: null })
    expect(Object.fromEntries(new URLSearchParams(app.received[0]?.body))).toMatchObject({
      command: '/ops',
      text: 'pause',
      team_id: 'T0BLUEBIRD',
      user_id: 'U0ASHA00001',
      channel_id: 'D0ASHA00001',
      channel_name: 'directmessage',
    })
    expect((await people.world()).messages).toMatchObject([
      { text: 'Paused.', onlyFor: 'U0ASHA00001', isApp: true },
    ])
  })

  test('a command that is not answered says so to the person, like Slack', async () => {
    Object.assign(sandbox.slack.settings, { answerWithinMs: 20 })
    app.answers.push('never')
    const { answer } = await people.command({
      person: 'founder',
      channel: 'dm',
      command: '/ops',
      text: '',
    })
    expect(answer).toMatchObject({ status: null, failure: 'timeout' })
    expect((await people.world()).messages[0]?.text).toContain('operation_timeout')
  })

  test("a workspace's command is not there for outsiders", async () => {
    const asked = { person: 'outsider', channel: 'shared-with-agency', command: '/ops', text: '' }
    expect((await people.command(asked)).status).toBe(409)
  })
})

describe('triggers', () => {
  test('live three seconds', async () => {
    const trigger_id = await triggered()
    clock += 3001
    expect(await errorOf(client.views.open({ trigger_id, view: form(input('a')) }))).toBe(
      'expired_trigger_id',
    )
  })

  test('open one modal', async () => {
    const trigger_id = await triggered()
    await client.views.open({ trigger_id, view: form(input('a')) })
    expect(await errorOf(client.views.open({ trigger_id, view: form(input('a')) }))).toBe(
      'exchanged_trigger_id',
    )
  })
})

describe('modals', () => {
  test('are submitted with what was entered, and close on an empty answer', async () => {
    const viewId = await opened(input('amount'), input('note', true))
    const { answer } = await people.submit({ person: 'founder', viewId, values: { amount: '750' } })
    expect(answer).toMatchObject({ status: 200 })
    expect(lastPayload()).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0ASHA00001', team_id: 'T0BLUEBIRD' },
      view: {
        id: viewId,
        private_metadata: 'A1',
        callback_id: 'edit',
        state: {
          values: {
            'amount-block': { amount: { type: 'plain_text_input', value: '750' } },
            'note-block': { note: { value: null } },
          },
        },
      },
    })
    expect((await people.world()).modals).toEqual([])
  })

  test('are not submitted while a required field is empty', async () => {
    const viewId = await opened(input('amount'))
    const received = app.received.length
    const { answer } = await people.submit({ person: 'founder', viewId, values: {} })
    expect(answer).toMatchObject({ status: null, failure: 'required_fields' })
    expect(app.received).toHaveLength(received)
    expect((await people.world()).modals[0]?.view.errors).toHaveProperty('amount-block')
  })

  test('show the errors that the app answers with, and stay open', async () => {
    const viewId = await opened(input('amount'))
    const errors = { 'amount-block': 'More than was paid.' }
    app.answers.push({ status: 200, body: JSON.stringify({ response_action: 'errors', errors }) })
    await people.submit({ person: 'founder', viewId, values: { amount: '9' } })
    expect((await people.world()).modals[0]?.view).toMatchObject({ id: viewId, errors })
  })

  test('are replaced by an update, and stacked by a push at most three deep', async () => {
    const viewId = await opened(input('amount'))
    const answerWith = (response_action: string, view: object) =>
      app.answers.push({ status: 200, body: JSON.stringify({ response_action, view }) })
    const top = async () => (await people.world()).modals[0]?.view.id ?? ''
    answerWith('update', { ...form(input('why')), title: plain('Why?') })
    await people.submit({ person: 'founder', viewId, values: { amount: '9' } })
    expect((await people.world()).modals[0]?.view).toMatchObject({ id: viewId, title: 'Why?' })
    for (const expected of [true, true, false]) {
      const before = await top()
      answerWith('push', form(input('why')))
      await people.submit({ person: 'founder', viewId: before, values: { why: 'x' } })
      expect((await top()) !== before).toBe(expected)
    }
  })

  test('tell the app that they were closed, where it asked for that', async () => {
    const viewId = await opened(input('amount'))
    await people.close({ person: 'founder', viewId })
    expect(lastPayload()).toMatchObject({ type: 'view_closed', is_cleared: false, view: { id: viewId } })
    expect((await people.world()).modals).toEqual([])
  })

  test('are refused with a pointer when they are wrong', async () => {
    const view = { ...form(input('a')), title: plain('x'.repeat(25)) }
    const refused = await client.views
      .open({ trigger_id: await triggered(), view })
      .catch((error) => error.data)
    expect(refused).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    })
  })

  test('choices are those that the form offers', async () => {
    const options = ['viewer', 'operator'].map((value) => ({ text: plain(value), value }))
    const element = { type: 'static_select', action_id: 'role', options }
    const viewId = await opened({ ...input('role'), element })
    const choose = (role: string) => people.submit({ person: 'founder', viewId, values: { role } })
    expect((await choose('emperor')).status).toBe(409)
    await choose('operator')
    expect(lastPayload().view.state.values['role-block'].role.selected_option).toMatchObject({
      value: 'operator',
    })
  })
})

test('the App Home is published, opened and clicked', async () => {
  const button = { type: 'button' as const, action_id: 'pause', text: plain('Pause'), value: 'now' }
  const blocks = [{ type: 'actions' as const, block_id: 'do', elements: [button] }]
  await client.views.publish({ user_id: 'U0ASHA00001', view: { type: 'home', blocks } })
  await people.openHome({ person: 'founder', tab: 'home' })
  const { event } = JSON.parse(app.received.at(-1)?.body ?? '')
  expect(event).toMatchObject({
    type: 'app_home_opened',
    tab: 'home',
    user: 'U0ASHA00001',
    view: { type: 'home' },
  })
  await people.click({ person: 'founder', viewId: event.view.id, actionId: 'pause' })
  expect(lastPayload()).toMatchObject({
    container: { type: 'view', view_id: event.view.id },
    actions: [{ value: 'now' }],
  })
})
