/** Changing keys, with each process killed at each of its steps: what is sealed opens at every moment. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Operator } from '../../src/server/operator.ts'
import { type OpsRoom, startOpsRoom, team, untilFound } from '../support/ops-room.ts'
import { openAll } from '../support/sealed.ts'

let room: OpsRoom
let masterKey: string

beforeAll(async () => {
  room = await startOpsRoom()
  masterKey = room.environment().OPS_ROOM_MASTER_KEY ?? ''
  for (const name of ['server', 'broker'] as const) {
    room.processes.preload(name, 'kill-nth.ts')
    await room.processes.end(name, 'SIGTERM')
    await room.start(name)
  }
  await room.ready()
}, 60_000)
afterAll(() => room.stop(), 30_000)

const opened = () => openAll(room.folder, masterKey)

/** A read whose row has a body, sealed under the key of now. */
const readSomething = () => room.operator((operator) => operator.call(team, 'ops_room', 'connections', {}))

/** Does it again and again, killed each time at the next step, until it is through. Says how often it was killed. */
async function killedAtEachStep(
  name: 'server' | 'broker',
  change: (operator: Operator) => Promise<unknown>,
  look: () => Promise<void>,
): Promise<number> {
  for (let at = 1; at < 100; at++) {
    room.processes.tell(name, { killNth: at })
    const isThrough = await room.operator(change).then(
      () => true,
      () => false,
    )
    if (isThrough) {
      room.processes.tell(name, { killNth: 0 })
      return at - 1
    }
    await room.processes.ended(name)
    await look()
    await room.start(name)
    await room.ready()
    // The agent dials again by itself, at its own pace.
    const examine = () => room.operator((operator) => operator.examine())
    await untilFound('nothing wrong', async () => (await examine()).wrong.length === 0, 15_000)
  }
  throw new Error('it is never through')
}

describe('A new data key', () => {
  it('leaves what was sealed before open, and seals what comes', async () => {
    await readSomething()
    const before = await opened()
    await room.operator((operator) => operator.rotateTenantKeys())
    await readSomething()
    const after = await opened()
    expect(after.credentials).toEqual(before.credentials)
    expect(after.bodies).toBeGreaterThan(before.bodies)
    expect(after.keys).toBe(before.keys + 1)
    expect(after.under.credentials).toEqual([after.primary])
    expect(after.primary).not.toBe(before.primary)
    expect(after.under.bodies).toHaveLength(before.under.bodies.length + 1)
    expect(after.under.bodies).toEqual(expect.arrayContaining(before.under.bodies))
  })
})

describe('A new master key', () => {
  it.each(['server', 'broker'] as const)(
    'survives the end of the %s at each step',
    async (name) => {
      const old = masterKey
      const fresh = randomBytes(32).toString('base64')
      const before = await opened()
      await restartBroker({ OPS_ROOM_MASTER_KEY: fresh, OPS_ROOM_OLD_MASTER_KEYS: old })
      const opensUnderOne = async () => {
        const found = await Promise.allSettled([old, fresh].map((key) => openAll(room.folder, key)))
        const whole = found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
        expect(whole).toHaveLength(1)
        expect(whole[0]?.credentials).toEqual(before.credentials)
      }
      const kills = await killedAtEachStep(name, (operator) => operator.rewrapKeys(), opensUnderOne)
      expect(kills).toBeGreaterThanOrEqual(2)
      masterKey = fresh
      await restartBroker({ OPS_ROOM_MASTER_KEY: fresh, OPS_ROOM_OLD_MASTER_KEYS: undefined })
      expect(await room.operator((operator) => operator.examine())).toMatchObject({ wrong: [] })
      const after = await opened()
      expect(after.credentials).toEqual(before.credentials)
      expect(after.under.masters).not.toEqual(before.under.masters)
      await expect(openAll(room.folder, old)).rejects.toThrow('vault.unreadable')
    },
    120_000,
  )

  it('that is not the one of before is named as what is wrong', async () => {
    await restartBroker({ OPS_ROOM_MASTER_KEY: randomBytes(32).toString('base64') })
    const { wrong } = await room.operator((operator) => operator.examine())
    expect(wrong).toHaveLength(1)
    expect(wrong[0]).toContain('OPS_ROOM_OLD_MASTER_KEYS')
    await restartBroker({ OPS_ROOM_MASTER_KEY: masterKey })
  })

  async function restartBroker(change: Record<string, string | undefined>): Promise<void> {
    await room.processes.end('broker', 'SIGTERM')
    room.change(change)
    await room.start('broker')
    await room.ready()
  }
})

// Last, since each of these leaves a key more to wrap.
describe('A new data key in bad luck', () => {
  it.each(['server', 'broker'] as const)(
    'survives the end of the %s at each step',
    async (name) => {
      const before = await opened()
      const kills = await killedAtEachStep(
        name,
        (operator) => operator.rotateTenantKeys(),
        async () => expect((await opened()).credentials).toEqual(before.credentials),
      )
      // One commit for the key and one for each of the two secrets; in the broker as many sealings. Before and after.
      expect(kills).toBeGreaterThanOrEqual(6)
      await readSomething()
      const after = await opened()
      expect(after.credentials).toEqual(before.credentials)
      expect(after.under.credentials).toEqual([after.primary])
    },
    90_000,
  )

  it('is lost by neither of two who make one at once', async () => {
    const before = await opened()
    await Promise.all([1, 2].map(() => room.operator((operator) => operator.rotateTenantKeys())))
    const after = await opened()
    expect(after.keys).toBe(before.keys + 2)
    expect(after.credentials).toEqual(before.credentials)
  })
})
