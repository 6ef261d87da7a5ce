import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder, openFile } from '../src/server/files.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-room-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const path = () => join(folder, 'tenant.sqlite')

const metaIn = (file: ReturnType<typeof openFile>): string[] =>
  file.db.all<{ key: string }>(sql`SELECT key FROM meta ORDER BY key`).map(({ key }) => key)

const put = (file: ReturnType<typeof openFile>, key: string) =>
  file.db.run(sql`INSERT INTO meta (key, value) VALUES (${key}, 'x')`)

describe('a file of ours', () => {
  test('has what our guarantees rest on', () => {
    const file = openFile(path(), 'tenant')
    const values = [
      'journal_mode',
      'synchronous',
      'foreign_keys',
      'recursive_triggers',
      'trusted_schema',
    ].map((name) => Object.values(file.db.get<Record<string, unknown>>(sql.raw(`PRAGMA ${name}`)))[0])
    expect(values).toEqual(['wal', 2, 1, 1, 0])
    file.close()
  })

  test('gets every migration once, and keeps its rows over a new start', () => {
    const first = openFile(path(), 'tenant')
    first.transact(() => put(first, 'kept'))
    first.close()
    const second = openFile(path(), 'tenant')
    expect(metaIn(second)).toContain('kept')
    const names = second.db.all<{ name: string }>(sql`SELECT name FROM migrations`).map(({ name }) => name)
    expect(names).toEqual([...new Set(names)].sort())
    expect(names.length).toBeGreaterThan(1)
    second.close()
  })

  test('a transaction is kept whole or not at all', () => {
    const file = openFile(path(), 'tenant')
    const work = () => {
      put(file, 'half')
      throw new Error('no')
    }
    expect(() => file.transact(work)).toThrow('no')
    expect(metaIn(file)).not.toContain('half')
    file.transact(() => put(file, 'whole'))
    expect(metaIn(file)).toContain('whole')
    file.close()
  })

  test('a transaction does not wait for a promise, and nests in no other', () => {
    const file = openFile(path(), 'tenant')
    expect(() => file.transact(async () => put(file, 'promised'))).toThrow(/promise/)
    const nested = () => file.transact(() => put(file, 'inner'))
    const outer = () => {
      put(file, 'outer')
      nested()
    }
    expect(() => file.transact(outer)).toThrow(/inside/)
    expect(metaIn(file)).toEqual([])
    file.transact(() => put(file, 'after'))
    expect(metaIn(file)).toEqual(['after'])
    file.close()
  })

  test('a write that the other side of a lock holds up fails, and leaves nothing open', () => {
    const file = openFile(path(), 'tenant')
    file.db.run(sql`PRAGMA busy_timeout = 0`)
    const other = new Database(path())
    other.exec('BEGIN IMMEDIATE')
    expect(() => file.transact(() => put(file, 'late'))).toThrow(/locked/)
    other.exec('ROLLBACK')
    other.close()
    file.transact(() => put(file, 'then'))
    expect(metaIn(file)).toEqual(['then'])
    file.close()
  })
})

describe('the lock of a data folder', () => {
  const files = new URL('../src/server/files.ts', import.meta.url).href
  const holding = `const { lockFolder } = await import('${files}'); globalThis.held = lockFolder(process.argv[1]); console.log('held'); setInterval(() => {}, 1000)`

  test('is held by one process, and taken over when that one is killed', async () => {
    const args = ['--input-type=module', '-e', holding, folder]
    const holder = spawn(process.execPath, args, {
      env: { NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(holder.stdout, 'data')
    expect(() => lockFolder(folder)).toThrow(/in use by another Ops Room/)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const unlock = lockFolder(folder)
    unlock()
  })

  test('is free again when it was let go', () => {
    lockFolder(folder)()
    lockFolder(folder)()
  })
})
