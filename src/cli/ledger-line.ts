import { styleText } from 'node:util'
import type { Json, Leaf } from '../../ledger/entries.ts'
import { formatMoney } from '../core/money.ts'
import { shown } from './terminal.ts'

export type LineParts = {
  /** What people call an actor. */
  nameOf: (id: string) => string
  /** Null draws for a file: no colour, and nothing cut. */
  columns: number | null
}

const longestActor = 22
const longestFact = 60

/** One row in a line: when, who, what, about what, and the small facts. */
export function drawLine(leaf: Leaf, { nameOf, columns }: LineParts): string {
  const isPlain = columns === null
  const at = localTime(leaf.ts)
  const who = column(nameOf(leaf.actor.id), longestActor)
  const verb = leaf.type.replaceAll('.', ' ').replaceAll('_', ' ').padEnd(widestVerb)
  const rest = [leaf.subject ?? '', ...factsOf(leaf)].map(shown).filter(Boolean).join('  ')
  if (isPlain) return `${at}  ${who}  ${verb}  ${rest}`.trimEnd()
  const room = Math.max(0, columns - at.length - who.length - verb.length - 6)
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    styleText(style, text, { validateStream: false })
  return `${paint('dim', at)}  ${paint('bold', who)}  ${paint(colourOf(leaf.type), verb)}  ${cut(rest, room)}`.trimEnd()
}

const widestVerb = 'approval superseded'.length

function localTime(ts: string): string {
  const at = new Date(ts)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`

const column = (text: string, length: number): string => cut(shown(text), length).padEnd(length)

const factsOf = ({ facts }: Leaf): string[] =>
  Object.entries(facts as Record<string, Json>).map(([name, value]) => `${name}=${factOf(value)}`)

function factOf(value: Json): string {
  if (isMoney(value)) return formatMoney(value)
  if (typeof value === 'string') return cut(value, isHash(value) ? 11 : longestFact)
  return cut(JSON.stringify(value), longestFact)
}

const isHash = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

const isMoney = (value: Json): value is { currency: string; minor: number } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  typeof value.currency === 'string' &&
  /^[A-Z]{3}$/.test(value.currency) &&
  Number.isSafeInteger(value.minor)

const bad = /\.(refused|failed|unknown|denied|mismatched|missed)$/
const good = /\.(succeeded|granted|reconciled|resumed)$/

const colourOf = (type: string): 'red' | 'green' | 'cyan' =>
  bad.test(type) ? 'red' : good.test(type) ? 'green' : 'cyan'
