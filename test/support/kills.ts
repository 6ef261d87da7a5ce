/**
 * Kills a process of ours at one point of an approved action after the other, and looks each time at what came of it:
 * at the provider, in the record and on the card.
 */
import { expect } from 'vitest'
import type { Message } from '../../sandbox/contract.ts'
import type { Point } from './kill-at.ts'
import { type OpsRoom, startOpsRoom, storeOps } from './ops-room.ts'
import type { Name } from './processes.ts'
import { hasLetters, isFinal, rowsAbout, type Standing, standings } from './record.ts'
import { isCard, stageOf, untilFound } from './witness.ts'

/** A kind of action whose effects can be counted, each of another thing. */
export type Deed = {
  tool: string
  /** What the model would search for. */
  search: string
  inputs: (room: OpsRoom) => Promise<Record<string, unknown>[]>
  /** How often the provider did what this input asks for. */
  effects: (room: OpsRoom, input: Record<string, unknown>) => Promise<number>
}

/** How a kill ended. `isKilled` is false where the action was through before the point was reached. */
export type Killed = { isKilled: boolean; stage: string; effects: number; clicks: number; rows: string[] }

/** Recovery as it would be without any of ours: runs between the kill and the new start. */
export type Recovery = (room: OpsRoom) => void

export async function startKilling(processes: readonly Name[]) {
  const room = await startOpsRoom()
  for (const name of processes) {
    room.processes.preload(name, 'kill-at.ts')
    await room.processes.end(name, 'SIGTERM')
    await room.start(name)
  }
  await room.ready()
  // A hundred cards in one channel are nobody's day: Slack's pace is not what is looked at here.
  await room.call('slack-settings', { rateFactor: null, tellsAppOfItself: false })
  return room
}

/** The points that a process passes from the click to the settled card, in their order. */
export async function pointsOf(room: OpsRoom, process: Name, approval: string): Promise<Point[]> {
  const points: Point[] = []
  room.processes.hear(process, (message) => {
    if ('passed' in message) points.push(message.passed as Point)
  })
  room.processes.tell(process, { killAt: null })
  await press(room, approval)
  await through(room, approval)
  return points
}

/** Cards that wait, ten of a thread. */
export async function propose(room: OpsRoom, deed: Deed, count: number): Promise<Standing[]> {
  const inputs = (await deed.inputs(room)).slice(0, count)
  const known = standings(room.folder).length
  for (let from = 0; from < inputs.length; from += 10) {
    const calls = inputs.slice(from, from + 10).map((input) => ({ name: deed.tool, arguments: input }))
    const search = { name: 'tool_search', arguments: { query: deed.search } }
    await room.call('model', { mode: 'script', replies: [{ toolCalls: [search] }, { toolCalls: calls }] })
    await room.ask('operator', `please do all of ${from}`)
    const asked = known + Math.min(from + 10, inputs.length)
    await untilFound(`${asked} requests`, async () => standings(room.folder).length === asked, 15_000)
    await room.until('their cards', ({ messages }) => messages.filter(isCard).length === asked)
  }
  await room.call('model', { mode: 'rules' })
  return standings(room.folder).slice(known)
}

/** Approves, kills at a point on the way, starts again, and waits until the record says how it ended. */
export async function killAt(
  room: OpsRoom,
  deed: Deed,
  what: { process: Name; at: Point; request: Standing; recover?: Recovery },
): Promise<Killed> {
  const { process, at, request, recover } = what
  room.processes.tell(process, { killAt: at })
  let clicks = 1
  let isTaken = await press(room, request.approval)
  const isKilled = await Promise.race([
    room.processes.ended(process).then(() => true),
    // The last points of the way come a moment after its end is seen.
    through(room, request.approval)
      .then(() => pause(100))
      .then(() => false),
  ])
  if (!isKilled) room.processes.tell(process, { killAt: null })
  if (isKilled) {
    expect(room.processes.errors(process)).toContain(`killed ${at.name}`)
    recover?.(room)
    await room.start(process)
  }
  // Whoever sees in Slack that the click failed presses again. A click that was taken needs no second one.
  while (!isTaken && standing(room, request.approval).state === 'requested') {
    clicks += 1
    isTaken = await press(room, request.approval)
  }
  await through(room, request.approval)
  return {
    isKilled,
    clicks,
    stage: stageOf(await cardOf(room, request.approval)),
    effects: await deed.effects(room, request.input),
    rows: rowsAbout(room.folder, request.approval),
  }
}

const standing = (room: OpsRoom, approval: string): Standing => {
  const found = standings(room.folder).find((each) => each.approval === approval)
  if (found === undefined) throw new Error(`there is no ${approval}`)
  return found
}

/** Resolves when the record is final, the one card says so, and that is recorded as well. */
async function through(room: OpsRoom, approval: string): Promise<void> {
  await untilFound(`the end of ${approval}`, async () => isFinal(standing(room, approval)), 30_000)
  const isTold = async (): Promise<boolean> => ending.test(stageOf(await cardOf(room, approval)))
  await untilFound(
    `the card of ${approval}`,
    async () => (await isTold()) && !hasLetters(room.folder),
    15_000,
  )
}

const ending = /Done|Did not happen|Somebody has to look|Replaced|Expired/

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** True when the click was acknowledged. */
async function press(room: OpsRoom, approval: string): Promise<boolean> {
  const { ts } = await cardOf(room, approval)
  const place = { person: 'founder', channel: storeOps, ts, actionId: 'approval.approve' }
  const { answer } = await room.click(place)
  return answer.status === 200
}

/** The one card of a request, by the key that it was posted with: a second one would be a defect of its own. */
async function cardOf(room: OpsRoom, approval: string): Promise<Message> {
  const isOurs = ({ metadata }: { metadata: unknown }) =>
    JSON.stringify(metadata ?? '').includes(`card:${approval}:`)
  const posted = room.sandbox.slack.world.messages.list().filter(isOurs)
  const { messages } = await room.world()
  const [card, second] = messages.filter((message) => posted.some(({ ts }) => ts === message.ts))
  if (card === undefined || second !== undefined) throw new Error(`${posted.length} cards of ${approval}`)
  return card
}
