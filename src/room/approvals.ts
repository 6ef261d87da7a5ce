import { and, count, desc, eq } from 'drizzle-orm'
import type { Risk } from '../../connectors/define.ts'
import type { PreparedEntry } from '../../ledger/ledger.ts'
import { type Action, digestOf, type FrozenAction } from '../core/action.ts'
import type { Face } from '../core/card.ts'
import { Refusal } from '../core/errors.ts'
import type { RoomContext } from './context.ts'
import type { Drafts } from './drafts.ts'
import type { Outbox, Place } from './outbox.ts'
import { approvalEntries } from './records.ts'
import { approvals, executions } from './schema.ts'
import type { Sequels } from './sequels.ts'
import type { Threads } from './threads.ts'
import type { Undos } from './undos.ts'

export type ApprovalRow = typeof approvals.$inferSelect

/** A request to run one action, ready to be recorded. */
export type Request = {
  action: FrozenAction
  risk: Risk
  face: Face
  /** Whose words asked for it: the model's in a turn, or a person's own deed. */
  asker: 'agent' | 'member'
  /** The thread's turn and call that asked for it; null for a form or a request of somebody who is no member yet. */
  origin: { thread: string; turn: string; callId: string; tool: string } | null
  via: 'slack' | 'cli'
  /** Whoever asked for it or edited it before, beside the one whom the action names: all of them are requesters. */
  editors: readonly string[]
  /** Where its card is posted. */
  places: Place[]
  /** The request whose effect this takes back, when a person asked for the undo of it. */
  undoes: string | null
  /** The version of a draft that a person turned into this request. */
  drafted: { draft: string; version: number } | null
}

/** The request that a new one takes the place of: it ends in the transaction in which the new one begins. */
export type Replaced = { row: ApprovalRow; sentence: string }

export type Ending = {
  state: 'expired' | 'superseded' | 'withdrawn'
  by: string
  sentence: string
  supersededBy?: string
}

const openAtMost = { turn: 10, thread: 20 }

