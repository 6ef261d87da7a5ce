import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebClient } from '@slack/web-api'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { blockFaults, viewFaults } from '../sandbox/slack/blocks.ts'
import { payloadOf, type SlackApp, startSlackApp } from './support/slack-app.ts'
import { peopleIn } from './support/slack-people.ts'

const slackSpecs = join(process.env.OPS_ROOM_SPECS ?? '../shared/specs', 'slack')
const hasSpecs = existsSync(slackSpecs)
const spec = (path: string) => JSON.parse(readFileSync(join(slackSpecs, path), 'utf8'))

test.skipIf(hasSpecs)('the specifications are absent: shapes are not compared with them', () => {})

const plain = (text: string) => ({ type: 'plain_text', text })
const markdown = (text: string) => ({ type: 'mrkdwn', text })
const option = (value: string) => ({ text: plain(value), value })
const button = { type: 'button', action_id: 'go', text: plain('Go'), value: '1' }
const confirm = { title: plain('Sure?'), text: markdown('₹500'), confirm: plain('Yes'), deny: plain('No') }

/** Block by block: what is right, and what is wrong in its structure. Lengths are in no type, so not here. */
const GOOD: Record<string, object> = {
  header: { type: 'header', block_id: 'h', text: plain('Refund ₹500') },
  section: { type: 'section', text: markdown('*Order* 1042'), accessory: button },
  fields: { type: 'section', fields: [markdown('a'), plain('b')] },
  context: {
    type: 'context',
    elements: [markdown('x'), { type: 'image', image_url: 'https://x.example/a', alt_text: 'a' }],
  },
  divider: { type: 'divider' },
  actions: { type: 'actions', elements: [{ ...button, style: 'danger', confirm }] },
  overflow: { type: 'actions', elements: [{ type: 'overflow', action_id: 'more', options: [option('1')] }] },
  select: { type: 'actions', elements: [{ type: 'static_select', action_id: 's', options: [option('1')] }] },
  users: { type: 'section', text: plain('x'), accessory: { type: 'users_select', action_id: 'u' } },
  input: {
    type: 'input',
    label: plain('Why'),
    element: { type: 'plain_text_input', action_id: 'why', multiline: true },
  },
  checkboxes: {
    type: 'input',
    label: plain('x'),
    element: { type: 'checkboxes', action_id: 'c', options: [option('1')] },
  },
  radio: {
    type: 'input',
    label: plain('x'),
    element: { type: 'radio_buttons', action_id: 'r', options: [option('1')] },
  },
  number: {
    type: 'input',
    label: plain('x'),
    element: { type: 'number_input', action_id: 'n', is_decimal_allowed: false },
  },
  image: { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a' },
  markdown: { type: 'markdown', text: '**x**' },
  rich: {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }],
  },
}
const BAD: Record<string, object> = {
  nonsense: { type: 'nonsense' },
  untyped: { text: markdown('x') },
  headerMarkdown: { type: 'header', text: markdown('x') },
  headerEmpty: { type: 'header' },
  sectionString: { type: 'section', text: 'x' },
  sectionExtra: { type: 'section', text: markdown('x'), colour: 'red' },
  mrkdwnEmoji: { type: 'section', text: { ...markdown('x'), emoji: true } },
  contextButton: { type: 'context', elements: [button] },
  actionsInput: { type: 'actions', elements: [{ type: 'plain_text_input', action_id: 'x' }] },
  actionsAlone: { type: 'actions' },
  buttonTextless: { type: 'actions', elements: [{ type: 'button', action_id: 'x' }] },
  buttonStyle: { type: 'actions', elements: [{ ...button, style: 'loud' }] },
  confirmEmpty: { type: 'actions', elements: [{ ...button, confirm: { title: plain('x') } }] },
  inputButton: { type: 'input', label: plain('x'), element: button },
  inputLabel: { type: 'input', label: markdown('x'), element: { type: 'plain_text_input', action_id: 'x' } },
  imageAlt: { type: 'image', image_url: 'https://x.example/a.png' },
  markdownObject: { type: 'markdown', text: markdown('x') },
  optionMarkdown: {
    type: 'actions',
    elements: [{ type: 'overflow', options: [{ text: markdown('x'), value: '1' }] }],
  },
}

