/** Razorpay's collections: newest first, `from` and `to` in seconds, `count` up to 100 (10 unless said), `skip`. */
import { ok, type Reply } from '../call.ts'
import { invalid } from './errors.ts'

type Dated = { created_at: number }

/** The page of a list that the query asks for, or the refusal of a query that makes no sense. */
export function pageOf<T extends Dated>(items: readonly T[], query: URLSearchParams): T[] | Reply {
  const count = wholeNumber(query, 'count', 10)
  const skip = wholeNumber(query, 'skip', 0)
  const from = wholeNumber(query, 'from', 0)
  const to = wholeNumber(query, 'to', Number.MAX_SAFE_INTEGER)
  if (count === null) return invalid('count', 'The count must be an integer.')
  if (skip === null) return invalid('skip', 'The skip must be an integer.')
  if (from === null) return invalid('from', 'from must be an integer.')
  if (to === null) return invalid('to', 'to must be an integer.')
  if (count < 1 || count > 100) return invalid('count', 'The count must be between 1 and 100.')
  if (from > to) return invalid('from', 'from must be less than to')
  return items
    .filter(({ created_at }) => created_at >= from && created_at <= to)
    .toSorted((a, b) => b.created_at - a.created_at)
    .slice(skip, skip + count)
}

/** The page in the envelope of a collection. */
export function collection<T extends Dated>(
  items: readonly T[],
  query: URLSearchParams,
  shape: (item: T) => unknown = (item) => item,
): Reply {
  const page = pageOf(items, query)
  return Array.isArray(page) ? ok({ entity: 'collection', count: page.length, items: page.map(shape) }) : page
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number | null {
  const text = query.get(name)
  if (text === null || text === '') return otherwise
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** `expand[]=card` and its kin, as often as they are given. */
export const expansions = (query: URLSearchParams): Set<string> =>
  new Set([...query].filter(([name]) => /^expand(\[\d*\])?$/.test(name)).map(([, value]) => value))
