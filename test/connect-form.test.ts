/** The forms of connecting: what stands in them, and what of a submitted one is kept. */
import type { ModalView } from '@slack/types'
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import type { RemoteConnector } from '../connectors/define.ts'
import { readBody } from '../src/server/slack/body.ts'
import { consentForm, keyForm, noAddress } from '../src/server/slack/connect-forms.ts'
import { connectorList } from '../src/server/slack/connecting.ts'
import { accept } from '../src/server/slack/door.ts'
import { createFormGate } from '../src/server/slack/form-gate.ts'
import { openConnecting, redirectUri, secret, team } from './support/connecting.ts'
import { parcel as carrier } from './support/parcel.ts'

// biome-ignore lint/suspicious/noExplicitAny: the carrier as the catalogue holds it
const parcel = createCatalog([carrier]).all()[0] as RemoteConnector<any, any>

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

type Values = Record<string, string>
const field = (name: string, value: string) => ({ [name]: { [name]: { type: 'plain_text_input', value } } })
const chosen = (name: string, value: string) => ({
  [name]: { [name]: { type: 'radio_buttons', selected_option: { value } } },
})
const may = (access: string) => chosen('connection.access', access)
const entered = (values: Values) =>
  Object.assign({}, ...Object.entries(values).map(([name, value]) => field(name, value))) as object

const submitted = (callbackId: string, values: object, more: object = {}) => ({
  ...{ type: 'view_submission', team: { id: team }, user: { id: 'U0ASHA', team_id: team } },
  view: { id: 'V1', callback_id: callbackId, state: { values } },
  ...more,
})
const keys = { account: 'acme', client_secret: secret }

async function start(way: string | null = redirectUri) {
  const here = await openConnecting()
  open.push(here)
  const bluebird = await here.tenant()
  const gate = createFormGate({ way: async () => way })
  const send = async (payload: object) => {
    const gated = await gate(bluebird.tenant, payload as Record<string, unknown>)
    const kept = gated.body === undefined ? null : readBody(gated.body)
    return { ...gated, kept: kept && 'payload' in kept ? kept.payload : null }
  }
  return { ...here, ...bluebird, gate, send }
}

const idsOf = ({ blocks }: ModalView) => blocks.map((block) => block.block_id ?? block.type)
const textOf = (view: ModalView) => JSON.stringify(view.blocks)

describe('the form', () => {
  test('of a system with a page of its own asks for what leads there, and for what it is', () => {
    const view = consentForm(parcel, null)
    const told = JSON.stringify(consentForm(parcel, null, 'https://ops.example/connect/parcel').blocks)
    expect(told).toContain('`https://ops.example/connect/parcel`')
    expect(JSON.stringify(view.blocks)).not.toContain('Redirect address')
    expect(view.callback_id).toBe('consent.parcel')
    expect(idsOf(view)).toEqual([
      'section',
      'account',
      'client_secret',
      'connection.access',
      'section',
      'way',
    ])
    expect(textOf(view)).toMatch(/It reads\* item, any item/)
    expect(textOf(view)).toMatch(/may ask to\* ship, ship and stray: each of these waits for a founder/)
  })

  test('shows what is chosen now, and asks for changes too unless it was otherwise', () => {
    const initial = (view: ModalView) =>
      /"initial_option":\{"text":\{[^}]*\},"value":"(\w+)"/.exec(textOf(view))?.[1]
    expect(initial(consentForm(parcel, null))).toBe('write')
    expect(initial(consentForm(parcel, 'read'))).toBe('read')
    expect(initial(keyForm(parcel, 'read'))).toBe('read')
  })

  test('has a menu where the vendor has choices', () => {
    const choices = [{ value: 'in', label: 'India' }]
    const region = { label: 'Region', secret: false, hint: '', choices }
    const credential = { ...parcel.credential, fields: { region } }
    const view = keyForm({ ...parcel, credential }, null)
    expect(view.blocks.find(({ block_id }) => block_id === 'region')).toMatchObject({
      element: { type: 'static_select', options: [{ value: 'in', text: { text: 'India' } }] },
    })
  })

  test('has no choice where nothing could be changed, and says so', () => {
    const view = keyForm({ ...parcel, writes: {} }, null)
    expect(idsOf(view)).not.toContain('connection.access')
    expect(textOf(view)).toContain('It changes nothing there.')
  })

  test('without an https address asks for keys, says why, and names the command', () => {
    const view = keyForm(parcel, null, { why: noAddress(parcel) })
    expect(textOf(view)).toMatch(/no public https address \(PUBLIC_URL\).*ops-room credential set parcel/)
  })
})

