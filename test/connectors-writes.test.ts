/** The ways in which a write can end, for every write of every connector. */
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../connectors/define.ts'
import { canonicalize } from '../ledger/canonical.ts'
import {
  type AnyWrite,
  asConnectorError,
  assertWhole,
  keysIn,
  missing,
  partsOf,
  remotes,
  rooms,
  useWire,
  withFloats,
} from './support/connectors/suite.ts'
import type { Fate } from './support/connectors/wire.ts'

const writing = remotes.filter(({ connector }) => Object.keys(connector.writes).length > 0)

describe.each(writing)('$folder', ({ connector, fixture }) => {
  describe.each(Object.keys(connector.writes))('write %s', (name) => {
    const line = useWire(connector, fixture)
    const write: AnyWrite = connector.writes[name] ?? missing(name)
    const { input: example, refusal, impossible, never, blind, later } = fixture.writes[name] ?? missing(name)

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
      const { facts } = await prepare()
      expect(write.refuse(facts)).toBeNull()
      const dryRun = await write.dryRun?.(await line.open('dryRun'), facts)
      if (dryRun) expect(dryRun).toMatchObject({ ok: true, sentence: expect.stringMatching(/\S/) })
      assertWhole(write.summarize(facts))
      expect(write.summarize(facts)).toEqual(write.summarize(structuredClone(facts)))
      const link = write.link?.(facts)
      const { account } = facts
      const pages = connector.webHosts.map((host) => `https://${host.replace('{account}', account)}`)
      if (link !== undefined) expect(pages).toContain(new URL(link).origin)
      expect(line.wire.stopped).toEqual([])
      expect(line.wire.provider.acted()).toBe(0)
    })

    // What is not on the card is approved by nobody. An id is shown by the name of what it is of.
    it('shows every part of its input', async () => {
      const { facts } = await prepare()
      const card = canonicalize(write.summarize(facts))
      const hidden = partsOf(facts.input).filter(({ changed }) => {
        const others = changed.flatMap((input) => {
          const parsed = write.input.safeParse(input)
          return parsed.success && canonicalize(parsed.data) !== canonicalize(facts.input)
            ? [write.summarize({ ...facts, input: parsed.data })]
            : []
        })
        return others.length > 0 && others.every((other) => canonicalize(other) === card)
      })
      expect(hidden.map(({ path }) => path)).toEqual([])
    })

    it('rests on exact facts, which are the same when nothing moved', async () => {
      const { facts } = await prepare()
      const again = await prepare()
      expect(canonicalize(again.facts.before)).toBe(canonicalize(facts.before))
      for (const float of withFloats(facts.before)) expect(write.before.safeParse(float).success).toBe(false)
    })

    it.skipIf(impossible === undefined)(refusesName(impossible, never), async () => {
      const { facts } = await prepare(impossible)
      expect(write.refuse(facts)).toMatch(/^\S.+\.$/)
    })

    it('happens once when it is run once', async () => {
      const { error } = await run('answered')
      expect(error).toBeNull()
      expect(line.wire.stopped).toEqual([])
      expect(line.wire.provider.acted()).toBe(1)
    })

    it('says of a success what is true of it: what is not finished, and a write that takes it back', async () => {
      const { facts } = await prepare()
      const api = await line.open('write')
      const result = await write.run(api, { ...facts, idempotencyKey: 'contract-suite-key-0001' })
      const settled = write.settled?.({ ...facts, result }) ?? null
      if (settled !== null) expect(settled).toMatch(/^\S[^\n]+\.$/)
      const undo = write.undo?.({ ...facts, result }) ?? null
      if (undo === null) return
      const inverse: AnyWrite = connector.writes[undo.write] ?? missing(undo.write)
      expect(inverse.input.safeParse(undo.input).error, JSON.stringify(undo)).toBeUndefined()
      expect(write.summarize(facts).undo).not.toBeNull()
    })

    // Where nobody makes a repeat harmless, that a click runs once is all that there is: the kill sweeps hold that.
    it.skipIf(write.idempotency === 'none')(
      'is not done twice by the same request: its facts have moved, it refuses, or it finds what it did',
      async () => {
        const { order } = await run('answered')
        const now = await prepare()
        const hasMoved = canonicalize(now.facts.before) !== canonicalize(order.before)
        if (hasMoved || write.refuse(now.facts) !== null) return
        await write.run(await line.open('write'), order).catch(() => null)
        expect(line.wire.provider.acted()).toBe(1)
      },
    )

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

    if (blind !== undefined) {
      it(`stays unknown when an answer or a request is lost, since ${blind}`, async () => {
        for (const fate of ['lost', 'unsent'] as const) {
          const { order, error } = await run(fate)
          expect(write.classify(asConnectorError(error))).toBe('unknown')
          const found = await write.reconcile(await line.open('read'), order)
          expect(found).toMatchObject({ outcome: 'unknown', sentence: expect.stringMatching(/\.$/) })
        }
        expect(line.wire.provider.acted()).toBe(1)
        expect(line.wire.stopped).toEqual([])
      })
      return
    }

    it('is unknown when the answer is lost, and found to be done', async () => {
      const { order, error } = await run('lost')
      expect(write.classify(asConnectorError(error))).toBe('unknown')
      const found = await write.reconcile(await line.open('read'), order)
      expect(found).toMatchObject({ outcome: 'succeeded', result: expect.any(Object) })
      expect(line.wire.provider.acted()).toBe(1)
      expect(line.wire.stopped).toEqual([])
    })

    const absent = later === undefined ? 'found not to be done' : `stays so, since ${later}`
    it(`is unknown when the request is lost, and ${absent}`, async () => {
      const { order, error } = await run('unsent')
      expect(write.classify(asConnectorError(error))).toBe('unknown')
      const found = await write.reconcile(await line.open('read'), order)
      const outcome = later === undefined ? 'failed' : 'unknown'
      expect(found).toMatchObject({ outcome, sentence: expect.stringMatching(/\.$/) })
      expect(line.wire.provider.acted()).toBe(0)
    })
  })
})

describe.each(rooms)('$folder changes the Room', ({ connector, fixture }) => {
  it.each(Object.keys(connector.reads))('read %s answers in exact facts', (name) => {
    const read = connector.reads[name] ?? missing(name)
    const result = read.run(fixture.port(), read.input.parse(fixture.reads[name]))
    canonicalize(result)
    for (const field of read.untrusted) expect(keysIn(result)).toContain(field)
  })

  describe.each(Object.keys(connector.writes))('write %s', (name) => {
    const write = connector.writes[name] ?? missing(name)
    const { input: example, impossible, never } = fixture.writes[name] ?? missing(name)
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

    it.skipIf(impossible === undefined)(refusesName(impossible, never), () => {
      expect(write.refuse(prepare(impossible ?? {}).facts)).toMatch(/^\S.+\.$/)
    })
  })
})

/** A case that cannot occur says so where it is skipped. */
function refusesName(impossible: JsonObject | undefined, never: string | undefined): string {
  const name = 'refuses what the facts make impossible'
  return impossible === undefined ? `${name}: it cannot be, since ${never ?? '(no reason is given)'}` : name
}
