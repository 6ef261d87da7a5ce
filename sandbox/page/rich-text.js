import { emojiFor } from './emoji.js'

/** A `rich_text` block to the tree that tree.js draws. */
export function parseRichText(block) {
  return (block.elements ?? []).flatMap(part)
}

function part(element) {
  const inside = element.elements ?? []
  if (element.type === 'rich_text_section') return [{ kind: 'paragraph', spans: inside.map(spanOf) }]
  if (element.type === 'rich_text_quote')
    return [{ kind: 'quote', blocks: [{ kind: 'paragraph', spans: inside.map(spanOf) }] }]
  if (element.type === 'rich_text_preformatted')
    return [{ kind: 'pre', text: inside.map((child) => child.text ?? child.url ?? '').join('') }]
  if (element.type === 'rich_text_list') return [listOf(element, inside)]
  return []
}

function listOf(element, inside) {
  const list = {
    kind: 'list',
    ordered: element.style === 'ordered',
    start: (element.offset ?? 0) + 1,
    items: inside.map(part),
  }
  // Slack sends a nested list as a list of its own with an indent.
  return Array.from({ length: element.indent ?? 0 }).reduce(
    (inner) => ({ kind: 'list', ordered: false, items: [[inner]] }),
    list,
  )
}

function spanOf(element) {
  return styled(
    SPANS[element.type]?.(element) ?? { kind: 'text', text: element.text ?? '' },
    element.style ?? {},
  )
}

const SPANS = {
  text: ({ text, style }) => (style?.code ? { kind: 'code', text } : { kind: 'text', text }),
  link: ({ url, text }) => ({ kind: 'link', url, spans: [{ kind: 'text', text: text ?? url }] }),
  user: ({ user_id }) => ({ kind: 'user', id: user_id, label: null }),
  channel: ({ channel_id }) => ({ kind: 'channel', id: channel_id, label: null }),
  broadcast: ({ range }) => ({ kind: 'group', label: `@${range}` }),
  date: ({ timestamp, format, fallback }) => ({
    kind: 'date',
    parts: [timestamp, format],
    label: fallback ?? '',
  }),
  emoji: ({ name }) => {
    const char = emojiFor(name)
    return char ? { kind: 'emoji', char, name } : { kind: 'text', text: `:${name}:` }
  },
}

function styled(span, style) {
  return ['bold', 'italic', 'strike']
    .filter((kind) => style[kind])
    .reduce((inner, kind) => ({ kind, spans: [inner] }), span)
}
