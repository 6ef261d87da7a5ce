/** One thing, two systems: what the others are asked, what becomes of their answers, and when these have moved. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import type { About, Connector } from '../connectors/define.ts'
import type { Elsewhere } from '../src/core/action.ts'
import { movedElsewhere } from '../src/core/drift.ts'
import { Refusal } from '../src/core/errors.ts'
import { askElsewhere } from '../src/server/elsewhere.ts'
import { parcel } from './support/parcel.ts'

const order: About = { kind: 'order', order: '#1117', payment: null }
const about = (found: About | null): Connector => ({
  ...parcel,
  writes: { ship: { ...parcel.writes.ship, about: () => found } },
})
const other = (name: string, label: string): Connector => ({
  ...parcel,
  name,
  label,
  already: async () => [],
})

const call = { connector: 'parcel', write: 'ship', input: { id: 'it_1' } }
const before = { status: 'packed' }

function world({ connectors, connected }: { connectors: Connector[]; connected?: string[] }) {
  const names = connected ?? connectors.map(({ name }) => name)
  const connection = (connector: string) =>
    names.includes(connector) ? { connector, account: 'acme', credential: 'crd', connectedAt: 0 } : null
  return { catalog: createCatalog(connectors), credentials: { connection } } as unknown as Parameters<
    typeof askElsewhere
  >[0]
}

describe('other systems', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('are no matter where our own part that asks them is away: nothing is said of them then', async () => {
    const connectors = [about(order), other('first', 'First')]
    const away = askElsewhere(world({ connectors }), call, before, async () => {
      throw new Refusal('broker.away')
    })
    await expect(away).rejects.toMatchObject({ code: 'broker.away' })
    const cut = askElsewhere(world({ connectors }), call, before, async () => {
      throw new Error('the line to the broker was cut')
    })
    await expect(cut).rejects.toThrow(/cut/)
  })

  test('are asked about the same thing when they are connected and can tell, and only what they say is kept', async () => {
    const asked: string[] = []
    const { already: _, ...silent } = other('silent', 'Silent') as Extract<Connector, { kind: 'remote' }>
    const connectors = [
      ...[other('first', 'First'), about(order), silent, other('absent', 'Absent')],
      ...[other('nothing', 'Nothing'), other('last', 'Last')],
    ]
    const connected = ['last', 'nothing', 'parcel', 'silent', 'first']
    const answers = await askElsewhere(world({ connectors, connected }), call, before, async (name, of) => {
      asked.push(name)
      expect(of).toEqual(order)
      return name === 'nothing' ? [] : [`${name} says so.`]
    })
    expect(asked).toEqual(['first', 'nothing', 'last'])
    expect(answers).toEqual([
      { connector: 'first', system: 'First', sentences: ['first says so.'] },
      { connector: 'last', system: 'Last', sentences: ['last says so.'] },
    ])
  })

  test('are not asked about what a write says nothing of', async () => {
    const ask = vi.fn()
    for (const own of [about(null), parcel])
      expect(
        await askElsewhere(world({ connectors: [own, other('first', 'First')] }), call, before, ask),
      ).toEqual([])
    expect(ask).not.toHaveBeenCalled()
  })

  test.each<[string, () => Promise<string[]>]>([
    ['fails', () => Promise.reject(new Error('connector.failed: gone'))],
    ['does not answer', () => new Promise(() => {})],
    ['says too much', async () => Array.from({ length: 11 }, () => 'Refunded.')],
    ['says what is no sentence', async () => ['x'.repeat(1001)]],
    ['answers otherwise', async () => 'refunded' as unknown as string[]],
  ])('of which one %s do not read as if nothing had been done there', async (_, answer) => {
    const room = world({ connectors: [about(order), other('slow', 'Slow'), other('quick', 'Quick')] })
    const asked = askElsewhere(room, call, before, (name) =>
      name === 'slow' ? answer() : Promise.resolve(['Refunded.']),
    )
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await asked).toEqual([
      { connector: 'slow', system: 'Slow', sentences: ['Slow could not be asked what was done there.'] },
      { connector: 'quick', system: 'Quick', sentences: ['Refunded.'] },
    ])
  })
})

describe('what they say has moved', () => {
  const said = (...sentences: string[]): Elsewhere[] => [
    { connector: 'razorpay', system: 'Razorpay', sentences },
  ]

  test('when one says more, less, or something else', () => {
    expect(movedElsewhere([], said('A.'))).toEqual(['Razorpay now says: A.'])
    expect(movedElsewhere(said('A.'), [])).toEqual(['Razorpay no longer says: A.'])
    expect(movedElsewhere(said('A.'), said('B.'))).toEqual([
      'Razorpay now says: B.',
      'Razorpay no longer says: A.',
    ])
  })

  test('also when it says the same once more: a second refund of one amount on one day', () => {
    expect(movedElsewhere(said('A.'), said('A.', 'A.'))).toEqual(['Razorpay now says: A.'])
  })

  test('and not when it says the same in another order, or was not asked when the card was drawn', () => {
    expect(movedElsewhere(said('A.', 'B.'), said('B.', 'A.'))).toEqual([])
    expect(movedElsewhere(null, said('A.'))).toEqual([])
  })
})
