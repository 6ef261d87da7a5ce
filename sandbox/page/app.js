import { useEffect, useMemo, useState } from 'preact/hooks'
import { useAwaited } from './awaited.js'
import { ChannelView } from './channel.js'
import { deedsOf } from './deeds.js'
import { Hint } from './hint.js'
import { html } from './html.js'
import { AppMark } from './icons.js'
import { useSandbox } from './live.js'
import { ViewModal } from './modal.js'
import { Notice, useNotice } from './notice.js'
import { usePlace } from './place.js'
import { RequestsPanel } from './requests.js'
import { SandboxPanel } from './sandbox-panel.js'
import { Sidebar } from './sidebar.js'
import { Switcher } from './switcher.js'
import { ThreadPanel } from './thread.js'
import { useUnread } from './unread.js'
import { useNames, Workspace } from './workspace.js'
import { appFor, modalOf } from './world.js'

/** The page: nothing but a word until the sandbox has answered for the first time. */
export function App() {
  const { world, requests, link } = useSandbox()
  if (world === null) return html`<${Waiting} link=${link} />`
  return html`<${Page} world=${world} requests=${requests} link=${link} />`
}

function Waiting({ link }) {
  const text = link === 'lost' ? 'The sandbox is not answering, reconnecting…' : 'Opening the sandbox…'
  return html`<div class="waiting" role="status"><${AppMark} size=${56} /><p>${text}</p></div>`
}

function Page({ world, requests, link }) {
  const place = usePlace(world)
  const { me, channel, thread, tab } = place
  const [notice, notify, closeNotice] = useNotice()
  const [panel, setPanel] = useState(null)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const deeds = useMemo(() => me && deedsOf(me, notify), [me?.handle])
  const names = useNames(world)
  const unread = useUnread(world, me, channel)
  const awaitReply = useAwaited(world, place)
  useOpenedTab(deeds, channel, tab)
  useEscape(() => (panel ? setPanel(null) : thread && place.toThread(null)))
  if (me === null)
    return html`<div class="waiting" role="status"><p>Nobody lives in this sandbox yet.</p></div>`

  const showPanel = (name) => {
    setMenuOpen(false)
    setPanel(name)
  }
  const goTo = (there) => {
    setMenuOpen(false)
    place.toChannel(there)
  }
  const openThread = (ts) => {
    setPanel(null)
    place.toThread(ts)
  }
  const app = appFor(world, me)
  const modal = modalOf(world, me)
  return html`
    <${Workspace.Provider} value=${{ world, me, app, names, deeds, notify }}>
      <div class="page ${panel || thread ? 'with-panel' : ''}">
        <header class="top"><div class="brand wide-only"><${AppMark} size=${26} /><b>Ops Room</b></div><${Switcher} unread=${unread.unreadOf} onPerson=${place.toPerson} /></header>
        ${link === 'lost' && html`<p class="lost" role="status">The sandbox is not answering, reconnecting…</p>`}
        <${Sidebar} here=${channel} panel=${panel} isOpen=${isMenuOpen} unreadIn=${unread.unreadIn} requestCount=${requests.length} onPlace=${goTo} onPanel=${showPanel} onClose=${() => setMenuOpen(false)} />
        <div class="middle"><${Hint} />${channel ? html`<${ChannelView} channel=${channel} tab=${tab} onTab=${place.toTab} onThread=${openThread} onMenu=${() => setMenuOpen(true)} onSent=${awaitReply} />` : html`<${Nowhere} me=${me} onMenu=${() => setMenuOpen(true)} />`}</div>
        <${SidePanel} panel=${panel} channel=${channel} thread=${thread} requests=${requests} onPanel=${setPanel} onCloseThread=${() => place.toThread(null)} />
      </div>
      ${modal && html`<${ViewModal} key=${modal.id} view=${modal} />`}
      <${Notice} notice=${notice} onClose=${closeNotice} />
    <//>`
}

function SidePanel({ panel, channel, thread, requests, onPanel, onCloseThread }) {
  const close = () => onPanel(null)
  if (panel === 'requests') return html`<${RequestsPanel} requests=${requests} onClose=${close} />`
  if (panel === 'sandbox')
    return html`<${SandboxPanel} requestCount=${requests.length} onClose=${close} onRequests=${() => onPanel('requests')} />`
  if (!channel || !thread) return null
  return html`<${ThreadPanel} key="${channel.id} ${thread}" channel=${channel} threadTs=${thread} onClose=${onCloseThread} />`
}

const Nowhere = ({ me, onMenu }) => html`
  <main class="channel nowhere"><button type="button" class="button phone-only" onClick=${onMenu}>Channels</button><p>${me.name} has no channel with the app.</p></main>`

/** The app hears which of its tabs a person opens. */
function useOpenedTab(deeds, channel, tab) {
  const dm = channel?.kind === 'dm' ? channel.id : null
  useEffect(() => {
    if (deeds && dm) deeds.home({ tab })
  }, [deeds, dm, tab])
}

/** Escape closes what stands at the right, unless a dialog or a menu has it. */
function useEscape(close) {
  useEffect(() => {
    const onKey = (event) =>
      event.key === 'Escape' &&
      !document.querySelector('dialog[open], [role=menu], .switcher.open') &&
      close()
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}
