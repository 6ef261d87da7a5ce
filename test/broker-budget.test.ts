/** What one account may ask of its vendor: measured in counts, on timers that are turned by hand. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Endpoint, Heard, Limits } from '../connectors/define.ts'
import { createBucket, flowPerMinute } from '../src/broker/bucket.ts'
import { type Budget, createBudget, type Leave, type Wish } from '../src/broker/budget.ts'
import { createBudgets } from '../src/broker/budgets.ts'
import { manualTimers, settled } from './support/timers.ts'

const items: Endpoint = { method: 'GET', path: '/items/{id}' }
const reports: Endpoint = { method: 'GET', path: '/reports', rate: { perSecond: 1, burst: 1 } }
const limitsOf = (changes: Partial<Limits> = {}): Limits => ({
  concurrent: 2,
  perMinute: 60,
  wait: () => 0,
  ...changes,
})

function open(changes: Partial<Limits> = {}) {
  const clock = manualTimers()
  const budget = createBudget({ label: 'Parcel', limits: limitsOf(changes) }, clock.timers)
  return { ...clock, budget, ...lineUp(budget) }
}

/** Asks for leave, and keeps in which order it was given. */
function lineUp(budget: Budget) {
  const given: string[] = []
  const refused: unknown[] = []
  const held: Leave[] = []
  const ask = (share: string, changes: Partial<Wish> = {}): AbortController => {
    const session = new AbortController()
    const wish = { share, urgent: false, must: false, endpoint: items, patienceMs: 20_000 }
    budget.enter({ ...wish, signal: session.signal, ...changes }).then(
      (leave) => {
        given.push(share)
        held.push(leave)
      },
      (error: unknown) => refused.push(error),
    )
    return session
  }
  const many = (count: number, share: string, changes: Partial<Wish> = {}) => {
    for (let i = 0; i < count; i++) ask(share, changes)
  }
  /** Answers the oldest one that is under way. */
  const answer = async (): Promise<void> => {
    held.shift()?.end()
    await settled()
  }
  return { given, refused, held, ask, many, answer }
}

const heard = (status: number, headers: Record<string, string> = {}): Heard => ({
  status,
  headers: new Headers(headers),
  body: '',
})
const count = (given: string[], share: string) => given.filter((one) => one === share).length

describe('a bucket', () => {
  test('never lets more through in a minute than there may be, whenever the minute begins', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), gaps, (perMinute, waits) => {
        const bucket = createBucket(flowPerMinute(perMinute), 0)
        const taken: number[] = []
        let now = 0
        for (const wait of waits) {
          now += wait
          while (bucket.opensAt(now) <= now) {
            bucket.take(now)
            taken.push(now)
          }
        }
        for (const start of taken)
          expect(taken.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(
            perMinute,
          )
      }),
    )
  })

  test('says when it opens, and does so then', () => {
    const bucket = createBucket({ capacity: 2, perMs: 1 / 1000 }, 0)
    bucket.take(0)
    bucket.take(0)
    expect(bucket.opensAt(0)).toBe(1000)
    bucket.close(5000)
    expect([bucket.opensAt(1000), bucket.opensAt(5000)]).toEqual([5000, 5000])
  })
})

