import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import type { Access, Connector, CredentialField } from '../../../connectors/define.ts'
import { readsOf, writesOf } from '../operations.ts'
import { clip, modal, note, plain, textInput } from './forms.ts'

type Remote = Extract<Connector, { kind: 'remote' }>

/** The block of the one choice that is not a field of the vendor's: their names have no dot. */
export const accessBlock = 'connection.access'
/** The button that leads from the way by consent to the way by keys. */
export const keysAction = 'connect.keys'
/** The button that leads from the way by keys to the way by consent. */
export const consentAction = 'connect.consent'

/**
 * Connecting at the vendor's own page: its app and choices, and what Ops Room may do there. `now` is what it may do
 * there at present; null where the system is not connected. `redirectUri` is what the app has to list at the vendor.
 */
export const consentForm = (
  connector: Remote,
  now: Access | null,
  redirectUri: string | null = null,
): ModalView => {
  const { label, name, oauth, credential } = connector
  const fields = (oauth?.fields ?? []).flatMap((field) => {
    const known = credential.fields[field]
    return known ? [[field, known] as const] : []
  })
  return modal({
    callbackId: `consent.${name}`,
    title: `Connect ${label}`,
    submit: 'Go on',
    metadata: { connector: name },
    blocks: [
      note(
        `Submitting asks ${label} to let this Ops Room in: you sign in at ${label}’s own page, and allow it there. What you enter here is encrypted at once and never shown again.`,
      ),
      ...(redirectUri === null
        ? []
        : [note(`*Redirect address* for the app’s settings there: \`${redirectUri}\``)]),
      ...fieldInputs(fields, neededIn(oauth?.form)),
      ...accessInput(connector, now),
      otherWay(keysAction, 'Enter keys instead', name),
    ],
  })
}

const otherWay = (action: string, words: string, name: string): KnownBlock => ({
  type: 'actions',
  block_id: 'way',
  elements: [{ type: 'button', action_id: action, text: plain(words), value: name }],
})

/** What the form by keys says beside its fields: why it is not the consent, or that there is one too. */
export type KeyFormMore = { why?: string; canConsent?: boolean }

/** Connecting with keys, in the vendor's names. The values go straight on to the broker to be sealed. */
export const keyForm = (
  connector: Remote,
  now: Access | null,
  { why, canConsent = false }: KeyFormMore = {},
): ModalView =>
  modal({
    callbackId: `connect.${connector.name}`,
    title: `Connect ${connector.label}`,
    submit: 'Connect',
    metadata: { connector: connector.name },
    blocks: [
      ...(why === undefined ? [] : [note(why)]),
      note(
        `Submitting connects ${connector.label} to this Ops Room. The values are encrypted at once and never shown again.`,
      ),
      // Which of them belong together only the connector knows: it judges what was entered.
      ...fieldInputs(Object.entries(connector.credential.fields)),
      ...accessInput(connector, now),
      ...(canConsent ? [otherWay(consentAction, 'Sign in there instead', connector.name)] : []),
    ],
  })

/** Why the form asks for keys although the system has a page to consent on. */
export const noAddress = ({ label, name }: Remote): string =>
  `Ops Room has no public https address (PUBLIC_URL), so ${label}’s own page cannot lead back here. Enter the keys, or have whoever runs Ops Room type \`ops-room credential set ${name}\`.`

/** The names of what a person fills in there; an error can be shown at these only. */
export const inputsOf = ({ blocks }: ModalView): string[] =>
  blocks.flatMap((block) => (block.type === 'input' && block.block_id ? [block.block_id] : []))

/** Fields without which nothing can be asked for: Slack then says so itself, before anything is sent. */
const neededIn = (form: NonNullable<Remote['oauth']>['form'] | undefined): string[] =>
  (form?.safeParse({}).error?.issues ?? []).map(({ path }) => String(path[0] ?? ''))

const fieldInputs = (
  fields: readonly (readonly [string, CredentialField])[],
  needed: readonly string[] = [],
): InputBlock[] =>
  fields.map(([name, { label, hint, choices }]) => {
    const input = textInput(name, label, { hint, optional: !needed.includes(name) })
    if (choices === undefined) return input
    return { ...input, element: { type: 'static_select', action_id: name, options: choices.map(option) } }
  })

const option = ({ value, label }: { value: string; label: string }): PlainTextOption => ({
  text: plain(clip(label, 75)),
  value,
})

const choices: { value: Access; label: string }[] = [
  { value: 'write', label: 'Read and ask for changes' },
  { value: 'read', label: 'Read only' },
]

/** What the choice means, and the choice; where the system has nothing that could be changed there is none. */
function accessInput(connector: Remote, now: Access | null): KnownBlock[] {
  const reads = `*It reads* ${readsOf(connector).join(', ')}.`
  const writes = writesOf(connector)
  if (writes.length === 0) return [note(clip(`${reads} It changes nothing there.`, 3000))]
  const asks = `*It may ask to* ${writes.join(', ')}: each of these waits for a founder’s Approve.`
  const options = choices.map(option)
  const initial = options.find(({ value }) => value === (now ?? 'write')) ?? options[0]
  return [
    {
      type: 'input',
      block_id: accessBlock,
      label: plain('What Ops Room may do there'),
      element: {
        type: 'radio_buttons',
        action_id: accessBlock,
        options,
        ...(initial ? { initial_option: initial } : {}),
      },
    },
    note(clip(`${reads}\n${asks}`, 3000)),
  ]
}
