/**
 * Starts the sandbox as a process of its own and points Ops Room at it by environment, as at the real world. Nothing
 * here is part of the product: it does what an engineer would do by hand on the first evening.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { reachOperator } from './cli/reach.ts'
import type { Environment } from './config.ts'
import type { Operator } from './server/operator.ts'

export const hasSlackVariable = (environment: Environment): boolean =>
  Object.entries(environment).some(([name, value]) => name.startsWith('SLACK_') && Boolean(value?.trim()))

export function hasRealTenant(environment: Environment): boolean {
  const folder = join(environment.OPS_ROOM_DATA ?? './data', 'tenants')
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.sqlite'))
}

type World = {
  people: { handle: string; id: string; teamId: string; name: string }[]
  channels: SandboxChannel[]
}
type SandboxChannel = { id: string; teamId: string; name: string; kind: string; isShared: boolean }

export async function startSandbox(environment: Environment) {
  const main = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url))
  if (!existsSync(main)) {
    throw new Error(
      'There is no SLACK_… variable, and no sandbox in this image. Set the variables: README, "Real Slack".',
    )
  }
  const data = resolve(environment.OPS_ROOM_DATA ?? './data', 'sandbox')
  mkdirSync(join(data, 'world'), { recursive: true, mode: 0o700 })
  const { child, ready } = await spawnSandbox(main, {
    data: join(data, 'world'),
    port: environment.PORT ?? '3000',
  })
  const own: Environment = {
    ...ready.environment,
    PORT: '0',
    OPS_ROOM_DATA: join(data, 'ops-room'),
    OPS_ROOM_MASTER_KEY: masterKey(data),
    OPS_ROOM_SETTLE_SECONDS: '10',
    ...(environment.LOG_LEVEL ? { LOG_LEVEL: environment.LOG_LEVEL } : { LOG_LEVEL: 'error' }),
  }
  const control = (path: string, init?: RequestInit) => fetch(`${ready.url}/control/${path}`, init)

  return {
    url: ready.url,
    environment: own,
    connect: async (url: string): Promise<void> => {
      const headers = { 'content-type': 'application/json' }
      await control('app', { method: 'POST', headers, body: JSON.stringify({ url }) })
    },
    prepare: async (): Promise<void> => {
      const world = (await (await control('world')).json()) as World
      const credentials = (await (await control('credentials')).json()) as Record<
        string,
        Record<string, string>
      >
      const run = join(data, 'ops-room', 'run')
      const { connected, faults } = await furnish(run, world, credentials, readConnected(data))
      writeFileSync(connectedPath(data), JSON.stringify(connected), { mode: 0o600 })
      // One system that does not connect is no reason to have none.
      for (const fault of faults) console.error(fault)
    },
    /** Resolves when it ends, asked or not: without it there is nothing to look at. */
    ended: new Promise<void>((done) => child.once('exit', () => done())),
    stop: (): Promise<void> =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done()
        child.once('exit', () => done())
        child.kill('SIGTERM')
      }),
  }
}

/** `connected` are the systems that a start has connected, this one or one before, whether or not they still are. */
type Furnished = { connected: string[]; faults: string[] }

/** The first evening by the operator's own commands: every system, one channel, an operator and a viewer. */
async function furnish(
  run: string,
  world: World,
  credentials: Record<string, Record<string, string>>,
  before: string[] | null,
): Promise<Furnished> {
  const { operator, close } = await reachOperator(run)
  try {
    const founder = world.people.find((person) => person.handle === 'founder')
    if (!founder) return { connected: [], faults: [] }
    const team = founder.teamId
    const { connections } = await operator.call(team, 'ops_room', 'connections', {})
    const known = before ?? (connections as { connector: string }[]).map(({ connector }) => connector)
    // On a second start whatever people changed since stays as they left it; a system that is new here is connected.
    const fresh = Object.entries(credentials).filter(([connector]) => !known.includes(connector))
    const { connected, faults } = await connectAll(operator, team, fresh)
    const furnished = { connected: [...known, ...connected], faults }
    if (known.length > 0) return furnished
    for (const role of ['operator', 'viewer']) {
      const person = world.people.find((each) => each.handle === role)
      if (person) await operator.addMember(team, person.id, person.name, role)
    }
    const channel = world.channels.find(
      (each) => each.teamId === team && each.kind === 'channel' && !each.isShared,
    )
    if (channel) await operator.openChannel(team, channel.id, channel.name)
    return furnished
  } finally {
    close()
  }
}

/** All at once: each is a request or two to the sandbox. */
async function connectAll(
  operator: Operator,
  team: string,
  credentials: readonly [string, Record<string, string>][],
): Promise<Furnished> {
  const tried = credentials.map(async ([connector, fields]) => {
    const fault = await operator.setCredential(team, connector, fields).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    return { connector, fault }
  })
  const ended = await Promise.all(tried)
  return {
    connected: ended.filter(({ fault }) => fault === null).map(({ connector }) => connector),
    faults: ended.flatMap(({ connector, fault }) =>
      fault === null ? [] : [`The sandbox's ${connector} is not connected. ${fault}`],
    ),
  }
}

const connectedPath = (data: string): string => join(data, 'connected.json')

/** Null before the first start, and in folders of versions that did not write it down. */
function readConnected(data: string): string[] | null {
  const path = connectedPath(data)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as string[]) : null
}

type Ready = { url: string; environment: Record<string, string> }

function spawnSandbox(
  main: string,
  at: { data: string; port: string },
): Promise<{ child: ChildProcess; ready: Ready }> {
  const env = { PATH: process.env.PATH, SANDBOX_DATA: at.data, PORT: at.port, NODE_NO_WARNINGS: '1' }
  const child = spawn(process.execPath, [main], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const errors: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  return new Promise((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = line.startsWith('{') ? (JSON.parse(line) as Ready & { ready?: boolean }) : null
      if (message?.ready) done({ child, ready: message })
    })
    child.once('exit', () => {
      const isTaken = errors.join('').includes('EADDRINUSE')
      const why = isTaken
        ? `Port ${at.port} is in use. Choose another one: PORT=3100 npm start`
        : errors.join('')
      fail(new Error(`The sandbox could not start. ${why}`))
    })
  })
}

/** The sandbox's own key, so that what is sealed there opens at the next start. */
function masterKey(data: string): string {
  const path = join(data, 'master.key')
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600 })
  return readFileSync(path, 'utf8')
}
