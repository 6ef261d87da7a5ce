import type { Handler, Handlers } from './app.ts'
import type { Channels } from './channels.ts'
import { consentAction, keysAction } from './connect-forms.ts'
import type { Connecting } from './connecting.ts'
import type { Decisions } from './decisions.ts'
import { type Delivery, identityOf, tell, tellRefusal } from './delivery.ts'
import type { DraftDeeds } from './drafts.ts'
import type { People } from './people.ts'
import type { Revisions } from './revisions.ts'
import type { Submissions } from './submissions.ts'
import type { Undoing } from './undo.ts'

export type HandlerParts = {
  people: People
  channels: Channels
  decisions: Decisions
  submissions: Submissions
  revisions: Revisions
  connecting: Connecting
  undo: Undoing
  drafts: DraftDeeds
  message: Handler
  command: Handler
  wake: (tenant: Delivery['tenant']) => void
}

/** Every name that Slack may send us, and who handles it. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { people, channels, decisions, submissions, revisions, connecting, wake } = parts

  return {
    message: parts.message,
    command: parts.command,
    home: showHome,
    uninstalled,
    joined,
    closed,
    actions: {
      'approval.approve': decisions.approve,
      'approval.deny': decisions.deny,
      'approval.deny_reason': decisions.askReason,
      'approval.show': decisions.show,
      'approval.edit': revisions.open,
      'approval.undo': parts.undo,
      'execution.happened': (delivery) => decisions.resolve(delivery, true),
      'execution.absent': (delivery) => decisions.resolve(delivery, false),
      'draft.edit': parts.drafts.open,
      'draft.show': parts.drafts.show,
      'draft.propose': parts.drafts.propose,
      'turn.retry': retry,
      'access.ask': submissions.askForAccess,
      [keysAction]: (delivery) => connecting.enterKeys(delivery),
      [consentAction]: (delivery) => connecting.signIn(delivery),
      'connection.connect': (delivery) => connecting.connect(delivery),
      'connection.disconnect': (delivery) => connecting.disconnect(delivery),
    },
    submissions: {
      'approval.form': decisions.approve,
      'approval.deny': decisions.submitReason,
      'approval.edit': revisions.submit,
      'draft.edit': parts.drafts.submit,
      'member.add': submissions.addMember,
      connect: submissions.connect,
      consent: submissions.authorise,
    },
  }

  /** The Home shows data, so it is drawn for members only; others get one that says so. */
  async function showHome(delivery: Delivery): Promise<void> {
    const { tenant, teamId, job } = delivery
    const event = delivery.payload.event as { user?: string; tab?: string }
    if (event.tab !== 'home' || !event.user) return
    const user = event.user
    const who = await people.identify(tenant, teamId, { userId: user, teamId, enterpriseId: null })
    const place = { teamId, channelId: user }
    const letter = { kind: 'home' as const, user, isClosed: 'refusal' in who }
    tenant.room.transact(() => tenant.room.outbox.put(`home:${job.key}`, place, letter))
  }

  /** Late news of an uninstall must not freeze what was installed again since. */
  async function uninstalled({ tenant, teamId, payload }: Delivery): Promise<void> {
    const known = tenant.room.workspaces.get(teamId)
    const at = Number(payload.event_time) * 1000
    // Slack's time is in whole seconds.
    const isOld = known !== null && at + 1000 <= known.installedAt
    if (!isOld) tenant.room.workspaces.uninstall(teamId)
  }

  /** A guest or outsider who joins an open channel could read along: it is closed at once. */
  async function joined({ tenant, teamId, payload }: Delivery): Promise<void> {
    const event = payload.event as { user?: string; channel?: string; team?: string }
    if (!event.user || !event.channel || !tenant.room.workspaces.isOpen(teamId, event.channel)) return
    const identity = { userId: event.user, teamId: event.team ?? teamId, enterpriseId: null }
    if (!(await channels.isExposedBy(tenant, teamId, identity))) return
    channels.closeExposed(tenant, teamId, event.channel)
    wake(tenant)
  }

  /** A form that asked for a grant and was closed: nobody will decide on it any more. */
  async function closed({ tenant, payload }: Delivery): Promise<void> {
    const view = payload.view as { callback_id?: string; private_metadata?: string }
    if (view.callback_id !== 'approval.form') return
    const approval = String((JSON.parse(view.private_metadata ?? '{}') as { approval?: string }).approval)
    // Only what has no card besides the form: a card that was opened in full stays open.
    if (tenant.room.cards.copies(approval).length > 0) return
    const how = { state: 'withdrawn' as const, by: 'ops-room', sentence: 'The form was closed.' }
    await tenant.room.approvals.end(approval, how)
  }

  async function retry(delivery: Delivery): Promise<void> {
    const { room } = delivery.tenant
    const who = await people.identify(delivery.tenant, delivery.teamId, identityOf(delivery))
    if ('refusal' in who) return tellRefusal(delivery, who.refusal, { mayAsk: who.mayAsk })
    const actions = delivery.payload.actions as { value?: string }[]
    const turn = room.turns.get(actions[0]?.value ?? '')
    if (!turn || turn.member !== who.member.id)
      return tell(delivery, 'Only the person who asked can try it again.')
    room.transact(() => {
      room.turns.queueOnce({ thread: turn.thread, member: turn.member, cause: 'retry' })
      room.inbox.finish(delivery.job.key)
    })
    wake(delivery.tenant)
  }
}
