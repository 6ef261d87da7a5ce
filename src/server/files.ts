import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { RoomDatabase, Transact } from '../room/context.ts'

export type OpenFile = { db: RoomDatabase; transact: Transact; close: () => void }

const migrationsFolder = new URL('../../migrations/', import.meta.url)

/** Opens (and, when new, makes) an SQLite file of ours with everything that our guarantees rest on. */
export function openFile(path: string, kind: 'tenant' | 'directory'): OpenFile {
  const file = new Database(path)
  // WAL with synchronous=NORMAL loses acknowledged rows at a power cut; REPLACE fires no delete trigger without
  // recursive_triggers; trusted_schema=OFF keeps a doctored schema from calling functions.
  for (const pragma of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'recursive_triggers = ON',
    'trusted_schema = OFF',
    'busy_timeout = 5000',
  ]) {
    file.pragma(pragma)
  }
  migrate(file, kind)
  const transact: Transact = (work) => {
    if (file.inTransaction) throw new Error('a transaction inside a transaction')
    file.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      if (result instanceof Promise) throw new Error('a transaction cannot wait for a promise')
      file.exec('COMMIT')
      return result
    } catch (error) {
      if (file.inTransaction) file.exec('ROLLBACK')
      throw error
    }
  }
  return { db: drizzle(file), transact, close: () => file.close() }
}

/** Applies the numbered files that this database does not have yet, each in a transaction. */
function migrate(file: Database.Database, kind: 'tenant' | 'directory'): void {
  file.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT')
  const done = new Set(
    file
      .prepare<[], { name: string }>('SELECT name FROM migrations')
      .all()
      .map((row) => row.name),
  )
  const folder = new URL(`${kind}/`, migrationsFolder)
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  for (const name of names.filter((each) => !done.has(each))) {
    file.exec('BEGIN IMMEDIATE')
    file.exec(readFileSync(new URL(name, folder), 'utf8'))
    file.prepare('INSERT INTO migrations (name) VALUES (?)').run(name)
    file.exec('COMMIT')
  }
}

/**
 * One server for a data folder. The lock is one that the system lets go of when its process ends, however it ends: a
 * process id left in a file may by then be somebody else's. Returns how to let go; throws a sentence when it is taken.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new Database(join(folder, 'lock.sqlite'), { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    const isTaken = (cause as { code?: string }).code === 'SQLITE_BUSY'
    const why = isTaken ? 'is in use by another Ops Room. Stop that one first.' : 'could not be locked.'
    throw new Error(`The data folder ${why}`, { cause })
  }
  return () => lock.close()
}
