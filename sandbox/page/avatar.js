import { html } from './html.js'
import { AppMark } from './icons.js'
import { useWorkspace } from './workspace.js'
import { everyone, isOurApp } from './world.js'

const HUES = 8

/** A person's initials on a colour of their own, or the app's mark. */
export function Avatar({ person, size = 'normal' }) {
  const { world } = useWorkspace()
  if (isOurApp(world, person)) return html`<span class="avatar ${size}"><${AppMark} /></span>`
  const name = person?.name ?? '?'
  return html`<span class="avatar ${size} hue-${placeOf(world, person) % HUES}" aria-hidden="true">${initialsOf(name)}</span>`
}

/** People in the order of the switcher, so that no two of them there look alike; bots by their place among all. */
function placeOf(world, person) {
  const place = everyone(world).indexOf(person)
  return place === -1 ? Math.max(0, world.people.indexOf(person)) : place
}

const initialsOf = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .filter((letter) => /\p{L}/u.test(letter))
    .slice(0, 2)
    .join('')
    .toUpperCase()
