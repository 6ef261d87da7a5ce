import { createContext } from 'preact'
import { useContext, useState } from 'preact/hooks'
import { useWorkspace } from './workspace.js'

/**
 * What interactive elements stand on: a message or a view.
 * `press` sends the click, `isPending` says whether it is under way, and `form` (views only) holds what was typed.
 */
export const Surface = createContext(null)
export const useSurface = () => useContext(Surface)

/** `place` is { channel, ts } for a message and { viewId } for a view. */
export function usePresses(place) {
  const { deeds } = useWorkspace()
  const [pending, setPending] = useState([])
  async function press(element, selected) {
    const key = keyOf(element)
    setPending((keys) => [...keys, key])
    await deeds.click({
      ...place,
      actionId: element.action_id,
      ...(element.value === undefined ? {} : { valuePrefix: element.value }),
      ...(selected === undefined ? {} : { selected }),
    })
    setPending((keys) => keys.filter((other) => other !== key))
  }
  return { press, isPending: (element) => pending.includes(keyOf(element)) }
}

/**
 * The value of one element and how to change it. In a form it is kept until submit; anywhere else a change is a click,
 * and so it is in a form for an element that stands outside an input block (`isLive`).
 */
export function useChosen(element, isLive) {
  const surface = useSurface()
  const [local, setLocal] = useState(() => initialOf(element))
  const chosen = surface.form ? (surface.form.values[element.action_id] ?? null) : local
  function choose(value) {
    if (surface.form) surface.form.change(element.action_id, value)
    else setLocal(value)
    if (isLive) surface.press(element, Array.isArray(value) ? value.join(',') : (value ?? ''))
  }
  return [chosen, choose]
}

/** What an element holds before anyone has touched it. */
export function initialOf(element) {
  if (element.initial_options) return element.initial_options.map((option) => option.value)
  return (
    element.initial_value ??
    element.initial_option?.value ??
    element.initial_users ??
    element.initial_user ??
    element.initial_conversation ??
    element.initial_channel ??
    element.initial_date ??
    element.initial_time ??
    (isMany(element) ? [] : null)
  )
}

export const isMany = (element) => element.type === 'checkboxes' || element.type.startsWith('multi_')

const keyOf = (element) => `${element.action_id} ${element.value ?? ''}`
