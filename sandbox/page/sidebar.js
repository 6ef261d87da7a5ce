import { Avatar } from './avatar.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { useWorkspace } from './workspace.js'
import { placesOf, teamOf } from './world.js'

/** The workspace: its channels, the app, and the sandbox's own two panels. On a phone it slides over the page. */
export function Sidebar({ here, panel, isOpen, unreadIn, requestCount, onPlace, onPanel, onClose }) {
  const { world, me, app } = useWorkspace()
  const { channels, dms } = placesOf(world, me)
  const place = (channel) => ({
    isHere: channel.id === here?.id,
    unread: unreadIn(channel),
    onClick: () => onPlace(channel),
  })
  return html`
    <div class="backdrop ${isOpen ? 'open' : ''}" onClick=${onClose}></div>
    <nav class="sidebar ${isOpen ? 'open' : ''}" aria-label="Workspace">
      <header class="workspace-head"><b>${teamOf(world, me)?.name ?? 'Workspace'}</b><span class="tag">sandbox</span></header>
      <div class="sidebar-scroll">
        <h2>Apps</h2>
        ${dms.map((dm) => html`<${Place} key=${dm.id} ...${place(dm)} mark=${html`<${Avatar} person=${app} size="tiny" />`} name=${app?.name ?? dm.name} />`)}
        ${dms.length === 0 && html`<p class="sidebar-note">The app is not in this workspace.</p>`}
        <h2>Channels</h2>
        ${channels.map((channel) => html`<${Place} key=${channel.id} ...${place(channel)} mark=${channel.kind === 'private' ? html`<${Icon} name="lock" />` : '#'} name=${channel.name} isShared=${channel.isShared} />`)}
        ${channels.length === 0 && html`<p class="sidebar-note">No channels for ${me.name.split(' ')[0]}.</p>`}
      </div>
      <div class="sidebar-foot">
        <h2>Behind the scenes</h2>
        <${Place} isHere=${panel === 'requests'} onClick=${() => onPanel('requests')} mark=${html`<${Icon} name="receive" />`} name="What the providers received" count=${requestCount} />
        <${Place} isHere=${panel === 'sandbox'} onClick=${() => onPanel('sandbox')} mark=${html`<${Icon} name="bolt" />`} name="Break things" />
      </div>
    </nav>`
}

function Place({ isHere, unread = 0, count = 0, mark, name, isShared, onClick }) {
  return html`
    <button type="button" class="place ${unread > 0 ? 'unread' : ''}" aria-current=${isHere ? 'true' : undefined} onClick=${onClick}>
      <span class="place-mark" aria-hidden="true">${mark}</span>
      <span class="place-name">${name}</span>
      ${isShared && html`<span class="shared-mark" role="img" aria-label="shared with another company" title="People of another company can read this channel"><${Icon} name="link" /></span>`}
      ${unread > 0 && html`<span class="count" aria-label="${unread} unread">${unread}</span>`}
      ${count > 0 && html`<span class="count faint">${count}</span>`}
    </button>`
}
