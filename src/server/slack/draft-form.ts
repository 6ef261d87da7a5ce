import type { InputBlock, ModalView } from '@slack/types'
import type { Draft } from '../../room/drafts.ts'
import type { FormValues } from './forms.ts'

/** Slack: a text input holds at most 3000 characters, so a longer text has several. */
const longestPart = 3_000

/** Title and text as they stand, to be written over. */
export function draftForm(draft: Draft): ModalView {
  const parts = partsOf(draft.text)
  return {
    type: 'modal',
    callback_id: 'draft.edit',
    title: plain('Edit the draft'),
    submit: plain('Save'),
    close: plain('Cancel'),
    private_metadata: JSON.stringify({
      draft: draft.id,
      version: draft.version,
      glue: parts.map(({ glue }) => glue),
    }),
    blocks: [
      input('title', 'Title', { value: draft.title, longest: 200, multiline: false }),
      ...parts.map(({ text: value }, index) =>
        input(`text.${index}`, parts.length === 1 ? 'Text' : `Text, part ${index + 1} of ${parts.length}`, {
          value,
          longest: longestPart,
          multiline: true,
        }),
      ),
    ],
  }
}

/** What was entered. `glue` is what stood before each part of the text. */
export function enteredDraft(values: FormValues, glue: readonly string[]): { title: string; text: string } {
  const parts = glue.map((before, index) => `${before}${values[`text.${index}`] ?? ''}`)
  return { title: (values.title ?? '').trim(), text: parts.join('') }
}

export type Part = { text: string; glue: '' | '\n' }

/** In as few inputs as can be: cut at ends of lines, and within a line only where it alone is too long for one. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const last = parts.at(-1)
    if (last && last.text.length + 1 + line.length <= longestPart) last.text = `${last.text}\n${line}`
    else parts.push(...piecesOf(line, index === 0 ? '' : '\n'))
  }
  return parts
}

function piecesOf(line: string, glue: Part['glue']): Part[] {
  if (line.length <= longestPart) return [{ text: line, glue }]
  // Half of a surrogate pair is no text.
  const cut = /[\uD800-\uDBFF]/.test(line.charAt(longestPart - 1)) ? longestPart - 1 : longestPart
  return [{ text: line.slice(0, cut), glue }, ...piecesOf(line.slice(cut), '')]
}

const plain = (text: string) => ({ type: 'plain_text' as const, text })

const input = (
  name: string,
  label: string,
  { value, longest, multiline }: { value: string; longest: number; multiline: boolean },
): InputBlock => ({
  type: 'input',
  block_id: name,
  label: plain(label),
  optional: name !== 'title' && name !== 'text.0',
  element: {
    type: 'plain_text_input',
    action_id: name,
    multiline,
    max_length: longest,
    ...(value === '' ? {} : { initial_value: value }),
  },
})
