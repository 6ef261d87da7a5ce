import type { Json, JsonObject } from '../../connectors/define.ts'

/**
 * Text of a thread, by who wrote it. `systems` is what the systems themselves said, each beside what they were asked: an
 * answer that only repeats the question vouches for nothing.
 */
export type Witnessed = {
  members: readonly string[]
  untrusted: readonly string[]
  systems: readonly { asked: string; said: readonly string[] }[]
}

/**
 * The values of an input that no member wrote and that stand in text which outsiders wrote: the mark of an
 * instruction smuggled in by an order note or an e-mail. Numbers are looked for in minor and in major units. A text (an
 * id) that a system gave of itself is not marked: what an order's own payment is called, its buyer may know as well.
 */
export function untrustedValues(input: JsonObject, witnessed: Witnessed): { field: string; value: string }[] {
  const members = readable(witnessed.members)
  const untrusted = readable(witnessed.untrusted)
  return leaves(input)
    .filter(({ value }) => spellings(value).some((spelling) => untrusted.includes(spelling)))
    .filter(({ value }) => !spellings(value).some((spelling) => saysWhole(members, spelling)))
    .filter(({ value }) => typeof value === 'number' || !isVouchedFor(value, witnessed.systems))
    .map(({ field, value }) => ({ field, value: String(value) }))
}

const isVouchedFor = (value: string, systems: Witnessed['systems']): boolean =>
  systems.some(({ asked, said }) => said.includes(value) && !asked.includes(value))

/** In lower case, and numbers without what groups their digits: `1,00,000` and `1 000`. */
const readable = (texts: readonly string[]): string =>
  texts
    .join('\n')
    .toLowerCase()
    .replace(/(?<=\d)[,'\u00a0\u2009\u202f ](?=\d)/g, '')

/** A member who writes of order 1042 has said nothing of an amount of 104. */
function saysWhole(text: string, spelling: string): boolean {
  for (let at = text.indexOf(spelling); at >= 0; at = text.indexOf(spelling, at + 1)) {
    const end = at + spelling.length
    const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(end, end + 2)]
    if (!/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(after)) return true
  }
  return false
}

type LeafValue = { field: string; value: string | number }

function leaves(value: Json, field = ''): LeafValue[] {
  if (typeof value === 'string' || typeof value === 'number') return [{ field, value }]
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, field))
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, item]) => leaves(item, field ? `${field}.${key}` : key))
}

/** Short values say nothing about where they came from, so they have no spelling. */
function spellings(value: string | number): string[] {
  if (typeof value === 'string') return value.trim().length < 4 ? [] : [readable([value.trim()])]
  const whole = value % 100 === 0 ? [String(value / 100)] : []
  return [String(value), (value / 100).toFixed(2), ...whole].filter((spelling) => spelling.length >= 3)
}

/** The texts of all fields but the named ones, wherever in a result they stand. */
export function otherTextsOf(result: Json, fields: readonly string[]): string[] {
  if (typeof result === 'string') return [result]
  if (Array.isArray(result)) return result.flatMap((item) => otherTextsOf(item, fields))
  if (result === null || typeof result !== 'object') return []
  return Object.entries(result).flatMap(([key, value]) =>
    fields.includes(key) ? [] : otherTextsOf(value, fields),
  )
}

/** The texts of the named fields, wherever in a result they stand. */
export function textsOf(result: Json, fields: readonly string[]): string[] {
  if (Array.isArray(result)) return result.flatMap((item) => textsOf(item, fields))
  if (result === null || typeof result !== 'object') return []
  return Object.entries(result).flatMap(([key, value]) =>
    fields.includes(key) ? strings(value) : textsOf(value, fields),
  )
}

function strings(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(strings)
}
