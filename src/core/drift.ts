import type { Json, JsonObject, Money } from '../../connectors/define.ts'
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
