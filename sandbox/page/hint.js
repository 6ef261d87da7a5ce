import { useState } from 'preact/hooks'
import { html } from './html.js'
import { Icon } from './icons.js'

const SEEN = 'ops-room-sandbox-hint'

/** What a newcomer needs to know, in two sentences, until it is put away. */
export function Hint() {
  const [isOpen, setOpen] = useState(() => !wasSeen())
  if (!isOpen) return null
  const close = () => {
    remember()
    setOpen(false)
  }
  return html`
    <aside class="newcomer" aria-label="What this is">
      <${Icon} name="bulb" />
      <p>This is a <b>pretend Slack, store and payment provider</b> on your own computer, with the real Ops Room behind it: nothing leaves this machine. Ask the app to <b>refund order 1042</b>, read the card, press <b>Approve</b>, and then look at <b>What the providers received</b>.</p>
      <button type="button" class="button" onClick=${close}>Got it</button>
    </aside>`
}

// A browser may keep no storage for this page: then the hint simply comes back.
function wasSeen() {
  try {
    return localStorage.getItem(SEEN) !== null
  } catch {
    return false
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, 'yes')
  } catch {
    // Nothing to keep it in.
  }
}
