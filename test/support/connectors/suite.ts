/** What the files of the contract suite share: the connectors with their fixtures, and what is asked of facts and summaries. */

import nock from 'nock'
import { afterEach, beforeAll, beforeEach, expect } from 'vitest'
import {
  ConnectorError,
  type RemoteConnector,
  type RoomConnector,
  type Summary,
  type Write,
} from '../../../connectors/define.ts'
import { canonicalize } from '../../../ledger/canonical.ts'
import type { RemoteFixture, RoomFixture } from './fixture.ts'
import { connectorIn, fixtureOf, folders } from './folders.ts'
import type { Phase } from './guard.ts'
import { type Fate, type Wire, wire } from './wire.ts'

/** Every connector, with or without a fixture. */
export const found = await Promise.all(
  folders.map(async (folder) => ({
    folder,
    connector: await connectorIn(folder),
    fixture: await fixtureOf(folder),
  })),
)
export const connectors = found.flatMap((one) => (one.fixture ? [{ ...one, fixture: one.fixture }] : []))

// biome-ignore lint/suspicious/noExplicitAny: operations with different inputs
export type AnyWrite = Write<any, any, any, any>
// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
export type AnyRemote = RemoteConnector<any, any>
type Entry = (typeof connectors)[number]

export const remotes = connectors.filter(isRemote)
export const rooms = connectors.filter(isRoom)

function isRemote(entry: Entry): entry is { folder: string; connector: AnyRemote; fixture: RemoteFixture } {
  return entry.connector.kind === 'remote'
}
function isRoom(entry: Entry): entry is { folder: string; connector: RoomConnector; fixture: RoomFixture } {
  return entry.connector.kind === 'room'
}

/** A fresh provider for each test, and nothing else within reach. */
export function useWire(connector: AnyRemote, fixture: RemoteFixture) {
  const line: { current: Wire | null } = { current: null }
  beforeAll(() => {
    nock.disableNetConnect()
    return () => nock.enableNetConnect()
  })
  beforeEach(() => {
    line.current = wire(connector, fixture)
  })
  afterEach(() => nock.cleanAll())
  return {
    get wire(): Wire {
      return line.current ?? missing('wire')
    },
    open: (phase: Phase, fate?: Fate) =>
      connector.open((line.current ?? missing('wire')).session(phase, fate)),
  }
}

export function missing(name: string): never {
  throw new Error(`${name} is missing`)
}

export function asConnectorError(error: unknown): ConnectorError {
  expect(error).toBeInstanceOf(ConnectorError)
  return error as ConnectorError
}

export function assertWhole(summary: Summary): void {
  expect(Object.keys(summary).sort()).toEqual([
    'already',
    'changes',
    'headline',
    'money',
    'recipients',
    'undo',
  ])
  expect(summary.headline).toMatch(/^[A-Z]\S* .{3,}$/)
  expect(summary.changes.length).toBeGreaterThan(0)
  for (const { field, from, to } of summary.changes) {
    expect(field).toMatch(/\S/)
    expect(to).toMatch(/\S/)
    if (from !== null) expect(from).toMatch(/\S/)
  }
  if (summary.money !== null) expect(summary.money.minor).toBeGreaterThanOrEqual(0)
  if (summary.undo !== null) expect(summary.undo).toMatch(/\.$/)
  expect(canonicalize(summary)).not.toMatch(/undefined|NaN|\[object|null (of|over)/)
}

export const keysIn = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])

/** The value once for every number in it, with that number no longer whole. */
export function withFloats(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 0.5]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    withFloats(inner).map((float) => {
      const copy = structuredClone(value)
      Object.assign(copy, { [key]: float })
      return copy
    }),
  )
}
