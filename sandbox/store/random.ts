import { createHash } from 'node:crypto'

/** Chance that repeats: the same seed tells the same story on every machine. */
export type Random = {
  /** An integer from `low` to `high`, both included. */
  int: (low: number, high: number) => number
  chance: (share: number) => boolean
  pick: <T>(list: readonly T[]) => T
}

/** Mulberry32: small, and good enough to make a shop look lived in. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    int,
    chance: (share) => next() < share,
    pick: (list) => {
      const picked = list[int(0, list.length - 1)]
      if (picked === undefined) throw new Error('Nothing to pick from.')
      return picked
    },
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A Razorpay-like id (`pay_` and 14 letters or digits) that depends on `of` alone, so that it never moves. */
export function idOf(prefix: string, of: string): string {
  const bytes = createHash('sha256').update(`${prefix}:${of}`).digest()
  return `${prefix}_${[...bytes.subarray(0, 14)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`
}
