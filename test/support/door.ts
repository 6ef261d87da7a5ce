/** The door of a running Ops Room, what stands behind it, and everybody who knocks. */
import { bot, startOpsRoom, storeOps, team } from './ops-room.ts'
import { inTenantFile } from './record.ts'
import { form, type Headers, mac, nowSeconds, type Posted, post, signed } from './slack-signer.ts'

export type Request = [what: string, send: () => Promise<Posted>]
export type Door = Awaited<ReturnType<typeof openDoor>>

/** Everything that a request could leave behind. */
const tables = [
  'inbox',
  'ledger',
  'turns',
  'entries',
  'outbox',
  'approvals',
  'votes',
  'evidence',
  'executions',
]

export async function openDoor() {
  const room = await startOpsRoom()
  await room.call('slack-settings', { rateFactor: null })
  const secret = room.environment().SLACK_SIGNING_SECRET ?? ''
  const founder = (await room.world()).people.find(({ handle }) => handle === 'founder')?.id ?? ''
  const send = (body: string | Buffer | readonly string[], headers: Headers) =>
    post(room.slackUrl(), body, headers)
  const count = (table: string) =>
    inTenantFile(room.folder, (file) => file.prepare(`SELECT count(*) FROM ${table}`).pluck().get())

  return {
    ...{ room, secret, founder, send, count, stop: room.stop },
    sendSigned: (body: string, more: Headers = {}) => send(body, { ...signed(secret, body), ...more }),

    /** How many rows there are of each kind: the same before and after when there was no effect. */
    left: () => tables.map(count),

    /** The door's counters at /metrics. */
    async counted(): Promise<Record<string, number>> {
      const text = await (await fetch(`${room.url()}/metrics`)).text()
      const counts = [...text.matchAll(/^ops_room_door_(\w+?)_total (\d+)$/gm)]
      return Object.fromEntries(counts.map(([, name = '', number]) => [name, Number(number)]))
    },

    command: () =>
      form([
        ['command', '/ops'],
        ['text', 'help'],
        ['team_id', team],
        ['user_id', founder],
        ['channel_id', storeOps],
      ]),
    eventOf: (event: object, eventId = 'Ev0001', teamId = team) =>
      JSON.stringify({ type: 'event_callback', team_id: teamId, event_id: eventId, event }),
    mention: (ts: string) => ({
      ...{ type: 'app_mention', user: founder, channel: storeOps, ts, text: `<@${bot}> hello ${ts}` },
    }),
    click: (action: object) => ({
      ...{
        type: 'block_actions',
        team: { id: team },
        user: { id: founder, team_id: team },
        actions: [action],
      },
      ...{
        container: { type: 'message', channel_id: storeOps, message_ts: '1.1' },
        channel: { id: storeOps },
      },
    }),
  }
}

/** More than a hundred requests of which each is the signed one but for something. */
export function forgeries({ secret, command, send }: Door): Request[] {
  const body = command()
  const timestamp = String(nowSeconds())
  const good = mac(secret, `v0:${timestamp}:${body}`)
  const signatures = otherSignatures(secret, body, timestamp).map(
    (signature): Request => [
      signature,
      () => send(body, { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature }),
    ],
  )
  const bodies = Array.from(
    { length: 40 },
    (_, index): Request => [`body ${index}`, () => send(flip(body, index), signed(secret, body))],
  )
  const headers: Headers[] = [
    {},
    { 'x-slack-signature': good },
    { 'x-slack-request-timestamp': timestamp },
    { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': [good, good] },
    { 'x-slack-request-timestamp': [timestamp, timestamp], 'x-slack-signature': good },
    { authorization: `Bearer ${good}`, 'x-slack-request-timestamp': timestamp, signature: good },
  ]
  const others = headers.map((each, index): Request => [`headers ${index}`, () => send(body, each)])
  return [...signatures, ...bodies, ...others]
}

function otherSignatures(secret: string, body: string, timestamp: string): string[] {
  const base = `v0:${timestamp}:${body}`
  const good = mac(secret, base)
  const hex = good.slice(3)
  return [
    ...Array.from({ length: 64 }, (_, at) => `v0=${flip(hex, at)}`),
    ...['', 'v0', 'v0=', hex, `v1=${hex}`, `V0=${hex}`, `v0:${hex}`, `v0=${hex.toUpperCase()}`, `v0= ${hex}`],
    ...[good.slice(0, -1), `${good}0`, `${good}00`, `${good},${good}`, `v0=${good}`, `v0==${hex}`],
    ...[`v0=0x${hex}`, `v0=${'0'.repeat(64)}`, `v0=${Buffer.from(hex, 'hex').toString('base64')}`],
    ...[`sha256=${hex}`, 'null', '[]'],
    ...['', ' ', secret.slice(1), `${secret} `].map((other) => mac(other, base)),
    ...[`v0:${timestamp}:`, `v0:${timestamp}`, `${timestamp}:${body}`, body, `${base}\n`].map((text) =>
      mac(secret, text),
    ),
  ]
}

const flip = (text: string, at: number): string =>
  `${text.slice(0, at)}${text.charAt(at) === '0' ? '1' : '0'}${text.slice(at + 1)}`

/** Bodies that two readers could take for two things, or that are none. */
export function ambiguousBodies(door: Door): string[] {
  const payload = encodeURIComponent(
    JSON.stringify(door.click({ action_id: 'approval.approve', value: 'x' })),
  )
  const event = door.eventOf(door.mention('1.2'))
  return [
    ...ambiguousForms(payload, event),
    ...brokenForms(door.click({})),
    ...brokenEvents(event, door.click({})),
  ]
}

const ambiguousForms = (payload: string, event: string): string[] => [
  `ssl_check=1&payload=${payload}`,
  `payload=${payload}&ssl_check=1`,
  `payload=${payload}&payload=${payload}`,
  `command=%2Fops&payload=${payload}&team_id=${team}`,
  `command=%2Fops&command=%2Fops&team_id=${team}`,
  `command=%2Fops&team_id=${team}&team_id=T0OTHER`,
  `Payload=${payload}`,
  `payload%20=${payload}`,
  `payload=${encodeURIComponent(event)}&x=`,
  `x=1&${event}`,
]

function brokenForms(click: object): string[] {
  const orgWide = { ...click, team: null, is_enterprise_install: true }
  const payloads = [
    '',
    'not-json',
    '[]',
    'null',
    '{}',
    '{"team":null}',
    '{"team":{"id":7}}',
    JSON.stringify(orgWide),
  ]
  const forms = payloads.map((payload) => `payload=${encodeURIComponent(payload)}`)
  return [...forms, 'command=%2Fops&text=help', 'ssl_check=1', '', ' ', '=', '&&']
}

const brokenEvents = (event: string, click: object): string[] => [
  ...['[]', '{}', 'null', '""', '{', '{"type":"event_callback"', `[${event}]`, ` ${event}`, `\ufeff${event}`],
  JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: {} }),
  JSON.stringify({ type: 'event_callback', team_id: [team], event_id: 'Ev1' }),
  JSON.stringify(click),
  `{"type":"event_callback","event_id":"Ev1","__proto__":{"team_id":"${team}"}}`,
  '{"type":"url_verification","challenge":{"a":1}}',
]
