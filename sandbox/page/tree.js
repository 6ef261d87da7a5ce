import { html } from './html.js'
import { slackDate } from './time.js'

/** Only what leads to a web page becomes a link; `javascript:` and its kin stay text. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url)
    return ['http:', 'https:'].includes(parsed.protocol) ? parsed.href : null
  } catch {
    return null
  }
}

/** Draws the tree that mrkdwn.js, markdown.js and rich-text.js make. `names` turns ids into names. */
export function Tree({ blocks, names }) {
  return blocks.map((block, index) => html`<${TreeBlock} key=${index} block=${block} names=${names} />`)
}

function TreeBlock({ block, names }) {
  const draw = DRAWN_BLOCKS[block.kind]
  return draw ? draw(block, names) : null
}

const DRAWN_BLOCKS = {
  paragraph: ({ spans }, names) => html`<p>${drawSpans(spans, names)}</p>`,
  pre: ({ text }) => html`<pre tabindex="0"><code>${text}</code></pre>`,
  quote: ({ blocks }, names) => html`<blockquote><${Tree} blocks=${blocks} names=${names} /></blockquote>`,
  heading: ({ level, spans }, names) =>
    html`<p class="heading level-${level}" role="heading" aria-level=${level + 2}>${drawSpans(spans, names)}</p>`,
  rule: () => html`<hr />`,
  list: ({ ordered, start, items }, names) => {
    const rows = items.map(
      (blocks, index) => html`<li key=${index}><${Tree} blocks=${blocks} names=${names} /></li>`,
    )
    return ordered ? html`<ol start=${start ?? 1}>${rows}</ol>` : html`<ul>${rows}</ul>`
  },
  table: ({ head, rows }, names) => html`
    <div class="table" tabindex="0" role="group" aria-label="Table">
      <table>
        <thead><tr>${head.map((cell, index) => html`<th key=${index}>${drawSpans(cell, names)}</th>`)}</tr></thead>
        <tbody>${rows.map((row, index) => html`<tr key=${index}>${row.map((cell, place) => html`<td key=${place}>${drawSpans(cell, names)}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`,
}

export const drawSpans = (spans, names) =>
  spans.map((span, index) => html`<${Span} key=${index} span=${span} names=${names} />`)

function Span({ span, names }) {
  const draw = DRAWN_SPANS[span.kind]
  return draw ? draw(span, names) : null
}

const DRAWN_SPANS = {
  text: ({ text }) => text,
  code: ({ text }) => html`<code>${text}</code>`,
  bold: ({ spans }, names) => html`<strong>${drawSpans(spans, names)}</strong>`,
  italic: ({ spans }, names) => html`<em>${drawSpans(spans, names)}</em>`,
  strike: ({ spans }, names) => html`<s>${drawSpans(spans, names)}</s>`,
  emoji: ({ char, name }) =>
    html`<span class="emoji" role="img" aria-label=${name.replaceAll('_', ' ')}>${char}</span>`,
  user: ({ id, label }, names) => html`<span class="mention">@${names.person(id) ?? label ?? id}</span>`,
  channel: ({ id, label }, names) => html`<span class="mention">#${names.channel(id) ?? label ?? id}</span>`,
  group: ({ label }) => html`<span class="mention">${label}</span>`,
  date: ({ parts, label }) => slackDate(Number(parts[0]), parts[1] ?? '') ?? label,
  link: ({ url, spans }, names) => {
    const href = safeUrl(url)
    if (href === null) return html`<span class="dead-link">${drawSpans(spans, names)}</span>`
    return html`<a href=${href} target="_blank" rel="noopener noreferrer">${drawSpans(spans, names)}</a>`
  },
}
