import { useEffect, useRef, useState } from 'preact/hooks'
import { ConfirmDialog } from './confirm.js'
import { Choices, DateOrTime, Select, TextField } from './fields.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { useSurface } from './surface.js'
import { plainText } from './text.js'
import { safeUrl } from './tree.js'

const ELEMENTS = {
  button: Button,
  overflow: Overflow,
  static_select: Select,
  users_select: Select,
  conversations_select: Select,
  channels_select: Select,
  radio_buttons: Choices,
  checkboxes: Choices,
  multi_static_select: Choices,
  multi_users_select: Choices,
  multi_conversations_select: Choices,
  multi_channels_select: Choices,
  plain_text_input: TextField,
  email_text_input: TextField,
  url_text_input: TextField,
  number_input: TextField,
  datepicker: DateOrTime,
  timepicker: DateOrTime,
  image: ImageAlt,
}

/** One element of Block Kit. `field` is set inside an input block: { id, describedBy, isInvalid }. */
export function Element({ element, isLive = true, field = {} }) {
  const Drawn = ELEMENTS[element.type]
  if (!Drawn) return html`<span class="undrawn">“${element.type}” is not drawn by the sandbox</span>`
  return html`<${Drawn} element=${element} isLive=${isLive} field=${field} />`
}

/** Runs `act` at once, or after the element's confirm dialog. */
function useConfirmed(element, act) {
  const [asked, setAsked] = useState(null)
  const start = (value) => (element.confirm ? setAsked({ value }) : act(value))
  const yes = () => {
    setAsked(null)
    act(asked.value)
  }
  const dialog =
    asked && html`<${ConfirmDialog} confirm=${element.confirm} onYes=${yes} onNo=${() => setAsked(null)} />`
  return [start, dialog]
}

function Button({ element }) {
  const { press, isPending } = useSurface()
  const [start, dialog] = useConfirmed(element, () => press(element))
  const look = `button ${element.style ?? ''}`
  const label = element.accessibility_label ?? undefined
  const href = element.url ? safeUrl(element.url) : null
  if (href) {
    return html`<a class=${look} href=${href} target="_blank" rel="noopener noreferrer" aria-label=${label} onClick=${() => press(element)}>${plainText(element.text)} <${Icon} name="link" /></a>`
  }
  const isBusy = isPending(element)
  return html`
    <button type="button" class=${look} aria-label=${label} aria-busy=${isBusy} disabled=${isBusy} onClick=${() => start()}>${plainText(element.text)}</button>
    ${dialog}`
}

function Overflow({ element }) {
  const { press } = useSurface()
  const [isOpen, setOpen] = useState(false)
  const [start, dialog] = useConfirmed(element, (value) => press(element, value))
  const box = useRef(null)
  useDismissal(box, isOpen, () => setOpen(false))
  const choose = (option) => {
    setOpen(false)
    start(option.value)
  }
  return html`
    <div class="overflow" ref=${box}>
      <button type="button" class="button quiet" aria-label="More actions" aria-haspopup="menu" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>
        <${Icon} name="more" />
      </button>
      ${
        isOpen &&
        html`
        <div class="menu" role="menu" onKeyDown=${moveInMenu}>
          ${element.options.map((option) => html`<button key=${option.value} type="button" role="menuitem" onClick=${() => choose(option)}>${plainText(option.text)}</button>`)}
        </div>`
      }
      ${dialog}
    </div>`
}

/** An open menu takes the focus, and closes by Escape or a press elsewhere. */
function useDismissal(box, isOpen, close) {
  useEffect(() => {
    if (!isOpen) return
    box.current.querySelector('[role=menuitem]')?.focus()
    const leave = (event) =>
      (event.type === 'keydown' ? event.key === 'Escape' : !box.current?.contains(event.target)) && close()
    addEventListener('pointerdown', leave)
    addEventListener('keydown', leave)
    return () => {
      removeEventListener('pointerdown', leave)
      removeEventListener('keydown', leave)
    }
  }, [isOpen])
}

function moveInMenu(event) {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key]
  if (!step) return
  event.preventDefault()
  document.activeElement?.[step]?.focus()
}

/** Pictures are named, not fetched: this page loads nothing from elsewhere. */
function ImageAlt({ element }) {
  return html`<span class="image-alt" role="img" aria-label=${element.alt_text}>${element.alt_text}</span>`
}
