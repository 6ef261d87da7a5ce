/** Fields that people fill in: what they hold at first, what a person may enter, and how Slack writes it down. */
import { elementsOf } from './elements.ts'
import { CannotDo } from './errors.ts'
import type { JsonRecord } from './world.ts'

export type FormField = {
  blockId: string
  actionId: string
  element: JsonRecord
  label: string
  /** An input block that is not optional must be filled before Slack submits. */
  isRequired: boolean
}
export type Values = Record<string, Record<string, JsonRecord>>

const STATELESS = ['button', 'overflow', 'image']

/** Every stateful element of the blocks, in their order. */
export const fieldsOf = (blocks: JsonRecord[]): FormField[] =>
  blocks.flatMap((block) =>
    elementsOf(block)
      .filter((element) => !STATELESS.includes(String(element.type)))
      .map((element) => ({
        blockId: String(block.block_id),
        actionId: String(element.action_id),
        element,
        label: String((block.label as JsonRecord | undefined)?.text ?? element.action_id),
        isRequired: block.type === 'input' && block.optional !== true,
      })),
  )

/** The state of a form that nobody has touched. */
export function initialValues(blocks: JsonRecord[]): Values {
  const values: Values = {}
  for (const { blockId, actionId, element } of fieldsOf(blocks)) {
    values[blockId] = { ...values[blockId], [actionId]: { type: element.type, ...initial(element) } }
  }
  return values
}

const SINGLE: Record<string, string> = {
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
}
const MANY: Record<string, string> = {
  multi_users_select: 'selected_users',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
}

function initial(element: JsonRecord): JsonRecord {
  const type = String(element.type)
  const single = SINGLE[type]
  const many = MANY[type]
  if (single) return { [single]: element[single.replace('selected', 'initial')] ?? null }
  if (many) return { [many]: element[many.replace('selected', 'initial')] ?? [] }
  if (isManyOptions(type)) return { selected_options: element.initial_options ?? [] }
  if (isOneOption(type)) return { selected_option: element.initial_option ?? null }
  return { value: element.initial_value ?? null }
}

const isManyOptions = (type: string): boolean => type === 'checkboxes' || type === 'multi_static_select'
const isOneOption = (type: string): boolean => ['static_select', 'radio_buttons', 'overflow'].includes(type)

/** What a person enters into an element, as Slack writes it. Throws where the element has no such choice. */
export function entered(element: JsonRecord, value: string | string[] | null): JsonRecord {
  const type = String(element.type)
  const single = SINGLE[type]
  const many = MANY[type]
  const one = Array.isArray(value) ? (value[0] ?? null) : value
  if (single) return { type, [single]: one }
  if (many) return { type, [many]: all(value) }
  if (isManyOptions(type))
    return { type, selected_options: all(value).map((choice) => chosen(element, choice)) }
  if (isOneOption(type)) return { type, selected_option: one === null ? null : chosen(element, one) }
  return { type, value: one === '' ? null : one }
}

const all = (value: string | string[] | null): string[] =>
  value === null ? [] : Array.isArray(value) ? value : [value]

function chosen(element: JsonRecord, value: string): JsonRecord {
  const groups = (element.option_groups ?? []) as { options: JsonRecord[] }[]
  const options = [...((element.options ?? []) as JsonRecord[]), ...groups.flatMap((group) => group.options)]
  const option = options.find((one) => one.value === value)
  if (!option) throw new CannotDo(`there is no option ${value} in ${String(element.action_id)}`)
  return option
}

/** What Slack's own client objects to before it submits: by block id. */
export function clientErrors(blocks: JsonRecord[], values: Values): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const { blockId, actionId, element, isRequired } of fieldsOf(blocks)) {
    const value = values[blockId]?.[actionId] ?? {}
    if (isRequired && isBlank(value)) errors[blockId] = 'Please complete this required field.'
    const text = typeof value.value === 'string' ? value.value : ''
    const most = Number(element.max_length ?? 3000)
    if (text.length > most) errors[blockId] = `Please enter no more than ${most} characters.`
    if (text !== '' && text.length < Number(element.min_length ?? 0)) {
      errors[blockId] = `Please enter at least ${element.min_length} characters.`
    }
  }
  return errors
}

function isBlank({ type: _type, ...value }: JsonRecord): boolean {
  return Object.values(value).every((one) => one === null || (Array.isArray(one) && one.length === 0))
}
