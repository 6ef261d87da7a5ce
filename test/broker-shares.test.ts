/** How threads share what one account may ask: measured in counts, on timers that are turned by hand. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { count, heard, items, openBudget, reports } from './support/budget.ts'
import { settled } from './support/timers.ts'

describe('one thread cannot starve another', () => {
  test('a single read waits for at most one of the five hundred that came before it', async () => {
    const { given, many, ask, answer } = openBudget({ concurrent: 1, perMinute: 100_000 })
    many(500, 'busy')
    await settled()
    ask('quiet')
    for (let i = 0; i < 2; i++) await answer()
    expect(count(given, 'quiet')).toBe(1)
    expect(count(given, 'busy')).toBeLessThanOrEqual(2)
  })

  test('nor when it has used the minute up: what comes back is shared', async () => {
    const { given, many, answer, pass } = openBudget({ concurrent: 50, perMinute: 60 })
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
    const { given, many, ask, pass } = openBudget({ concurrent: 100, perMinute: 120 })
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
    const { given, many, ask } = openBudget({ concurrent: 4, perMinute: 1_000 })
    ask('quiet', { endpoint: reports })
    ask('quiet', { endpoint: reports })
    many(10, 'busy')
    await settled()
    expect([count(given, 'quiet'), count(given, 'busy')]).toEqual([1, 2])
  })

  test('alone, it may have all', async () => {
    const { given, many } = openBudget({ concurrent: 4, perMinute: 1_000 })
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
        const { given, held, refused, ask, answer, pass, budget } = openBudget({ concurrent, perMinute: 120 })
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
    const { given, many, ask, answer } = openBudget({ concurrent: 1 })
    many(20, 'busy')
    ask('execution', { urgent: true })
    await settled()
    await answer()
    expect(given).toEqual(['busy', 'execution'])
  })

  test('that waits for its own operation’s rate finds a token when that comes', async () => {
    const { given, many, ask, pass } = openBudget({ concurrent: 100, perMinute: 4 })
    ask('a', { endpoint: reports })
    await settled()
    ask('execution', { urgent: true, endpoint: reports })
    many(5, 'busy')
    await pass(1_000)
    expect(given).toEqual(['a', 'execution'])
  })

  test('counts: what it took is not there for the reads', async () => {
    const { given, many } = openBudget({ concurrent: 100, perMinute: 60 })
    many(20, 'execution', { urgent: true })
    many(20, 'busy')
    await settled()
    expect([count(given, 'execution'), count(given, 'busy')]).toEqual([20, 10])
  })

  test('ends before anything was sent when it would take too long', async () => {
    const { refused, ask, held } = openBudget()
    ask('a')
    await settled()
    held[0]?.heard(heard(429, { 'retry-after': '60' }))
    ask('execution', { urgent: true })
    await settled()
    expect(refused).toMatchObject([{ name: 'ConnectorError', kind: 'throttled', retryAfterMs: 60_000 }])
  })

  test('that has begun waits its time and then goes on, whatever the vendor asked for', async () => {
    const { given, ask, held, pass } = openBudget({ concurrent: 1 })
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
