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
  for (const piece of lines.flatMap((line) => line.split('\n')).flatMap((line) => split(line))) {
    const last = texts.at(-1)
    const fits = last !== undefined && last.length + piece.length + 1 <= limits.sectionText
    if (fits) texts[texts.length - 1] = `${last}\n${piece}`
    else texts.push(piece)
  }
  return texts.map((text, index) => section(index === 0 ? id : `${id}.${index}`, text))
}

// Slack's mrkdwn would strike through, embolden, or draw as an emoji what is meant to be read as it is. An underscore
// within a word (`pay_1042`) is one.
const marks = /[*~`]|(?<!\w)_|_(?!\w)|:[\w+-]+:/

/** Of a value in one piece, with room beside it in its section for a label. */
const longestPiece = 2400

/**
 * A value as it is: escaped, nothing hidden, and nothing that Slack would draw as something else. A long one goes on
 * in pieces that are each marked as a value, since the next section could begin with what reads as the card's own line.
 */
export const exactText = (text: string): string => (text === '' ? '(empty)' : literal(cardText(text)))

/** The same of a text that is escaped already. */
export function literal(escaped: string): string {
  if (escaped.length <= longestPiece && !marks.test(escaped)) return escaped
  const pieces = split(escaped.replaceAll('`', '\\u{60}'), longestPiece)
  return pieces.map((piece) => `\`${piece}\``).join('\n')
}

/** True when these stand in one line of a section, with a label before them. */
export const isShort = (...texts: string[]): boolean =>
  !texts.some((text) => text.includes('\n')) && texts.join('').length <= longestPiece / 10

/** The same in one line, so that a value cannot pretend to be the card's next line. */
export const exactLine = (text: string): string => exactText(text.replaceAll('\n', '\\u{a}'))

/** `*label*  value`; a value of several lines is quoted below its label, so that none of them reads as the card's own. */
export function labelled(label: string, text: string): string {
  if (!text.includes('\n')) return `*${label}*  ${exactText(text)}`
  const lines = text.split('\n').flatMap((line) => (line === '' ? [''] : exactText(line).split('\n')))
  return [`*${label}*`, ...lines.map((line) => `> ${line}`)].join('\n')
}

/** In as few pieces as can be: what stands together on a line, and else cut neither in an escape nor in a pair. */
function split(text: string, longest: number = limits.sectionText): string[] {
  const pieces: string[] = []
  for (let rest = text; rest.length > 0; ) {
    const cut = rest.length <= longest ? rest.length : safeCut(rest.slice(0, longest))
    pieces.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return pieces
}

/** Not within an escape (`&amp;`, `\u{202e}`) nor within a surrogate pair. */
function safeCut(window: string): number {
  const open = /(?:&[a-z]{0,3}|\\(?:u(?:\{[0-9a-f]{0,6})?)?)$/.exec(window)?.index ?? window.length
  return /[\uD800-\uDBFF]$/.test(window.slice(0, open)) ? open - 1 : open
}
