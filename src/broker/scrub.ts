/** Takes secrets out of what comes back, in every spelling that an echo could have. */

import type { Json } from '../../connectors/define.ts'
import { literal } from './pattern.ts'

export type Scrub = {
  bytes: (bytes: Uint8Array) => Uint8Array
  text: (text: string) => string
  /** Every string of a JSON value, keys among them. */
  json: <T extends Json>(value: T) => T
}

/** Shorter values stand in ordinary text too often; no credential of a provider is as short. */
const shortest = 6
const mark = '[removed]'

/**
 * Replaces each secret where it stands raw, percent-encoded (once or twice), JSON-escaped, in hex, or in base64 and
 * base64url at any of the three alignments (so also inside a longer text that was encoded, such as Basic auth).
 */
export function createScrub(secrets: readonly string[]): Scrub {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= shortest)
  if (known.length === 0) return untouched
  const spellings = known.sort((a, b) => b.length - a.length).flatMap(spellingsOf)
  const pattern = new RegExp(spellings.join('|'), 'g')
  // Latin-1 keeps every byte one character, so that bodies which are not text come through unharmed.
  const bytes = (value: Uint8Array) => {
    const text = Buffer.from(value).toString('latin1')
    return new Uint8Array(Buffer.from(text.replace(pattern, mark), 'latin1'))
  }
  const text = (value: string) => Buffer.from(bytes(Buffer.from(value))).toString()
  return { bytes, text, json: (value) => mapTexts(value, text) as typeof value }
}

const untouched: Scrub = { bytes: (bytes) => bytes, text: (text) => text, json: (value) => value }

function mapTexts(value: Json, map: (text: string) => string): Json {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [map(key), mapTexts(item, map)]))
}

function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    [...secret].map(spellingsOfCharacter).join(''),
    ...[0, 1, 2].map((offset) => [...base64Core(bytes, offset)].map(spellingsOfBase64).join('')),
    bytes.toString('hex').replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`),
  ]
}

/** The characters of base64 that depend on the secret alone, when it stands `offset` bytes after a multiple of 3. */
function base64Core(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
}

function spellingsOfBase64(character: string): string {
  if (character === '+') return `(?:${spellingsOfCharacter('+')}|-)`
  return character === '/' ? `(?:${spellingsOfCharacter('/')}|_)` : character
}

function spellingsOfCharacter(character: string): string {
  const raw = Buffer.from(character)
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
  const forms = [
    literal(raw.toString('latin1')),
    [...raw].map((byte) => `%(?:25)?${anyCaseHex(byte, 2)}`).join(''),
    units.map((unit) => `\\\\u${anyCaseHex(unit, 4)}`).join(''),
  ]
  if (/["\\/]/.test(character)) forms.push(literal(`\\${character}`))
  if (character === ' ') forms.push('\\+')
  return `(?:${forms.join('|')})`
}

const anyCaseHex = (value: number, digits: number): string =>
  value
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
