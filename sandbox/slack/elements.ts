/**
 * Block elements and composition objects, with Slack's limits.
 * Source: docs.slack.dev/reference/block-kit, "Block elements" and "Composition objects".
 */
import {
  anything,
  boolean,
  both,
  type Check,
  type Field,
  isRecord,
  list,
  number,
  oneOf,
  optional,
  required,
  rule,
  shape,
  string,
  typed,
} from './checks.ts'

export const plainText = (max: number): Check =>
  shape({ type: required(oneOf('plain_text')), text: required(string(max, 1)), emoji: optional(boolean) })

const mrkdwn = (max: number): Check =>
  shape({ type: required(oneOf('mrkdwn')), text: required(string(max, 1)), verbatim: optional(boolean) })

/** A text object of either kind. */
export const text = (max: number): Check => typed(() => ({ plain_text: plainText(max), mrkdwn: mrkdwn(max) }))

const confirm = shape({
  title: optional(plainText(100)),
  text: required(text(300)),
  confirm: optional(plainText(30)),
  deny: optional(plainText(30)),
  style: optional(oneOf('primary', 'danger')),
})

const option = (label: Check): Check =>
  shape({
    text: required(label),
    value: optional(string(150)),
    description: optional(plainText(75)),
    url: optional(string(3000)),
  })
const plainOption = option(plainText(75))
const anyOption = option(text(75))

const optionGroup = shape({
  label: required(plainText(75)),
  options: required(list(plainOption, { min: 1, max: 100 })),
})

/** What every interactive element may carry. */
const interactive = (type: string, fields: Record<string, Field>): Check =>
  shape({
    type: required(oneOf(type)),
    action_id: optional(string(255, 1)),
    confirm: optional(confirm),
    focus_on_load: optional(boolean),
    ...fields,
  })

const without = (names: string[], check: Check): Check =>
  both(
    check,
    ...names.map((name) => rule((value) => !(name in value), `invalid additional property: ${name}`)),
  )

const placeholder = optional(plainText(150))
const responseUrl = { response_url_enabled: optional(boolean) }
const many = { max_selected_items: optional(number) }
const choices = {
  options: optional(list(plainOption, { min: 1, max: 100 })),
  option_groups: optional(list(optionGroup, { min: 1, max: 100 })),
  placeholder,
}
const hasChoices = rule(
  (value) => (value.options === undefined) !== (value.option_groups === undefined),
  'must provide either options or option_groups',
)
const strings = optional(list(string(255), { max: 100 }))
const filter = optional(anything)

const button = without(
  ['focus_on_load'],
  interactive('button', {
    text: required(plainText(75)),
    value: optional(string(2000)),
    url: optional(string(3000)),
    style: optional(oneOf('primary', 'danger')),
    accessibility_label: optional(string(75)),
  }),
)

const selects: Record<string, Check> = {
  static_select: both(
    interactive('static_select', { ...choices, initial_option: optional(plainOption) }),
    hasChoices,
  ),
  multi_static_select: both(
    interactive('multi_static_select', {
      ...choices,
      ...many,
      initial_options: optional(list(plainOption, { max: 100 })),
    }),
    hasChoices,
  ),
  users_select: interactive('users_select', { placeholder, initial_user: optional(string(255)) }),
  multi_users_select: interactive('multi_users_select', { placeholder, ...many, initial_users: strings }),
  channels_select: interactive('channels_select', {
    placeholder,
    ...responseUrl,
    initial_channel: optional(string(255)),
  }),
  multi_channels_select: interactive('multi_channels_select', {
    placeholder,
    ...many,
    initial_channels: strings,
  }),
  conversations_select: interactive('conversations_select', {
    placeholder,
    ...responseUrl,
    filter,
    initial_conversation: optional(string(255)),
    default_to_current_conversation: optional(boolean),
  }),
  multi_conversations_select: interactive('multi_conversations_select', {
    placeholder,
    ...many,
    filter,
    initial_conversations: strings,
    default_to_current_conversation: optional(boolean),
  }),
}

const pickers: Record<string, Check> = {
  datepicker: interactive('datepicker', { placeholder, initial_date: optional(string(10)) }),
  timepicker: interactive('timepicker', {
    placeholder,
    initial_time: optional(string(5)),
    timezone: optional(string(100)),
  }),
  checkboxes: interactive('checkboxes', {
    options: required(list(anyOption, { min: 1, max: 10 })),
    initial_options: optional(list(anyOption, { max: 10 })),
  }),
  radio_buttons: interactive('radio_buttons', {
    options: required(list(anyOption, { min: 1, max: 10 })),
    initial_option: optional(anyOption),
  }),
}

const overflow = without(
  ['focus_on_load'],
  interactive('overflow', { options: required(list(plainOption, { min: 1, max: 5 })) }),
)

const entry = (type: string, fields: Record<string, Field>): Check =>
  without(
    ['confirm'],
    interactive(type, {
      placeholder,
      initial_value: optional(string(3000)),
      dispatch_action_config: optional(
        shape({
          trigger_actions_on: optional(list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 })),
        }),
      ),
      ...fields,
    }),
  )

const entries: Record<string, Check> = {
  plain_text_input: entry('plain_text_input', {
    multiline: optional(boolean),
    min_length: optional(number),
    max_length: optional(number),
  }),
  email_text_input: entry('email_text_input', {}),
  url_text_input: entry('url_text_input', {}),
  number_input: entry('number_input', {
    is_decimal_allowed: required(boolean),
    min_value: optional(string(30)),
    max_value: optional(string(30)),
  }),
}

const slackFile = shape({ id: optional(string(255)), url: optional(string(3000)) })
export const imageFields = {
  image_url: optional(string(3000, 1)),
  slack_file: optional(slackFile),
  alt_text: required(string(2000)),
}
export const hasOneImage = rule(
  (value) => (value.image_url === undefined) !== (value.slack_file === undefined),
  'must provide either image_url or slack_file',
)
export const image = both(shape({ type: required(oneOf('image')), ...imageFields }), hasOneImage)

export const actionElement = typed(() => ({ button, overflow, ...selects, ...pickers }))
export const sectionAccessory = typed(() => ({ button, overflow, image, ...selects, ...pickers }))
export const inputElement = typed(() => ({ ...selects, ...pickers, ...entries }))
export const contextElement = typed(() => ({ image, plain_text: plainText(3000), mrkdwn: mrkdwn(3000) }))

/** Interactive elements of a block, wherever it keeps them. */
export function elementsOf(block: Record<string, unknown>): Record<string, unknown>[] {
  const holders = [block.accessory, block.element, ...(Array.isArray(block.elements) ? block.elements : [])]
  return holders.filter(isRecord).filter((element) => 'action_id' in element || isInteractive(element.type))
}

const NAMES = new Set(['button', 'overflow', ...Object.keys({ ...selects, ...pickers, ...entries })])
const isInteractive = (type: unknown): boolean => typeof type === 'string' && NAMES.has(type)
