/**
 * Loaded before the server or the broker: kills it before or after its n-th commit or sealing, counted from when the
 * test said `{ killNth: n }` over IPC. These are all the steps that changing keys has: the broker seals, the server
 * commits.
 */
import { webcrypto } from 'node:crypto'
import Database from 'better-sqlite3'

let passed = 0
let fatal = 0

process.on('message', (message: { killNth?: number }) => {
  if (message.killNth === undefined) return
  passed = 0
  fatal = message.killNth
})

function point(): void {
  passed += 1
  if (passed !== fatal) return
  process.kill(process.pid, 'SIGKILL')
  // The signal may take a moment, and not one statement more is to run.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const subtle = Object.getPrototypeOf(webcrypto.subtle) as {
  encrypt: (...args: unknown[]) => Promise<unknown>
}
const { encrypt } = subtle
subtle.encrypt = async function (...args) {
  point()
  const sealed = await encrypt.apply(this, args)
  point()
  return sealed
}

const files = Database.prototype as unknown as { exec: (sql: string) => unknown }
const { exec } = files
files.exec = function (sql) {
  if (sql === 'COMMIT') point()
  const result = exec.call(this, sql)
  if (sql === 'COMMIT') point()
  return result
}
