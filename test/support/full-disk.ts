/** Loaded before the server (`--import`): from a word of the test on, nothing can be written, as on a full disk. */
import Database from 'better-sqlite3'

let fault: { code: string; text: string } | null = null

process.on('message', (message: { fault?: typeof fault }) => {
  if (message.fault !== undefined) fault = message.fault
})

type Files = { exec: (sql: string) => unknown }
const files = Database.prototype as unknown as Files
const { exec } = files
files.exec = function (sql) {
  if (fault === null || sql !== 'COMMIT') return exec.call(this, sql)
  exec.call(this, 'ROLLBACK')
  throw new Database.SqliteError(fault.text, fault.code)
}

type Method = (
  this: { readonly: boolean; database: { inTransaction: boolean } },
  ...args: unknown[]
) => unknown
const methods = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as Record<string, Method>
for (const name of ['run', 'all', 'get']) {
  const original = methods[name] as Method
  methods[name] = function (...args) {
    if (fault !== null && !this.readonly && !this.database.inTransaction)
      throw new Database.SqliteError(fault.text, fault.code)
    return original.apply(this, args)
  }
}
