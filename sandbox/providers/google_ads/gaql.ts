/** Google's query language as far as the sandbox speaks it. Source: developers.google.com/google-ads/api/docs/query/grammar. */
import { Fault, invalid } from './errors.ts'

type Value = string | string[]
export type Condition = { field: string; operator: string; value: Value }
export type Ordering = { field: string; descending: boolean }
export type Query = {
  fields: string[]
  from: string
  where: Condition[]
  order: Ordering[]
  limit: number | null
}

type Token = { text: string; quoted: boolean }

/** Words, numbers, signs, and text in quotes. What a backslash does in a text is not documented: it is refused. */
const tokens = /\s*(?:'([^'\\]*)'|"([^"\\]*)"|([A-Za-z][\w.]*|-?\d+(?:\.\d+)?|!=|>=|<=|[=<>(),]))/y

function tokenize(text: string): Token[] {
  const found: Token[] = []
  tokens.lastIndex = 0
  while (tokens.lastIndex < text.trimEnd().length) {
    const match = tokens.exec(text)
    if (!match) throw syntax('Error in query: unexpected input.')
    const [, single, double, word] = match
    found.push({ text: word ?? single ?? double ?? '', quoted: word === undefined })
  }
  return found
}

const syntax = (message: string): Fault => new Fault(invalid({ queryError: 'UNEXPECTED_INPUT' }, message))

class Reader {
  #tokens: Token[]
  constructor(tokens: Token[]) {
    this.#tokens = [...tokens]
  }
  /** Takes the next token if it is this word or sign. */
  skip(word: string): boolean {
    const [next] = this.#tokens
    const isIt = next !== undefined && !next.quoted && next.text.toUpperCase() === word
    if (isIt) this.#tokens.shift()
    return isIt
  }
  expect(word: string): void {
    if (!this.skip(word)) throw syntax(`Error in query: expected ${word}.`)
  }
  take(): Token {
    const next = this.#tokens.shift()
    if (!next) throw syntax('Error in query: unexpected end.')
    return next
  }
  word(): string {
    const { text, quoted } = this.take()
    if (quoted || !/^[a-z][a-zA-Z0-9._]*$/.test(text)) throw syntax(`Error in query: unexpected ${text}.`)
    return text
  }
  get isDone(): boolean {
    return this.#tokens.length === 0
  }
}

export function parseQuery(text: string): Query {
  const reader = new Reader(tokenize(text))
  reader.expect('SELECT')
  const fields = listOf(reader, () => reader.word())
  reader.expect('FROM')
  const query: Query = { fields, from: reader.word(), where: [], order: [], limit: null }
  if (reader.skip('WHERE'))
    do query.where.push(...conditionsIn(reader))
    while (reader.skip('AND'))
  if (reader.skip('ORDER')) {
    reader.expect('BY')
    query.order = listOf(reader, () => ({ field: reader.word(), descending: isDescending(reader) }))
  }
  if (reader.skip('LIMIT')) query.limit = positive(reader.take().text)
  if (!reader.isDone) throw syntax('Error in query: unexpected input at the end.')
  return query
}

function listOf<T>(reader: Reader, item: () => T): T[] {
  const items = [item()]
  while (reader.skip(',')) items.push(item())
  return items
}

function isDescending(reader: Reader): boolean {
  if (reader.skip('DESC')) return true
  reader.skip('ASC')
  return false
}

/** BETWEEN stands for two. */
function conditionsIn(reader: Reader): Condition[] {
  const field = reader.word()
  if (reader.skip('BETWEEN')) {
    const low = reader.take().text
    reader.expect('AND')
    return [
      { field, operator: '>=', value: low },
      { field, operator: '<=', value: reader.take().text },
    ]
  }
  if (reader.skip('IN')) {
    reader.expect('(')
    const value = listOf(reader, () => reader.take().text)
    reader.expect(')')
    return [{ field, operator: 'IN', value }]
  }
  const operator = reader.skip('LIKE') ? 'LIKE' : reader.take().text
  if (!['=', '!=', '>=', '<=', '>', '<', 'LIKE'].includes(operator))
    throw new Fault(invalid({ queryError: 'BAD_OPERATOR' }, `Error in query: ${operator} is no operator.`))
  return [{ field, operator, value: reader.take().text }]
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text))
    throw new Fault(invalid({ queryError: 'BAD_LIMIT_COUNT' }, 'Error in query: bad LIMIT.'))
  return Number(text)
}

/** Whether a value meets a condition; numbers as numbers, text without regard to case only with LIKE. */
export function meets(found: unknown, { operator, value }: Condition): boolean {
  const actual = String(found ?? '')
  if (Array.isArray(value)) return value.includes(actual)
  if (operator === '=') return same(actual, value)
  if (operator === '!=') return !same(actual, value)
  if (operator === 'LIKE') return likePattern(value).test(actual)
  const order = compare(actual, value)
  if (operator === '>=') return order >= 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order < 0
}

const same = (actual: string, wanted: string): boolean =>
  actual === wanted || (/^(true|false)$/i.test(wanted) && (actual || 'false') === wanted.toLowerCase())

export function compare(a: string, b: string): number {
  const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text)
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b)
  return a < b ? -1 : a > b ? 1 : 0
}

/** `%` any text, `_` any one character, and each of them itself in brackets. */
function likePattern(pattern: string): RegExp {
  const source = pattern.replaceAll(/\[([[\]%_])\]|[%_]|[^%_]/gsu, (part: string, itself?: string) => {
    if (itself !== undefined) return escaped(itself)
    if (part === '%') return '.*'
    return part === '_' ? '.' : escaped(part)
  })
  return new RegExp(`^${source}$`, 'isu')
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
