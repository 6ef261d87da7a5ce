/**
 * Loaded before one of our processes (`--import`). Every durable step (a COMMIT, or a write outside of a transaction)
 * and every request of the broker to a provider is a point before and after which the process can be killed. Points
 * have names, and a number among those of their name. The test says over IPC where it ends: `{ killAt }`; from then on
 * it counts anew, and tells of every point that it passes.
 */
import { writeSync } from 'node:fs'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import Database from 'better-sqlite3'

export type Point = { name: string; nth: number }

const passed = new Map<string, number>()
let fatal: Point | null = null
let isWatching = false

process.on('message', ({ killAt }: { killAt?: Point | null }) => {
  if (killAt === undefined) return
  passed.clear()
  fatal = killAt
  isWatching = true
})

function point(name: string): void {
  if (!isWatching) return
  const nth = (passed.get(name) ?? 0) + 1
  passed.set(name, nth)
  if (name !== fatal?.name || nth !== fatal.nth) {
    process.send?.({ passed: { name, nth } })
    return
  }
  writeSync(2, `killed ${name}\n`)
  process.kill(process.pid, 'SIGKILL')
  // The signal may take a moment, and not one statement more is to run.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

type Statement = { source: string; readonly: boolean; database: { inTransaction: boolean } }
type Method = (this: Statement, ...args: unknown[]) => unknown

const written = new Set<string>()

function durably<T>(name: string, work: () => T): T {
  point(`before ${name}`)
  const result = work()
  point(`after ${name}`)
  return result
}

const committed = (): string => {
  const name = [...written].join(', ')
  written.clear()
  return name
}

const tableIn = (sql: string): string =>
  /^\s*(insert|update|delete)(?:\s+(?:into|from|or\s+\w+))*\s+"?(\w+)/i
    .exec(sql)
    ?.slice(1)
    .join(' ')
    .toLowerCase() ?? sql.slice(0, 40)

const methods = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as Record<string, Method>
for (const name of ['run', 'all', 'get']) {
  const original = methods[name] as Method
  methods[name] = function (...args) {
    const go = () => original.apply(this, args)
    if (this.source === 'COMMIT') return durably(committed(), go)
    if (this.readonly || this.source.startsWith('BEGIN')) return go()
    const table = tableIn(this.source)
    if (!this.database.inTransaction) return durably(table, go)
    written.add(table)
    return go()
  }
}

const files = Database.prototype as unknown as { exec: (sql: string) => unknown }
const { exec } = files
files.exec = function (sql) {
  if (sql.startsWith('BEGIN')) written.clear()
  return sql === 'COMMIT' ? durably(committed(), () => exec.call(this, sql)) : exec.call(this, sql)
}

if (process.argv[1]?.includes('/broker/')) {
  const { request } = http
  const watched = (options: http.RequestOptions, answered: (answer: http.IncomingMessage) => void) => {
    const name = `a ${options.method} to the provider`
    point(`before the first byte of ${name}`)
    const call = request(options, (answer) => {
      answer.once('end', () => point(`after the answer to ${name}`))
      answered(answer)
    })
    return call.once('finish', () => point(`after the last byte of ${name}`))
  }
  Object.assign(http, { request: watched })
  syncBuiltinESMExports()
}
