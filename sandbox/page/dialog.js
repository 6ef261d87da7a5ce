import { useLayoutEffect, useRef } from 'preact/hooks'
import { html } from './html.js'
import { Icon } from './icons.js'

/** A modal dialog: the browser's own, so that focus stays inside, Escape closes and the rest of the page is inert. */
export function Dialog({ label, kind = '', onClose, children }) {
  const element = useRef(null)
  useLayoutEffect(() => {
    const dialog = element.current
    dialog.showModal()
    // Closing before removal is what gives the focus back to where it was.
    return () => dialog.close()
  }, [])
  const cancel = (event) => {
    event.preventDefault()
    onClose()
  }
  return html`<dialog ref=${element} class="dialog ${kind}" aria-label=${label} onCancel=${cancel}>${children}</dialog>`
}

export function DialogHead({ title, mark, onClose }) {
  return html`
    <header class="dialog-head">
      ${mark}
      <h2>${title}</h2>
      <button type="button" class="icon-button" aria-label="Close" onClick=${onClose}><${Icon} name="close" /></button>
    </header>`
}
