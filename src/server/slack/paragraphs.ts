/** Text as blocks: split where Slack's limits ask for it, and never cut. */
import type { KnownBlock } from '@slack/types'
import { cardText } from '../../core/text.ts'
import { limits } from './limits.ts'

/** `expand`: without it Slack may fold a longer section behind "See more", and a card is to be seen whole. */
export const section = (id: string, text: string): KnownBlock => ({
  type: 'section',
  block_id: id,
  text: { type: 'mrkdwn', text, verbatim: true },
  expand: true,
})

export const context = (id: string, text: string): KnownBlock => ({
  type: 'context',
  block_id: id,
  elements: [{ type: 'mrkdwn', text, verbatim: true }],
})

/** Lines packed into as few sections as their limit allows; a line that is longer than a section goes on in the next. */
export function paragraphs(id: string, lines: readonly string[]): KnownBlock[] {
  const texts: string[] = []
  for (const piece of lines.flatMap(split)) {
    const last = texts.at(-1)
    const fits = last !== undefined && last.length + piece.length + 1 <= limits.sectionText
    if (fits) texts[texts.length - 1] = `${last}\n${piece}`
    else texts.push(piece)
  }
  return texts.map((text, index) => section(index === 0 ? id : `${id}.${index}`, text))
}

// Slack's mrkdwn would strike through, embolden, or draw as an emoji what is meant to be read as it is.
const marks = /[*_~`]|:[\w+-]+:/

/** A value as it is: escaped, nothing hidden, and nothing that Slack would draw as something else. */
export function exactText(text: string): string {
  if (text === '') return '(empty)'
  return marks.test(text) ? `\`${cardText(text.replaceAll('`', '\\u{60}'))}\`` : cardText(text)
}

/** The same in one line, so that a value cannot pretend to be the card's next line. */
export const exactLine = (text: string): string => exactText(text.replaceAll('\n', '\\u{a}'))

/** `*label*  value`; a value of several lines is quoted below its label, so that none of them reads as the card's own. */
export function labelled(label: string, text: string): string {
  if (!text.includes('\n')) return `*${label}*  ${exactText(text)}`
  return [`*${label}*`, ...text.split('\n').map((line) => `> ${line === '' ? '' : exactText(line)}`)].join(
    '\n',
  )
}

function split(line: string): string[] {
  const pieces: string[] = []
  for (let rest = line; rest.length > 0; ) {
    const cut = rest.length <= limits.sectionText ? rest.length : safeCut(rest)
    pieces.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return pieces
}

/** Not within an escape (`&amp;`) nor within a surrogate pair. */
function safeCut(text: string): number {
  const window = text.slice(0, limits.sectionText)
  const entity = window.lastIndexOf('&')
  const isOpen = entity > limits.sectionText - 6 && !window.slice(entity).includes(';')
  const cut = isOpen ? entity : limits.sectionText
  return /[\uD800-\uDBFF]$/.test(text.slice(0, cut)) ? cut - 1 : cut
}
