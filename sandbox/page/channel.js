import { Composer } from './composer.js'
import { Home } from './home.js'
import { html } from './html.js'
import { AppMark, Icon } from './icons.js'
import { Messages } from './messages.js'
import { Prompts } from './prompts.js'
import { StatusLine } from './thread-summary.js'
import { useWorkspace } from './workspace.js'
import { isRoot, messagesFor, repliesTo, statusIn } from './world.js'

/** The middle of the page: a channel or the app's DM, with its messages, suggestions and composer. */
export function ChannelView({ channel, tab, onTab, onThread, onMenu, onSent }) {
  const { world, me, app } = useWorkspace()
  const name = channel.kind === 'dm' ? (app?.name ?? channel.name) : `#${channel.name}`
  return html`
    <main class="channel">
      <${ChannelHead} channel=${channel} name=${name} tab=${tab} onTab=${onTab} onMenu=${onMenu} />
      ${tab === 'home' ? html`<${Home} person=${me} />` : html`<${Conversation} key="${me.id} ${channel.id}" channel=${channel} name=${name} world=${world} me=${me} onThread=${onThread} onSent=${onSent} />`}
    </main>`
}

function ChannelHead({ channel, name, tab, onTab, onMenu }) {
  const isDm = channel.kind === 'dm'
  return html`
    <header class="channel-head">
      <button type="button" class="icon-button phone-only" aria-label="Channels" onClick=${onMenu}><${Icon} name="menu" /></button>
      <h1>${isDm ? html`<${AppMark} size=${22} />` : ''}${name}${channel.kind === 'private' && html`<${Icon} name="lock" />`}</h1>
      ${channel.isShared && html`<span class="tag shared" title="People of another company can read this channel">shared outside</span>`}
      ${isDm ? html`<${Tabs} tab=${tab} onTab=${onTab} />` : html`<span class="members">${channel.members.length} members</span>`}
    </header>`
}

function Tabs({ tab, onTab }) {
  return html`
    <div class="tabs" role="group" aria-label="Tabs of the app">
      ${[
        ['messages', 'Messages'],
        ['home', 'Home'],
      ].map(
        ([key, label]) =>
          html`<button key=${key} type="button" aria-pressed=${tab === key} onClick=${() => onTab(key)}>${label}</button>`,
      )}
    </div>`
}

function Conversation({ channel, name, world, me, onThread, onSent }) {
  const messages = messagesFor(world, channel.id, me)
  const roots = messages.filter(isRoot)
  const isEmpty = roots.length === 0
  const threadFor = (root) => {
    const replies = repliesTo(messages, root.ts)
    const people = [...new Set(replies.map((reply) => reply.user))]
    return {
      count: replies.length,
      people,
      lastTs: replies.at(-1)?.ts ?? root.ts,
      status: statusIn(world, channel.id, root.ts),
    }
  }
  return html`
    <${Messages} label="Messages in ${name}" messages=${roots} threadFor=${threadFor} onReply=${(root) => onThread(root.ts)}
      before=${isEmpty && html`<${Welcome} channel=${channel} name=${name} onSent=${onSent} />`} />
    <${StatusLine} status=${statusIn(world, channel.id, null) ?? statusIn(world, channel.id, '')} />
    ${!isEmpty && channel.kind === 'dm' && html`<div class="prompts-row"><${Prompts} channel=${channel} onSent=${onSent} /></div>`}
    <${Composer} channel=${channel} threadTs=${null} label="Message ${name}" onSent=${onSent} />`
}

function Welcome({ channel, name, onSent }) {
  const isDm = channel.kind === 'dm'
  return html`
    <section class="welcome">
      ${isDm ? html`<${AppMark} size=${52} />` : html`<span class="welcome-hash" aria-hidden="true">#</span>`}
      <h2>${isDm ? `Ask ${name}` : name}</h2>
      <p>${isDm ? 'It reads the store freely, drafts anything, and changes nothing until a founder presses Approve.' : 'Nothing has been said here yet. In a channel, begin with the app’s name.'}</p>
      <${Prompts} channel=${channel} onSent=${onSent} />
    </section>`
}
