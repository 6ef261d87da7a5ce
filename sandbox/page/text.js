import { useMemo } from 'preact/hooks'
import { withEmoji } from './emoji.js'
import { html } from './html.js'
import { parseMarkdown } from './markdown.js'
import { parseMrkdwn, unescapeEntities } from './mrkdwn.js'
import { parseRichText } from './rich-text.js'
import { Tree } from './tree.js'
import { useWorkspace } from './workspace.js'

/** Slack's mrkdwn, drawn. */
export function Mrkdwn({ text }) {
  const blocks = useMemo(() => parseMrkdwn(text), [text])
  return html`<${Tree} blocks=${blocks} names=${useWorkspace().names} />`
}

/** Standard Markdown, drawn. */
export function Markdown({ text }) {
  const blocks = useMemo(() => parseMarkdown(text), [text])
  return html`<${Tree} blocks=${blocks} names=${useWorkspace().names} />`
}

/** A `rich_text` block, drawn. */
export function RichText({ block }) {
  return html`<${Tree} blocks=${parseRichText(block)} names=${useWorkspace().names} />`
}

/** A text object of Block Kit. */
export function TextObject({ object }) {
  if (!object) return null
  return object.type === 'mrkdwn' ? html`<${Mrkdwn} text=${object.text ?? ''} />` : plainText(object)
}

/** A text object as a bare string, for titles, labels and options. */
export const plainText = (object) => withEmoji(unescapeEntities(object?.text ?? ''))
