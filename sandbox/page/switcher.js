import { useEffect, useRef, useState } from 'preact/hooks'
import { Avatar } from './avatar.js'
import { html } from './html.js'
import { Icon } from './icons.js'
import { roleLine, roleOf } from './roles.js'
import { useWorkspace } from './workspace.js'
import { actorsIn } from './world.js'

/** Who one is. Always in sight: a row of people on a wide screen, one button with a list under it on a phone. */
export function Switcher({ unread, onPerson }) {
  const { world, me } = useWorkspace()
  const [isOpen, setOpen] = useState(false)
  const box = useRef(null)
  useClosing(box, isOpen, () => setOpen(false))
  const choose = (person) => {
    setOpen(false)
    onPerson(person)
  }
  return html`
    <div class="switcher ${isOpen ? 'open' : ''}" ref=${box}>
      <button type="button" class="person current phone-only" aria-expanded=${isOpen} aria-label="You are ${me.name}, ${roleOf(me)}. Change" onClick=${() => setOpen(!isOpen)}>
        <${Avatar} person=${me} size="small" /><${PersonText} person=${me} /><${Icon} name="down" />
      </button>
      <span class="switcher-label" id="you-are">You are</span>
      <div class="people" role="group" aria-labelledby="you-are">
        ${actorsIn(world).map((person) => html`<${Person} key=${person.id} person=${person} isMe=${person.id === me.id} unread=${unread(person)} onChoose=${() => choose(person)} />`)}
      </div>
    </div>`
}

function Person({ person, isMe, unread, onChoose }) {
  return html`
    <button type="button" class="person" aria-pressed=${isMe} title="${person.name}: ${roleLine(person)}" onClick=${onChoose}>
      <span class="avatar-frame"><${Avatar} person=${person} size="small" />${unread > 0 && html`<i class="dot" role="img" aria-label="${unread} unread"></i>`}</span>
      <${PersonText} person=${person} />
      <span class="role-line">${roleLine(person)}</span>
    </button>`
}

const PersonText = ({ person }) =>
  html`<span class="person-text"><b>${person.name.split(' ')[0]}</b><small>${roleOf(person)}</small></span>`

function useClosing(box, isOpen, close) {
  useEffect(() => {
    if (!isOpen) return
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
