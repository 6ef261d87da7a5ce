import { and, eq } from 'drizzle-orm'
import { type Action, elsewhereOf } from '../core/action.ts'
import type { CardRecord, Face } from '../core/card.ts'
import type { Approvals } from './approvals.ts'
import type { RoomContext } from './context.ts'
import { type Executions, settlementOf } from './executions.ts'
import type { Members } from './members.ts'
import { copies } from './schema.ts'
import type { Votes } from './votes.ts'

export type Copy = typeof copies.$inferSelect

/** What a card is drawn from, and every message that shows it. */
export function createCards(
  { db, transact, ledger }: RoomContext,
  parts: { approvals: Approvals; votes: Votes; executions: Executions; members: Members },
) {
  const { approvals, votes, executions, members } = parts
  const isCopy = (teamId: string, channelId: string, ts: string) =>
    and(eq(copies.teamId, teamId), eq(copies.channelId, channelId), eq(copies.ts, ts))

  return {
    record(approval: string): CardRecord | null {
      const row = approvals.get(approval)
      if (!row) return null
      const execution = executions.byApproval(approval)
      const action = JSON.parse(row.action) as Action
      const name = (id: string): string =>
        members.get(id)?.name ?? (id.startsWith('m_') ? 'a former member' : id)
      return {
        approval: row.id,
        version: row.version,
        digest: row.digest,
        state: row.state,
        risk: row.risk,
        face: JSON.parse(row.face) as Face,
        requestedBy: name(action.requestedBy),
        elsewhere: elsewhereOf(action) ?? [],
        required: row.required,
        twoPerson: row.twoPerson,
        approvedBy: votes.approversOf(row).map(name),
        expiresAt: row.expiresAt,
        decidedBy: row.decidedBy,
        reason: row.reason,
        supersededBy: row.supersededBy,
        execution: execution && {
          state: execution.state,
          waiting: execution.waiting,
          sentence: settlementOf(execution)?.sentence ?? null,
          note: settlementOf(execution)?.note ?? null,
          mayUndo: executions.undoOf(approval) !== null,
        },
      }
    },

    copies: (approval: string): Copy[] => db.select().from(copies).where(eq(copies.approval, approval)).all(),

    copyAt: (teamId: string, channelId: string, ts: string): Copy | null =>
      db
        .select()
        .from(copies)
        .where(isCopy(teamId, channelId, ts))
        .get() ?? null,

    /** A message of ours shows this approval from now on; `drawn` is its text as it was drawn. */
    posted(copy: Copy): void {
      const set = { version: copy.version, drawn: copy.drawn }
      transact(() => {
        const isNew = this.copyAt(copy.teamId, copy.channelId, copy.ts) === null
        const target = [copies.teamId, copies.channelId, copies.ts]
        db.insert(copies).values(copy).onConflictDoUpdate({ target, set }).run()
        if (isNew) append('card.posted', copy)
      })
    },

    /** What was clicked does not read as what was drawn: an alarm, since somebody may have been shown something else. */
    mismatched(copy: Copy): void {
      transact(() => append('card.mismatched', copy))
    },
  }

  function append(type: 'card.posted' | 'card.mismatched', copy: Copy): void {
    const actor = { kind: 'system' as const, id: 'ops-room', via: 'slack' as const }
    const facts = { channel: copy.channelId, ts: copy.ts, version: copy.version }
    ledger.append(
      ledger.prepareBare({ type, actor, turn: null, subject: copy.approval, digest: null, facts }),
    )
  }
}
export type Cards = ReturnType<typeof createCards>
