import { html } from './html.js'
import { AppMark } from './icons.js'
import { useWorkspace } from './workspace.js'
import { isOurApp } from './world.js'

const HUES = 8

/** A person's initials on a colour of their own, or the app's mark. */
export function Avatar({ person, size = 'normal' }) {
  const { world } = useWorkspace()
  if (isOurApp(world, person)) return html`<span class="avatar ${size}"><${AppMark} /></span>`
  const name = person?.name ?? '?'
  return html`<span class="avatar ${size} hue-${world.people.indexOf(person) % HUES}" aria-hidden="true">${initialsOf(name)}</span>`
}

const initialsOf = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .filter((letter) => /\p{L}/u.test(letter))
    .slice(0, 2)
    .join('')
    .toUpperCase()
