/**
 * What people type into Gmail's search box: words must all be there, `-` says not, OR stands between two. Words are
 * whole words, as at Gmail. Source: support.google.com/mail/answer/7190.
 */
import { shopBox } from '../../store/letters.ts'
import { entityOf, type Mailbox, type Message } from './box.ts'
import { leavesOf, textOf, valueOfHeader } from './mime.ts'

export type Search = { is: (message: Message) => boolean; seesAll: boolean }
type Test = (message: Message) => boolean

const TERM = /(-?)(?:([a-z0-9_]+):)?("[^"]*"|\([^)]*\)|\S+)/gi

/** `now` for what is counted back from today. `seesAll`: spam and the bin are looked through as well. */
export function searchOf(box: Mailbox, text: string, now: number): Search {
  const alternatives: Test[][] = []
  let joins = false
  for (const [whole, minus, key = '', given = ''] of text.matchAll(TERM)) {
    if (whole === 'OR') {
      joins = alternatives.length > 0
      continue
    }
    const test = termTest(box, key.toLowerCase(), given.replaceAll(/^["(]|[")]$/g, ''), now)
    const signed: Test = minus === '-' ? (message) => !test(message) : test
    if (joins) alternatives.at(-1)?.push(signed)
    else alternatives.push([signed])
    joins = false
  }
  return {
    is: (message) => alternatives.every((tests) => tests.some((test) => test(message))),
    seesAll: /\bin:(anywhere|spam|trash)\b/i.test(text),
  }
}

const header = (message: Message, ...names: string[]): string =>
  names.map((name) => valueOfHeader(entityOf(message).headers, name) ?? '').join(' | ')

/** Whole words, one after another: `priya` finds `priya.nair@…`, and `mug` does not find `mugs`. */
const has = (text: string, words: string): boolean => plain(text).includes(plain(words))
const plain = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}|]+/gu, ' ')
    .trim()} `

function termTest(box: Mailbox, key: string, value: string, now: number): Test {
  const term = terms[key]
  return term ? term(value, { box, now }) : everyWord(key === '' ? value : `${key} ${value}`)
}

const everyWord =
  (words: string): Test =>
  (message) => {
    const entity = entityOf(message)
    const names = leavesOf(entity).map(({ filename }) => filename)
    const all = `${header(message, 'Subject', 'From', 'To', 'Cc')} | ${textOf(entity)} | ${names.join(' | ')}`
    return has(all, words)
  }

const inHeader =
  (...names: string[]) =>
  (value: string): Test =>
  (message) =>
    value.split(/\s+/).every((word) => has(header(message, ...names), word === 'me' ? shopBox.address : word))

const labelled = (value: string, box: Mailbox): Test => {
  const wanted = value.toLowerCase()
  const own = box.labels.find(
    ({ name }) => name.toLowerCase().replaceAll(/[ /]/g, '-') === wanted || name.toLowerCase() === wanted,
  )
  const aliases: Record<string, string> = { drafts: 'DRAFT', bin: 'TRASH' }
  const id = own?.id ?? aliases[wanted] ?? wanted.toUpperCase()
  return ({ labelIds }) => labelIds.includes(id)
}

type Around = { box: Mailbox; now: number }
const terms: Record<string, (value: string, around: Around) => Test> = {
  from: inHeader('From'),
  to: inHeader('To', 'Cc'),
  cc: inHeader('Cc'),
  subject: inHeader('Subject'),
  label: (value, { box }) => labelled(value, box),
  category: (value, { box }) => labelled(`category_${value}`, box),
  in: (value, { box }) => (value.toLowerCase() === 'anywhere' ? () => true : labelled(value, box)),
  is: (value, { box }) =>
    value.toLowerCase() === 'read' ? ({ labelIds }) => !labelIds.includes('UNREAD') : labelled(value, box),
  has: (value) => (message) => value.toLowerCase() === 'attachment' && filesOf(message).length > 0,
  filename: (value) => (message) => filesOf(message).some((name) => has(name, value)),
  rfc822msgid: (value) => (message) => bare(header(message, 'Message-ID')) === bare(value),
  newer_than:
    (value, { now }) =>
    ({ at }) =>
      at >= now - spanOf(value),
  older_than:
    (value, { now }) =>
    ({ at }) =>
      at < now - spanOf(value),
  after:
    (value) =>
    ({ at }) =>
      at >= momentOf(value),
  newer:
    (value) =>
    ({ at }) =>
      at >= momentOf(value),
  before:
    (value) =>
    ({ at }) =>
      at < momentOf(value),
  older:
    (value) =>
    ({ at }) =>
      at < momentOf(value),
}

const filesOf = (message: Message): string[] =>
  leavesOf(entityOf(message)).flatMap(({ filename }) => (filename === '' ? [] : [filename]))

const bare = (id: string): string => id.replaceAll(/[<>\s]/g, '')

const DAY = 86_400_000
const spans: Record<string, number> = { h: DAY / 24, d: DAY, m: 30 * DAY, y: 365 * DAY }
function spanOf(value: string): number {
  const [, count = '0', unit = 'd'] = /^(\d+)([hdmy])$/i.exec(value) ?? []
  return Number(count) * (spans[unit.toLowerCase()] ?? DAY)
}

/**
 * A date is midnight "in the PST timezone"; seconds since 1970 are exact. Source:
 * developers.google.com/workspace/gmail/api/guides/filtering.
 */
function momentOf(value: string): number {
  if (/^\d{9,11}$/.test(value)) return Number(value) * 1000
  const [, year, month, day] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(value) ?? []
  return year === undefined ? Number.NaN : Date.UTC(Number(year), Number(month) - 1, Number(day), 8)
}
