import { useEffect, useState } from 'preact/hooks'
import { initialOf } from './surface.js'

/**
 * What a person types into a view. Values are kept by action id while the view lives, also across the app's updates of
 * it, as Slack does; an element that appears later starts with its own initial value.
 */
export function useForm(view) {
  const [typed, setTyped] = useState({})
  const [missing, setMissing] = useState({})
  useEffect(() => {
    setTyped({})
    setMissing({})
  }, [view.id])
  const values = { ...initialValues(view), ...typed }
  return {
    values,
    errors: { ...view.errors, ...missing },
    change(actionId, value) {
      setTyped((before) => ({ ...before, [actionId]: value }))
      setMissing({})
    },
    /** Marks the required fields that are empty; true when there is none. */
    isComplete() {
      const empty = inputsOf(view).filter(
        (block) => !block.optional && isEmpty(values[block.element.action_id]),
      )
      setMissing(
        Object.fromEntries(
          empty.map((block) => [
            block.block_id ?? block.element.action_id,
            'Please complete this required field.',
          ]),
        ),
      )
      return empty.length === 0
    },
  }
}

const inputsOf = (view) => view.blocks.filter((block) => block.type === 'input' && block.element)

function initialValues(view) {
  const elements = view.blocks.flatMap((block) => [block.element, block.accessory, ...(block.elements ?? [])])
  const valued = elements.filter(
    (element) => element?.action_id && element.type !== 'button' && element.type !== 'overflow',
  )
  return Object.fromEntries(valued.map((element) => [element.action_id, initialOf(element)]))
}

const isEmpty = (value) => value === null || value === undefined || value.length === 0
