import type { InputBlock, KnownBlock, ModalView } from '@slack/types'
import { roles } from '../../core/identity.ts'
import { limits } from './limits.ts'

export const plain = (text: string) => ({ type: 'plain_text' as const, text })
export const clip = (text: string, limit: number): string =>
  text.length > limit ? `${text.slice(0, limit - 1)}…` : text

export const modal = (form: {
  callbackId: string
  title: string
  submit: string
  metadata: Record<string, string>
  blocks: KnownBlock[]
}): ModalView => ({
  type: 'modal',
  callback_id: form.callbackId,
  title: plain(clip(form.title, limits.modalTitle)),
  submit: plain(form.submit),
  close: plain('Cancel'),
  private_metadata: JSON.stringify(form.metadata),
  blocks: form.blocks,
})

/** Why not? What is written here goes to the agent and onto the card. */
export const reasonForm = (approval: string, digest: string): ModalView =>
  modal({
    callbackId: 'approval.deny',
    title: 'Deny with a reason',
    submit: 'Deny',
    metadata: { approval, digest },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        hint: plain('The agent reads it and will not ask for the same again.'),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 1000 },
      },
    ],
  })

export const memberForm = (): ModalView =>
  modal({
    callbackId: 'member.add',
    title: 'Add a member',
    submit: 'Add',
    metadata: {},
    blocks: [
      {
        type: 'input',
        block_id: 'person',
        label: plain('Person'),
        element: { type: 'users_select', action_id: 'person' },
      },
      {
        type: 'input',
        block_id: 'role',
        label: plain('Role'),
        hint: plain('Founders decide. Operators ask and read. Viewers read.'),
        element: {
          type: 'static_select',
          action_id: 'role',
          options: roles.map((role) => ({ text: plain(role), value: role })),
        },
      },
    ],
  })

/** One input for each plain value of a request; what is not plain stays as it is. */
export const editForm = (
  approval: string,
  digest: string,
  fields: { name: string; value: string }[],
): ModalView =>
  modal({
    callbackId: 'approval.edit',
    title: 'Change the request',
    submit: 'Change',
    metadata: { approval, digest },
    blocks: [
      note(
        'Amounts are in the smallest unit of the currency (paise, cents). The card is drawn anew and asks again.',
      ),
      ...fields.map(({ name, value }) => textInput(name, name, { value, optional: value === '' })),
    ],
  })

export function textInput(
  name: string,
  label: string,
  { hint = '', value = '', optional }: { hint?: string; value?: string; optional: boolean },
): InputBlock {
  return {
    type: 'input',
    block_id: name,
    label: plain(clip(label, 2000)),
    ...(hint ? { hint: plain(clip(hint, limits.inputHint)) } : {}),
    optional,
    element: {
      type: 'plain_text_input',
      action_id: name,
      max_length: 3000,
      ...(value ? { initial_value: value } : {}),
    },
  }
}

export const note = (text: string): KnownBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text, verbatim: true },
})

export type FormValues = Record<string, string | null>

/** What a person entered, by block id: text, or the chosen option, person or channel. */
export function valuesOf(payload: Record<string, unknown>): FormValues {
  const view = (payload.view ?? {}) as { state?: { values?: Record<string, Record<string, Input>> } }
  const inputs = Object.entries(view.state?.values ?? {}).flatMap(([block, elements]) => {
    const input = Object.values(elements)[0]
    return input ? [[block, entered(input)] as const] : []
  })
  return Object.fromEntries(inputs)
}

type Input = {
  value?: string | null
  selected_user?: string | null
  selected_option?: { value: string } | null
}
const entered = (input: Input): string | null =>
  input.value ?? input.selected_user ?? input.selected_option?.value ?? null
