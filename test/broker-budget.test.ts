/** What one account may ask of its vendor, on timers that are turned by hand. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Heard, Limits } from '../connectors/define.ts'
import { createBucket, flowPerMinute } from '../src/broker/bucket.ts'
import { createBudgets } from '../src/broker/budgets.ts'
import { heard, items, limitsOf, openBudget, reports } from './support/budget.ts'
import { manualTimers, settled } from './support/timers.ts'

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
    expect([bucket.isFull(4999), bucket.isFull(5000)]).toEqual([false, true])
  })
})

describe('a wait', () => {
  test('that cannot end in time is refused at once, and says when to ask again', async () => {
    const { given, refused, ask, held } = openBudget()
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
    const { refused, ask, pass } = openBudget({ concurrent: 1 })
    ask('a')
    ask('b')
    await pass(19_999)
    expect(refused).toEqual([])
    await pass(1)
    expect(refused).toMatchObject([{ kind: 'throttled' }])
  })

  test('ends with its session, and its place goes to the next', async () => {
    const { given, refused, ask, answer, armed } = openBudget({ concurrent: 1 })
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
    const { given, ask, held, pass } = openBudget(limits)
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
    const { given, ask, held } = openBudget()
    ask('report', { endpoint: reports })
    await settled()
    held[0]?.heard(heard(429, { 'retry-after': '5' }))
    ask('item')
    await settled()
    expect(given).toEqual(['report', 'item'])
  })

  test.each([Number.NaN, -1, -Infinity])('of %d milliseconds is none', async (wait) => {
    const { given, ask, held } = openBudget({ wait: () => wait })
    ask('a')
    await settled()
    expect(held[0]?.heard(heard(200))).toEqual({ throttled: false, waitMs: 0 })
    ask('a')
    await settled()
    expect(given).toHaveLength(2)
  })

  test('of a connector that cannot read the answer is none', async () => {
    const { ask, held } = openBudget({
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
  const { given, many, pass } = openBudget({ concurrent: 100 })
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
