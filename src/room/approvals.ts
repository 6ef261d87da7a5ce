import { and, asc, count, desc, eq, inArray, isNotNull, lte, min } from 'drizzle-orm'
import type { Risk } from '../../connectors/define.ts'
import { type Action, digestOf } from '../core/action.ts'
import { type Ballot, isGranted, type VoteFault, voteFault } from '../core/approval.ts'
import type { Face } from '../core/card.ts'
import { Refusal } from '../core/errors.ts'
import type { Member } from '../core/identity.ts'
import type { RoomContext } from './context.ts'
import type { Outbox, Place } from './outbox.ts'
import { approvalEntries } from './records.ts'
import { approvals, copies, evidence, executions, votes } from './schema.ts'
import type { Answer, Threads } from './threads.ts'
import type { Turns } from './turns.ts'

export type ApprovalRow = typeof approvals.$inferSelect
export type Evidence = { body: string; timestamp: string; signature: string; sha256: string }

/** A request to run one action, ready to be recorded. */
export type Request = {
  action: Action
  risk: Risk
  face: Face
  required: number
  twoPerson: boolean
  /** The thread's turn and call that asked for it; null for a form or a request of somebody who is no member yet. */
  origin: { thread: string; turn: string; callId: string; tool: string } | null
  via: 'slack' | 'cli'
  requesterName: string
  /** Where its card is posted. */
  places: Place[]
}

export type VoteResult =
  | { result: 'granted' | 'denied' | 'counted'; approval: string }
  | { result: 'refused'; code: VoteFault | 'approval.unknown' }

const openAtMost = { turn: 10, thread: 20 }

