import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Environment, environmentFor } from './config.ts'

type Name = 'broker' | 'server' | 'agent'
type Log = { warn: (facts: object, text: string) => void; info: (facts: object, text: string) => void }

/** Exit status of a process whose configuration does not fit: starting it again would not help. */
const misconfigured = 2
const slowestRestartMs = 30_000

/** Starts the three, and each of them again when it dies: they live or die apart. */
export function startProcesses(environment: Environment, log: Log) {
  const ready = Promise.withResolvers<{ port: number }>()
  const prepared = Promise.withResolvers<void>()
  const children = new Map<Name, ChildProcess>()
  let isStopping = false

  const start = (name: Name, delay = 500): void => {
    const child = spawnProcess(name, environment)
    children.set(name, child)
    const startedAt = Date.now()
    child.on('message', (message: { ready?: boolean; port?: number; prepared?: boolean }) => {
      if (message.ready && message.port !== undefined) ready.resolve({ port: message.port })
      if (message.prepared) prepared.resolve()
    })
    child.once('exit', (status, signal) => {
      if (isStopping) return
      if (status === misconfigured)
        return ready.reject(new Error(`The ${name} could not start: see the lines above.`))
      log.warn({ name, status, signal }, 'a process ended and is started again')
      const wasStable = Date.now() - startedAt > slowestRestartMs
      const wait = wasStable ? 500 : delay
      setTimeout(() => !isStopping && start(name, Math.min(slowestRestartMs, wait * 2)), wait)
    })
  }
  for (const name of ['broker', 'server', 'agent'] as const) start(name)

  return {
    ready: ready.promise,
    prepared: prepared.promise,
    stop: async (): Promise<void> => {
      isStopping = true
      // The server first: what it has under way still needs the other two.
      const [server, ...others] = (['server', 'agent', 'broker'] as const).flatMap(
        (name) => children.get(name) ?? [],
      )
      if (server) await stopProcess(server)
      await Promise.all(others.map(stopProcess))
    },
  }
}

function spawnProcess(name: Name, environment: Environment): ChildProcess {
  const path = fileURLToPath(new URL(`./${name}/main.ts`, import.meta.url))
  // PATH and the like stay here: a process that runs a model needs none of them.
  const env = { NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...environmentFor(name, environment) }
  return spawn(process.execPath, ['--disable-sigusr1', path], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** Asks it to end, and waits: what is under way is finished first. */
function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
