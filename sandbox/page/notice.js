import { useCallback, useEffect, useState } from 'preact/hooks'
import { html } from './html.js'
import { Icon } from './icons.js'

const SHOWN_MS = 8000

/** A sentence at the foot of the page about what did not work, and the function that shows one. */
export function useNotice() {
  const [notice, setNotice] = useState(null)
  const notify = useCallback((text) => setNotice({ text }), [])
  useEffect(() => {
    if (notice === null) return
    const timer = setTimeout(() => setNotice(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [notice])
  return [notice, notify, () => setNotice(null)]
}

export function Notice({ notice, onClose }) {
  return html`
    <div class="notice-place" role="alert">
      ${notice && html`<div class="notice"><${Icon} name="warn" /><p>${notice.text}</p><button type="button" class="icon-button" aria-label="Dismiss" onClick=${onClose}><${Icon} name="close" /></button></div>`}
    </div>`
}
