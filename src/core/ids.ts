import { randomBytes } from 'node:crypto'
import { z } from 'zod'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Makes ids like `apr_01k…`: a prefix and 26 characters, the first ten of them the time, so that they sort. */
export type IdMaker = (prefix: IdPrefix) => string
export type IdPrefix = 't' | 'm' | 'thr' | 'ent' | 'trn' | 'apr' | 'exe' | 'crd' | 'key' | 'evd' | 'out' | 'drf' | 'led' | 'ask'

export const idPattern = (prefix: IdPrefix) => new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`)
export const tenantId = z.string().regex(idPattern('t'))
export const approvalId = z.string().regex(idPattern('apr'))

/** The id maker of a process: 48 bits of time, 80 random bits (ULID's layout, lower case). */
export function createIdMaker(now: () => number): IdMaker {
  return (prefix) => `${prefix}_${encodeTime(now())}${encodeRandom(randomBytes(16))}`
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

const encodeRandom = (bytes: Uint8Array): string => Array.from(bytes, (byte) => alphabet.charAt(byte % 32)).join('')
