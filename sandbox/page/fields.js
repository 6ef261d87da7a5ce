import { useId } from 'preact/hooks'
import { html } from './html.js'
import { isMany, useChosen } from './surface.js'
import { plainText, TextObject } from './text.js'
import { useWorkspace } from './workspace.js'
import { placesOf } from './world.js'

const INPUT_TYPES = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
  plain_text_input: 'text',
}

/** What ties a control to its label and its error, inside an input block. */
const ties = (element, field) => ({
  id: field.id,
  'aria-describedby': field.describedBy,
  'aria-invalid': field.isInvalid ? 'true' : undefined,
  'aria-label': field.id ? undefined : plainText(element.placeholder) || element.action_id,
})

export function TextField({ element, field }) {
  const [text, change] = useChosen(element, false)
  const shared = {
    ...ties(element, field),
    class: 'text-field',
    value: text ?? '',
    placeholder: plainText(element.placeholder),
    maxlength: element.max_length,
    onInput: (event) => change(event.currentTarget.value),
  }
  if (element.multiline) return html`<textarea rows="4" ...${shared}></textarea>`
  const mode = element.type === 'number_input' ? 'decimal' : undefined
  return html`<input type=${INPUT_TYPES[element.type]} inputmode=${mode} autocomplete="off" ...${shared} />`
}

export function DateOrTime({ element, isLive, field }) {
  const [value, change] = useChosen(element, isLive)
  const type = element.type === 'datepicker' ? 'date' : 'time'
  return html`<input class="text-field" type=${type} ...${ties(element, field)} value=${value ?? ''} onChange=${(event) => change(event.currentTarget.value || null)} />`
}

export function Select({ element, isLive, field }) {
  const [value, change] = useChosen(element, isLive)
  const groups = useOptionGroups(element)
  return html`
    <select class="select" ...${ties(element, field)} value=${value ?? ''} onChange=${(event) => change(event.currentTarget.value || null)}>
      <option value="">${plainText(element.placeholder) || 'Choose…'}</option>
      ${groups.map(({ label, options }) => (label === null ? options.map(drawOption) : html`<optgroup key=${label} label=${label}>${options.map(drawOption)}</optgroup>`))}
    </select>`
}

const drawOption = (option) =>
  html`<option key=${option.value} value=${option.value}>${plainText(option.text)}</option>`

/** Radio buttons, checkboxes, and the selects of several, which are drawn as checkboxes. */
export function Choices({ element, isLive, field }) {
  const [chosen, change] = useChosen(element, isLive)
  const groups = useOptionGroups(element)
  const name = useId()
  const several = isMany(element)
  const toggle = (value, isOn) => {
    if (!several) return change(value)
    const others = (chosen ?? []).filter((other) => other !== value)
    return change(isOn ? [...others, value] : others)
  }
  const isChosen = (value) => (several ? (chosen ?? []).includes(value) : chosen === value)
  return html`
    <div class="choices" role=${several ? 'group' : 'radiogroup'} aria-labelledby=${field.labelId} aria-describedby=${field.describedBy} aria-label=${field.labelId ? undefined : element.action_id}>
      ${groups
        .flatMap(({ options }) => options)
        .map(
          (option) => html`
        <label key=${option.value} class="choice">
          <input type=${several ? 'checkbox' : 'radio'} name=${name} checked=${isChosen(option.value)} onChange=${(event) => toggle(option.value, event.currentTarget.checked)} />
          <span><${TextObject} object=${option.text} />${option.description && html`<small><${TextObject} object=${option.description} /></small>`}</span>
        </label>`,
        )}
    </div>`
}

/** Options as { label, options }[], also for the selects that Slack fills by itself. */
function useOptionGroups(element) {
  const { world, me } = useWorkspace()
  if (element.option_groups)
    return element.option_groups.map((group) => ({ label: plainText(group.label), options: group.options }))
  if (element.options) return [{ label: null, options: element.options }]
  return [
    {
      label: null,
      options: element.type.includes('users') ? peopleAsOptions(world, me) : channelsAsOptions(world, me),
    },
  ]
}

const asOption = (value, text) => ({ value, text: { type: 'plain_text', text } })

const peopleAsOptions = (world, me) =>
  world.people
    .filter((person) => person.teamId === me.teamId && !['bot', 'deactivated'].includes(person.kind))
    .map((person) => asOption(person.id, person.name))

const channelsAsOptions = (world, me) =>
  placesOf(world, me).channels.map((channel) => asOption(channel.id, `#${channel.name}`))
