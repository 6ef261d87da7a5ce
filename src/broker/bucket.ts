/** A bucket of tokens: what may be done at once, and how fast that comes back. */

/** `perMs` is how many come back in a millisecond. */
export type Flow = { capacity: number; perMs: number }

export type Bucket = {
  /** What is in it; less than zero after a debt. */
  level: (now: number) => number
  /** Takes one, also where none is left: then it is owed. */
  take: (now: number) => void
  /** When so many can be had, were nothing taken meanwhile. Not before `now`. */
  opensAt: (now: number, count?: number) => number
  /** Nothing is to be had before `until`. */
  close: (until: number) => void
  /** True when a new bucket would be the same. */
  isFull: (now: number) => boolean
}

/** What adding fractions up may lose. */
const tolerance = 1e-6

export function createBucket({ capacity, perMs }: Flow, start: number): Bucket {
  let [tokens, at, closedUntil] = [capacity, start, start]
  const level = (now: number): number => {
    tokens = Math.min(capacity, tokens + Math.max(0, now - at) * perMs)
    at = Math.max(at, now)
    return tokens
  }
  return {
    level,
    take: (now) => {
      tokens = level(now) - 1
    },
    opensAt: (now, count = 1) => {
      const missing = count - level(now)
      return Math.max(now, closedUntil, missing <= tolerance ? now : now + missing / perMs)
    },
    close: (until) => {
      closedUntil = Math.max(closedUntil, until)
    },
    isFull: (now) => now >= closedUntil && level(now) >= capacity - tolerance,
  }
}

/**
 * So many in any minute, and never more, whenever it begins: half of them at once, the rest as they come back. A bucket
 * that held them all would let twice as many through in its first minute.
 */
export function flowPerMinute(perMinute: number): Flow {
  const capacity = Math.max(1, Math.ceil(perMinute / 2))
  return { capacity, perMs: (perMinute - capacity + 1) / 60_000 }
}
