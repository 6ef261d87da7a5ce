/** What every connector must keep. It loops over the folders: a new one is tested before it has a test of its own. */
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { toolName } from '../connectors/catalog.ts'
import { canonicalize } from '../ledger/canonical.ts'
import { folders, packagesLoadedWith } from './support/connectors/folders.ts'
import { connectors, found } from './support/connectors/suite.ts'

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
