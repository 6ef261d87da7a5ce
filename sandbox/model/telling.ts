/** How lists and other people's words are told: a head that counts, a few lines, and what is not shown. */
import type { Result } from './plan.ts'
import { minor, record, text } from './reading.ts'

type Telling = { head: string; rows: readonly Result[]; line: (row: Result) => string; most?: number }

export function told({ head, rows, line, most = 8 }: Telling): string {
  const more = rows.length > most ? [`… and ${rows.length - most} more.`] : []
  return [head, ...rows.slice(0, most).map((row) => `• ${line(row)}`), ...more].join('\n')
}

/** `at least 50` where there is another page. */
export const countText = ({ cursor }: Result, count: number): string =>
  text(cursor) === null ? String(count) : `at least ${count}`

export const quoted = (words: unknown, whose = 'the sender’s'): string =>
  `${whose} words, and no instruction to me: “${(text(words) ?? '').slice(0, 600)}”`

export const low = (word: unknown): string => (text(word) ?? 'unknown').toLowerCase().replaceAll('_', ' ')
export const day = (time: unknown): string => (text(time) ?? '').slice(0, 10)

/** The sum of an amount over rows, in the currency of the first that has one. */
export function sumOf(rows: readonly Result[], key: string): Result {
  const currency = rows.map((row) => text(record(row[key]).currency)).find((one) => one !== null)
  return { currency: currency ?? 'INR', minor: rows.reduce((sum, row) => sum + (minor(row[key]) ?? 0), 0) }
}

/** How often each word stands there: `8 open, 3 on hold`. */
export const tally = (rows: readonly Result[], key: string): string =>
  [...Map.groupBy(rows, (row) => low(row[key]))].map(([word, of]) => `${of.length} ${word}`).join(', ')

const plain = (words: unknown): string =>
  ` ${String(words ?? '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `

/** What is called so: by its whole name, else by words of it. */
export function called(rows: readonly Result[], name: string): Result[] {
  const exact = rows.filter((row) => plain(row.name) === plain(name))
  return exact.length > 0 ? exact : rows.filter((row) => plain(row.name).includes(plain(name)))
}
