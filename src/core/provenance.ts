import type { Json, JsonObject } from '../../connectors/define.ts'

/** Text of a thread, by who wrote it. */
export type Witnessed = { members: readonly string[]; untrusted: readonly string[] }

/**
 * The values of an input that no member wrote and that stand in text which outsiders wrote: the mark of an
 * instruction smuggled in by an order note or an e-mail. Numbers are looked for in minor and in major units.
 */
export function untrustedValues(input: JsonObject, witnessed: Witnessed): { field: string; value: string }[] {
  const members = witnessed.members.join('\n').toLowerCase()
  const untrusted = witnessed.untrusted.join('\n').toLowerCase()
  return leaves(input)
    .filter(({ value }) => spellings(value).some((spelling) => untrusted.includes(spelling)))
    .filter(({ value }) => !spellings(value).some((spelling) => members.includes(spelling)))
    .map(({ field, value }) => ({ field, value: String(value) }))
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
  if (typeof value === 'string') return value.trim().length < 4 ? [] : [value.trim().toLowerCase()]
  const major = value % 100 === 0 ? [String(value / 100)] : [(value / 100).toFixed(2)]
  return [String(value), ...major].filter((spelling) => spelling.length >= 3)
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
