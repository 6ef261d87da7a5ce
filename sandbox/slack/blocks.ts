/**
 * What Slack accepts as blocks and views, and what it makes of them.
 * Source: docs.slack.dev/reference/block-kit/blocks and /reference/views; sentences as Slack's API gives them.
 */
import {
  boolean,
  both,
  type Check,
  isRecord,
  list,
  oneOf,
  optional,
  required,
  rule,
  shape,
  string,
  typed,
} from './checks.ts'
import {
  actionElement,
  contextElement,
  elementsOf,
  hasOneImage,
  imageFields,
  inputElement,
  plainText,
  sectionAccessory,
  text,
} from './elements.ts'
import type { JsonRecord } from './world.ts'

export type Surface = 'message' | 'modal' | 'home'
const MOST_BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 }
/** All text of a message's blocks together; undocumented, measured in bolt-js#2509. */
const MOST_BLOCK_TEXT = 13_200

const block = (type: string, fields: Parameters<typeof shape>[0]): Check =>
  shape({ type: required(oneOf(type)), block_id: optional(string(255)), ...fields })

const richTextElement: Check = (value, pointer, report) =>
  typed(() => ({
    rich_text_section: isWithElements,
    rich_text_list: isWithElements,
    rich_text_quote: isWithElements,
    rich_text_preformatted: isWithElements,
  }))(value, pointer, report)
const isWithElements = rule((value) => Array.isArray(value.elements), 'missing required field: elements')

const everywhere: Record<string, Check> = {
  section: both(
    block('section', {
      text: optional(text(3000)),
      fields: optional(list(text(2000), { min: 1, max: 10 })),
      accessory: optional(sectionAccessory),
      expand: optional(boolean),
    }),
    rule((value) => value.text !== undefined || value.fields !== undefined, 'missing required field: text'),
  ),
  header: block('header', { text: required(plainText(150)) }),
  context: block('context', { elements: required(list(contextElement, { min: 1, max: 10 })) }),
  divider: block('divider', {}),
  actions: block('actions', { elements: required(list(actionElement, { min: 1, max: 25 })) }),
  input: block('input', {
    label: required(plainText(2000)),
    element: required(inputElement),
    hint: optional(plainText(2000)),
    optional: optional(boolean),
    dispatch_action: optional(boolean),
  }),
  image: both(block('image', { ...imageFields, title: optional(plainText(2000)) }), hasOneImage),
  rich_text: block('rich_text', { elements: required(list(richTextElement, { max: 100 })) }),
}

// Newer blocks: known by name, their insides not judged here.
const named = (names: string[]): Record<string, Check> =>
  Object.fromEntries(names.map((name) => [name, () => {}]))
const NEWER = ['video', 'file', 'table', 'data_table', 'card', 'carousel', 'container', 'context_actions']

const KINDS: Record<Surface, Record<string, Check>> = {
  message: {
    ...everywhere,
    markdown: block('markdown', { text: required(string(12_000, 1)) }),
    ...named([...NEWER, 'task_card', 'plan', 'data_visualization']),
  },
  modal: {
    ...everywhere,
    alert: block('alert', {
      text: required(text(3000)),
      level: optional(oneOf('default', 'info', 'warning', 'error', 'success')),
    }),
    ...named(NEWER),
  },
  home: { ...everywhere, ...named(NEWER) },
}

const blockList = (surface: Surface, pointer = '/blocks'): Check =>
  both(
    list(
      typed(() => KINDS[surface]),
      { min: surface === 'modal' ? 1 : 0, max: MOST_BLOCKS[surface] },
    ),
    uniqueIds(pointer),
  )

/** Slack: `block_id` is unique in a message or view, `action_id` in a block. */
const uniqueIds =
  (root: string): Check =>
  (value, _pointer, report) => {
    if (!Array.isArray(value)) return
    const blocks = value.filter(isRecord)
    for (const id of repeated(blocks.map((one) => one.block_id)))
      report(`\`block_id\` ${id} already exists`, root)
    blocks.forEach((one, index) => {
      for (const id of repeated(elementsOf(one).map((element) => element.action_id))) {
        report(`\`action_id\` ${id} already exists for the same block`, `${root}/${index}`)
      }
    })
  }

const repeated = (ids: unknown[]): unknown[] =>
  ids.filter((id, index) => id !== undefined && id !== '' && ids.indexOf(id) < index)

const modal: Check = both(
  shape({
    type: required(oneOf('modal')),
    title: required(plainText(24)),
    blocks: required(blockList('modal', '/view/blocks')),
    submit: optional(plainText(24)),
    close: optional(plainText(24)),
    private_metadata: optional(string(3000)),
    callback_id: optional(string(255)),
    external_id: optional(string(255)),
    clear_on_close: optional(boolean),
    notify_on_close: optional(boolean),
    submit_disabled: optional(boolean),
  }),
  rule(
    (view) => view.submit !== undefined || !(Array.isArray(view.blocks) && view.blocks.some(isInput)),
    'missing required field: submit',
  ),
)
const isInput = (value: unknown): boolean => isRecord(value) && value.type === 'input'

const home: Check = shape({
  type: required(oneOf('home')),
  blocks: required(blockList('home', '/view/blocks')),
  private_metadata: optional(string(3000)),
  callback_id: optional(string(255)),
  external_id: optional(string(255)),
})

/** What is wrong with a message's blocks, as Slack says it; empty when nothing is. */
export const blockFaults = (blocks: unknown): string[] => faults(blockList('message'), blocks, '/blocks')

/** What is wrong with a view, as Slack says it; empty when nothing is. */
export const viewFaults = (view: unknown, type: 'modal' | 'home'): string[] =>
  faults(type === 'modal' ? modal : home, view, '/view')

/** Whether a message's blocks hold more text than Slack takes (`msg_blocks_too_long`). */
export const isTooLong = (blocks: JsonRecord[]): boolean => textLength(blocks) > MOST_BLOCK_TEXT

function faults(check: Check, value: unknown, pointer: string): string[] {
  const found: string[] = []
  check(value, pointer, (sentence, where) => void found.push(`${sentence} [json-pointer:${where}]`))
  return found
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textLength(item), 0)
  if (!isRecord(value)) return 0
  return Object.entries(value).reduce(
    (sum, [name, inner]) =>
      sum + (name === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  )
}

/**
 * Blocks as Slack keeps and sends them back: ids where the app gave none, and the defaults that it writes out
 * (`emoji`, `verbatim`). The texts stay as they came.
 */
export function normaliseBlocks(blocks: JsonRecord[], makeId: () => string): JsonRecord[] {
  return blocks.map((one) => {
    const whole = withDefaults(structuredClone(one)) as JsonRecord
    whole.block_id ||= makeId()
    for (const element of elementsOf(whole)) element.action_id ??= makeId()
    return whole
  })
}

function withDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDefaults)
  if (!isRecord(value)) return value
  const whole = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withDefaults(inner)]))
  if (whole.type === 'plain_text') whole.emoji ??= true
  if (whole.type === 'mrkdwn') whole.verbatim ??= false
  return whole
}