/** Requests for approval, from asked to ended. Every change is one transaction with its ledger rows. */
export function createApprovals(
  context: RoomContext,
  parts: { outbox: Outbox; threads: Threads; sequels: Sequels; undos: Undos; drafts: Drafts },
) {
  const { outbox, threads, undos, drafts } = parts
  const { close, redraw } = parts.sequels
  const { db, transact, ledger, now } = context
  const write = approvalEntries(ledger)

  const get = (approval: string): ApprovalRow | null =>
    db.select().from(approvals).where(eq(approvals.id, approval)).get() ?? null

  const assertRoom = (request: Request): void => {
    if (!request.origin) {
      assertNotAsked(request)
      return
    }
    const byTurn = db
      .select({ n: count() })
      .from(approvals)
      .where(eq(approvals.turn, request.origin.turn))
      .get()
    // An undo, or what a draft becomes, is a person's wish, of which the turn that is long over asked nothing.
    if (request.asker === 'agent' && (byTurn?.n ?? 0) >= openAtMost.turn) throw new Refusal('limit.proposals')
    const isOpen = and(eq(approvals.thread, request.origin.thread), eq(approvals.state, 'requested'))
    const open = db.select({ n: count() }).from(approvals).where(isOpen).get()
    if ((open?.n ?? 0) >= openAtMost.thread) throw new Refusal('limit.open')
  }

  /** What a person asks for with a button is asked once, also when the button is pressed twice at once. */
  const assertNotAsked = ({ action, places }: Request): void => {
    const { connector, write, input, requestedBy } = action
    const isAlike = and(
      eq(approvals.connector, connector),
      eq(approvals.write, write),
      eq(approvals.state, 'requested'),
    )
    const alike = places.length > 0 ? db.select().from(approvals).where(isAlike).all() : []
    const isSame = (other: Action): boolean =>
      other.requestedBy === requestedBy && JSON.stringify(other.input) === JSON.stringify(input)
    if (alike.some((row) => isSame(JSON.parse(row.action) as Action)))
      throw new Refusal('approval.asked_before')
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
      required: action.rule.approvals,
      twoPerson: action.rule.twoPerson,
      requesters: JSON.stringify([...new Set([action.requestedBy, ...request.editors])]),
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
    const entry = {
      kind: 'proposed' as const,
      callId,
      tool,
      input: action.input,
      approval: action.approval,
      answer: null,
    }
    threads.add(origin.thread, origin.turn, entry)
  }

  return {
    get,

    /** Records a request; its card follows. Ends in `limit.*` when there are too many. Durable when it returns. */
    async request(request: Request): Promise<{ approval: string; digest: string }> {
      const digest = digestOf(request.action)
      const entry = await write.requested(request, digest)
      transact(() => {
        assertRoom(request)
        add(request, digest, entry)
      })
      return { approval: request.action.approval, digest }
    },

    /**
     * The same request over the facts as they are now. Old and new change places in one transaction, so that the same
     * thing never waits for approval twice. Throws `approval.settled` when the old one has ended or begun to run.
     */
    async replace(
      { row, sentence }: Replaced,
      request: Request,
    ): Promise<{ approval: string; digest: string }> {
      const { approval } = request.action
      const digest = digestOf(request.action)
      const how = { state: 'superseded' as const, by: 'ops-room', sentence, supersededBy: approval }
      const [ended, requested] = await Promise.all([write.ended(row, how), write.requested(request, digest)])
      transact(() => {
        add(request, digest, requested)
        undos.follow(row.id, approval)
        drafts.follow(row.id, approval)
        if (!finish(row, how, ended)) throw new Refusal('approval.settled')
      })
      return { approval, digest }
    },

    /** The next version of an open request. Throws `approval.stale` when somebody decided or edited in between. */
    async revise(
      row: ApprovalRow,
      next: { action: FrozenAction; face: Face },
      editor: { id: string },
    ): Promise<{ approval: string; digest: string }> {
      const digest = digestOf(next.action)
      const entry = await write.edited(row, next, digest, editor)
      transact(() => {
        const isCurrent = and(
          eq(approvals.id, row.id),
          eq(approvals.state, 'requested'),
          eq(approvals.digest, row.digest),
        )
        const requesters = [...new Set([...(JSON.parse(row.requesters) as string[]), editor.id])]
        const { action, face } = next
        const change = {
          version: action.version,
          digest,
          action: JSON.stringify(action),
          face: JSON.stringify(face),
          required: action.rule.approvals,
          twoPerson: action.rule.twoPerson,
        }
        const set = { ...change, requesters: JSON.stringify(requesters) }
        if (db.update(approvals).set(set).where(isCurrent).returning().all().length === 0)
          throw new Refusal('approval.stale')
        ledger.append(entry)
        redraw(row.id)
      })
      return { approval: row.id, digest }
    },

    /** Ends an open request, or one that was granted and has not begun, without an effect. False when it was too late. */
    async end(approval: string, how: Ending): Promise<boolean> {
      const row = get(approval)
      if (!row) return false
      const entry = await write.ended(row, how)
      return transact(() => finish(row, how, entry))
    },

    /** True when the same call was denied and no person has spoken in the thread since. */
    wasDenied(
      thread: string,
      call: { connector: string; write: string; input: string },
      since: number,
    ): boolean {
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
      return state
        ? db
            .select()
            .from(approvals)
            .where(eq(approvals.state, state))
            .orderBy(desc(approvals.id))
            .limit(filter.limit)
            .all()
        : all.all()
    },
  }

  function add(request: Request, digest: string, entry: PreparedEntry): void {
    insert(request, digest)
    if (request.undoes !== null) undos.keep(request.undoes, request.action.approval)
    if (request.drafted !== null) drafts.keepRequest(request.drafted, request.action.approval)
    recordProposal(request)
    ledger.append(entry)
  }

  /** Ends a request without an effect; false, and nothing done, when it was too late for that. */
  function finish(row: ApprovalRow, how: Ending, entry: PreparedEntry): boolean {
    const from: ApprovalRow['state'][] = how.state === 'withdrawn' ? ['requested'] : ['requested', 'granted']
    const current = get(row.id)
    if (!current || !from.includes(current.state) || !stopExecution(row.id)) return false
    const { state, sentence: reason, supersededBy = null } = how
    const change = { state, decidedAt: now(), reason, supersededBy }
    db.update(approvals).set(change).where(eq(approvals.id, row.id)).run()
    ledger.append(entry)
    close(row, { status: state, sentence: reason })
    return true
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