describe.skipIf(!hasSpecs)("our block validator and the schemas made from Slack's types agree", () => {
  const ajv = new Ajv({ strict: false, allErrors: false })
  const message = hasSpecs ? ajv.compile(spec('block-kit/MessageBlocks.schema.json')) : () => false
  const modal = hasSpecs ? ajv.compile(spec('block-kit/Modal.schema.json')) : () => false

  test.each(Object.entries(GOOD))('that %s is right', (name, block) => {
    expect(blockFaults([block])).toEqual([])
    expect(message([block])).toBe(true)
    if (name === 'markdown') return
    const view = { type: 'modal', title: plain('x'), submit: plain('x'), blocks: [block] }
    expect(viewFaults(view, 'modal')).toEqual([])
    expect(modal(view)).toBe(true)
  })

  test.each(Object.entries(BAD))('that %s is wrong', (_name, block) => {
    expect(message([block])).toBe(false)
    expect(blockFaults([block])).not.toEqual([])
  })
})

describe('limits that are in no type', () => {
  const section = (text: string) => ({ type: 'section', text: markdown(text) })
  const many = (count: number, one: (index: number) => object) =>
    Array.from({ length: count }, (_, index) => one(index))
  const go = (index: number) => ({ ...button, action_id: `go-${index}` })
  test.each<[string, object[], object[]]>([
    ['50 blocks', many(50, () => ({ type: 'divider' })), many(51, () => ({ type: 'divider' }))],
    ['section text 3000', [section('x'.repeat(3000))], [section('x'.repeat(3001))]],
    ['section text 1', [section('x')], [section('')]],
    [
      'header 150',
      [{ type: 'header', text: plain('x'.repeat(150)) }],
      [{ type: 'header', text: plain('x'.repeat(151)) }],
    ],
    [
      '10 fields',
      [{ type: 'section', fields: many(10, () => markdown('x')) }],
      [{ type: 'section', fields: many(11, () => markdown('x')) }],
    ],
    [
      'field 2000',
      [{ type: 'section', fields: [markdown('x'.repeat(2000))] }],
      [{ type: 'section', fields: [markdown('x'.repeat(2001))] }],
    ],
    [
      '25 actions',
      [{ type: 'actions', elements: many(25, go) }],
      [{ type: 'actions', elements: many(26, go) }],
    ],
    [
      'button text 75',
      [{ type: 'actions', elements: [{ ...button, text: plain('x'.repeat(75)) }] }],
      [{ type: 'actions', elements: [{ ...button, text: plain('x'.repeat(76)) }] }],
    ],
    [
      'button value 2000',
      [{ type: 'actions', elements: [{ ...button, value: 'x'.repeat(2000) }] }],
      [{ type: 'actions', elements: [{ ...button, value: 'x'.repeat(2001) }] }],
    ],
    [
      'one block_id',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'b' },
      ],
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
    ],
    [
      'one action_id in a block',
      [{ type: 'actions', elements: [go(1), go(2)] }],
      [{ type: 'actions', elements: [go(1), go(1)] }],
    ],
  ])('%s', (_name, fits, tooMuch) => {
    expect(blockFaults(fits)).toEqual([])
    expect(blockFaults(tooMuch)).not.toEqual([])
  })

  test('a view: title 24, private_metadata 3000, 100 blocks, input needs submit', () => {
    const view = { type: 'modal', title: plain('x'.repeat(24)), submit: plain('x'), blocks: [section('x')] }
    expect(viewFaults({ ...view, private_metadata: 'x'.repeat(3000) }, 'modal')).toEqual([])
    expect(viewFaults({ ...view, private_metadata: 'x'.repeat(3001) }, 'modal')).not.toEqual([])
    expect(viewFaults({ ...view, title: plain('x'.repeat(25)) }, 'modal')).not.toEqual([])
    expect(viewFaults({ ...view, blocks: many(101, () => section('x')) }, 'modal')).not.toEqual([])
    expect(viewFaults({ ...view, submit: undefined, blocks: [GOOD.input] }, 'modal')).not.toEqual([])
  })
})

