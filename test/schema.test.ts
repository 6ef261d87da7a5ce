/** The tables as drizzle sees them are the tables that the migrations make. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as schema from '../src/room/schema.ts'
import { openFile } from '../src/server/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-room-schema-'))
const path = join(folder, 'tenant.sqlite')
let file: Database.Database
beforeAll(() => {
  openFile(path, 'tenant').close()
  openFile(join(folder, 'directory.sqlite'), 'directory').close()
  file = new Database(path, { readonly: true })
})
afterAll(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

type Column = { name: string; type: string; notnull: number; pk: number; dflt_value: string | null }
type Table = { name: string; type: string; strict: number; wr: number }

const tables = (db: Database.Database): Table[] =>
  (db.pragma('table_list') as (Table & { schema: string })[]).filter(
    (table) => table.schema === 'main' && !table.name.startsWith('sqlite_'),
  )

/** In one form for both: name, type, whether it may be null, and its place in the primary key (0 for none). */
const inFile = (table: string) =>
  Object.fromEntries(
    (file.pragma(`table_info(${table})`) as Column[]).map(({ name, type, notnull, pk, dflt_value }) => [
      name,
      // A primary key of a WITHOUT ROWID table is never null, said or not.
      { type, isRequired: notnull === 1 || pk > 0, key: pk, byDefault: dflt_value !== null },
    ]),
  )

function inDrizzle(table: SQLiteTable) {
  const { columns, primaryKeys } = getTableConfig(table)
  const together = primaryKeys.flatMap((key) => key.columns.map(({ name }) => name))
  return Object.fromEntries(
    columns.map((column) => {
      const key = column.primary ? 1 : together.indexOf(column.name) + 1
      const type = column.getSQLType().toUpperCase()
      return [column.name, { type, isRequired: column.notNull || key > 0, key, byDefault: column.hasDefault }]
    }),
  )
}

const drawn = Object.values(schema).filter((each) => each instanceof SQLiteTable)

describe('a tenant’s file', () => {
  test.each(drawn.map((table) => [getTableConfig(table).name, table] as const))(
    'has %s as drizzle sees it',
    (name, table) => {
      expect(inDrizzle(table)).toEqual(inFile(name))
    },
  )

  test('has no table of the Room that drizzle does not know', () => {
    const others = ['migrations', 'ledger', 'ledger_body']
    const names = tables(file)
      .map(({ name }) => name)
      .filter((name) => !others.includes(name))
    expect(names.sort()).toEqual(drawn.map((table) => getTableConfig(table).name).sort())
  })

  test('takes of a closed list of words what drizzle’s types say, and nothing else', () => {
    for (const table of drawn) {
      const { name, columns } = getTableConfig(table)
      const { sql } = file
        .prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?")
        .get(name) as { sql: string }
      for (const column of columns) {
        const words = column.enumValues ?? []
        const check = new RegExp(`CHECK \\(${column.name} IN \\(([^)]*)\\)\\)`).exec(sql)?.[1]
        const taken = check?.split(',').map((word) => word.trim().replaceAll("'", '')) ?? []
        const isFlag = column.dataType === 'boolean'
        if (words.length > 0 || !isFlag) expect(taken, `${name}.${column.name}`).toEqual(words)
      }
    }
  })
})

test('every table of ours is STRICT', () => {
  const directory = new Database(join(folder, 'directory.sqlite'), { readonly: true })
  for (const db of [file, directory]) {
    const loose = tables(db).filter(({ strict }) => strict !== 1)
    expect(loose.map(({ name }) => name)).toEqual([])
  }
  directory.close()
})

test('a file is opened with what our guarantees rest on, and applies each migration once', () => {
  const again = openFile(path, 'tenant')
  again.close()
  const names = file.prepare('SELECT name FROM migrations ORDER BY name').pluck().all()
  expect(names).toEqual([...new Set(names)])
  expect(file.pragma('journal_mode', { simple: true })).toBe('wal')
})
