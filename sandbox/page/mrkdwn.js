import { emojiFor } from './emoji.js'

/** Slack's mrkdwn to the tree that tree.js draws. Everything that a text says stays text. */
export function parseMrkdwn(source) {
  const blocks = []
  source.split(/```\n?([\s\S]*?)\n?```/).forEach((part, index) => {
    if (index % 2 === 1)
      blocks.push({ kind: 'pre', text: unescapeEntities(part.replace(/<([^|<>]+)(?:\|[^<>]*)?>/g, '$1')) })
    else if (part.trim() !== '') blocks.push(...parseLines(part.replace(/^\n|\n$/g, '').split('\n')))
  })
  return blocks
}

export const unescapeEntities = (text) =>
  text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[name])

const LINE_KINDS = [
  { kind: 'quote', pattern: /^(?:&gt;|>) ?(.*)$/ },
  { kind: 'bullets', pattern: /^\s*[•◦-] +(.*)$/ },
  { kind: 'numbers', pattern: /^\s*\d+\. +(.*)$/ },
  { kind: 'plain', pattern: /^(.*)$/ },
]

function parseLines(lines) {
  const groups = []
  for (const line of lines) {
    const found = LINE_KINDS.find(({ pattern }) => pattern.test(line))
    const text = found.pattern.exec(line)[1]
    const last = groups.at(-1)
    if (last?.kind === found.kind) last.lines.push(text)
    else groups.push({ kind: found.kind, lines: [text] })
  }
  return groups.map(blockOf)
}

function blockOf({ kind, lines }) {
  if (kind === 'quote') return { kind: 'quote', blocks: parseLines(lines) }
  if (kind === 'plain') return { kind: 'paragraph', spans: parseSpans(lines.join('\n')) }
  const items = lines.map((line) => [{ kind: 'paragraph', spans: parseSpans(line) }])
  return { kind: 'list', ordered: kind === 'numbers', items }
}

const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' }

/** One run of text: styles, code, `<…>` references and short codes. */
export function parseSpans(text) {
  const spans = []
  let plain = ''
  let at = 0
  const flush = () => {
    if (plain !== '') spans.push({ kind: 'text', text: unescapeEntities(plain) })
    plain = ''
  }
  while (at < text.length) {
    const found = referenceAt(text, at) ?? codeAt(text, at) ?? styledAt(text, at) ?? emojiAt(text, at)
    if (found === null) plain += text[at++]
    else {
      flush()
      spans.push(found.span)
      at = found.end
    }
  }
  flush()
  return spans
}

function codeAt(text, at) {
  const found = /^`([^`\n]+)`/.exec(text.slice(at))
  return found && { span: { kind: 'code', text: unescapeEntities(found[1]) }, end: at + found[0].length }
}

function emojiAt(text, at) {
  if (text[at] !== ':') return null
  const found = /^:([a-z0-9_+-]+):/.exec(text.slice(at))
  const char = found && emojiFor(found[1])
  return char ? { span: { kind: 'emoji', char, name: found[1] }, end: at + found[0].length } : null
}

function styledAt(text, at) {
  const kind = STYLES[text[at]]
  if (!kind || isWordy(text[at - 1]) || /\s|^$/.test(text[at + 1] ?? '')) return null
  const close = closeOf(text, at)
  if (close === -1) return null
  return { span: { kind, spans: parseSpans(text.slice(at + 1, close)) }, end: close + 1 }
}

function closeOf(text, open) {
  for (let at = open + 1; at < text.length && text[at] !== '\n'; at++) {
    const skipped = referenceAt(text, at) ?? codeAt(text, at)
    if (skipped) at = skipped.end - 1
    else if (text[at] === text[open] && at > open + 1 && !/\s/.test(text[at - 1]) && !isWordy(text[at + 1]))
      return at
  }
  return -1
}

const isWordy = (char) => char !== undefined && /[\p{L}\p{N}]/u.test(char)

function referenceAt(text, at) {
  if (text[at] !== '<') return null
  // Angle brackets around anything else are no reference: they stay as they were typed.
  const found = /^<((?:[@#!]|https?:|mailto:|tel:)[^<>\n]+)>/i.exec(text.slice(at))
  return found && { span: referenceSpan(found[1]), end: at + found[0].length }
}

function referenceSpan(inside) {
  const [target, label = null] = splitOnce(inside, '|')
  const shown = label === null ? null : unescapeEntities(label)
  if (target[0] === '@') return { kind: 'user', id: target.slice(1), label: shown }
  if (target[0] === '#') return { kind: 'channel', id: target.slice(1), label: shown }
  if (target.startsWith('!date^'))
    return { kind: 'date', parts: target.split('^').slice(1), label: shown ?? '' }
  if (target[0] === '!') return { kind: 'group', label: shown ?? `@${target.slice(1)}` }
  const url = unescapeEntities(target)
  return { kind: 'link', url, spans: [{ kind: 'text', text: shown ?? url.replace(/^mailto:/, '') }] }
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
