/** What the files of the contract suite share: the connectors with their fixtures, and what is asked of facts and summaries. */

import nock from 'nock'
import { afterEach, beforeAll, beforeEach, expect } from 'vitest'
import {
  ConnectorError,
  type Json,
  type JsonObject,
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

/** Each text, number and switch of an input but ids, and the input with another in its place. */
export function partsOf(input: JsonObject): { path: string; changed: JsonObject[] }[] {
  return leavesOf(input).map((path) => {
    const others = othersOf(path.reduce<unknown>((value, key) => (value as JsonObject)[key], input))
    return { path: path.join('.'), changed: others.map((other) => withAt(input, path, other)) }
  })
}

const leavesOf = (value: unknown, path: string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
    : value === null || isId(String(value)) || /id$/i.test(path.at(-1) ?? '')
      ? []
      : [path]

const isId = (text: string): boolean => /^(gid:\/\/.*|\d{5,}|[a-z]+_\w{8,}|#?\w{1,3}\d+)$/.test(text)

function othersOf(value: unknown): Json[] {
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'number') return [value + 1, value - 1]
  const text = String(value)
  return [
    `${text}7`,
    text.slice(0, -1),
    text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
  ]
}

function withAt(input: JsonObject, [key = '', ...rest]: string[], value: Json): JsonObject {
  const inner = input[key]
  const next = rest.length === 0 ? value : withAt(inner as JsonObject, rest, value)
  const copy = (Array.isArray(input) ? [...input] : { ...input }) as JsonObject
  copy[key] = next
  return copy
}

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