describe('one thread cannot starve another', () => {
  test('a single read waits for at most one of the five hundred that came before it', async () => {
    const { given, many, ask, answer } = open({ concurrent: 1, perMinute: 100_000 })
    many(500, 'busy')
    await settled()
    ask('quiet')
    for (let i = 0; i < 2; i++) await answer()
    expect(count(given, 'quiet')).toBe(1)
    expect(count(given, 'busy')).toBeLessThanOrEqual(2)
  })

  test('nor when it has used the minute up: what comes back is shared', async () => {
    const { given, many, answer, pass } = open({ concurrent: 50, perMinute: 60 })
    many(50, 'busy')
    await settled()
    const before = given.length
    expect(before).toBe(30)
    many(5, 'quiet')
    many(5, 'other')
    for (let i = 0; i < 9; i++) {
      await pass(2_000)
      await answer()
    }
    const since = given.slice(before)
    expect(since).toHaveLength(9)
    for (const share of ['busy', 'quiet', 'other']) expect(count(since, share)).toBe(3)
  })

  test('takes at most half of what is left while another waits for something of its own', async () => {
    const { given, many, ask, pass } = open({ concurrent: 100, perMinute: 120 })
    ask('quiet', { endpoint: reports })
    ask('quiet', { endpoint: reports })
    many(100, 'busy')
    await settled()
    // 60 to begin with, of which the first read took one, and the quiet thread waits for the next.
    expect(count(given, 'busy')).toBe(30)
    await pass(1_000)
    expect(count(given, 'quiet')).toBe(2)
    await settled()
    expect(given.length).toBeGreaterThan(58)
  })

  test('holds no more than half of what may be under way while another waits', async () => {
    const { given, many, ask } = open({ concurrent: 4, perMinute: 1_000 })
    ask('quiet', { endpoint: reports })
    ask('quiet', { endpoint: reports })
    many(10, 'busy')
    await settled()
    expect([count(given, 'quiet'), count(given, 'busy')]).toEqual([1, 2])
  })

  test('alone, it may have all', async () => {
    const { given, many } = open({ concurrent: 4, perMinute: 1_000 })
    many(10, 'busy')
    await settled()
    expect(given).toHaveLength(4)
  })

  test('whatever is asked in whatever order, everybody is served, and never too many at once', async () => {
    const wishes = fc.array(
      fc.record({
        share: fc.constantFrom('a', 'b', 'c', 'd'),
        urgent: fc.boolean(),
        endpoint: fc.constantFrom(items, reports),
      }),
      { minLength: 1, maxLength: 40 },
    )
    await fc.assert(
      fc.asyncProperty(wishes, fc.integer({ min: 1, max: 4 }), async (all, concurrent) => {
        const { given, held, refused, ask, answer, pass, budget } = open({ concurrent, perMinute: 120 })
        for (const wish of all) ask(wish.share, { ...wish, patienceMs: 1_000_000 })
        for (let i = 0; i < 400 && given.length < all.length; i++) {
          await pass(500)
          expect(held.length).toBeLessThanOrEqual(concurrent)
          await answer()
        }
        expect([given.length, refused]).toEqual([all.length, []])
        while (held.length > 0) await answer()
        await pass(120_000)
        expect(budget.isIdle()).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

describe('an execution', () => {
  test('goes before every read that waits', async () => {
    const { given, many, ask, answer } = open({ concurrent: 1 })
    many(20, 'busy')
    ask('execution', { urgent: true })
    await settled()
    await answer()
    expect(given).toEqual(['busy', 'execution'])
  })

  test('counts: what it took is not there for the reads', async () => {
    const { given, many } = open({ concurrent: 100, perMinute: 60 })
    many(20, 'execution', { urgent: true })
    many(20, 'busy')
    await settled()
    expect([count(given, 'execution'), count(given, 'busy')]).toEqual([20, 10])
  })

  test('ends before anything was sent when it would take too long', async () => {
    const { refused, ask, held } = open()
    ask('a')
    await settled()
    held[0]?.heard(heard(429, { 'retry-after': '60' }))
    ask('execution', { urgent: true })
    await settled()
    expect(refused).toMatchObject([{ name: 'ConnectorError', kind: 'throttled', retryAfterMs: 60_000 }])
  })

  test('that has begun waits its time and then goes on, whatever the vendor asked for', async () => {
    const { given, ask, held, pass } = open({ concurrent: 1 })
    ask('a')
    await settled()
    held[0]?.heard(heard(429, { 'retry-after': '600' }))
    ask('execution', { urgent: true, must: true })
    await pass(19_000)
    expect(given).toEqual(['a'])
    await pass(1_000)
    expect(given).toEqual(['a', 'execution'])
  })
})

describe('a wait', () => {
  test('that cannot end in time is refused at once, and says when to ask again', async () => {
    const { given, refused, ask, held } = open()
    ask('a')
    await settled()
    held[0]?.heard(heard(429, { 'retry-after': '180' }))
    ask('a')
    await settled()
    expect(given).toHaveLength(1)
    expect(refused).toMatchObject([
      {
        kind: 'throttled',
        message: 'Parcel is being asked as often as it allows. Nothing was sent. Ask again in 3 minutes.',
      },
    ])
  })

  test('in line ends after its patience', async () => {
    const { refused, ask, pass } = open({ concurrent: 1 })
    ask('a')
    ask('b')
    await pass(19_999)
    expect(refused).toEqual([])
    await pass(1)
    expect(refused).toMatchObject([{ kind: 'throttled' }])
  })

  test('ends with its session, and its place goes to the next', async () => {
    const { given, refused, ask, answer, armed } = open({ concurrent: 1 })
    ask('a')
    const gone = ask('b')
    ask('c')
    await settled()
    gone.abort(new Error('over'))
    await settled()
    expect(refused).toMatchObject([{ message: 'over' }])
    await answer()
    expect(given).toEqual(['a', 'c'])
    await answer()
    expect(armed()).toBe(0)
  })

  test.each<[string, Partial<Limits>, Heard]>([
    ['by a connector’s own signal', { wait: () => 5_000 }, heard(200)],
    ['by Retry-After', {}, heard(429, { 'retry-after': '5' })],
    [
      'by another status than 429',
      { throttled: ({ status }) => status === 400 },
      heard(400, { 'retry-after': '5' }),
    ],
  ])('is asked for %s, and held to', async (_, limits, answer) => {
    const { given, ask, held, pass } = open(limits)
    ask('a')
    await settled()
    held[0]?.heard(answer)
    ask('a')
    await pass(4_999)
    expect(given).toHaveLength(1)
    await pass(1)
    expect(given).toHaveLength(2)
  })

  test('asked for one operation with a rate of its own closes that one alone', async () => {
    const { given, ask, held } = open()
    ask('report', { endpoint: reports })
    await settled()
    held[0]?.heard(heard(429, { 'retry-after': '5' }))
    ask('item')
    await settled()
    expect(given).toEqual(['report', 'item'])
  })

  test.each([Number.NaN, -1, -Infinity])('of %d milliseconds is none', async (wait) => {
    const { given, ask, held } = open({ wait: () => wait })
    ask('a')
    await settled()
    expect(held[0]?.heard(heard(200))).toEqual({ throttled: false, waitMs: 0 })
    ask('a')
    await settled()
    expect(given).toHaveLength(2)
  })

  test('of a connector that cannot read the answer is none', async () => {
    const { ask, held } = open({
      wait: () => {
        throw new Error('no JSON')
      },
    })
    ask('a')
    await settled()
    expect(held[0]?.heard(heard(429))).toEqual({ throttled: true, waitMs: 0 })
  })
})

test('an operation with a rate of its own keeps to it', async () => {
  const { given, many, pass } = open({ concurrent: 100 })
  many(5, 'a', { endpoint: reports })
  await settled()
  expect(given).toHaveLength(1)
  await pass(3_000)
  expect(given).toHaveLength(4)
})

describe('the budgets', () => {
  const claim = (key: string, changes = {}) => ({
    key,
    account: { label: 'Parcel', limits: limitsOf({ concurrent: 1 }) },
    share: 'a',
    urgent: false,
    ...changes,
  })
  const request = () => ({ endpoint: items, must: false, signal: new AbortController().signal })

  test('of two businesses have nothing to do with each other', async () => {
    const { timers } = manualTimers()
    const budgets = createBudgets(timers)
    await budgets.allow(claim('t1/crd')).enter(request())
    await budgets.allow(claim('t2/crd')).enter(request())
    const waits = budgets.allow(claim('t1/crd')).enter(request())
    expect(await Promise.race([waits.then(() => 'given'), settled().then(() => 'waits')])).toBe('waits')
  })

  test('are forgotten when they would be as new, and are as new then', async () => {
    const { timers, pass } = manualTimers()
    const budgets = createBudgets(timers)
    const held = await budgets.allow(claim('kept')).enter(request())
    for (let i = 0; i < 1_000; i++) {
      const leave = await budgets.allow(claim(`t${i}/crd`)).enter(request())
      leave.end()
      await pass(1_000)
    }
    expect(budgets.size()).toBeLessThan(80)
    const waits = budgets.allow(claim('kept')).enter(request())
    expect(await Promise.race([waits.then(() => 'given'), settled().then(() => 'waits')])).toBe('waits')
    held.end()
    await waits
  })

  test('never are more than so many', async () => {
    const { timers } = manualTimers()
    const budgets = createBudgets(timers, 50)
    for (let i = 0; i < 200; i++) await budgets.allow(claim(`t${i}/crd`)).enter(request())
    expect(budgets.size()).toBeLessThanOrEqual(50)
  })

  test('give a session twenty seconds in all, however many requests it makes', async () => {
    const { timers, pass } = manualTimers()
    const budgets = createBudgets(timers)
    const session = budgets.allow(claim('t/crd'))
    const ends: string[] = []
    const one = () =>
      session.enter(request()).then(
        (leave) => {
          ends.push('given')
          return leave
        },
        () => void ends.push('refused'),
      )
    const first = await session.enter(request())
    void one()
    await pass(15_000)
    expect([session.affords(5_000), session.affords(5_001)]).toEqual([true, false])
    first.end()
    await settled()
    void one()
    await pass(4_999)
    expect(ends).toEqual(['given'])
    await pass(1)
    expect(ends).toEqual(['given', 'refused'])
  })

  test('let nobody wait once the process ends', async () => {
    const { timers } = manualTimers()
    const budgets = createBudgets(timers)
    await budgets.allow(claim('t/crd')).enter(request())
    const waits = budgets.allow(claim('t/crd')).enter(request())
    const execution = budgets.allow(claim('t/crd', { urgent: true })).enter({ ...request(), must: true })
    budgets.end()
    await expect(waits).rejects.toMatchObject({ kind: 'throttled' })
    await execution
    await expect(budgets.allow(claim('t/crd')).enter(request())).rejects.toMatchObject({ kind: 'throttled' })
  })
})
