import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import type { Catalog } from '../../connectors/catalog.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { IdMaker } from '../core/ids.ts'

/** Synchronous drizzle over any engine: better-sqlite3 here, a Durable Object's storage elsewhere. */
export type RoomDatabase = BaseSQLiteDatabase<'sync', unknown>

/**
 * One explicit IMMEDIATE transaction. It returns after the commit, and refuses a promise: an asynchronous callback
 * would commit before its work is done.
 */
export type Transact = <T>(work: () => T) => T

/** What every part of a Room is made from. */
export type RoomContext = {
  tenant: string
  db: RoomDatabase
  transact: Transact
  ledger: Ledger
  now: () => number
  id: IdMaker
  catalog: Catalog
}
