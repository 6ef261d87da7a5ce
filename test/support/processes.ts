import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Environment, environmentFor } from '../../src/config.ts'
import type { TestClock } from './clock.ts'

export type Name = 'broker' | 'server' | 'agent'

/** The three real processes, one by one: started, stopped and killed by their own process ids. */
export function createProcesses(environment: () => Environment, clock?: TestClock) {
  const running = new Map<Name, { child: ChildProcess; errors: string[]; lines: string[] }>()
  const preloads = new Map<Name, string>()

  return {
    pid: (name: Name): number | undefined => running.get(name)?.child.pid,
    errors: (name: Name): string => running.get(name)?.errors.join('') ?? '',
    /** What it has printed for whoever started it. */
    printed: (name: Name): string => running.get(name)?.lines.join('') ?? '',

    /** A module of test/support that every start from now on loads first. */
    preload: (name: Name, file: string) => preloads.set(name, new URL(file, import.meta.url).href),
    /** Says something to what is preloaded. */
    tell: (name: Name, message: object) => running.get(name)?.child.send(message),
    hear: (name: Name, listener: (message: object) => void) =>
      running.get(name)?.child.on('message', listener),

    /** Resolves when it says that it is ready; for the server that is its port. */
    start(name: Name): Promise<{ port?: number }> {
      const path = fileURLToPath(new URL(`../../src/${name}/main.ts`, import.meta.url))
      const quiet = { NODE_NO_WARNINGS: '1', LOG_LEVEL: 'warn' }
      const env = { ...quiet, ...environmentFor(name, environment()), ...clock?.environment() }
      const preload = preloads.get(name)
      const first = preload === undefined ? [] : ['--import', preload]
      const child = spawn(process.execPath, [...(clock?.arguments ?? []), ...first, path], {
        env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      const errors: string[] = []
      const lines: string[] = []
      child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
      child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
      clock?.follow(child)
      running.set(name, { child, errors, lines })
      return new Promise((resolve, reject) => {
        child.on(
          'message',
          (message: { ready?: boolean; port?: number }) => message.ready && resolve(message),
        )
        child.once('exit', (status) => reject(new Error(`${name} ended with ${status}: ${errors.join('')}`)))
      })
    },

    /** Ends it as asked and waits for its end. SIGKILL gives it no chance to tidy up. */
    end(name: Name, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
      const child = running.get(name)?.child
      running.delete(name)
      if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
      return new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill(signal)
      })
    },

    /** Resolves when it has ended by itself, with its exit status: null where a signal ended it. */
    ended(name: Name): Promise<number | null> {
      const child = running.get(name)?.child
      if (!child || child.exitCode !== null || child.signalCode !== null)
        return Promise.resolve(child?.exitCode ?? null)
      return new Promise((resolve) => child.once('exit', resolve))
    },
  }
}
