import { and, asc, eq } from 'drizzle-orm'
import type { Action } from '../core/action.ts'
import { type Ballot, isGranted, type VoteFault, voteFault } from '../core/approval.ts'
import type { Member } from '../core/identity.ts'
import type { ApprovalRow, Approvals } from './approvals.ts'
import type { RoomContext } from './context.ts'
import { approvalEntries } from './records.ts'
import { approvals, evidence, executions, votes } from './schema.ts'
import type { Sequels } from './sequels.ts'

/** A signed click as it came, and its hash. */
export type Evidence = { body: string; timestamp: string; signature: string; sha256: string }

export type VoteResult =
  | { result: 'granted' | 'denied' | 'counted'; approval: string }
  | { result: 'refused'; code: VoteFault | 'approval.unknown' }

const resultNow = ({ state }: ApprovalRow): 'granted' | 'denied' | 'counted' =>
  state === 'requested' ? 'counted' : state === 'denied' ? 'denied' : 'granted'

/** What people decide on a request. */
export function createVotes(
  { db, transact, ledger, now, id }: RoomContext,
  parts: { approvals: Approvals; sequels: Sequels },
) {
  const { get } = parts.approvals
  const { close, redraw } = parts.sequels
  const write = approvalEntries(ledger)

  /** The members whose approval of the current version stands, in the order in which they gave it. */
  const approversOf = (row: ApprovalRow): string[] => {
    const counted = and(eq(votes.approval, row.id), eq(votes.version, row.version), eq(votes.vote, 'approve'))
    const rows = db.select({ member: votes.member }).from(votes).where(counted).orderBy(asc(votes.at)).all()
    return rows.map((vote) => vote.member)
  }

  return {
    approversOf,

    /** One person's decision, as one transaction: vote, evidence, state, execution, ledger, cards. */
    async vote(vote: {
      approval: string
      digest: string
      kind: 'approve' | 'deny'
      by: Member
      reason: string | null
      evidence: Evidence
    }): Promise<VoteResult> {
      const known = get(vote.approval)
      if (!known) return { result: 'refused', code: 'approval.unknown' }
      const rows = await write.vote(known, vote)
      return transact(() => {
        const row = get(vote.approval)
        if (!row) return { result: 'refused', code: 'approval.unknown' }
        // The digest names the version: one that is not the current one was taken from an older card.
        const version = row.digest === vote.digest ? row.version : row.version - 1
        const approvers = approversOf(row)
        const ballot: Ballot = { ...row, requesters: JSON.parse(row.requesters) as string[] }
        const fault = voteFault(ballot, { by: vote.by, kind: vote.kind, version, at: now() }, approvers)
        if (fault && isHeard(row, vote)) return { result: resultNow(row), approval: row.id }
        if (fault) return { result: 'refused', code: fault }
        keepVote(row, vote)
        ledger.append(rows.voted)
        if (vote.kind === 'deny') return deny(row, vote)
        if (!isGranted(ballot, [...approvers, vote.by.id])) {
          redraw(row.id)
          return { result: 'counted', approval: row.id }
        }
        return grant(row, vote.by)
      })

      function deny(row: ApprovalRow, { by, reason }: { by: Member; reason: string | null }): VoteResult {
        const change = { state: 'denied' as const, decidedAt: now(), decidedBy: by.name, reason }
        db.update(approvals).set(change).where(eq(approvals.id, row.id)).run()
        ledger.append(rows.denied)
        close(row, { status: 'denied', by: by.name, reason })
        return { result: 'denied', approval: row.id }
      }

      function grant(row: ApprovalRow, by: Member): VoteResult {
        const change = { state: 'granted' as const, decidedAt: now(), decidedBy: by.name }
        db.update(approvals).set(change).where(eq(approvals.id, row.id)).run()
        const { idempotencyKey } = JSON.parse(row.action) as Action
        const execution = { id: id('exe'), approval: row.id, idempotencyKey, preparedAt: now(), dueAt: now() }
        db.insert(executions)
          .values({ ...execution, state: 'prepared' })
          .run()
        ledger.append(rows.granted)
        redraw(row.id)
        return { result: 'granted', approval: row.id }
      }
    },

    evidenceFor(row: ApprovalRow): Evidence[] {
      const counted = and(
        eq(votes.approval, row.id),
        eq(votes.version, row.version),
        eq(votes.vote, 'approve'),
      )
      return db
        .select({
          body: evidence.body,
          timestamp: evidence.timestamp,
          signature: evidence.signature,
          sha256: evidence.sha256,
        })
        .from(votes)
        .innerJoin(evidence, eq(evidence.id, votes.evidence))
        .where(counted)
        .all()
    },
  }

  /** The very click that counted comes again after a crash: that is no second decision. */
  function isHeard(row: ApprovalRow, vote: { by: Member; evidence: Evidence }): boolean {
    const { id: member } = vote.by
    const isSame = and(
      eq(votes.approval, row.id),
      eq(votes.member, member),
      eq(evidence.sha256, vote.evidence.sha256),
    )
    const heard = db
      .select({ id: evidence.id })
      .from(votes)
      .innerJoin(evidence, eq(evidence.id, votes.evidence))
    return heard.where(isSame).all().length > 0
  }

  function keepVote(
    row: ApprovalRow,
    vote: { by: Member; kind: 'approve' | 'deny'; evidence: Evidence },
  ): void {
    const evidenceId = id('evd')
    db.insert(evidence)
      .values({ id: evidenceId, ...vote.evidence, at: now() })
      .run()
    const { id: member } = vote.by
    const values = {
      approval: row.id,
      version: row.version,
      member,
      vote: vote.kind,
      evidence: evidenceId,
      at: now(),
    }
    // A denial may come from somebody who approved before: the denial stands.
    const target = [votes.approval, votes.version, votes.member]
    db.insert(votes).values(values).onConflictDoUpdate({ target, set: values }).run()
  }
}
export type Votes = ReturnType<typeof createVotes>
