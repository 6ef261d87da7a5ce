import { html } from './html.js'
import { Icon } from './icons.js'

/** The head of whatever stands at the right; its button says Back on a phone, where the panel covers the page. */
export function PanelHead({ title, note, onClose }) {
  return html`
    <header class="panel-head">
      <button type="button" class="icon-button phone-only" aria-label="Back" onClick=${onClose}><${Icon} name="back" /></button>
      <h2>${title}</h2>
      ${note && html`<span class="note">${note}</span>`}
      <button type="button" class="icon-button wide-only" aria-label="Close ${title}" onClick=${onClose}><${Icon} name="close" /></button>
    </header>`
}
