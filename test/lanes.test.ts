import { describe, expect, test } from 'vitest'
import { createLane } from '../src/server/lanes.ts'

type Job = { name: string; key: string }

/** A lane over a list of jobs, each of which ends when the test says so. */
function laneOver(
  jobs: Job[],
  parts: { atOnce?: number; onError?: (error: unknown, job: Job) => void } = {},
) {
  const started: string[] = []
  const ends = new Map<string, PromiseWithResolvers<void>>()
  const lane = createLane<Job>({
    due: () => jobs.filter(({ name }) => !done.has(name)),
    key: (job) => job.key,
    atOnce: parts.atOnce ?? 8,
    work: (job) => {
      started.push(job.name)
      const end = Promise.withResolvers<void>()
      ends.set(job.name, end)
      return end.promise
    },
    onError: parts.onError ?? (() => {}),
    onDone: () => lane.run(),
  })
  const done = new Set<string>()
  const finish = (name: string, error?: Error): void => {
    done.add(name)
    if (error) ends.get(name)?.reject(error)
    else ends.get(name)?.resolve()
  }
  return { lane, started, finish, done }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
/** An ended job lets the event loop turn once before the next one begins. */
const settle = async () => {
  await turn()
  await turn()
}

describe('a lane', () => {
  test('runs several at once, and never two with the same key', async () => {
    const { lane, started, finish } = laneOver([
      { name: 'a1', key: 'a' },
      { name: 'a2', key: 'a' },
      { name: 'b1', key: 'b' },
    ])
    lane.run()
    lane.run()
    expect(started).toEqual(['a1', 'b1'])
    finish('a1')
    await settle()
    expect(started).toEqual(['a1', 'b1', 'a2'])
  })

  test('whose job is due again at once leaves the rest of the process its turn', async () => {
    let runs = 0
    let isEnough = false
    const lane = createLane<string>({
      due: () => (isEnough ? [] : ['again']),
      key: (job) => job,
      atOnce: 1,
      work: async () => {
        runs++
        // Without a turn of the loop in between this would never end.
        if (runs > 10_000) isEnough = true
      },
      onError: () => {},
      onDone: () => lane.run(),
    })
    lane.run()
    await turn()
    await turn()
    isEnough = true
    await lane.idle()
    expect(runs).toBeLessThan(100)
  })

  test('takes no more than its number', async () => {
    const { lane, started, finish } = laneOver(
      ['a', 'b', 'c'].map((name) => ({ name, key: name })),
      { atOnce: 2 },
    )
    lane.run()
    expect(started).toEqual(['a', 'b'])
    finish('b')
    await settle()
    expect(started).toEqual(['a', 'b', 'c'])
  })

  test('is idle when what it started has ended, and what came after it', async () => {
    const { lane, finish } = laneOver([
      { name: 'a1', key: 'a' },
      { name: 'a2', key: 'a' },
    ])
    lane.run()
    let isIdle = false
    const idle = lane.idle().then(() => {
      isIdle = true
    })
    finish('a1')
    await settle()
    expect(isIdle).toBe(false)
    finish('a2')
    await idle
  })

  test('goes on after a job that failed, and waits a moment before that key is tried again', async () => {
    const failed: string[] = []
    const { lane, started, finish, done } = laneOver([{ name: 'a', key: 'a' }], {
      onError: (error, { name }) => failed.push(`${name}: ${(error as Error).message}`),
    })
    lane.run()
    finish('a', new Error('no'))
    done.delete('a')
    await settle()
    lane.run()
    expect({ failed, started }).toEqual({ failed: ['a: no'], started: ['a'] })
    await expect.poll(() => started).toEqual(['a', 'a'])
  })

  test('outlives an error of whoever is told of the error', async () => {
    const { lane, started, finish } = laneOver(
      [
        { name: 'a1', key: 'a' },
        { name: 'a2', key: 'a' },
      ],
      {
        onError: () => {
          throw new Error('the file cannot be written')
        },
      },
    )
    lane.run()
    finish('a1', new Error('no'))
    await expect.poll(() => started).toEqual(['a1', 'a2'])
    finish('a2')
    await lane.idle()
  })
})
