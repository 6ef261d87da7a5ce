/** What a connection is for, whether its vendor still takes it, and how it ends. */
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import type { Connector } from '../connectors/define.ts'
import { opsRoom } from '../connectors/ops-room/index.ts'
import { examineVersions } from '../src/server/operator/versions.ts'
import { drawHome } from '../src/server/slack/home.ts'
import { openConnecting } from './support/connecting.ts'
import { honest, parcel } from './support/parcel.ts'
import type { Answers } from './support/provider.ts'
import { json } from './support/provider.ts'
import { evidenceOf } from './support/room.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** A connected carrier that answers every read as it is told at the time. */
async function start() {
  let answers: Answers = honest
  const here = await openConnecting((...args) => answers(...args))
  open.push(here)
  const bluebird = await here.tenant()
  const credential = await bluebird.connectByKeys()
  const { tenant, room } = bluebird
  const use = () => tenant.credential('parcel')
  const read = () => tenant.broker().read({ connector: 'parcel', read: 'item', input: { id: 'it_1' } }, use())
  const now = () => room.credentials.connection('parcel')?.refused
  const answerWith = (next: Answers) => {
    answers = next
  }
  return { ...here, ...bluebird, credential, use, read, now, answerWith }
}
const saying =
  (status: number): Answers =>
  (reached, response, request) =>
    reached.method === 'GET' ? json(response, {}, status) : honest(reached, response, request)

describe('a connection for reading only', () => {
  async function startReading() {
    const here = await start()
    const { room, credential } = here
    room.transact(() =>
      room.credentials.connect({ connector: 'parcel', account: 'old', credential, access: 'read' }),
    )
    return here
  }
  const tool = (connector: Connector | null) => {
    if (connector?.kind !== 'remote') throw new Error('the carrier is not in the catalogue')
    return { kind: 'write' as const, connector, operation: 'ship', definition: parcel.writes.ship }
  }
  const proposal = (here: Awaited<ReturnType<typeof start>>) => ({
    ...{ tool: tool(here.catalog.find('parcel')), input: { id: 'it_1' }, requester: here.founder },
    ...{ origin: null, entries: [], via: 'slack' as const, places: [] },
  })
  const offered = ({ room }: Awaited<ReturnType<typeof start>>) =>
    room.tools.specs({ propose: true }).map(({ name }) => name)

  test('offers its reads and none of its writes', async () => {
    const reading = await startReading()
    expect(offered(reading)).toContain('parcel_item')
    expect(offered(reading)).not.toContain('parcel_ship')
    expect(offered(await start())).toContain('parcel_ship')
  })

  test('refuses a write that is proposed all the same, and says who may allow it', async () => {
    const here = await startReading()
    expect(() => here.room.tools.find('parcel_ship', 'write')).toThrow(
      /access\.read_only.*\/ops connect parcel/,
    )
    await expect(here.room.proposals.propose(proposal(here), here.tenant.prepare)).rejects.toMatchObject({
      code: 'access.read_only',
    })
    expect(here.room.approvals.list({ limit: 10 })).toEqual([])
  })

  test('stops what was approved before it became one', async () => {
    const here = await start()
    const { room, founder, credential } = here
    const { approval, digest } = await room.proposals.propose(proposal(here), here.tenant.prepare)
    const vote = { approval, digest, kind: 'approve' as const, by: founder, reason: null }
    await room.votes.vote({ ...vote, evidence: evidenceOf('click') })
    const execution = room.executions.byApproval(approval)
    if (!execution) throw new Error('nothing was granted')
    expect(room.executions.obstacle(execution)).toBeNull()
    room.transact(() =>
      room.credentials.connect({ connector: 'parcel', account: 'old', credential, access: 'read' }),
    )
    expect(room.executions.obstacle(execution)).toBe('access.read_only')
    expect(await room.executions.begin(execution)).toBe(false)
  })
})

describe('a credential that the vendor refuses', () => {
  test('is marked, and whoever asked is told the fix; what works again is not marked', async () => {
    const here = await start()
    here.answerWith(saying(401))
    await expect(here.read()).rejects.toMatchObject({
      code: 'connector.unauthorised',
      sentence: expect.stringMatching(/The fix: `\/ops connect parcel`\.$/),
    })
    expect(here.now()).toBe('unauthorised')
    expect(here.rows('credential.refused')).toMatchObject([
      { subject: here.credential, facts: { connector: 'parcel', code: 'unauthorised' } },
    ])
    here.answerWith(honest)
    await here.read()
    expect(here.now()).toBeNull()
  })

  test('leaves at most one row an hour', async () => {
    const here = await start()
    here.answerWith(saying(401))
    const ask = () => here.read().catch(() => undefined)
    for (let i = 0; i < 5; i++) await ask()
    here.answerWith(honest)
    await here.read()
    here.answerWith(saying(401))
    await ask()
    expect(here.now()).toBe('unauthorised')
    expect(here.rows('credential.refused')).toHaveLength(1)
    here.clock.now += 3_600_001
    await ask()
    expect(here.rows('credential.refused')).toHaveLength(2)
  })

  test('that lacks a scope stays marked until it is connected again', async () => {
    const here = await start()
    here.room.credentials.refused(here.credential, 'forbidden')
    await here.read()
    expect(here.now()).toBe('forbidden')
    const { state } = await here.granted()
    const gone = await here.get(`/connect/parcel?consent=${state}&go=1`)
    const cookie = (gone.headers.get('set-cookie') ?? '').split(';')[0]
    await here.get(`/connect/parcel?code=x&depot=north&state=${state}`, cookie)
    expect(here.now()).toBeNull()
  })

  test('shows on the Home, with a way to mend it for founders alone', async () => {
    const here = await start()
    here.room.credentials.refused(here.credential, 'unauthorised')
    const asFounder = JSON.stringify(drawHome(here.room, 'founder'))
    expect(asFounder).toMatch(/Parcel\* {2}old, :warning: has to be connected again/)
    expect(asFounder).toContain('connection.connect')
    expect(asFounder).toContain('connection.disconnect')
    const asViewer = JSON.stringify(drawHome(here.room, 'viewer'))
    expect(asViewer).toContain('has to be connected again')
    expect(asViewer).not.toMatch(/connection\.(dis)?connect/)
  })

  test('was replaced meanwhile: the refusal is of no interest', async () => {
    const here = await start()
    await here.read()
    const old = here.use()
    await here.connectByKeys()
    here.answerWith(saying(401))
    const asked = { connector: 'parcel', read: 'item', input: { id: 'it_1' } }
    await expect(here.tenant.broker().read(asked, old)).rejects.toMatchObject({
      code: 'connector.unauthorised',
    })
    expect(here.now()).toBeNull()
    expect(here.rows('credential.refused')).toEqual([])
  })
})