/** Requests for approval, and what people decide on them. Every change is one transaction with its ledger rows. */
export function createApprovals(
  context: RoomContext,
  { outbox, threads, turns }: { outbox: Outbox; threads: Threads; turns: Turns },
) {
  const { db, transact, ledger, now, id } = context
  const write = approvalEntries(ledger)

  const get = (approval: string): ApprovalRow | null =>
    db.select().from(approvals).where(eq(approvals.id, approval)).get() ?? null

  const approversOf = (row: ApprovalRow): string[] => {
    const counted = and(eq(votes.approval, row.id), eq(votes.version, row.version), eq(votes.vote, 'approve'))
    return db.select({ member: votes.member }).from(votes).where(counted).orderBy(asc(votes.at)).all().map((v) => v.member)
  }

  const assertRoom = (request: Request): void => {
    if (!request.origin) return
    const byTurn = db.select({ n: count() }).from(approvals).where(eq(approvals.turn, request.origin.turn)).get()
    if ((byTurn?.n ?? 0) >= openAtMost.turn) throw new Refusal('limit.proposals')
    const isOpen = and(eq(approvals.thread, request.origin.thread), eq(approvals.state, 'requested'))
    const open = db.select({ n: count() }).from(approvals).where(isOpen).get()
    if ((open?.n ?? 0) >= openAtMost.thread) throw new Refusal('limit.open')
  }

  /** Ends a request that nobody granted, or that was granted and must not run: state, thread, card. */
  const close = (row: ApprovalRow, answer: Answer): void => {
    const isNarrated = threads.answerProposal(row.id, answer)
    redraw(row.id)
    if (isNarrated) narrate(row)
  }

  const redraw = (approval: string): void => {
    const all = db.select().from(copies).where(eq(copies.approval, approval)).all()
    for (const copy of all) outbox.put(`redraw:${id('out')}`, copy, { kind: 'redraw', approval, ts: copy.ts })
  }

  /** The agent speaks again when everything that its turn asked for is settled. */
  const narrate = (row: ApprovalRow): void => {
    if (!row.turn || !row.thread || turns.unsettled(row.turn) > 0) return
    const turn = turns.get(row.turn)
    if (turn) turns.queueOnce({ thread: row.thread, member: turn.member, cause: 'outcome' })
  }

  const insert = (request: Request, digest: string): void => {
    const { action } = request
    const requestedAt = now()
    const expiresAt = Date.parse(action.expiresAt)
    const row = {
      id: action.approval,
      version: action.version,
      state: 'requested' as const,
      thread: request.origin?.thread ?? null,
      turn: request.origin?.turn ?? null,
      connector: action.connector,
      write: action.write,
      risk: request.risk,
      action: JSON.stringify(action),
      digest,
      face: JSON.stringify(request.face),
      required: request.required,
      twoPerson: request.twoPerson,
      requesters: JSON.stringify([action.requestedBy]),
      requestedAt,
      remindAt: requestedAt + Math.floor((expiresAt - requestedAt) / 2),
      expiresAt,
    }
    db.insert(approvals).values(row).run()
    for (const place of request.places) {
      const letter = { kind: 'card' as const, approval: row.id, threadTs: place.threadTs }
      outbox.put(`card:${row.id}:${place.teamId}:${place.channelId}`, place, letter)
    }
  }

  const recordProposal = ({ action, origin }: Request): void => {
    if (!origin) return
    const { callId, tool } = origin
    const entry = { kind: 'proposed' as const, callId, tool, input: action.input, approval: action.approval, answer: null }
    threads.add(origin.thread, origin.turn, entry)
  }

  return {
    get,
    approversOf,
    redraw,
    close,
    narrate,

    /** Records a request; its card follows. Ends in `limit.*` when there are too many. Durable when it returns. */
    async request(request: Request): Promise<{ approval: string; digest: string }> {
      const digest = digestOf(request.action)
      const entry = await write.requested(request, digest)
      transact(() => {
        assertRoom(request)
        insert(request, digest)
        recordProposal(request)
        ledger.append(entry)
      })
      return { approval: request.action.approval, digest }
    },

    /** The next version of an open request. Throws `approval.stale` when somebody decided or edited in between. */
    async revise(
      row: ApprovalRow,
      next: { action: Action; face: Face },
      editor: { id: string },
    ): Promise<{ approval: string; digest: string }> {
      const digest = digestOf(next.action)
      const entry = await write.edited(row, next, digest, editor)
      transact(() => {
        const isCurrent = and(eq(approvals.id, row.id), eq(approvals.state, 'requested'), eq(approvals.digest, row.digest))
        const requesters = [...new Set([...(JSON.parse(row.requesters) as string[]), editor.id])]
        const { action, face } = next
        const change = { version: action.version, digest, action: JSON.stringify(action), face: JSON.stringify(face) }
        const set = { ...change, requesters: JSON.stringify(requesters) }
        if (db.update(approvals).set(set).where(isCurrent).returning().all().length === 0) throw new Refusal('approval.stale')
        ledger.append(entry)
        redraw(row.id)
      })
      return { approval: row.id, digest }
    },

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
        db.insert(executions).values({ ...execution, state: 'prepared' }).run()
        ledger.append(rows.granted)
        redraw(row.id)
        return { result: 'granted', approval: row.id }
      }
    },

    /** Ends an open request, or one that was granted and has not begun, without an effect. False when it was too late. */
    async end(
      approval: string,
      how: { state: 'expired' | 'superseded' | 'withdrawn'; by: string; sentence: string; supersededBy?: string },
    ): Promise<boolean> {
      const row = get(approval)
      if (!row) return false
      const entry = await write.ended(row, how)
      return transact(() => {
        const from = how.state === 'withdrawn' ? (['requested'] as const) : (['requested', 'granted'] as const)
        const isOpen = and(eq(approvals.id, approval), inArray(approvals.state, [...from]))
        if (!stopExecution(approval)) return false
        const change = { state: how.state, decidedAt: now(), reason: how.sentence, supersededBy: how.supersededBy ?? null }
        if (db.update(approvals).set(change).where(isOpen).returning().all().length === 0) return false
        ledger.append(entry)
        close(row, { status: how.state, sentence: how.sentence })
        return true
      })
    },

    overdue: (): ApprovalRow[] =>
      db
        .select()
        .from(approvals)
        .where(and(eq(approvals.state, 'requested'), lte(approvals.expiresAt, now())))
        .all(),

    nextExpiry: (): number | null =>
      db.select({ at: min(approvals.expiresAt) }).from(approvals).where(eq(approvals.state, 'requested')).get()?.at ??
      null,

    toRemind: (): ApprovalRow[] =>
      db
        .select()
        .from(approvals)
        .where(and(eq(approvals.state, 'requested'), isNotNull(approvals.remindAt), lte(approvals.remindAt, now())))
        .all(),

    nextReminder: (): number | null =>
      db.select({ at: min(approvals.remindAt) }).from(approvals).where(eq(approvals.state, 'requested')).get()?.at ??
      null,

    /** One reminder, recorded and queued together. */
    async remind(row: ApprovalRow, text: string): Promise<void> {
      const entry = await write.reminded(row)
      transact(() => {
        db.update(approvals).set({ remindAt: null }).where(eq(approvals.id, row.id)).run()
        const copy = db.select().from(copies).where(eq(copies.approval, row.id)).get()
        if (copy) outbox.put(`reminder:${row.id}`, copy, { kind: 'text', text, threadTs: copy.ts })
        ledger.append(entry)
      })
    },

    /** True when the same call was denied and no person has spoken in the thread since. */
    wasDenied(thread: string, call: { connector: string; write: string; input: string }, since: number): boolean {
      const denied = db
        .select()
        .from(approvals)
        .where(and(eq(approvals.thread, thread), eq(approvals.state, 'denied')))
        .orderBy(desc(approvals.decidedAt))
        .all()
      return denied.some(
        (row) =>
          row.connector === call.connector &&
          row.write === call.write &&
          (row.decidedAt ?? 0) >= since &&
          JSON.stringify((JSON.parse(row.action) as Action).input) === call.input,
      )
    },

    list: (filter: { state?: string; limit: number }): ApprovalRow[] => {
      const all = db.select().from(approvals).orderBy(desc(approvals.id)).limit(filter.limit)
      const state = filter.state as ApprovalRow['state'] | undefined
      return state ? db.select().from(approvals).where(eq(approvals.state, state)).orderBy(desc(approvals.id)).limit(filter.limit).all() : all.all()
    },

    evidenceFor(row: ApprovalRow): Evidence[] {
      const counted = and(eq(votes.approval, row.id), eq(votes.version, row.version), eq(votes.vote, 'approve'))
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

  function keepVote(
    row: ApprovalRow,
    vote: { by: Member; kind: 'approve' | 'deny'; evidence: Evidence },
  ): void {
    const evidenceId = id('evd')
    db.insert(evidence).values({ id: evidenceId, ...vote.evidence, at: now() }).run()
    const { id: member } = vote.by
    const values = { approval: row.id, version: row.version, member, vote: vote.kind, evidence: evidenceId, at: now() }
    // A denial may come from somebody who approved before: the denial stands.
    const target = [votes.approval, votes.version, votes.member]
    db.insert(votes).values(values).onConflictDoUpdate({ target, set: values }).run()
  }

  /** False when the execution has begun: then it is too late to end the request. */
  function stopExecution(approval: string): boolean {
    const known = db.select().from(executions).where(eq(executions.approval, approval)).get()
    if (!known) return true
    if (known.state !== 'prepared') return false
    db.delete(executions).where(eq(executions.id, known.id)).run()
    return true
  }
}
export type Approvals = ReturnType<typeof createApprovals>
