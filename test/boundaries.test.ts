/** The import table holds: what a folder may know is a rule here and not a hope. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importsOf, packageOf, type Row, violations } from './support/boundaries.ts'
import { projectFiles, readSource } from './support/sources.ts'

const root = join(import.meta.dirname, '..')
const ruled = /^(src|connectors|ledger|sandbox|test|bench)\/.*\.[cm]?[tj]sx?$/
const sources = projectFiles(root)
  .filter((path) => ruled.test(path))
  .map((path) => readSource(root, path))

test('every file imports what its row allows, and no file is without a row', () => {
  expect(sources.length).toBeGreaterThan(20)
  expect(violations(sources)).toEqual([])
})

test('what is imported is declared in package.json, and what runs is no development package', () => {
  const { dependencies, devDependencies } = JSON.parse(readSource(root, 'package.json').text)
  const undeclared = sources.flatMap((source) => {
    const runs = /^(src|connectors|ledger)\//.test(source.path)
    return importsOf(source)
      .filter(({ from, types }) => !/^(\.|node:|\(computed)/.test(from) && !(types && !runs))
      .map(({ from, types }) => ({ name: packageOf(from), types }))
      .filter(
        ({ name, types }) => !(name in dependencies) && (!(name in devDependencies) || (runs && !types)),
      )
      .map(({ name }) => `${source.path}: ${name}`)
  })
  expect(undeclared).toEqual([])
})

/** What the checker says of one file with one line in it. */
const of = (path: string, text: string, rows?: readonly Row[]) => violations([{ path, text }], rows)

describe('the checker goes red', () => {
  test.each([
    ['a value', "import { x } from '../../connectors/shopify/client.ts'"],
    ['a type', "import type { X } from '../../connectors/shopify/client.ts'"],
    ['a type by import()', "export type X = import('../../connectors/shopify/client.ts').X"],
    ['a re-export', "export * from '../../connectors/shopify/client.ts'"],
    ['a named re-export of a type', "export type { X } from '../../connectors/shopify/client.ts'"],
    ['a dynamic import', "export const load = () => import('../../connectors/shopify/client.ts')"],
    ['a computed import', 'export const load = (name: string) => import(name)'],
    ['a require', "const x = require('../../connectors/shopify/client.ts')"],
    ['an effect', "import '../../connectors/shopify/client.ts'"],
    ['an SDK', "import Razorpay from 'razorpay'"],
    ['a part of an SDK', "import '@shopify/shopify-api/adapters/node'"],
    ['the sandbox', "import { World } from '../../sandbox/contract.ts'"],
    ['the other process', "import { vault } from '../broker/vault.ts'"],
  ])('when the server imports %s', (_, text) => {
    expect(of('src/server/rooms.ts', `// first line\n${text}`)).toMatchObject([
      expect.stringContaining('src/server/rooms.ts:2: the server'),
    ])
  })

  test.each([
    ['src/room/store.ts', "import 'node:fs'"],
    ['src/room/store.ts', "import Database from 'better-sqlite3'"],
    ['src/core/action.ts', "import { append } from '../../ledger/ledger.ts'"],
    ['src/core/action.ts', "import 'drizzle-orm'"],
    ['src/agent/turn.ts', "import { createServer } from 'node:http'"],
    ['src/agent/turn.ts', "import { room } from '../server/rooms.ts'"],
    ['src/agent/turn.ts', "import { isRemote } from '../../connectors/catalog.ts'"],
    ['src/broker/execute.ts', "import { room } from '../room/room.ts'"],
    ['src/broker/execute.ts', "import type { Turn } from '../server/protocol.ts'"],
    ['src/broker/vault.ts', "import Database from 'better-sqlite3'"],
    ['connectors/razorpay/index.ts', "import { x } from '../shopify/index.ts'"],
    ['connectors/razorpay/index.ts', "import { GraphQLError } from 'graphql'"],
    ['connectors/gmail/index.ts', "import Razorpay from 'razorpay'"],
    ['connectors/define.ts', "import { x } from './catalog.ts'"],
    ['ledger/chain.ts', "import { sql } from 'drizzle-orm'"],
    ['ledger/chain.ts', "import { x } from '../src/core/ids.ts'"],
    ['sandbox/main.ts', "import { x } from '../src/core/ids.ts'"],
    ['sandbox/main.ts', "import type { Json } from '../connectors/define.ts'"],
    ['src/main.ts', "import { x } from '../sandbox/main.ts'"],
    ['src/rpc/socket.ts', "import { x } from '../core/ids.ts'"],
  ])('when %s has: %s', (path, text) => {
    expect(of(path, text)).toHaveLength(1)
  })

  test('when a file stands where no row is, or two are', () => {
    expect(of('src/helpers/anything.ts', '')).toEqual(['src/helpers/anything.ts: no row covers it'])
    expect(of('connectors/everything.ts', '')).toHaveLength(1)
    const rows = [
      { name: 'one', covers: /^src\//, may: [] },
      { name: 'two', covers: /^src\/a/, may: [] },
    ]
    expect(of('src/a.ts', '', rows)).toEqual(['src/a.ts: more than one row covers it (one, two)'])
  })
})

test.each([
  ['ledger/sqlite.ts', "import { sql } from 'drizzle-orm/sqlite-core'"],
  ['src/core/action.ts', "import type { Leaf } from '../../ledger/entries.ts'"],
  ['src/broker/journal.ts', "import Database from 'better-sqlite3'"],
  ['src/server/main.ts', "import { x } from '../../connectors/shopify/index.ts'"],
  ['connectors/shopify/client.ts', "import '@shopify/shopify-api/adapters/web-api'"],
])('%s may have: %s', (path, text) => {
  expect(of(path, text)).toEqual([])
})
