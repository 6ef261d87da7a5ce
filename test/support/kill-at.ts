/**
 * Loaded before one of our processes (`--import`). Every durable step (a COMMIT, or a write outside of a transaction)
 * and every request of the broker to a provider is a point before and after which the process can be killed. The test
 * says over IPC at which: `{ killAt: n }` starts to count anew and kills it with SIGKILL at the n-th point.
 */
import { writeSync } from 'node:fs'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import Database from 'better-sqlite3'

let passed = 0
let fatal = Number.POSITIVE_INFINITY

process.on('message', (message: { killAt?: number }) => {
  if (message.killAt === undefined) return
  passed = 0
  fatal = message.killAt
})

function point(name: string): void {
  passed += 1
  if (passed !== fatal) return
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
  /^\s*(insert|update|delete)\b[^"]*"?(\w+)"?/i.exec(sql)?.slice(1).join(' ').toLowerCase() ??
  sql.slice(0, 40)

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
