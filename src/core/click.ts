/**
 * What a click says, read from the bytes that Slack signed. The server and the broker read it with this one code, so
 * that they cannot differ about which action it names.
 */
import { z } from 'zod'
import { parseButtonValue } from './action.ts'

export type Click = {
  kind: 'button' | 'submit'
  /** Whose click it is. `teamId` is the person's own team: in a shared channel it is not the one that the app is in. */
  user: { id: string; teamId: string; enterpriseId: string | null }
  /** Every action of a button click; exactly one is a decision. Empty for a submit. */
  actionIds: string[]
  /** The form's `callback_id`; null for a button click. */
  callbackId: string | null
  /** Named by the one button's value, or by the form's private metadata. */
  approval: string | null
  digest: string | null
  channel: string | null
  messageTs: string | null
  viewId: string | null
  /** The button stood in a link preview, which anybody's message can carry. */
  inUnfurl: boolean
}

const user = z.object({ id: z.string().min(1), team_id: z.string().min(1) })
const id = z.object({ id: z.string() }).nullish()
const org = {
  user,
  enterprise: id,
  team: z.object({ enterprise_id: z.string().nullish() }).nullish(),
}

const buttonPayload = z.object({
  ...org,
  type: z.literal('block_actions'),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().nullish() })).min(1),
  container: z
    .object({
      message_ts: z.string().nullish(),
      channel_id: z.string().nullish(),
      view_id: z.string().nullish(),
      is_app_unfurl: z.boolean().nullish(),
    })
    .nullish(),
  channel: id,
  message: z.object({ ts: z.string() }).nullish(),
  view: id,
  app_unfurl: z.unknown().optional(),
})

const submitPayload = z.object({
  ...org,
  type: z.literal('view_submission'),
  view: z.object({ id: z.string(), callback_id: z.string(), private_metadata: z.string() }),
})

const metadata = z.object({ approval: z.string(), digest: z.string() })

/** Reads a form body with exactly one field, `payload`. Null for every other body, and for other interactions. */
export function parseClick(rawBody: string): Click | null {
  const payload = payloadOf(rawBody)
  const button = buttonPayload.safeParse(payload)
  if (button.success) return buttonClick(button.data)
  const submit = submitPayload.safeParse(payload)
  return submit.success ? submitClick(submit.data) : null
}

/** True when the click approves exactly this approval with exactly this digest. */
export function clickApproves(click: Click, approval: string, digest: string): boolean {
  if (click.inUnfurl || click.approval !== approval || click.digest !== digest) return false
  if (click.kind === 'button')
    return click.actionIds.length === 1 && click.actionIds[0] === 'approval.approve'
  return click.callbackId !== null && grantingForms.has(click.callbackId)
}

/** Closed: the forms that deny or edit carry the same metadata, and their submit is no approval. */
const grantingForms = new Set(['approval.approve', 'approval.form'])

/** The body that Slack would have posted, for an interaction that came over a socket as an object. */
export const clickBody = (payload: unknown): string =>
  new URLSearchParams({ payload: JSON.stringify(payload) }).toString()

function payloadOf(rawBody: string): unknown {
  const fields = [...new URLSearchParams(rawBody)]
  const [field] = fields
  if (fields.length !== 1 || field?.[0] !== 'payload') return null
  try {
    return JSON.parse(field[1])
  } catch {
    return null
  }
}

function buttonClick(payload: z.output<typeof buttonPayload>): Click {
  const [first, ...more] = payload.actions
  const named = more.length === 0 ? parseButtonValue(first?.value ?? '') : null
  return {
    kind: 'button',
    user: whoOf(payload),
    actionIds: payload.actions.map((action) => action.action_id),
    callbackId: null,
    approval: named?.approval ?? null,
    digest: named?.digest ?? null,
    channel: payload.container?.channel_id ?? payload.channel?.id ?? null,
    messageTs: payload.container?.message_ts ?? payload.message?.ts ?? null,
    viewId: payload.container?.view_id ?? payload.view?.id ?? null,
    inUnfurl: payload.container?.is_app_unfurl === true || (payload.app_unfurl ?? null) !== null,
  }
}

function submitClick(payload: z.output<typeof submitPayload>): Click {
  const named = namedBy(payload.view.private_metadata)
  return {
    kind: 'submit',
    user: whoOf(payload),
    actionIds: [],
    callbackId: payload.view.callback_id,
    approval: named?.approval ?? null,
    digest: named?.digest ?? null,
    channel: null,
    messageTs: null,
    viewId: payload.view.id,
    inUnfurl: false,
  }
}

type Whose = {
  user: z.output<typeof user>
  enterprise?: z.output<typeof id>
  team?: { enterprise_id?: string | null | undefined } | null | undefined
}

const whoOf = (payload: Whose): Click['user'] => ({
  id: payload.user.id,
  teamId: payload.user.team_id,
  enterpriseId: payload.enterprise?.id ?? payload.team?.enterprise_id ?? null,
})

function namedBy(privateMetadata: string): z.output<typeof metadata> | null {
  try {
    return metadata.safeParse(JSON.parse(privateMetadata)).data ?? null
  } catch {
    return null
  }
}
