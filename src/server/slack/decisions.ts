import { type Click, parseClick } from '../../core/click.ts'
import { Refusal, type RefusalCode } from '../../core/errors.ts'
import type { Member } from '../../core/identity.ts'
import type { ApprovalRow } from '../../room/approvals.ts'
import { approvalEntries } from '../../room/records.ts'
import { drawInFull, textsIn } from './card.ts'
import { founderPlaces } from './changes.ts'
import { type Delivery, evidenceOf, identityOf, tell, tellRefusal } from './delivery.ts'
import { reasonForm } from './forms.ts'
import type { People } from './people.ts'
import type { SlackWorkspaces } from './workspaces.ts'

export type DecisionsParts = {
  people: People
  slack: SlackWorkspaces
  wake: (tenant: Delivery['tenant']) => void
}

/** What a click on a card is judged by: who, on which message of ours, for which version, and what it shows. */
export function createDecisions({ people, slack, wake }: DecisionsParts) {
  return {
    approve: (delivery: Delivery) => decide(delivery, 'approve', null),
    deny: (delivery: Delivery) => decide(delivery, 'deny', null),
    submitReason: (delivery: Delivery) => decide(delivery, 'deny', reasonIn(delivery)),

    /** Opens the form that asks why. Opening it decides nothing. */
    async askReason(delivery: Delivery): Promise<void> {
      const known = await admit(delivery)
      if (!known) return
      await openView(delivery, reasonForm(known.row.id, known.row.digest))
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

  /** Who clicks, and on what. Null after the person was told why not. */
  async function admit(
    delivery: Delivery,
  ): Promise<{ click: Click; row: ApprovalRow; member: Member } | null> {
    const who = await people.identify(delivery.tenant, delivery.teamId, identityOf(delivery))
    const { room } = delivery.tenant
    if ('refusal' in who) {
      await room.members.refuse(identityOf(delivery), who.refusal)
      tellRefusal(delivery, who.refusal, { mayAsk: who.mayAsk })
      return null
    }
    const click = parseClick(delivery.job.body)
    const row = click?.approval ? room.approvals.get(click.approval) : null
    if (!click || !row || click.inUnfurl || click.actionIds.length > 1) {
      tellRefusal(delivery, 'approval.unknown')
      return null
    }
    if (click.kind === 'button' && click.viewId === null && !isOurCard(delivery, click, row)) return null
    return { click, row, member: who.member }
  }

  /** A message that we did not post for this approval gets a fresh card, and nothing is decided by it. */
  function isOurCard(delivery: Delivery, click: Click, row: ApprovalRow): boolean {
    const { room } = delivery.tenant
    const channelId = click.channel ?? ''
    const copy = room.cards.copyAt(delivery.teamId, channelId, click.messageTs ?? '')
    if (copy?.approval !== row.id) {
      const letter = { kind: 'card' as const, approval: row.id, threadTs: null }
      const where = { teamId: delivery.teamId, channelId }
      room.transact(() => room.outbox.put(`fresh:${delivery.job.key}`, where, letter))
      tellRefusal(delivery, 'approval.tampered')
      return false
    }
    const message = delivery.payload.message as { blocks?: unknown } | undefined
    // Slack may normalise what it sends back, so a difference raises an alarm and the digest decides.
    if (message?.blocks && textsIn(message.blocks) !== copy.drawn) room.cards.mismatched(copy)
    return true
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

  async function refuse(
    delivery: Delivery,
    { row, member }: { row: ApprovalRow; member: Member },
    code: RefusalCode,
  ): Promise<void> {
    const { room } = delivery.tenant
    const entry = await approvalEntries(room.ledger).refused(row, member.id, code)
    room.transact(() => {
      room.ledger.append(entry)
      // Whoever clicks on an old card sees the current state of it.
      room.sequels.redraw(row.id)
    })
    tellRefusal(delivery, code)
  }

  async function openView(
    delivery: Delivery,
    view: Parameters<Awaited<ReturnType<typeof slack.of>>['openView']>[1],
  ) {
    const web = await slack.of(delivery.tenant, delivery.teamId)
    await web.openView(String(delivery.payload.trigger_id), view).catch((error: unknown) => {
      const isLate = error instanceof Error && error.message.includes('expired_trigger_id')
      if (!isLate) throw error
      tell(delivery, 'That took too long to open. Press the button again.')
    })
  }
}
export type Decisions = ReturnType<typeof createDecisions>

function reasonIn({ payload }: Delivery): string | null {
  const view = payload.view as {
    state?: { values?: Record<string, Record<string, { value?: string | null }>> }
  }
  const value = view.state?.values?.reason?.reason?.value
  if (value !== undefined && value !== null && value.length > 2000) throw new Refusal('input.invalid')
  return value?.trim() || null
}
