import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../src/config.ts'

export type Ran = { status: number | null; out: string; aside: string }

/** The operator's command as somebody types it, in an empty folder of its own. */
export function commandLine(environment: () => Environment = () => ({})) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-room-cli-'))
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

  const start = (args: string[], more: Environment = {}): ChildProcess => {
    const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment(), ...more }
    return spawn(process.execPath, [main, ...args], { cwd: folder, env, stdio: 'pipe' })
  }
  const run = (args: string[], given: { input?: string; environment?: Environment } = {}): Promise<Ran> => {
    const child = start(args, given.environment)
    const said = { out: '', aside: '' }
    child.stdout?.on('data', (chunk: Buffer) => {
      said.out += chunk.toString()
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      said.aside += chunk.toString()
    })
    child.stdin?.end(given.input ?? '')
    return new Promise((resolve) => child.once('close', (status) => resolve({ status, ...said })))
  }
  return { folder, start, run, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
