/**
 * Queries in Google's query language, from constants and checked values alone: nothing that a model wrote stands in one
 * as it came. Source: developers.google.com/google-ads/api/docs/query/grammar.
 */
declare const checked: unique symbol
/** A condition that one of the functions below has made. */
export type Condition = string & { readonly [checked]: true }

/** A name out of this code, never out of an input. */
export type Field = `${Lowercase<string>}.${Lowercase<string>}`

export type Select = {
  fields: readonly Field[]
  from: Lowercase<string>
  where?: readonly (Condition | null)[]
  /** `metrics.cost_micros DESC`; the last one has to be unique, so that pages do not overlap. */
  order?: readonly string[]
  limit: number
}

/** Google: LIMIT ≤ 10,000 for changes; the page of an answer has as many rows. */
export const mostRows = 10_000

export function query({ fields, from, where = [], order = [], limit }: Select): string {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostRows) throw new TypeError('This is no limit.')
  const conditions = where.filter((condition) => condition !== null)
  return [
    `SELECT ${fields.join(', ')} FROM ${from}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`]),
    `LIMIT ${limit}`,
  ].join(' ')
}

export const idIs = (field: Field, id: string): Condition => made(`${field} = ${digits(id)}`)

export const idIn = (field: Field, ids: readonly string[]): Condition =>
  made(`${field} IN (${ids.map(digits).join(', ')})`)

/** A value of one of Google's enumerations, or a currency's code. */
export const wordIs = (field: Field, word: string): Condition => made(`${field} = '${literal(word)}'`)

export const wordIsNot = (field: Field, word: string): Condition => made(`${field} != '${literal(word)}'`)

export const isTrue = (field: Field): Condition => made(`${field} = TRUE`)

export const isFalse = (field: Field): Condition => made(`${field} = FALSE`)

/** Days in the account's time zone, both included. */
export const daysBetween = (field: Field, { from, to }: { from: string; to: string }): Condition =>
  made(`${field} BETWEEN '${day(from)}' AND '${day(to)}'`)

/** As `daysBetween`, for a field that holds a time. */
export const momentsBetween = (field: Field, { from, to }: { from: string; to: string }): Condition =>
  made(`${field} >= '${day(from)} 00:00:00' AND ${field} <= '${day(to)} 23:59:59'`)

/**
 * Case-insensitive. LIKE's own characters are put in brackets, as the grammar says. Quotes and backslashes never stand
 * in a query: how they are escaped is not written down, and LIKE's `_` (any one character) finds them as well.
 */
export const contains = (field: Field, text: string): Condition =>
  made(
    `${field} LIKE '%${text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029'"`\\[\]%_]/gu, (character) =>
      '[]%_'.includes(character) ? `[${character}]` : '_',
    )}%'`,
  )

const made = (text: string): Condition => text as Condition

function matching(text: string, shape: RegExp): string {
  if (!shape.test(text)) throw new TypeError('This may not stand in a query.')
  return text
}
const digits = (text: string): string => matching(text, /^\d{1,20}$/)
const literal = (text: string): string => matching(text, /^[A-Z][A-Z0-9_]{0,60}$/)
const day = (text: string): string => matching(text, /^\d{4}-\d\d-\d\d$/)
