/**
 * Ops Room as it runs: the three real processes, the sandbox around them on loopback, people who speak and click.
 * A journey starts one, and stops it by `await using`.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message } from '../../sandbox/contract.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { reachOperator } from '../../src/cli/reach.ts'
import type { Environment } from '../../src/config.ts'
import type { Operator } from '../../src/server/operator.ts'
import type { TestClock } from './clock.ts'
import { createProcesses, type Name } from './processes.ts'
import { slackMistakes } from './slack-calls.ts'
import { peopleIn } from './slack-people.ts'
import { untilFound, witnessOf } from './witness.ts'

export { buttonsOf, isCard, stageOf, untilFound } from './witness.ts'

export const team = 'T0BLUEBIRD'
export const bot = 'U0OPSROOM01'
export const storeOps = 'C0STOREOPS1'
export const order1042 = { payment: 'pay_sDlpWoKxrcDwkw', minor: 249_900 }

export type Settings = {
  /** Environment beside or instead of the sandbox's. */
  environment?: Environment
  /** Which way Slack reaches us. */
  kind?: 'token' | 'socket' | 'oauth'
  /** False leaves out connections, members and channels beside the founders. */
  isFurnished?: boolean
  /** The systems that are connected when it is furnished; the fewer, the sooner. */
  connected?: readonly string[]
  /** Time that the test moves on, for the sandbox and the three processes. */
  clock?: TestClock
}

export type OpsRoom = Awaited<ReturnType<typeof startOpsRoom>>

export async function startOpsRoom(settings: Settings = {}) {
  const { kind = 'token', isFurnished = true, connected = ['razorpay', 'shopify'], clock } = settings
  const folder = mkdtempSync(join(tmpdir(), 'ops-room-'))
  const sandbox = await startSandbox({
    dataFolder: null,
    port: 0,
    now: clock?.now ?? Date.now,
    oauth: kind === 'oauth',
  })
  let environment = { ...sandbox.environment(kind), ...ownEnvironment(folder), ...settings.environment }
  const processes = createProcesses(() => environment, clock)
  const people = peopleIn(() => sandbox.url)
  let port = 0

  const room = {
    ...people,
    ...witnessOf(people),
    ...deedsOf(people),
    sandbox,
    folder,
    processes,
    slackUrl: (): string => `http://127.0.0.1:${port}/slack/events`,
    url: (): string => `http://127.0.0.1:${port}`,
    environment: (): Environment => environment,
    change: (more: Environment): void => {
      environment = { ...environment, ...more }
    },

    async start(name: Name): Promise<void> {
      const ready = await processes.start(name)
      if (ready.port === undefined) return
      port = ready.port
      await people.connect(room.url())
    },

    /** Resolves when the server knows its workspace and the broker is there. */
    ready: () => untilFound('readiness', () => readiness(room.url()), 15_000),

    ...operatorOf(folder),

    async stop(): Promise<void> {
      await Promise.all(
        (['agent', 'server', 'broker'] as const).map((name) => processes.end(name, 'SIGTERM')),
      )
      await sandbox.stop()
      rmSync(folder, { recursive: true, force: true })
      // Every journey is also a test of how Slack is called: blocks that it draws, methods and arguments that it has.
      const mistakes = slackMistakes(sandbox.slack)
      if (mistakes.length > 0) throw new Error(`Slack would not have understood: ${mistakes.join(', ')}`)
    },
    [Symbol.asyncDispose]: () => room.stop(),
  }

  await Promise.all([room.start('broker'), room.start('server'), room.start('agent')])
  if (kind !== 'oauth') await room.ready()
  if (isFurnished && kind !== 'oauth') await furnish(room, connected)
  return room
}

/** The operator's own way in, and the ledger as it is told there. */
function operatorOf(folder: string) {
  const operator = async <T>(work: (operator: Operator) => Promise<T>): Promise<T> => {
    const { operator: reached, close } = await reachOperator(join(folder, 'run'))
    try {
      return await work(reached)
    } finally {
      close()
    }
  }
  type Row = { type: string; by: string; subject: string | null; facts: Record<string, unknown> }
  return { operator, ledger: (): Promise<Row[]> => operator((reached) => reached.tail(team, 500)) }
}

const readiness = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

const ownEnvironment = (folder: string): Environment => ({
  PORT: '0',
  OPS_ROOM_DATA: folder,
  OPS_ROOM_MASTER_KEY: randomBytes(32).toString('base64'),
  OPS_ROOM_SETTLE_SECONDS: '1',
})

const deedsOf = (people: ReturnType<typeof peopleIn>) => ({
  /** A mention in #store-ops, in a thread of its own unless one is named. */
  ask: (person: string, text: string, threadTs?: string) =>
    people.say({ person, channel: storeOps, text: `<@${bot}> ${text}`, ...(threadTs ? { threadTs } : {}) }),

  press: (person: string, card: Message, actionId: string) =>
    people.click({ person, channel: card.channel, ts: card.ts, actionId }),
})

/** Both systems connected, an operator and a viewer, one open channel. */
async function furnish(room: OpsRoom, connected: readonly string[]): Promise<void> {
  const { answer } = await room.call<Record<string, Record<string, string>>>('credentials')
  await room.operator(async (operator) => {
    for (const connector of connected) await operator.setCredential(team, connector, answer[connector] ?? {})
    await operator.addMember(team, 'U0MEERA0001', 'Meera Iyer', 'operator')
    await operator.addMember(team, 'U0TOM000001', 'Tom Okafor', 'viewer')
    await operator.openChannel(team, storeOps, 'store-ops')
  })
}
