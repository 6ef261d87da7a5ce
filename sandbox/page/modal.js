import { useEffect, useRef, useState } from 'preact/hooks'
import { Blocks } from './blocks.js'
import { Dialog, DialogHead } from './dialog.js'
import { useForm } from './form.js'
import { html } from './html.js'
import { AppMark } from './icons.js'
import { Surface, usePresses } from './surface.js'
import { useWorkspace } from './workspace.js'

/** The topmost modal that the app has opened for this person. */
export function ViewModal({ view }) {
  const { deeds } = useWorkspace()
  const presses = usePresses({ viewId: view.id })
  const form = useForm(view)
  const body = useRef(null)
  const [isSending, setSending] = useState(false)
  useFirstError(body, form.errors)
  const close = () => deeds.close({ viewId: view.id })

  async function submit(event) {
    event.preventDefault()
    if (isSending || !form.isComplete()) return
    setSending(true)
    await deeds.submit({ viewId: view.id, values: form.values })
    setSending(false)
  }

  return html`
    <${Dialog} label=${view.title} kind="modal" onClose=${close}>
      <form class="dialog-form" noValidate onSubmit=${submit}>
        <${DialogHead} title=${view.title} mark=${html`<${AppMark} size=${26} />`} onClose=${close} />
        <div class="dialog-body" ref=${body}>
          <${Surface.Provider} value=${{ ...presses, form }}><${Blocks} blocks=${view.blocks} /><//>
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick=${close}>${view.submit === null ? 'Close' : 'Cancel'}</button>
          ${view.submit !== null && html`<button type="submit" class="button primary" aria-busy=${isSending} disabled=${isSending}>${view.submit}</button>`}
        </footer>
      </form>
    <//>`
}

/** Whoever cannot see the red is taken to what is wrong. */
function useFirstError(body, errors) {
  const wrong = Object.keys(errors).join(' ')
  useEffect(() => {
    if (wrong !== '') body.current?.querySelector('[aria-invalid=true], .wrong input')?.focus()
  }, [wrong])
}
