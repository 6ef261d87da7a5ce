/** The calls under way, so that an end can wait for them: a request at a provider is not cut in the middle. */
import { Refusal } from '../core/errors.ts'

export type Calls = {
  /** Ends in `broker.away` once the end has begun. */
  run: <T>(work: () => Promise<T> | T) => Promise<T>
  /** Lets no more in, and resolves when those under way have ended. */
  drain: () => Promise<void>
}

export function createCalls(): Calls {
  const running = new Set<Promise<unknown>>()
  let isEnding = false
  return {
    run: async (work) => {
      if (isEnding) throw new Refusal('broker.away')
      const working = (async () => work())()
      running.add(working)
      try {
        return await working
      } finally {
        running.delete(working)
      }
    },
    drain: async () => {
      isEnding = true
      await Promise.allSettled(running)
    },
  }
}
