/** Which of the store's things a search finds. */
import { parseSearch, type Search, type Term } from './search-syntax.ts'
import type { World } from './world.ts'

/** How a field is compared: whole (`id`), by words (`title`), as a number or as a time. */
export type SearchField<T> =
  | { kind: 'exact'; of: (item: T) => (string | null)[] }
  | { kind: 'words'; of: (item: T) => (string | null)[] }
  | { kind: 'number'; of: (item: T) => number | null }
  | { kind: 'date'; of: (item: T) => number | null }
export type Searchable<T> = {
  fields: Record<string, SearchField<T>>
  /** What a word without a field is looked for in. */
  text: (item: T) => (string | null)[]
}

export const exact = <T>(of: (item: T) => string | null | (string | null)[]): SearchField<T> => ({
  kind: 'exact',
  of: (item) => [of(item)].flat(),
})
export const words = <T>(of: (item: T) => string | null): SearchField<T> => ({
  kind: 'words',
  of: (item) => [of(item)],
})
export const date = <T>(of: (item: T) => number | null): SearchField<T> => ({ kind: 'date', of })
export const number = <T>(of: (item: T) => number | null): SearchField<T> => ({ kind: 'number', of })

/** Filters a list. As at Shopify, a field that is not known is no filter at all, only a warning. */
export function search<T>(
  world: World,
  list: readonly T[],
  query: string | null | undefined,
  how: Searchable<T>,
): readonly T[] {
  if (!query?.trim()) return list
  const asked = parseSearch(query)
  warn(world, asked, how)
  return list.filter((item) => isFound(asked, item, how))
}

function isFound<T>(asked: Search, item: T, how: Searchable<T>): boolean {
  if (asked.kind === 'not') return !isFound(asked.part, item, how)
  if (asked.kind === 'and') return asked.parts.every((part) => isFound(part, item, how))
  if (asked.kind === 'or')
    return asked.parts.length === 0 || asked.parts.some((part) => isFound(part, item, how))
  const { field, value } = asked.term
  if (field === null) return hasWords(how.text(item), value)
  const known = how.fields[field.toLowerCase()]
  return known ? isMatch(known, item, asked.term) : true
}

function isMatch<T>(field: SearchField<T>, item: T, { comparator, value }: Term): boolean {
  if (field.kind === 'exact') return field.of(item).some((one) => isSame(one, value))
  if (field.kind === 'words') return hasWords(field.of(item), value)
  const found = field.of(item)
  if (found === null) return false
  if (field.kind === 'number') return compare(found, comparator, Number(value))
  const [from, to] = spanOf(value)
  if (comparator === '') return found >= from && found < to
  return compare(found, comparator, comparator === '<=' || comparator === '>' ? to - 1 : from)
}

function compare(found: number, comparator: Term['comparator'], wanted: number): boolean {
  if (comparator === '<') return found < wanted
  if (comparator === '<=') return found <= wanted
  if (comparator === '>') return found > wanted
  return comparator === '>=' ? found >= wanted : found === wanted
}

/** A day is a span, a time its own second. */
function spanOf(value: string): [number, number] {
  const start = Date.parse(value)
  return [start, start + (/^\d{4}-\d{2}-\d{2}$/.test(value) ? 86_400_000 : 1000)]
}

function isSame(found: string | null, value: string): boolean {
  if (value === '*') return found !== null
  if (found === null) return false
  const [one, other] = [found.toLowerCase(), value.toLowerCase()]
  return other.endsWith('*') ? one.startsWith(other.slice(0, -1)) : one === other
}

function hasWords(texts: (string | null)[], value: string): boolean {
  const haystack = texts.flatMap((text) => wordsOf(text ?? ''))
  return wordsOf(value.replace(/\*$/, '')).every((word) => haystack.some((one) => one.startsWith(word)))
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}@.]+/u)
    .filter(Boolean)

function warn<T>(world: World, asked: Search, how: Searchable<T>): void {
  for (const field of fieldsOf(asked)) if (!how.fields[field.toLowerCase()]) world.warnings.push({ field })
}

function fieldsOf(asked: Search): string[] {
  if (asked.kind === 'not') return fieldsOf(asked.part)
  if (asked.kind !== 'term') return asked.parts.flatMap(fieldsOf)
  return asked.term.field === null ? [] : [asked.term.field]
}
