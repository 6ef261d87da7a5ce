/**
 * The server or the broker is killed at each durable step between the way back from the vendor and the connection:
 * afterwards there is a connection that works, or none and nothing left of it, and it can be asked for again.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestClock } from '../support/clock.ts'
import { type Consents, consentsIn, system } from '../support/consents.ts'
import type { Point } from '../support/kill-at.ts'
import { type OpsRoom, startOpsRoom, untilFound } from '../support/ops-room.ts'
import type { Name } from '../support/processes.ts'
import { inTenantFile } from '../support/record.ts'
import { Visitor } from '../support/visitor.ts'

const clock = createTestClock()
let room: OpsRoom
let consents: Consents
beforeAll(async () => {
  room = await startOpsRoom({ isFurnished: false, clock })
  consents = consentsIn(room)
  for (const name of ['broker', 'server'] as const) {
    room.processes.preload(name, 'kill-at.ts')
    await room.processes.end(name, 'SIGTERM')
    await room.start(name)
  }
  await room.ready()
}, 60_000)
afterAll(() => room.stop())

type Left = { credentials: number; connections: number; consents: number }
const left = (): Left =>
  inTenantFile(room.folder, (file) => {
    const count = (table: string): number =>
      file.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1
    return {
      credentials: count("credentials WHERE connector <> 'slack'"),
      connections: count('connections'),
      consents: count('consents'),
    }
  })

/** As far as the vendor's answer: what the browser would open next. */
async function wayBack(): Promise<() => Promise<number>> {
  const visitor = new Visitor()
  const vendor = await consents.goOn(visitor, await consents.ask())
  const { headers } = await visitor.answer(vendor, 'allow', false)
  return () =>
    visitor.open(headers.get('location') ?? '').then(
      ({ status }) => status,
      () => 0,
    )
}

async function disconnect(): Promise<void> {
  const before = (await consents.rowsOf('credential.removed')).length
  await consents.ops(`disconnect ${system.name}`)
  await consents.rowSeen('credential.removed', before + 1)
}

/** The points that a process passes from the way back to the end of it. */
async function pointsOf(process: Name): Promise<Point[]> {
  const open = await wayBack()
  const points: Point[] = []
  room.processes.hear(process, (message) => {
    if ('passed' in message) points.push(message.passed as Point)
  })
  room.processes.tell(process, { killAt: null })
  expect(await open()).toBe(200)
  const own = points.filter(({ name }) => /consents|credentials|connections|to the provider/.test(name))
  await disconnect()
  return own
}

/** Kills at the point; what is wrong afterwards, or null. */
async function faultAfter(process: Name, at: Point): Promise<string | null> {
  const open = await wayBack()
  room.processes.tell(process, { killAt: at })
  const status = open()
  await room.processes.ended(process)
  await status
  await room.start(process)
  await room.ready()
  // What a crash left is looked for when there is something to do and its link is long past.
  await clock.advance(3 * 3_600_000)
  await consents.ops('status')
  await untilFound('that it is tidied', async () => left().consents === 0, 5_000).catch(() => null)
  const works = await consents.read().then(
    () => true,
    () => false,
  )
  const isConnected = (await consents.connection()) !== undefined
  const now = left()
  if (works !== isConnected) return `it says ${isConnected} and works ${works}`
  const wanted = isConnected ? 1 : 0
  if (now.connections !== wanted || now.credentials !== wanted || now.consents !== 0)
    return `${JSON.stringify(now)} is left`
  if ((await (await wayBack())()) !== 200) return 'it cannot be connected again'
  await disconnect()
  return null
}

it.each(['server', 'broker'] as const)(
  'the %s, at each of its steps',
  async (process) => {
    const points = await pointsOf(process)
    expect(points.length).toBeGreaterThan(3)
    const wrong: string[] = []
    for (const at of points) {
      const fault = await faultAfter(process, at)
      if (fault !== null) wrong.push(`killed ${at.name} (${at.nth}): ${fault}`)
    }
    expect(wrong).toEqual([])
  },
  240_000,
)
