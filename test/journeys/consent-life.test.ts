/** What becomes of a consent: its tokens are renewed, its vendor ends it, a founder gives it again or takes it back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../support/clock.ts'
import { type Consents, consentsIn, system } from '../support/consents.ts'
import { type OpsRoom, startOpsRoom, untilFound } from '../support/ops-room.ts'
import { inTenantFile } from '../support/record.ts'
import { openAll } from '../support/sealed.ts'
import { Visitor } from '../support/visitor.ts'

let clock: TestClock
let room: OpsRoom
let consents: Consents
beforeEach(async () => {
  clock = createTestClock()
  room = await startOpsRoom({ isFurnished: false, clock })
  consents = consentsIn(room)
})
afterEach(() => room.stop())

const hourMs = 3_600_000
const renewals = async () => (await consents.requests(system.login, system.token)).length
const reads = async () => (await consents.requests(system.name, 'POST')).length
const versions = () =>
  inTenantFile(room.folder, (file) =>
    file
      .prepare<[string], { version: number }>('SELECT version FROM credentials WHERE connector = ?')
      .all(system.name)
      .map(({ version }) => version),
  )
const refreshToken = async (): Promise<string> => {
  const { credentials } = await openAll(room.folder, room.environment().OPS_ROOM_MASTER_KEY ?? '')
  return credentials.at(-1)?.refresh_token ?? ''
}
/** What a read ends in, in the words that a person gets. */
const refusal = () =>
  consents.read().then(
    () => 'no refusal',
    (error: Error) => error.message,
  )

describe('A link', () => {
  it('leads nowhere after ten minutes, before the vendor and after it', async () => {
    const visitor = new Visitor()
    const link = await consents.ask()
    const vendor = await consents.goOn(visitor, link)
    await clock.advance(10 * 60_000)
    expect((await visitor.open(link)).status).toBe(410)
    const end = await visitor.answer(vendor, 'allow')
    expect(end.status).toBe(410)
    expect(end.text).toContain(`/ops connect ${system.name}`)
    expect(await renewals()).toBe(0)
    expect(await consents.connection()).toBeUndefined()
  }, 60_000)
})

describe('An access token that has ended', () => {
  it('is renewed once for all who wait, and a refresh token that rotates is kept', async () => {
    await consents.connect(new Visitor())
    await room.call('grants', { rotate: system.vendor })
    const first = await refreshToken()
    const standing = (await consents.grants()).length
    const before = await renewals()
    await clock.advance(hourMs)
    await Promise.all([consents.read(), consents.read(), consents.read()])
    expect(await renewals()).toBe(before + 1)
    const second = await refreshToken()
    expect(second).not.toBe(first)
    expect(versions()).toEqual([2])
    expect(await consents.rowsOf('credential.refreshed')).toHaveLength(1)
    // The next one stands on the one that was kept: the vendor takes no other.
    await clock.advance(hourMs)
    await consents.read()
    expect(await renewals()).toBe(before + 2)
    expect([first, second]).not.toContain(await refreshToken())
    expect(await consents.grants()).toHaveLength(standing)
  }, 60_000)

  it('is not used before the one that rotated with it is kept', async () => {
    room.processes.preload('server', 'kill-at.ts')
    await room.processes.end('server', 'SIGTERM')
    await room.start('server')
    await room.ready()
    await consents.connect(new Visitor())
    await room.call('grants', { rotate: system.vendor })
    await clock.advance(hourMs)
    const kept = await commitOf(/update credentials/)
    const [asked, used] = [await renewals(), await reads()]
    room.processes.tell('server', { killAt: { name: `before ${kept}`, nth: 1 } })
    const read = consents.read().catch(() => 'lost')
    await room.processes.ended('server')
    expect(await read).toBe('lost')
    expect(await renewals()).toBe(asked + 1)
    expect(await reads()).toBe(used)
    expect(versions()).toEqual([2])
    // The broker has the only copy of it until then: the vendor is not asked once more, which would find the old one dead.
    await room.start('server')
    await room.ready()
    await consents.read()
    expect(await renewals()).toBe(asked + 1)
    expect(versions()).toEqual([3])
  }, 60_000)
})

