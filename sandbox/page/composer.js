import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { html } from './html.js'
import { Icon } from './icons.js'
import { commandIn, encodeText } from './outgoing.js'
import { roleLine, roleOf } from './roles.js'
import { useWorkspace } from './workspace.js'

const TALLEST_PX = 180

/** Where one types. Enter sends, Shift+Enter breaks the line; `onSent` hears that a message (no command) is on its way. */
export function Composer({ channel, threadTs, label, onSent }) {
  const { world, me, app, deeds, notify } = useWorkspace()
  const [text, setText] = useState('')
  const field = useRef(null)
  useGrowing(field, text)

  async function send() {
    const typed = text.trim()
    if (typed === '') return
    const command = commandIn(typed)
    if (command && threadTs)
      return notify('Slack takes no slash commands in a thread. Type it in the channel.')
    setText('')
    const done = command ? deeds.command({ channel: channel.id, ...command }) : say(typed)
    if ((await done) === null) setText((now) => now || typed)
  }

  function say(typed) {
    onSent?.()
    return deeds.say({
      channel: channel.id,
      text: encodeText(typed, world),
      ...(threadTs ? { threadTs } : {}),
    })
  }

  function onKeyDown(event) {
    // An Enter that ends a composition (Japanese, Hindi …) does not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  }

  function mention() {
    setText((now) => `@${app.name} ${now}`)
    field.current.focus()
  }

  return html`
    <form class="composer" onSubmit=${(event) => {
      event.preventDefault()
      send()
    }}>
      <div class="composer-box">
        <textarea ref=${field} rows="1" aria-label=${label} placeholder=${label} value=${text}
          onInput=${(event) => setText(event.currentTarget.value)} onKeyDown=${onKeyDown}></textarea>
        <div class="composer-tools">
          ${channel.kind !== 'dm' && app && html`<button type="button" class="quiet-button" onClick=${mention}>@${app.name}</button>`}
          <button type="submit" class="send" aria-label="Send" disabled=${text.trim() === ''}><${Icon} name="send" /></button>
        </div>
      </div>
      <p class="composer-note">${noteFor(text, me, threadTs)}</p>
    </form>`
}

function noteFor(text, me, threadTs) {
  if (threadTs) return null
  if (text.startsWith('/')) return html`A command to Ops Room: <code>/ops help</code> lists what there is.`
  return html`You are <b>${me.name}</b>, ${roleOf(me).toLowerCase()}: ${roleLine(me)}.`
}

function useGrowing(field, text) {
  useLayoutEffect(() => {
    const element = field.current
    element.style.height = 'auto'
    element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`
  }, [text])
}
