import { emojiFor } from './emoji.js'

/** Standard Markdown, as Slack's `markdown` block and streamed replies hold it, to the tree that tree.js draws. */
export function parseMarkdown(source) {
  return parseBlocks(source.replaceAll('\r\n', '\n').split('\n'))
}

/** Each takes lines from the start and answers { block, taken }, or null when it is not its turn. */
const TAKERS = [takeFence, takeHeading, takeRule, takeTable, takeQuote, takeList, takeParagraph]

/** What is still being written, with the emphasis closed that its last line has opened, so that no stars flicker. */
export function settleMarkdown(source) {
  const last = source.slice(source.lastIndexOf('\n') + 1)
  if (last.split('**').length % 2 === 1) return source
  return last.endsWith('**') ? source.slice(0, -2) : `${source}**`
}

function parseBlocks(lines) {
  const blocks = []
  let rest = lines
  while (rest.length > 0) {
    if (rest[0].trim() === '') {
      rest = rest.slice(1)
      continue
    }
    const found = firstTaken(rest)
    blocks.push(found.block)
    rest = rest.slice(found.taken)
  }
  return blocks
}

function firstTaken(lines) {
  for (const take of TAKERS) {
    const found = take(lines)
    if (found) return found
  }
  return null
}

function takeFence(lines) {
  if (!/^\s*```/.test(lines[0])) return null
  const end = lines.findIndex((line, index) => index > 0 && /^\s*```\s*$/.test(line))
  const last = end === -1 ? lines.length : end
  return {
    block: { kind: 'pre', text: lines.slice(1, last).join('\n') },
    taken: Math.min(last + 1, lines.length),
  }
}

function takeHeading(lines) {
  const found = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0])
  return (
    found && {
      block: { kind: 'heading', level: Math.min(found[1].length, 4), spans: parseInline(found[2]) },
      taken: 1,
    }
  )
}

function takeRule(lines) {
  return /^\s*([-*_])(\s*\1){2,}\s*$/.test(lines[0]) ? { block: { kind: 'rule' }, taken: 1 } : null
}

function takeTable(lines) {
  if (
    !lines[0].includes('|') ||
    !/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[1] ?? '') ||
    !lines[1].includes('-')
  )
    return null
  const end = lines.findIndex((line, index) => index > 1 && !line.includes('|'))
  const taken = end === -1 ? lines.length : end
  const block = { kind: 'table', head: cellsOf(lines[0]), rows: lines.slice(2, taken).map(cellsOf) }
  return { block, taken }
}

const cellsOf = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => parseInline(cell.trim()))

function takeQuote(lines) {
  const taken = countWhile(lines, (line) => /^\s*>/.test(line))
  if (taken === 0) return null
  return {
    block: {
      kind: 'quote',
      blocks: parseBlocks(lines.slice(0, taken).map((line) => line.replace(/^\s*> ?/, ''))),
    },
    taken,
  }
}

const ITEM = /^(\s*)([-*+•]|\d+[.)])\s+(.*)$/

function takeList(lines) {
  const first = ITEM.exec(lines[0])
  if (!first) return null
  const depth = first[1].length
  const isOurs = (line) =>
    (line.match(/^\s*/)[0].length > depth && line.trim() !== '') || ITEM.exec(line)?.[1].length === depth
  const taken = countWhile(lines, isOurs)
  const ordered = /\d/.test(first[2])
  return {
    block: {
      kind: 'list',
      ordered,
      start: Number.parseInt(first[2], 10) || 1,
      items: itemsOf(lines.slice(0, taken), depth),
    },
    taken,
  }
}

function itemsOf(lines, depth) {
  const items = []
  for (const line of lines) {
    const found = ITEM.exec(line)
    if (found && found[1].length === depth) items.push([found[3]])
    else items.at(-1).push(line)
  }
  return items.map(([first, ...nested]) => [
    { kind: 'paragraph', spans: parseInline(first) },
    ...parseBlocks(nested),
  ])
}

function takeParagraph(lines) {
  const startsOther = (line) =>
    [takeFence, takeHeading, takeRule, takeQuote, takeList].some((take) => take([line]))
  const taken = 1 + countWhile(lines.slice(1), (line) => line.trim() !== '' && !startsOther(line))
  return { block: { kind: 'paragraph', spans: parseInline(lines.slice(0, taken).join('\n')) }, taken }
}

function countWhile(lines, holds) {
  const end = lines.findIndex((line) => !holds(line))
  return end === -1 ? lines.length : end
}

const INLINE = [
  [/^`([^`\n]+)`/, ([, text]) => ({ kind: 'code', text })],
  [/^\*\*(?=\S)([^\n]*?\S)\*\*/, ([, inner]) => ({ kind: 'bold', spans: parseInline(inner) })],
  [/^__(?=\S)([^\n]*?\S)__/, ([, inner]) => ({ kind: 'bold', spans: parseInline(inner) })],
  [/^~~(?=\S)([^\n]*?\S)~~/, ([, inner]) => ({ kind: 'strike', spans: parseInline(inner) })],
  [/^\*(?=\S)([^*\n]*?\S)\*/, ([, inner]) => ({ kind: 'italic', spans: parseInline(inner) })],
  [/^_(?=\S)([^_\n]*?\S)_(?![\p{L}\p{N}])/u, ([, inner]) => ({ kind: 'italic', spans: parseInline(inner) })],
  [
    /^!?\[([^\]\n]*)\]\(([^)\s]+)\)/,
    ([, label, url]) => ({ kind: 'link', url, spans: [{ kind: 'text', text: label || url }] }),
  ],
  [/^<(https?:[^<>\s]+)>/, ([, url]) => ({ kind: 'link', url, spans: [{ kind: 'text', text: url }] })],
  [
    /^https?:\/\/[^\s<>)"'*]+[^\s<>)"'*.,;:!?]/,
    ([url]) => ({ kind: 'link', url, spans: [{ kind: 'text', text: url }] }),
  ],
  [/^<@([A-Z0-9]+)>/, ([, id]) => ({ kind: 'user', id, label: null })],
  [/^<#([A-Z0-9]+)>/, ([, id]) => ({ kind: 'channel', id, label: null })],
  [
    /^:([a-z0-9_+-]+):/,
    ([, name]) => (emojiFor(name) ? { kind: 'emoji', char: emojiFor(name), name } : null),
  ],
  [/^\\([\\`*_{}[\]()#+.!~<>|-])/, ([, char]) => ({ kind: 'text', text: char })],
  [/^&(amp|lt|gt);/, ([, name]) => ({ kind: 'text', text: { amp: '&', lt: '<', gt: '>' }[name] })],
]

function parseInline(text) {
  const spans = []
  let plain = ''
  for (let at = 0; at < text.length; ) {
    const found = inlineAt(text.slice(at), plain.at(-1))
    if (found === null) plain += text[at++]
    else {
      if (plain !== '') spans.push({ kind: 'text', text: plain })
      plain = ''
      spans.push(found.span)
      at += found.length
    }
  }
  return plain === '' ? spans : [...spans, { kind: 'text', text: plain }]
}

function inlineAt(rest, before) {
  // `_` and a bare address inside a word are part of the word: order_1042_b, xhttps://…
  if (/[_h]/.test(rest[0]) && before !== undefined && /[\p{L}\p{N}]/u.test(before)) return null
  for (const [pattern, make] of INLINE) {
    const found = pattern.exec(rest)
    const span = found && make(found)
    if (span) return { span, length: found[0].length }
  }
  return null
}
