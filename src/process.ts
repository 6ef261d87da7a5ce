/** What the three processes have in common: an early word about an old Node, clean ends, and a start that says why it fails. */
import { ConfigurationError, type Environment } from './config.ts'

export type Running = { stop: () => Promise<void>; ready?: Record<string, unknown> }
export type ProcessName = 'agent' | 'server' | 'broker'

// Longer than the longest wait for a provider, shorter than what compose.yaml grants.
const graceMs = 28_000

/** Runs until SIGTERM, SIGINT, or the end of the launcher. Exit status 2 for configuration that does not fit. */
export async function runProcess(
  name: ProcessName,
  start: (environment: Environment) => Promise<Running>,
): Promise<void> {
  assertNode(process.versions.node)
  // Every file that it makes is its own user's: also in a data folder that others may enter.
  process.umask(0o077)
  const running = await start(process.env).catch((error: unknown) => fail(name, error))
  let isEnding = false
  const end = async (): Promise<void> => {
    if (isEnding) return
    isEnding = true
    setTimeout(() => process.exit(1), graceMs).unref()
    await running.stop()
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.on('disconnect', end)
  process.send?.({ ready: true, process: name, ...running.ready })
}

/** Type stripping and the SQLite binaries want Node 24. */
export function assertNode(version: string): void {
  const [major = 0] = version.split('.').map(Number)
  if (major >= 24) return
  console.error(
    `Ops Room needs Node 24 and this is ${version}. Start it with npm (npm start, npm run …): npm brings its own.`,
  )
  process.exit(2)
}

function fail(name: ProcessName, error: unknown): never {
  if (error instanceof ConfigurationError) for (const sentence of error.sentences) console.error(sentence)
  else console.error(`The ${name} could not start. ${error instanceof Error ? error.message : String(error)}`)
  process.exit(error instanceof ConfigurationError ? 2 : 1)
}
