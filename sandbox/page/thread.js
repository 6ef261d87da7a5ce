import { Composer } from './composer.js'
import { html } from './html.js'
import { Messages } from './messages.js'
import { PanelHead } from './panel.js'
import { StatusLine } from './thread-summary.js'
import { useWorkspace } from './workspace.js'
import { messagesFor, repliesTo, statusIn } from './world.js'

/** A thread beside its channel; over it on a phone. */
export function ThreadPanel({ channel, threadTs, onClose }) {
  const { world, me, app } = useWorkspace()
  const messages = messagesFor(world, channel.id, me)
  const root = messages.find((message) => message.ts === threadTs)
  const replies = repliesTo(messages, threadTs)
  const where = channel.kind === 'dm' ? app?.name : `#${channel.name}`
  return html`
    <aside class="panel thread" aria-label="Thread">
      <${PanelHead} title="Thread" note=${where} onClose=${onClose} />
      <${Messages} label="Thread" messages=${root ? [root, ...replies] : replies} />
      <${StatusLine} status=${statusIn(world, channel.id, threadTs)} />
      <${Composer} channel=${channel} threadTs=${threadTs} label="Reply…" />
    </aside>`
}
