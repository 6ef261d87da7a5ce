import { Dialog, DialogHead } from './dialog.js'
import { html } from './html.js'
import { plainText, TextObject } from './text.js'

/** The confirm object of an element: asked before the click is sent. */
export function ConfirmDialog({ confirm, onYes, onNo }) {
  const title = plainText(confirm.title)
  return html`
    <${Dialog} label=${title} kind="confirm" onClose=${onNo}>
      <${DialogHead} title=${title} onClose=${onNo} />
      <div class="dialog-body rich"><${TextObject} object=${confirm.text} /></div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick=${onNo}>${plainText(confirm.deny) || 'Cancel'}</button>
        <button type="button" class="button ${confirm.style === 'danger' ? 'danger' : 'primary'}" onClick=${onYes}>
          ${plainText(confirm.confirm) || 'Yes'}
        </button>
      </footer>
    <//>`
}