describe('what was entered', () => {
  test('for the vendor’s page is sealed, and its address kept without a state', async () => {
    const { send } = await start()
    const { kept, body, respond } = await send(
      submitted('consent.parcel', { ...entered(keys), ...may('read') }),
    )
    expect(body).not.toContain(encodeURIComponent(secret))
    expect(kept).toMatchObject({
      view: { state: { values: {} } },
      consent: { access: 'read', redirectUri, sealed: { connector: 'parcel', version: 1 } },
    })
    const { url } = (kept as { consent: { url: string } }).consent
    expect(new URL(url).searchParams.get('state')).toBe('{state}')
    expect(respond).toMatchObject({ response_action: 'update', view: { callback_id: 'consent.link' } })
    expect(respond?.view).not.toHaveProperty('submit')
  })

  test('as keys is sealed, with what it is for', async () => {
    const { send } = await start()
    const { kept, body } = await send(submitted('connect.parcel', { ...entered(keys), ...may('write') }))
    expect(body).not.toContain(encodeURIComponent(secret))
    expect(kept).toMatchObject({ access: 'write', sealed: { connector: 'parcel' } })
  })

  test.each(['consent.parcel', 'connect.parcel'])('of %s is not taken without a choice', async (form) => {
    const { send } = await start()
    for (const values of [entered(keys), { ...entered(keys), ...may('admin') }]) {
      const { respond, body } = await send(submitted(form, values))
      expect(respond).toMatchObject({ errors: { 'connection.access': 'Choose one of the two.' } })
      expect(body).toBeUndefined()
    }
  })

  test.each(['consent.parcel', 'connect.parcel'])(
    'that does not fit is said under its field of %s',
    async (form) => {
      const { send } = await start()
      const values = { ...entered({ account: 'acme', client_secret: 'short' }), ...may('read') }
      const { respond } = await send(submitted(form, values))
      expect(respond).toMatchObject({ errors: { client_secret: 'This does not fit.' } })
      expect(JSON.stringify(respond)).not.toContain('short')
    },
  )

  test('goes to no vendor whose page could not lead back here', async () => {
    const { send } = await start(null)
    const { respond, body } = await send(submitted('consent.parcel', { ...entered(keys), ...may('read') }))
    expect(JSON.stringify(respond)).toMatch(/PUBLIC_URL/)
    expect(body).toBeUndefined()
  })

  test('is not kept of a button pressed beside it, nor of a form that nobody drew', async () => {
    const { send } = await start()
    const values = { ...entered(keys), ...may('read') }
    const press = { type: 'block_actions', actions: [{ action_id: 'connect.keys', value: 'parcel' }] }
    for (const payload of [
      submitted('consent.parcel', values, press),
      submitted('connect.parcel', values, press),
      submitted('connect.parcel', values, { type: 'view_closed' }),
      submitted('connect.nothing', values),
      submitted('consent.ops_room', values),
      submitted('consent.razorpay', values, press),
    ]) {
      const { body, kept } = await send(payload)
      expect(body).not.toContain(encodeURIComponent(secret))
      expect(kept).toMatchObject({ view: { state: { values: {} } } })
      expect(kept).not.toHaveProperty('sealed')
      expect(kept).not.toHaveProperty('consent')
    }
  })

  test('of what carries the link nothing is kept at all: its click, and our own message that comes back', async () => {
    const { tenant, gate } = await start()
    const counted: string[] = []
    const parts = {
      ...{ rooms: { byTeam: () => tenant }, gate, wake: () => undefined },
      count: (name: string) => void counted.push(name),
    }
    const request = { body: '{}', timestamp: '1', signature: 'v0=' }
    const url = 'https://ops.example/connect/parcel?consent=the-state'
    const click = {
      ...{ type: 'block_actions', team: { id: team }, actions: [{ action_id: 'consent.link' }] },
      message: { blocks: [{ elements: [{ url }] }] },
    }
    const echo = { type: 'event_callback', team_id: team, event_id: 'Ev1' }
    const said = { type: 'message', channel: 'D1', ts: '1.1', user: 'U0BOT', bot_id: 'B1', text: url }
    const changed = { type: 'message', subtype: 'message_changed', message: { bot_id: 'B1', text: url } }
    const all = [
      new URLSearchParams({ payload: JSON.stringify(click) }).toString(),
      JSON.stringify({ ...echo, event: said }),
      JSON.stringify({ ...echo, event: changed }),
    ]
    for (const body of all) {
      const arrived = readBody(body)
      if (!arrived || arrived.kind === 'url_verification') throw new Error('not read')
      expect(await accept(parts as never, arrived, { ...request, body })).toMatchObject({ status: 200 })
    }
    expect(tenant.room.inbox.due(10)).toEqual([])
    const person = readBody(JSON.stringify({ ...echo, event: { ...said, bot_id: undefined } }))
    if (!person || person.kind === 'url_verification') throw new Error('not read')
    await accept(parts as never, person, request)
    expect(tenant.room.inbox.due(10)).toHaveLength(1)
  })
})

test('/ops connect lists every system with how it stands', async () => {
  const { room, connectByKeys } = await start()
  const credential = await connectByKeys()
  expect(connectorList(room)).toBe(
    [
      'Which one?',
      '• *Parcel*  old  `/ops connect parcel`',
      '• *Razorpay*  not connected  `/ops connect razorpay`',
    ].join('\n'),
  )
  room.credentials.refused(credential, 'unauthorised')
  expect(connectorList(room)).toContain('old, :warning: has to be connected again  `/ops connect parcel`')
})
