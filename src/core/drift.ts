import type { Json, JsonObject, Money } from '../../connectors/define.ts'
import type { Elsewhere } from './action.ts'
import { formatMoney } from './money.ts'

/** Each fact that is another one now, in words: `refunded: ₹0.00 → ₹500.00`, `refunds: 0 entries → 1 entry`. */
export function movedSince(was: JsonObject, is: JsonObject): string[] {
  const before = leavesOf(was)
  const after = leavesOf(is)
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names
    .filter((name) => before.get(name)?.exact !== after.get(name)?.exact)
    .map(
      (name) => `${name}: ${before.get(name)?.shown ?? 'nothing'} → ${after.get(name)?.shown ?? 'nothing'}`,
    )
}

/**
 * What other systems say now and did not say before, and the other way round, each time that they say it: two refunds
 * of one amount on one day read alike. Empty where nothing moved, and where they had not been asked before.
 */
export function movedElsewhere(was: readonly Elsewhere[] | null, is: readonly Elsewhere[]): string[] {
  if (was === null) return []
  const before = sayingsOf(was)
  const after = sayingsOf(is)
  const added = without(after, before).map(({ system, sentence }) => `${system} now says: ${sentence}`)
  const gone = without(before, after).map(({ system, sentence }) => `${system} no longer says: ${sentence}`)
  return [...added, ...gone]
}

type Saying = { connector: string; system: string; sentence: string }

const sayingsOf = (all: readonly Elsewhere[]): Saying[] =>
  all.flatMap(({ connector, system, sentences }) =>
    sentences.map((sentence) => ({ connector, system, sentence })),
  )

/** What of `these` is not among `others`, counted. */
function without(these: readonly Saying[], others: readonly Saying[]): Saying[] {
  const left = others.map(({ connector, sentence }) => JSON.stringify([connector, sentence]))
  return these.filter(({ connector, sentence }) => {
    const at = left.indexOf(JSON.stringify([connector, sentence]))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

type Leaf = { exact: string; shown: string }

function leavesOf(facts: JsonObject, path = ''): Map<string, Leaf> {
  const found = new Map<string, Leaf>()
  for (const [key, value] of Object.entries(facts)) {
    const name = path === '' ? key : `${path} ${key}`
    if (isObject(value) && !isMoney(value))
      for (const [at, leaf] of leavesOf(value, name)) found.set(at, leaf)
    else found.set(name, { exact: JSON.stringify(value), shown: show(value) })
  }
  return found
}

function show(value: Json): string {
  if (isMoney(value)) return formatMoney(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value) && (value.length === 0 || value.some(isObject)))
    return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`
  return value === null ? 'nothing' : JSON.stringify(value)
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isMoney = (value: Json): value is Money =>
  isObject(value) &&
  Object.keys(value).length === 2 &&
  typeof value.currency === 'string' &&
  Number.isSafeInteger(value.minor)
