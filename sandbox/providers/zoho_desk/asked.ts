/** How a list is asked for: which parameters there are, from where, how many, in which order. */
import { ok, type Reply } from '../call.ts'
import { Fault, unprocessable } from './errors.ts'

const last = 4999

/** A parameter that the operation does not have is an error. */
export function assertKnown(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys())
    if (!known.includes(name))
      throw new Fault(unprocessable(`Extra query parameter '${name}' is present in the input.`))
}

/** Several values stand with commas between them. Null where the parameter is absent. */
export const valuesOf = (query: URLSearchParams, name: string): string[] | null =>
  query.get(name)?.split(',').filter(Boolean) ?? null

function wholeOf(query: URLSearchParams, name: string, usual: number, [low, high]: [number, number]): number {
  const text = query.get(name) ?? String(usual)
  if (!/^\d{1,6}$/.test(text) || Number(text) < low || Number(text) > high)
    throw new Fault(
      unprocessable(`The value passed for the '${name}' parameter is not between ${low} and ${high}.`),
    )
  return Number(text)
}

/** `first` is what Desk counts from: 1 in its lists of tickets and contacts, 0 elsewhere. */
export type Paging = { first: 0 | 1; most: number; usual?: number }

/** 204 is how Desk says that there is nothing, or nothing more. */
export function pageOf<T>(query: URLSearchParams, items: readonly T[], paging: Paging): T[] {
  const { first, most, usual = 10 } = paging
  const from = wholeOf(query, 'from', first, [0, last])
  const limit = wholeOf(query, 'limit', usual, [1, most])
  const start = Math.max(0, from - first)
  return items.slice(start, start + limit)
}

export const listed = (data: readonly unknown[], more: object = {}): Reply =>
  data.length > 0 ? ok({ data, ...more }) : { status: 204, body: '', acted: false }

/** By a field that may be named with a minus before it. */
export function sorted<T>(
  query: URLSearchParams,
  items: readonly T[],
  by: Readonly<Record<string, (item: T) => number>>,
): T[] {
  const asked = query.get('sortBy')
  if (asked === null) return [...items]
  const key = by[asked.replace('-', '')]
  if (!key) throw new Fault(unprocessable(`The value passed for the 'sortBy' parameter is not valid.`))
  const sign = asked.startsWith('-') ? -1 : 1
  // What is equal stays in the order in which it was made, the newest first where that was asked for.
  const made = sign < 0 ? items.toReversed() : [...items]
  return made.sort((a, b) => sign * (key(a) - key(b)))
}