/** The name of the commit of a renewal, learned from one that is let through; the next renewal is due then. */
async function commitOf(pattern: RegExp): Promise<string> {
  const passed: string[] = []
  room.processes.hear('server', (message) => {
    if ('passed' in message) passed.push((message.passed as { name: string }).name)
  })
  room.processes.tell('server', { killAt: null })
  await consents.read()
  await clock.advance(hourMs)
  return passed.find((name) => pattern.test(name))?.replace(/^(before|after) /, '') ?? ''
}

describe('A consent that the vendor ended', () => {
  it('is told in one sentence with the fix, stands so in the status, and can be given again', async () => {
    await consents.connect(new Visitor())
    await room.call('grants', { revoke: system.vendor })
    const sentence = `${system.label} no longer accepts this connection. A founder has to connect it again.`
    expect(await refusal()).toContain(sentence)
    expect(await consents.rowsOf('credential.refused')).toMatchObject([
      { facts: { connector: system.name, code: 'unauthorised' } },
    ])
    // Also when its token has ended meanwhile, and it is the renewal that is refused.
    await clock.advance(2 * hourMs)
    expect(await refusal()).toContain(sentence)
    await consents.ops('status')
    await room.reply(new RegExp(`${system.label}.*has to be connected again`))
    await consents.connect(new Visitor())
    expect(await consents.read()).toMatchObject({ count: expect.any(Number) })
    await consents.ops('status')
    await room.reply(new RegExp(`Connected: ${system.label} \\(${system.account}\\)`))
    expect(versions()).toEqual([1])
  }, 60_000)

  it('in part is told as what is missing', async () => {
    await consents.connect(new Visitor())
    await room.call('grants', { narrow: system.vendor, scopes: [system.scope] })
    expect(await refusal()).toContain(`This connection may not do that at ${system.label}.`)
    expect(await consents.rowsOf('credential.refused')).toMatchObject([{ facts: { code: 'forbidden' } }])
    await consents.connect(new Visitor())
    expect(await consents.read()).toMatchObject({ count: expect.any(Number) })
  }, 60_000)
})

describe('/ops disconnect', () => {
  it('works at once, and ends the consent at the vendor', async () => {
    const before = (await consents.grants()).length
    await consents.connect(new Visitor())
    expect(await consents.grants()).toHaveLength(before + 1)
    await consents.ops(`disconnect ${system.name}`)
    await consents.rowSeen('credential.removed', 1)
    expect(await consents.connection()).toBeUndefined()
    expect(await consents.grants()).toHaveLength(before)
    expect(await consents.requests(system.login, system.revoke)).toHaveLength(1)
    expect(await consents.rowsOf('credential.removed')).toMatchObject([{ facts: { revoked: true } }])
    expect(versions()).toEqual([])
  }, 60_000)

  it('takes the connection away at once while the broker is away, and ends the consent when it is back', async () => {
    const before = (await consents.grants()).length
    await consents.connect(new Visitor())
    await room.processes.end('broker', 'SIGTERM')
    await consents.ops(`disconnect ${system.name}`)
    await untilFound('the end of the connection', async () => !(await consents.connection()), 10_000)
    expect(await consents.grants()).toHaveLength(before + 1)
    await room.start('broker')
    await clock.advance(6_000)
    await consents.rowSeen('credential.removed', 1)
    expect(await consents.rowsOf('credential.removed')).toMatchObject([{ facts: { revoked: true } }])
    expect(await consents.grants()).toHaveLength(before)
  }, 60_000)

  it('forgets the secret although the vendor does not end the consent, and says so in the ledger', async () => {
    await consents.connect(new Visitor())
    const fault = { provider: system.login, match: system.revoke, fault: 'http_500_before', times: 99 }
    await room.call('faults', fault)
    await consents.ops(`disconnect ${system.name}`)
    await untilFound('a try', async () => (await ends()) > 0, 10_000)
    expect(await consents.connection()).toBeUndefined()
    await clock.advance(120_000)
    await consents.rowSeen('credential.removed', 1)
    expect(await consents.rowsOf('credential.removed')).toMatchObject([{ facts: { revoked: false } }])
    expect(versions()).toEqual([])
  }, 60_000)

  const ends = async () => (await consents.requests(system.login, system.revoke)).length
})
