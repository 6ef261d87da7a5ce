/**
 * The sandbox as a process of its own. PORT (0 for a free one) and SANDBOX_DATA (a folder) come by environment;
 * SANDBOX_OAUTH=1 starts it without the app in any workspace. Says where it is in one JSON line, and ends on SIGTERM
 * or when whoever started it is gone.
 */
import { startSandbox } from './server.ts'

const { PORT = '0', SANDBOX_DATA, SANDBOX_OAUTH } = process.env

const sandbox = await startSandbox({
  dataFolder: SANDBOX_DATA || null,
  port: Number(PORT),
  now: Date.now,
  oauth: SANDBOX_OAUTH === '1',
})

let isEnding = false
const end = async (): Promise<void> => {
  if (isEnding) return
  isEnding = true
  await sandbox.stop()
  process.exit(0)
}

process.on('SIGTERM', end)
process.on('SIGINT', end)
// The launcher holds the other end: when it dies, however it dies, the pipe ends.
process.stdin.on('end', end).on('error', end).resume()

console.log(JSON.stringify({ ready: true, url: sandbox.url, environment: sandbox.environment() }))
