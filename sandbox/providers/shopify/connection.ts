/** Relay's connections: pages by cursor. */
import { topLevelError } from './world.ts'

export type PageArgs = {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
  reverse?: boolean | null
}

type Keyed = { id: string }

/** Shopify: `first` or `last`, at most 250; a cursor that is none is an error. `list` is in its final order. */
export function connection<T extends Keyed, V>(list: readonly T[], args: PageArgs, view: (item: T) => V) {
  const size = args.first ?? args.last
  if (size === null || size === undefined) {
    throw topLevelError('BAD_REQUEST', 'you must provide one of first or last')
  }
  if (size < 0 || size > 250) throw topLevelError('BAD_REQUEST', 'first cannot exceed 250')
  const ordered = args.reverse ? list.toReversed() : list
  const start = args.after ? placeOf(ordered, args.after) + 1 : 0
  const end = args.before ? placeOf(ordered, args.before) : ordered.length
  const window = ordered.slice(start, end)
  const page = args.first != null ? window.slice(0, size) : window.slice(Math.max(0, window.length - size))
  const isCut = page.length < window.length
  return {
    nodes: () => page.map(view),
    edges: () => page.map((item) => ({ cursor: cursorOf(item), node: view(item) })),
    pageInfo: {
      hasNextPage: args.first != null ? isCut : end < ordered.length,
      hasPreviousPage: args.first != null ? start > 0 : isCut,
      startCursor: cursorOf(page[0]),
      endCursor: cursorOf(page.at(-1)),
    },
  }
}

const cursorOf = (item: Keyed | undefined): string | null =>
  item ? Buffer.from(JSON.stringify({ last_id: item.id })).toString('base64') : null

function placeOf(list: readonly Keyed[], cursor: string): number {
  const place = list.findIndex((item) => cursorOf(item) === cursor)
  if (place < 0) throw topLevelError('BAD_REQUEST', 'Invalid cursor')
  return place
}
