/** What every connector must keep. It loops over the folders: a new one is tested before it has a test of its own. */
import nock from 'nock'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { toolName } from '../connectors/catalog.ts'
import {
  ConnectorError,
  type Endpoint,
  type JsonObject,
  type RemoteConnector,
  type RoomConnector,
  type Summary,
  type Write,
} from '../connectors/define.ts'
import { canonicalize } from '../ledger/canonical.ts'
import type { RemoteFixture, RoomFixture } from './support/connectors/fixture.ts'
import { connectorIn, fixtureOf, folders, packagesLoadedWith } from './support/connectors/folders.ts'
import { type Fate, type Wire, wire } from './support/connectors/wire.ts'

const found = await Promise.all(
  folders.map(async (folder) => ({
    folder,
    connector: await connectorIn(folder),
    fixture: await fixtureOf(folder),
  })),
)
const connectors = found.flatMap((one) => (one.fixture ? [{ ...one, fixture: one.fixture }] : []))

describe('all connectors together', () => {
  it('there are some', () => expect(folders).toEqual(expect.arrayContaining(['ops-room', 'razorpay'])))

  it.each(found)('$folder has a fixture in test/support/connectors', ({ fixture }) => {
    expect(fixture).not.toBeNull()
  })

  it('no two tools share a name', () => {
    const names = found.flatMap(({ connector }) =>
      [...Object.keys(connector.reads), ...Object.keys(connector.writes)].map((name) =>
        toolName(connector.name, name),
      ),
    )
    expect(names).toEqual([...new Set(names)])
    // The narrowest of the models' limits: letters, digits, underscore, 64 characters.
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]{2,63}$/)
  })
})

describe.each(connectors)('$folder', ({ folder, connector, fixture }) => {
  it('is named like its folder', () => {
    expect(connector.name).toBe(folder.replaceAll('-', '_'))
    expect(connector.label).toMatch(/^[A-Z]/)
    expect(connector.kind).toBe(fixture.kind)
  })

  it('is defined without loading a client', () => {
    for (const name of packagesLoadedWith(folder)) expect(['zod', 'node:crypto']).toContain(name)
  })

  it('has a fixture for every operation, and none for another', () => {
    expect(Object.keys(fixture.reads).sort()).toEqual(Object.keys(connector.reads).sort())
    expect(Object.keys(fixture.writes).sort()).toEqual(Object.keys(connector.writes).sort())
  })

  const operations = [
    ...Object.entries(connector.reads).map(([name, { description, input }]) => ({
      name,
      description,
      schema: input,
      example: fixture.reads[name],
    })),
    ...Object.entries(connector.writes).map(([name, { description, input }]) => ({
      name,
      description,
      schema: input,
      example: fixture.writes[name]?.input,
    })),
  ]

  describe.each(operations)('$name', ({ description, schema, example }) => {
    it('is described in whole sentences', () => {
      expect(description).toMatch(/^[A-Z].{10,400}\.$/s)
    })

    it('has an input that a model can be told of, and that takes nothing else', () => {
      const told = z.toJSONSchema(schema, { io: 'input' })
      expect(told).toMatchObject({ type: 'object', additionalProperties: false })
      expect(z.toJSONSchema(schema, { io: 'input' })).toEqual(told)
      expect(schema.safeParse({ ...example, surprise: 1 }).success).toBe(false)
    })

    it('reads the same input the same way at any time, and again from what was frozen', () => {
      const first = schema.parse(example)
      vi.useFakeTimers({ now: Date.UTC(2031, 0, 1) })
      vi.spyOn(Math, 'random').mockReturnValue(0.42)
      const later = schema.parse(example)
      vi.restoreAllMocks()
      vi.useRealTimers()
      expect(later).toEqual(first)
      expect(canonicalize(schema.parse(first))).toBe(canonicalize(first))
    })
  })
})