describe('disconnecting', () => {
  const revoked = (here: Awaited<ReturnType<typeof start>>) =>
    here.provider.reached.filter(({ url }) => url.endsWith('/oauth/revoke'))
  const disconnect = ({ room }: Awaited<ReturnType<typeof start>>) =>
    room.transact(() => room.port.connections.disconnect('parcel'))

  test('works at once; then the vendor ends the grant, and the secret is forgotten', async () => {
    const here = await start()
    disconnect(here)
    expect(here.room.credentials.connection('parcel')).toBeNull()
    expect(() => here.use()).toThrow(/tool\.not_connected/)
    expect(revoked(here)).toEqual([])
    await here.revoke()
    expect(revoked(here)).toHaveLength(1)
    expect(here.room.credentials.all()).toEqual([])
    expect(here.rows('credential.removed')).toMatchObject([{ facts: { connector: 'parcel', revoked: true } }])
    await here.revoke()
    expect(here.rows('credential.removed')).toHaveLength(1)
  })

  test('forgets the secret too when the vendor does not answer', async () => {
    const here = await start()
    here.answerWith((_, response) => response.destroy())
    disconnect(here)
    await here.revoke()
    expect(here.room.credentials.all()).toEqual([])
    expect(here.rows('credential.removed')).toMatchObject([{ facts: { revoked: false } }])
  })

  test('and when the broker stays away, after a minute', async () => {
    const here = await start()
    disconnect(here)
    here.link.connected({ remote: null, closed: Promise.resolve() })
    await new Promise((resolve) => setImmediate(resolve))
    await here.revoke()
    expect(here.room.credentials.all()).toHaveLength(1)
    for (let i = 0; i < 12; i++) {
      here.clock.now += 5_000
      await here.revoke()
    }
    expect(here.room.credentials.all()).toEqual([])
    expect(here.rows('credential.removed')).toMatchObject([
      { facts: { revoked: false, code: 'broker.away' } },
    ])
  })

  test('of a system whose vendor has no call for it ends in one step', async () => {
    const here = await start()
    const { room } = here
    const id = room.id('crd')
    const fields = { key_id: 'rzp_test_Bluebird000001', key_secret: 'notARealSecret00' }
    const keys = { id, connector: 'razorpay', version: 1, fields }
    const sealed = await here.tenant.broker().seal(keys)
    const { oauth: _, ...withoutPage } = here.catalog.find('razorpay') as { oauth?: unknown }
    Object.defineProperty(here.catalog, 'find', { value: () => withoutPage })
    room.transact(() => {
      room.credentials.keep(sealed)
      room.credentials.connect({ connector: 'razorpay', account: 'x', credential: id, access: 'write' })
      room.port.connections.disconnect('razorpay')
    })
    expect(room.credentials.get(id)).toBeNull()
    expect(here.rows('credential.removed')).toMatchObject([
      { facts: { revoked: false, code: 'not_offered' } },
    ])
  })

  test('takes back the links that were sent out', async () => {
    const here = await start()
    const { id, state } = await here.granted()
    disconnect(here)
    expect(here.room.consents.get(id)).toBeNull()
    expect((await here.get(`/connect/parcel?consent=${state}`)).status).toBe(410)
  })
})

describe('the doctor on API versions', () => {
  const catalog = createCatalog([opsRoom, parcel])
  const examine = (version: string, sunset: string | null, day: string, connected = ['parcel']) =>
    examineVersions(
      { catalog, now: () => Date.parse(day) },
      [{ name: 'parcel', version, sunset, routed: false }],
      new Set(connected),
    )

  test('says what has ended, what ends within 90 days, and what nobody has checked', () => {
    expect(examine('v1', '2027-08-01', '2027-05-03')).toEqual({
      wrong: [],
      notes: [expect.stringMatching(/in 90 days.*OPS_ROOM_API_VERSIONS/)],
    })
    expect(examine('v1', '2027-08-01', '2027-08-01').wrong).toEqual([
      expect.stringMatching(/ended version v1.*OPS_ROOM_API_VERSIONS/),
    ])
    expect(examine('v9', null, '2026-11-22').notes).toEqual([
      expect.stringMatching(/version v9.*not one that this/),
    ])
  })

  test('is silent on what is fine, and on what is not connected', () => {
    const nothing = { wrong: [], notes: [] }
    expect(examine('v1', '2027-08-01', '2027-05-02')).toEqual(nothing)
    expect(examine('v1', '2027-08-01', '2028-01-01', [])).toEqual(nothing)
    expect(examine('', null, '2026-11-22')).toEqual(nothing)
  })
})
