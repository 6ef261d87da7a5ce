import type { JsonObject } from '../../../connectors/define.ts'
import type { Action } from '../../core/action.ts'
import { Refusal } from '../../core/errors.ts'
import { cardText } from '../../core/text.ts'
import type { Clicks, KnownClick } from './clicks.ts'
import { type Delivery, tell } from './delivery.ts'
import { editForm, type FormValues, valuesOf } from './forms.ts'
import type { SlackWorkspaces } from './workspaces.ts'

/** Editing a request: the next version of it, with facts and digest of its own. Whoever edits counts as a requester. */
export function createRevisions(parts: {
  clicks: Clicks
  slack: SlackWorkspaces
  wake: (tenant: Delivery['tenant']) => void
}) {
  const { clicks, slack, wake } = parts

  return {
    async open(delivery: Delivery): Promise<void> {
      const known = await admit(delivery)
      if (!known) return
      const { input } = JSON.parse(known.row.action) as Action
      const plain = Object.entries(input).flatMap(([name, value]) =>
        typeof value === 'string' || typeof value === 'number' ? [{ name, value: String(value) }] : [],
      )
      if (plain.length === 0)
        return tell(delivery, 'There is nothing in this request that a form can change. Ask the agent.')
      const web = await slack.of(delivery.tenant, delivery.teamId)
      const form = editForm(known.row.id, known.row.digest, plain)
      await web.openView(String(delivery.payload.trigger_id), form).catch(() => {
        tell(delivery, 'That took too long to open. Press the button again.')
      })
    },

    async submit(delivery: Delivery): Promise<void> {
      const known = await admit(delivery)
      if (!known) return
      const { row, member } = known
      const action = JSON.parse(row.action) as Action
      try {
        const input = changed(action.input, valuesOf(delivery.payload))
        await delivery.tenant.room.proposals.revise(row, input, member, delivery.tenant.prepare)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        tell(delivery, `Not changed. ${cardText(error.sentence)}`)
      }
      wake(delivery.tenant)
    },
  }

  /** Founders and operators may edit what still waits, in the version that they see. */
  async function admit(delivery: Delivery): Promise<KnownClick | null> {
    const known = await clicks.admit(delivery)
    const fault = known && whyNotEdit(known)
    if (known && fault) await clicks.refuse(delivery, known, fault)
    return fault ? null : known
  }
}
export type Revisions = ReturnType<typeof createRevisions>

function whyNotEdit({ row, member, click }: KnownClick) {
  if (member.role === 'viewer') return 'role.viewer'
  if (row.state !== 'requested') return 'approval.settled'
  return row.digest === click.digest ? null : 'approval.stale'
}

/** The old input with what the form says. Numbers stay whole numbers; an emptied field becomes null. */
function changed(input: JsonObject, entered: FormValues): JsonObject {
  const next: JsonObject = { ...input }
  for (const [name, text] of Object.entries(entered)) {
    const was = input[name]
    if (typeof was === 'string') next[name] = text ?? null
    else if (typeof was === 'number') next[name] = wholeNumber(name, text)
  }
  return next
}

function wholeNumber(name: string, text: string | null): number {
  const trimmed = text?.trim() ?? ''
  if (!/^-?\d{1,15}$/.test(trimmed)) throw new Refusal('input.invalid', `${name}: must be a whole number.`)
  return Number(trimmed)
}