describe.skipIf(!hasSpecs)("what the app receives has no key that Slack's own samples lack", () => {
  let sandbox: Sandbox
  let app: SlackApp
  const people = peopleIn(() => sandbox.url)
  const received = () => app.received.map(({ body }) => (body.startsWith('{') ? JSON.parse(body) : { body }))
  const eventOfType = (type: string) => received().find((one) => one.event?.type === type)

  beforeAll(async () => {
    sandbox = await startSandbox({ dataFolder: null, port: 0, now: Date.now })
    app = await startSlackApp()
    const { SLACK_BOT_TOKEN, SLACK_API_URL = '' } = sandbox.environment()
    const client = new WebClient(SLACK_BOT_TOKEN, { slackApiUrl: SLACK_API_URL })
    Object.assign(sandbox.slack.settings, { tellsAppOfItself: false })
    await people.connect(app.url)
    await people.say({ person: 'outsider', channel: 'shared-with-agency', text: '<@U0OPSROOM01> hello' })
    await people.openHome({ person: 'founder', tab: 'home' })
    await people.call('join', { person: 'founder2', channel: 'store-ops' })
    const blocks = [{ type: 'actions', block_id: 'a', elements: [button] }]
    const { ts = '' } = await client.chat.postMessage({ channel: 'C0STOREOPS1', text: 'card', blocks })
    await people.click({ person: 'founder', channel: 'store-ops', ts, actionId: 'go' })
    await people.command({ person: 'founder', channel: 'store-ops', command: '/ops', text: 'x' })
    await people.call('uninstall', { team: 'T0BLUEBIRD' })
  })
  afterAll(async () => {
    await sandbox?.stop()
    await app?.close()
  })

  // Slack added two keys to the envelope that only the newest sample has.
  const newest = hasSpecs ? spec('java-slack-sdk/events/MemberJoinedChannelPayload.json') : {}

  test.each([
    ['app_mention', 'AppMentionPayload'],
    ['message', 'MessagePayload'],
    ['app_home_opened', 'AppHomeOpenedPayload'],
    ['member_joined_channel', 'MemberJoinedChannelPayload'],
    ['app_uninstalled', 'AppUninstalledPayload'],
  ])('%s', (type, sample) => {
    const expected = spec(`java-slack-sdk/events/${sample}.json`)
    const told = eventOfType(type)
    expect(told).toBeDefined()
    const mention = Object.keys(spec('java-slack-sdk/events/AppMentionPayload.json').event)
    const known = [...Object.keys(expected.event), ...(type === 'message' ? mention : []), 'event_ts']
    expect(Object.keys(told).filter((key) => !(key in expected) && !(key in newest))).toEqual([])
    expect(Object.keys(told.event).filter((key) => !known.includes(key) && key !== 'channel_type')).toEqual(
      [],
    )
    expect(Object.keys(told.authorizations[0]).sort()).toEqual(Object.keys(expected.authorizations[0]).sort())
  })

  test('block_actions', () => {
    const expected = spec('java-slack-sdk/app-backend/BlockActionPayload.json')
    const click = payloadOf(
      app.received.find(({ body }) => body.startsWith('payload=')) ?? { body: '', headers: {} },
    )
    const strange = (part: object, sample: object) => Object.keys(part).filter((key) => !(key in sample))
    expect(strange(click, { ...expected, is_enterprise_install: false })).toEqual([])
    expect(strange(click.user, expected.user)).toEqual([])
    expect(strange(click.container, expected.container)).toEqual([])
    expect(strange(click.message, expected.message)).toEqual([])
    expect(strange(click.actions[0], expected.actions[0])).toEqual([])
  })

  test('slash command', () => {
    const command = app.received.find(({ body }) => body.includes('command=%2Fops'))
    const fields = [...new URLSearchParams(command?.body).keys()]
    const expected = Object.keys(spec('java-slack-sdk/app-backend/SlashCommandPayload.json'))
    expect(fields.filter((key) => !expected.includes(key))).toEqual([])
    // Outside an Enterprise Grid those two are left out.
    expect(expected.filter((key) => !fields.includes(key))).toEqual(['enterprise_id', 'enterprise_name'])
  })
})
