import { randomBytes } from 'node:crypto'
import { z } from 'zod'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Makes ids like `apr_01k…`: a prefix and 26 characters, the first ten of them the time, so that they sort. */
export type IdMaker = (prefix: IdPrefix) => string
export type IdPrefix =
  | 't'
  | 'm'
  | 'thr'
  | 'ent'
  | 'trn'
  | 'apr'
  | 'exe'
  | 'crd'
  | 'key'
  | 'evd'
  | 'out'
  | 'drf'
  | 'led'
  | 'ask'

export const idPattern = (prefix: IdPrefix) => new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`)
export const tenantId = z.string().regex(idPattern('t'))
export const approvalId = z.string().regex(idPattern('apr'))

/**
 * The id maker of a process: 48 bits of time and 80 random bits (ULID's layout, lower case). Ids of one millisecond
 * count up, so that they sort in the order in which they were made, also when the clock steps back.
 */
export function createIdMaker(now: () => number): IdMaker {
  let lastTime = 0
  let digits: number[] = []
  return (prefix) => {
    const time = now()
    if (time > lastTime) {
      lastTime = time
      digits = Array.from(randomBytes(16), (byte) => byte % 32)
    } else digits = increment(digits)
    return `${prefix}_${encodeTime(lastTime)}${digits.map((digit) => alphabet.charAt(digit)).join('')}`
  }
}

function increment(digits: readonly number[]): number[] {
  const next = [...digits]
  for (let at = next.length - 1; at >= 0; at--) {
    const digit = ((next[at] ?? 0) + 1) % 32
    next[at] = digit
    if (digit !== 0) break
  }
  return next
}

function encodeTime(time: number): string {
  let rest = time
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = alphabet.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}
