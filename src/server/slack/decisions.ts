import type { ApprovalRow } from '../../room/approvals.ts'
import { drawInFull } from './card.ts'
import { founderPlaces } from './changes.ts'
import type { Clicks, KnownClick } from './clicks.ts'
import { type Delivery, evidenceOf, tell } from './delivery.ts'
import { reasonForm, valuesOf } from './forms.ts'
import type { SlackWorkspaces } from './workspaces.ts'

export type DecisionsParts = {
  clicks: Clicks
  slack: SlackWorkspaces
  wake: (tenant: Delivery['tenant']) => void
}

/** What people decide on a card, or look at before they do. */
export function createDecisions({ clicks: { admit, refuse }, slack, wake }: DecisionsParts) {
  return {
    approve: (delivery: Delivery) => decide(delivery, 'approve', null),
    deny: (delivery: Delivery) => decide(delivery, 'deny', null),

    submitReason(delivery: Delivery): Promise<void> {
      const reason = valuesOf(delivery.payload).reason?.trim() || null
      return decide(delivery, 'deny', reason)
    },

    /** Opens the form that asks why. Opening it decides nothing. */
    async askReason(delivery: Delivery): Promise<void> {
      const known = await admit(delivery)
      if (!known) return
      const { row } = known
      const fault = whyNotDeny(known)
      if (fault) return refuse(delivery, known, fault)
      await openView(delivery, reasonForm(row.id, row.digest))
    },

    async show(delivery: Delivery): Promise<void> {
      const known = await admit(delivery)
      const record = known && delivery.tenant.room.cards.record(known.row.id)
      if (record) await openView(delivery, drawInFull(record))
    },

    /** A founder looked at the provider and says what happened. */
    async resolve(delivery: Delivery, happened: boolean): Promise<void> {
      const known = await admit(delivery)
      if (!known) return
      const { room } = delivery.tenant
      if (known.member.role !== 'founder') return refuse(delivery, known, 'role.founder_only')
      const execution = room.executions.byApproval(known.row.id)
      if (execution?.state !== 'needs_human') return refuse(delivery, known, 'approval.settled')
      const sentence = `${known.member.name} looked and says that it did not happen.`
      const how = happened
        ? { outcome: 'succeeded' as const, result: { confirmedBy: known.member.name } }
        : { outcome: 'failed' as const, sentence }
      await room.executions.settle(execution, how, known.member)
      wake(delivery.tenant)
    },
  }

  async function decide(delivery: Delivery, kind: 'approve' | 'deny', reason: string | null): Promise<void> {
    const known = await admit(delivery)
    if (!known) return
    const { room } = delivery.tenant
    const evidence = evidenceOf(delivery)
    const { click, row, member } = known
    const vote = { approval: row.id, digest: click.digest ?? '', kind, by: member, reason, evidence }
    const result = await room.votes.vote(vote)
    if (result.result === 'refused') return refuse(delivery, known, result.code)
    if (result.result === 'counted') showToOthers(delivery, row)
    wake(delivery.tenant)
  }

  /** A form is seen by one person only: when others are needed too, the founders get a card. */
  function showToOthers(delivery: Delivery, row: ApprovalRow): void {
    const { room } = delivery.tenant
    if (room.cards.copies(row.id).length > 0) return
    room.transact(() => {
      for (const place of founderPlaces(delivery.tenant, delivery.teamId)) {
        const letter = { kind: 'card' as const, approval: row.id, threadTs: null }
        room.outbox.put(`card:${row.id}:${place.channelId}`, place, letter)
      }
    })
  }

  async function openView(
    delivery: Delivery,
    view: Parameters<Awaited<ReturnType<typeof slack.of>>['openView']>[1],
  ) {
    const web = await slack.of(delivery.tenant, delivery.teamId)
    await web.openView(String(delivery.payload.trigger_id), view).catch((error: unknown) => {
      // Exchanged: it was opened before, and only the answer to that was lost.
      const isLate = error instanceof Error && /(expired|exchanged)_trigger_id/.test(error.message)
      if (!isLate) throw error
      tell(delivery, 'That took too long to open. Press the button again.')
    })
  }
}
export type Decisions = ReturnType<typeof createDecisions>

/** Told before a person writes a reason that would not count. The vote itself is judged again when it comes. */
function whyNotDeny({ row, member, click }: KnownClick) {
  if (member.role !== 'founder') return 'role.founder_only'
  if (row.state !== 'requested') return 'approval.settled'
  return row.digest === click.digest ? null : 'approval.stale'
}
