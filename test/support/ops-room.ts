/**
 * Ops Room as it runs: the three real processes, the sandbox around them on loopback, people who speak and click.
 * A journey starts one, and stops it by `await using`.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message, World } from '../../sandbox/contract.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { reachOperator } from '../../src/cli/reach.ts'
import type { Environment } from '../../src/config.ts'
import type { Operator } from '../../src/server/operator.ts'
import { createProcesses, type Name } from './processes.ts'
import { peopleIn } from './slack-people.ts'

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
  /** Time as the sandbox's world has it. */
  now?: () => number
}

export type OpsRoom = Awaited<ReturnType<typeof startOpsRoom>>

export async function startOpsRoom(settings: Settings = {}) {
  const { kind = 'token', isFurnished = true, now = Date.now } = settings
  const folder = mkdtempSync(join(tmpdir(), 'ops-room-'))
  const sandbox = await startSandbox({ dataFolder: null, port: 0, now, oauth: kind === 'oauth' })
  let environment: Environment = {
    ...sandbox.environment(kind),
    PORT: '0',
    OPS_ROOM_DATA: folder,
    OPS_ROOM_MASTER_KEY: randomBytes(32).toString('base64'),
    OPS_ROOM_SETTLE_SECONDS: '1',
    ...settings.environment,
  }
  const processes = createProcesses(() => environment)
  const people = peopleIn(() => sandbox.url)
  let port = 0

  const room = {
    ...people,
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

    async operator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
      const { operator, close } = await reachOperator(join(folder, 'run'))
      try {
        return await work(operator)
      } finally {
        close()
      }
    },

    /** Resolves with what `look` finds in the world, as soon as it finds it; it looks whenever something has changed. */
    async until<T>(what: string, look: (world: World) => T | null | undefined | false, ms = 15_000): Promise<T> {
      return untilFound(what, async () => look(await people.world()), ms)
    },

    /** The newest card, when its stage says so. */
    card: (stage: RegExp, ms?: number): Promise<Message> =>
      room.until(`a card whose stage is ${stage}`, (world) => {
        const card = world.messages.findLast(isCard)
        return card && stage.test(stageOf(card)) ? card : null
      }, ms),

    reply: (text: RegExp, ms?: number): Promise<Message> =>
      room.until(
        `a message of the app like ${text}`,
        (world) => world.messages.findLast((message) => message.isApp && !message.streaming && text.test(message.text)),
        ms,
      ),

    /** What a person alone was told. */
    whisper: (person: string, text: RegExp): Promise<Message> =>
      room.until(`${person} alone is told ${text}`, (world) => {
        const id = world.people.find((each) => each.handle === person)?.id
        return world.messages.findLast((message) => message.onlyFor === id && text.test(message.text))
      }),

    /** A mention in #store-ops, in a thread of its own unless one is named. */
    ask: (person: string, text: string, threadTs?: string) =>
      people.say({ person, channel: storeOps, text: `<@${bot}> ${text}`, ...(threadTs ? { threadTs } : {}) }),

    press: (person: string, card: Message, actionId: string) =>
      people.click({ person, channel: card.channel, ts: card.ts, actionId }),

    /** Every refund that Razorpay has of a payment: exactly one, or none. */
    async refunds(payment: string): Promise<{ id: string; amount: number }[]> {
      const { answer } = await people.call<{ refunds: { id: string; amount: number; payment_id: string }[] }>('providers/razorpay')
      return answer.refunds.filter((refund) => refund.payment_id === payment)
    },

    ledger: (): Promise<{ type: string; by: string; subject: string | null; facts: Record<string, unknown> }[]> =>
      room.operator((operator) => operator.tail(team, 500)),

    async stop(): Promise<void> {
      await Promise.all((['agent', 'server', 'broker'] as const).map((name) => processes.end(name, 'SIGTERM')))
      await sandbox.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    [Symbol.asyncDispose]: () => room.stop(),
  }

  await Promise.all([room.start('broker'), room.start('server'), room.start('agent')])
  if (kind !== 'oauth') await untilFound('readiness', async () => (await fetch(`${room.url()}/readyz`)).ok, 15_000)
  if (isFurnished && kind !== 'oauth') await furnish(room)
  return room
}

/** Both systems connected, an operator and a viewer, one open channel. */
async function furnish(room: OpsRoom): Promise<void> {
  const { answer } = await room.call<Record<string, Record<string, string>>>('credentials')
  await room.operator(async (operator) => {
    for (const [connector, fields] of Object.entries(answer)) await operator.setCredential(team, connector, fields)
    await operator.addMember(team, 'U0MEERA0001', 'Meera Iyer', 'operator')
    await operator.addMember(team, 'U0TOM000001', 'Tom Okafor', 'viewer')
    await operator.openChannel(team, storeOps, 'store-ops')
  })
}

export async function untilFound<T>(what: string, look: () => Promise<T | null | undefined | false>, ms: number): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}

export const isCard = (message: Message): boolean =>
  message.onlyFor === null && (message.blocks as { block_id?: string }[]).some((block) => block.block_id === 'stage')

export function stageOf(card: Message): string {
  const stage = (card.blocks as { block_id?: string; text?: { text: string } }[]).find((block) => block.block_id === 'stage')
  return stage?.text?.text ?? ''
}

export const buttonsOf = (card: Message): string[] =>
  (card.blocks as { type: string; elements?: { action_id: string }[] }[])
    .filter((block) => block.type === 'actions')
    .flatMap((block) => block.elements?.map((element) => element.action_id) ?? [])