describe.each(connectors.filter(isRemote))('$folder reaches out', ({ connector, fixture }) => {
  it('declares its endpoints in full', () => {
    const { read, write, auth } = connector.endpoints
    for (const { path } of [...read, ...write, ...auth]) {
      expect(path).toMatch(/^(\/([A-Za-z0-9._-]+|\{\w+\}))+$/)
    }
    const open = read.filter((endpoint) => !endpoint.graphql && !endpoint.dryRun)
    const doubled = write.filter((endpoint) => open.some((other) => sameAddress(endpoint, other)))
    expect(doubled).toEqual([])
    for (const { method, graphql, dryRun } of read)
      expect(method === 'GET' || !!graphql || !!dryRun).toBe(true)
  })

  it('names hosts that no credential can turn into another', () => {
    for (const host of connector.hosts) {
      expect(host).toMatch(/^(\{\w+\}\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      for (const [, field = ''] of host.matchAll(/\{(\w+)\}/g)) {
        expect(connector.credential.fields[field]?.secret).toBe(false)
        for (const bad of ['evil.example/', 'a.b', 'a@b', 'a:1', '', 'a#', 'a\\']) {
          expect(connector.credential.input.safeParse({ ...fixture.credential, [field]: bad }).success).toBe(
            false,
          )
        }
      }
    }
  })

  it('shows an account and no secret', () => {
    const { credential } = connector
    const parsed = credential.input.parse(fixture.credential)
    const secret = Object.entries(credential.fields).flatMap(([name, field]) => (field.secret ? [name] : []))
    expect(credential.secrets).toEqual(expect.arrayContaining(secret))
    expect(credential.account(parsed)).toMatch(/\S/)
    for (const name of credential.secrets) {
      if (parsed[name]) expect(credential.account(parsed)).not.toContain(parsed[name])
    }
  })

  it('is tried out by a read that needs no input', () => {
    expect(Object.keys(connector.reads)).toContain(connector.probe)
    expect(connector.reads[connector.probe]?.input.safeParse({}).success).toBe(true)
  })

  describe.each(Object.keys(connector.reads))('read %s', (name) => {
    const line = useWire(connector, fixture)
    const read = connector.reads[name] ?? missing(name)

    it('answers with few, exact and masked facts, through read endpoints only', async () => {
      const result = await read.run(await line.open('read'), read.input.parse(fixture.reads[name]))
      expect(line.wire.stopped).toEqual([])
      expect(line.wire.provider.acted()).toBe(0)
      const text = canonicalize(result)
      for (const personal of fixture.personal) expect(text).not.toContain(personal)
      for (const secret of connector.credential.secrets) {
        if (fixture.credential[secret]) expect(text).not.toContain(fixture.credential[secret])
      }
      for (const list of Object.values(result).filter(Array.isArray)) expect(result.count).toBe(list.length)
    })

    it('names what outsiders wrote by fields that there are', async () => {
      const result = await read.run(await line.open('read'), read.input.parse(fixture.reads[name]))
      for (const field of read.untrusted) expect(keysIn(result)).toContain(field)
    })
  })

  describe.each(Object.keys(connector.writes))('write %s', (name) => {
    const line = useWire(connector, fixture)
    const write: AnyWrite = connector.writes[name] ?? missing(name)
    const { input: example, refusal, impossible } = fixture.writes[name] ?? missing(name)

    const prepare = async (given: JsonObject = example) => {
      const api = await line.open('read')
      const input = write.input.parse(given)
      const before = write.before.parse(await write.preview(api, input))
      return { api, facts: { input, before, account: connector.credential.account(fixture.credential) } }
    }
    const run = async (fate: Fate) => {
      const { facts } = await prepare()
      const order = { ...facts, idempotencyKey: 'contract-suite-key-0001' }
      const api = await line.open('write', fate)
      const error = await write.run(api, order).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      return { order, error }
    }

    it('says before the run what it will do, without touching anything', async () => {
      const { api, facts } = await prepare()
      expect(write.refuse(facts)).toBeNull()
      const dryRun = await write.dryRun?.(api, facts)
      if (dryRun) expect(dryRun).toMatchObject({ ok: true, sentence: expect.stringMatching(/\S/) })
      assertWhole(write.summarize(facts))
      expect(write.summarize(facts)).toEqual(write.summarize(structuredClone(facts)))
      const link = write.link?.(facts)
      if (link !== undefined) expect(new URL(link).protocol).toBe('https:')
      expect(line.wire.stopped).toEqual([])
      expect(line.wire.provider.acted()).toBe(0)
    })

    it('rests on exact facts, which are the same when nothing moved', async () => {
      const { facts } = await prepare()
      const again = await prepare()
      expect(canonicalize(again.facts.before)).toBe(canonicalize(facts.before))
      for (const float of withFloats(facts.before)) expect(write.before.safeParse(float).success).toBe(false)
    })

    it.skipIf(impossible === undefined)('refuses what the facts make impossible', async () => {
      const { facts } = await prepare(impossible)
      expect(write.refuse(facts)).toMatch(/^\S.+\.$/)
    })

    it('happens once when it is run once', async () => {
      const { error } = await run('answered')
      expect(error).toBeNull()
      expect(line.wire.stopped).toEqual([])
      expect(line.wire.provider.acted()).toBe(1)
    })

    it('cannot be run with the session of a read', async () => {
      const { facts } = await prepare()
      const api = await line.open('read')
      await expect(
        write.run(api, { ...facts, idempotencyKey: 'contract-suite-key-0001' }),
      ).rejects.toBeInstanceOf(Error)
      expect(line.wire.stopped.length).toBe(1)
      expect(line.wire.provider.acted()).toBe(0)
    })

    it('has failed when the provider says no', async () => {
      const { error } = await run(refusal)
      expect(write.classify(asConnectorError(error))).toBe('failed')
      expect(line.wire.provider.acted()).toBe(0)
    })

    it('is unknown when the provider breaks down or the answer does not parse', async () => {
      for (const broken of [
        { status: 500, body: {} },
        { status: 502, body: 'gateway' },
        { status: 200, body: 'what' },
      ]) {
        const { error } = await run(broken)
        expect(write.classify(asConnectorError(error))).toBe('unknown')
      }
    })

    it('is unknown when the answer is lost, and found to be done', async () => {
      const { order, error } = await run('lost')
      expect(write.classify(asConnectorError(error))).toBe('unknown')
      const found = await write.reconcile(await line.open('read'), order)
      expect(found).toMatchObject({ outcome: 'succeeded', result: expect.any(Object) })
      expect(line.wire.provider.acted()).toBe(1)
      expect(line.wire.stopped).toEqual([])
    })

    it('is unknown when the request is lost, and found not to be done', async () => {
      const { order, error } = await run('unsent')
      expect(write.classify(asConnectorError(error))).toBe('unknown')
      const found = await write.reconcile(await line.open('read'), order)
      expect(found).toMatchObject({ outcome: 'failed', sentence: expect.stringMatching(/\.$/) })
      expect(line.wire.provider.acted()).toBe(0)
    })
  })
})

describe.each(connectors.filter(isRoom))('$folder changes the Room', ({ connector, fixture }) => {
  it.each(Object.keys(connector.reads))('read %s answers in exact facts', (name) => {
    const read = connector.reads[name] ?? missing(name)
    const result = read.run(fixture.port(), read.input.parse(fixture.reads[name]))
    canonicalize(result)
    for (const field of read.untrusted) expect(keysIn(result)).toContain(field)
  })

  describe.each(Object.keys(connector.writes))('write %s', (name) => {
    const write = connector.writes[name] ?? missing(name)
    const { input: example, impossible } = fixture.writes[name] ?? missing(name)
    const prepare = (given: JsonObject) => {
      const room = fixture.port()
      const input = write.input.parse(given)
      return {
        room,
        facts: { input, before: write.before.parse(write.preview(room, input)), account: 'Ops Room' },
      }
    }

    it('says what it will do, does it, and would then find other facts', () => {
      const { room, facts } = prepare(example)
      expect(write.refuse(facts)).toBeNull()
      assertWhole(write.summarize(facts))
      canonicalize(facts)
      canonicalize(write.run(room, facts))
      expect(write.preview(room, facts.input)).not.toEqual(facts.before)
    })

    it.skipIf(impossible === undefined)('refuses what the facts make impossible', () => {
      expect(write.refuse(prepare(impossible ?? {}).facts)).toMatch(/^\S.+\.$/)
    })
  })
})

// biome-ignore lint/suspicious/noExplicitAny: operations with different inputs
type AnyWrite = Write<any, any, any, any>
// biome-ignore lint/suspicious/noExplicitAny: connectors with different clients
type AnyRemote = RemoteConnector<any, any>
type Entry = (typeof connectors)[number]

function isRemote(entry: Entry): entry is { folder: string; connector: AnyRemote; fixture: RemoteFixture } {
  return entry.connector.kind === 'remote'
}
function isRoom(entry: Entry): entry is { folder: string; connector: RoomConnector; fixture: RoomFixture } {
  return entry.connector.kind === 'room'
}

/** A fresh provider for each test, and nothing else within reach. */
function useWire(connector: AnyRemote, fixture: RemoteFixture) {
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
    open: (phase: 'read' | 'write', fate?: Fate) =>
      connector.open((line.current ?? missing('wire')).session(phase, fate)),
  }
}

function missing(name: string): never {
  throw new Error(`${name} is missing`)
}

function asConnectorError(error: unknown): ConnectorError {
  expect(error).toBeInstanceOf(ConnectorError)
  return error as ConnectorError
}

const sameAddress = (a: Endpoint, b: Endpoint): boolean => a.method === b.method && a.path === b.path

function assertWhole(summary: Summary): void {
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

const keysIn = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])

/** The value once for every number in it, with that number no longer whole. */
function withFloats(value: unknown): unknown[] {
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
