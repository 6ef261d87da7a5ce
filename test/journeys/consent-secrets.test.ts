/** What passes while a system is connected, renewed and disconnected stands nowhere where it could be read again. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestClock } from '../support/clock.ts'
import { type Consents, consentsIn, system } from '../support/consents.ts'
import { type OpsRoom, startOpsRoom } from '../support/ops-room.ts'
import type { Name } from '../support/processes.ts'
import { openAll, openConsents } from '../support/sealed.ts'
import { Visitor } from '../support/visitor.ts'

const clock = createTestClock()
const processes: Name[] = ['server', 'broker', 'agent']
let room: OpsRoom
let consents: Consents
/** Name → value, as each came to be known. */
const secrets = new Map<string, string>([['the app’s secret', system.fields.client_secret]])
beforeAll(async () => {
  room = await startOpsRoom({ isFurnished: false, clock, environment: { LOG_LEVEL: 'trace' } })
  consents = consentsIn(room)
})
afterAll(() => room.stop())

const masterKey = () => room.environment().OPS_ROOM_MASTER_KEY ?? ''

/** Every file of the data folder, the write-ahead logs too, and everything that the processes have said. */
function everything(): { place: string; text: string }[] {
  const files = readdirSync(room.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const said = processes.map((name) => ({
    place: `the log of the ${name}`,
    text: room.processes.errors(name) + room.processes.printed(name),
  }))
  const kept = files.map((file) => ({
    place: file.name,
    text: readFileSync(join(file.parentPath, file.name)).toString('latin1'),
  }))
  return [...kept, ...said]
}

/** As it is, in an address, in JSON within JSON, and in base64. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(encodeURIComponent(secret)),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
]

async function expectNowhere(): Promise<void> {
  const { texts } = await openAll(room.folder, masterKey())
  const bodies = texts.map((text) => ({ place: 'a ledger body', text }))
  const world = JSON.stringify(await room.world())
  const found = [...secrets].flatMap(([name, secret]) => {
    expect(secret.length, name).toBeGreaterThan(15)
    const places = [...everything(), ...bodies, ...(name.startsWith('a state') ? [] : [slack(world)])]
    return places
      .filter(({ text }) => formsOf(secret).some((form) => text.includes(form)))
      .map(({ place }) => `${name} in ${place}`)
  })
  expect(found).toEqual([])
}
/** The link that the founder gets carries its state: that is what it is for. */
const slack = (text: string) => ({ place: 'Slack', text })

/** Goes as far as the vendor's answer, and learns on the way what is secret. */
async function learn(visitor: Visitor): Promise<string> {
  const link = await consents.ask()
  const nth = secrets.size
  secrets.set(`a state ${nth}`, new URL(link).searchParams.get('consent') ?? '')
  const pending = (await openConsents(room.folder, masterKey())).at(-1)
  const { verifier } = JSON.parse(pending?.pending ?? '{}') as { verifier?: string }
  secrets.set(`a verifier ${nth}`, verifier ?? '')
  const vendor = await consents.goOn(visitor, link)
  const { headers } = await visitor.answer(vendor, 'allow', false)
  const back = headers.get('location') ?? ''
  secrets.set(`a code ${nth}`, new URL(back).searchParams.get('code') ?? '')
  for (const cookie of visitor.cookies()) secrets.set(`a cookie ${nth}`, cookie)
  return back
}

async function learnTokens(): Promise<void> {
  const { credentials } = await openAll(room.folder, masterKey())
  const [{ access_token = '', refresh_token = '' } = {}] = credentials
  secrets.set(`an access token ${secrets.size}`, access_token)
  secrets.set(`a refresh token ${secrets.size}`, refresh_token)
}

it('not while it waits', async () => {
  await learn(new Visitor())
  const { messages } = await room.world()
  const letter = messages.findLast(({ blocks }) => JSON.stringify(blocks).includes('consent.link'))
  const button = { channel: letter?.channel ?? '', ts: letter?.ts ?? '', actionId: 'consent.link' }
  expect((await room.click({ person: 'founder', ...button })).answer).toMatchObject({ status: 200 })
  await expectNowhere()
}, 60_000)

it.each(['malformed', 'http_500_after', 'unauthorised', 'reset_after'])(
  'not when the vendor’s answer is lost (%s)',
  async (fault) => {
    const visitor = new Visitor()
    const back = await learn(visitor)
    await room.call('faults', { provider: system.login, match: system.token, fault, times: 1 })
    const end = await visitor.open(back)
    expect(end.status).toBe(502)
    expect(end.text).toContain(system.label)
    expect(await consents.connection()).toBeUndefined()
    await expectNowhere()
  },
  60_000,
)

it('not when it is connected', async () => {
  const visitor = new Visitor()
  expect((await visitor.open(await learn(visitor))).text).toContain(`${system.label} is connected`)
  await learnTokens()
  await expectNowhere()
}, 60_000)

it('not when its tokens are renewed', async () => {
  await room.call('grants', { rotate: system.vendor })
  await clock.advance(3_600_000)
  await consents.read()
  await learnTokens()
  // All of them are others: nothing is looked for twice in the place of something else.
  expect(new Set(secrets.values()).size).toBe(secrets.size)
  await expectNowhere()
}, 60_000)

it('not when it is disconnected, and then not even sealed', async () => {
  await consents.ops(`disconnect ${system.name}`)
  await consents.rowSeen('credential.removed', 1)
  await expectNowhere()
  expect((await openAll(room.folder, masterKey())).credentials).toEqual([])
}, 60_000)
