import { Avatar } from './avatar.js'
import { Blocks } from './blocks.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { settleMarkdown } from './markdown.js'
import { Surface, usePresses } from './surface.js'
import { Mrkdwn } from './text.js'
import { ThreadSummary } from './thread-summary.js'
import { dateOfTs, fullTimeOf, timeOf } from './time.js'
import { useWorkspace } from './workspace.js'
import { personById } from './world.js'

/**
 * One message. `follows` draws it under its author's last one, without the name; `thread` is what its replies come to,
 * and `onReply` opens them (absent inside a thread).
 */
export function Message({ message, follows, thread, onReply }) {
  const { world } = useWorkspace()
  const author = personById(world, message.user)
  const date = dateOfTs(message.ts)
  const look = [
    'message',
    follows && 'follows',
    message.onlyFor && 'ephemeral',
    message.streaming && 'streaming',
  ]
  return html`
    <article class=${look.filter(Boolean).join(' ')} aria-label="${author?.name ?? 'Someone'}, ${timeOf(date)}" data-ts=${message.ts}>
      <div class="gutter">${follows ? html`<time class="late" datetime=${date.toISOString()}>${timeOf(date)}</time>` : html`<${Avatar} person=${author} />`}</div>
      <div class="message-main">
        ${message.onlyFor && html`<p class="only-you"><${Icon} name="eye" />Only visible to you</p>`}
        ${!follows && html`<${Head} author=${author} isApp=${message.isApp || author?.kind === 'bot'} date=${date} />`}
        <${Content} message=${message} />
        ${thread && html`<${ThreadSummary} thread=${thread} onOpen=${onReply} />`}
      </div>
      ${
        onReply &&
        !message.onlyFor &&
        html`
        <div class="message-tools"><button type="button" class="icon-button" title="Reply in thread" aria-label="Reply in thread" onClick=${onReply}><${Icon} name="thread" /></button></div>`
      }
    </article>`
}

function Head({ author, isApp, date }) {
  return html`
    <header class="message-head">
      <b>${author?.name ?? 'Unknown'}</b>
      ${isApp && html`<span class="badge">APP</span>`}
      <time datetime=${date.toISOString()} title=${fullTimeOf(date)}>${timeOf(date)}</time>
    </header>`
}

function Content({ message }) {
  const presses = usePresses({ channel: message.channel, ts: message.ts })
  const edited = message.editedAt && !message.streaming && html`<small class="edited"> (edited)</small>`
  const isSilent = message.streaming && message.text === ''
  const hasBlocks = message.blocks.length > 0
  return html`
    <${Surface.Provider} value=${{ ...presses, form: null }}>
      <div class="content ${hasBlocks && isCard(message.blocks) ? 'card' : ''}" aria-busy=${message.streaming}>
        ${hasBlocks ? html`<${Blocks} blocks=${message.streaming ? message.blocks.map(settled) : message.blocks} />` : html`<div class="rich"><${Mrkdwn} text=${message.text} />${isSilent && html`<p></p>`}</div>`}
        ${edited}
      </div>
    <//>`
}

const settled = (block) =>
  block.type === 'markdown' ? { ...block, text: settleMarkdown(block.text ?? '') } : block

/** What asks for a decision, or reports on one, stands in a frame of its own. */
const isCard = (blocks) => blocks.some((block) => block.type === 'header' || block.type === 'actions')
