import { and, eq, gt, inArray, lte, min } from 'drizzle-orm'
import { toolName } from '../../connectors/catalog.ts'
import type { Inverse, JsonObject } from '../../connectors/define.ts'
import { canonicalize } from '../../ledger/canonical.ts'
import type { Action } from '../core/action.ts'
import { isGranted, mayExecutionMove } from '../core/approval.ts'
import type { RefusalCode } from '../core/errors.ts'
import type { ApprovalRow, Approvals } from './approvals.ts'
import type { RoomContext } from './context.ts'
import type { Credentials } from './credentials.ts'
import type { Members } from './members.ts'
import { approvalEntries } from './records.ts'
import type { Rules } from './rules.ts'
import { executions } from './schema.ts'
import type { Sequels } from './sequels.ts'
import type { Answer } from './threads.ts'
import type { Votes } from './votes.ts'

export type ExecutionRow = typeof executions.$inferSelect
export type Settlement =
  /** `note`: what the system said of a success that is not all of it yet. `undo`: the write that takes it back. */
  | { outcome: 'succeeded'; result: JsonObject; note?: string | null; undo?: Inverse | null }
  | { outcome: 'failed' | 'unknown'; sentence: string }

const open: ExecutionRow['state'][] = ['prepared', 'executing', 'unknown']

/** One attempt at a granted action, from its intent to an outcome. Nothing external happens in here. */
export function createExecutions(
  context: RoomContext,
  parts: {
    approvals: Approvals
    votes: Votes
    sequels: Sequels
    members: Members
    rules: Rules
    credentials: Credentials
  },
) {
  const { db, transact, ledger, now } = context
  const { approvals, votes, sequels, members, rules, credentials } = parts
  const write = approvalEntries(ledger)

  const get = (execution: string): ExecutionRow | null =>
    db.select().from(executions).where(eq(executions.id, execution)).get() ?? null

  const approvalOf = (execution: ExecutionRow): ApprovalRow => {
    const row = approvals.get(execution.approval)
    if (!row) throw new Error('an execution without its approval')
    return row
  }

  return {
    get,
    approvalOf,

    byApproval: (approval: string): ExecutionRow | null =>
      db.select().from(executions).where(eq(executions.approval, approval)).get() ?? null,

    due: (): ExecutionRow[] =>
      db
        .select()
        .from(executions)
        .where(and(inArray(executions.state, open), lte(executions.dueAt, now())))
        .limit(20)
        .all(),

    nextDue: (): number | null =>
      db
        .select({ at: min(executions.dueAt) })
        .from(executions)
        .where(inArray(executions.state, open))
        .get()?.at ?? null,

    /** Why it may not begin, judged anew right before: the rule of today, by people who are still founders. */
    obstacle(execution: ExecutionRow): 'paused' | 'expired' | RefusalCode | null {
      const row = approvalOf(execution)
      // Narrowing takes one founder and works at once: neither a rule nor a pause may keep anything open.
      const isNarrowing = narrows(row)
      if (rules.isPaused() && !isNarrowing) return 'paused'
      if (now() >= row.expiresAt) return 'expired'
      if (credentials.connection(row.connector)?.access === 'read') return 'access.read_only'
      const rule = isNarrowing ? { approvals: 1, twoPerson: false } : rules.find(row.risk)
      const ballot = {
        ...row,
        required: Math.max(row.required, rule.approvals),
        twoPerson: row.twoPerson || rule.twoPerson,
        requesters: JSON.parse(row.requesters) as string[],
      }
      const standing = votes.approversOf(row).filter((id) => members.get(id)?.role === 'founder')
      return isGranted(ballot, standing) ? null : 'role.founder_only'
    },

    /** Shows on the card why it does not move yet; asks again at `dueAt`. */
    wait(execution: ExecutionRow, why: string, dueAt: number): void {
      transact(() => {
        db.update(executions).set({ waiting: why, dueAt }).where(eq(executions.id, execution.id)).run()
        if (execution.waiting !== why) sequels.redraw(execution.approval)
      })
    },

    /** The intent, durable before the first byte leaves. False when somebody else began, or the facts are others. */
    async begin(execution: ExecutionRow): Promise<boolean> {
      const row = approvalOf(execution)
      const entry = await write.started(row, execution.id, row)
      return transact(() => {
        const change = { state: 'executing' as const, startedAt: now(), waiting: null }
        const isPrepared = and(eq(executions.id, execution.id), eq(executions.state, 'prepared'))
        if (this.obstacle(execution) !== null) return false
        if (db.update(executions).set(change).where(isPrepared).returning().all().length === 0) return false
        ledger.append(entry)
        sequels.redraw(row.id)
        return true
      })
    },

    /** Records what came of it, in the ledger, on the card and in the thread. False when it was settled before. */
    async settle(
      execution: ExecutionRow,
      how: Settlement,
      by: { id: string } | null = null,
    ): Promise<boolean> {
      const row = approvalOf(execution)
      const action = JSON.parse(row.action) as Action
      const body = how.outcome === 'succeeded' ? doneBody(how) : { sentence: how.sentence }
      const wasUnknown = execution.state === 'unknown' || execution.state === 'needs_human'
      const called = wasUnknown ? null : await write.called(row, execution.id, action)
      const settled = await write.outcome(row, { outcome: how.outcome, wasUnknown, by: by?.id ?? null, body })
      return transact(() => {
        if (!move(execution.id, how)) return false
        if (called) ledger.append(called)
        ledger.append(settled)
        sequels.close(row, answerOf(how, action.connector))
        return true
      })
    },

    /**
     * A write of Ops Room's own: intent, effect and outcome in one transaction, so it is never unknown. `apply`
     * returns the result or throws, and then nothing of it stays. The other rows follow the effect's.
     */
    async runHere(execution: ExecutionRow, apply: () => JsonObject): Promise<boolean> {
      const row = approvalOf(execution)
      const started = await write.started(row, execution.id, row)
      const changed = await write.outcome(row, {
        outcome: 'succeeded',
        wasUnknown: false,
        by: null,
        body: {},
      })
      return transact(() => {
        const isPrepared = and(eq(executions.id, execution.id), eq(executions.state, 'prepared'))
        const change = { state: 'executing' as const, startedAt: now(), waiting: null }
        if (this.obstacle(execution) !== null) return false
        if (db.update(executions).set(change).where(isPrepared).returning().all().length === 0) return false
        ledger.append(started)
        const how = { outcome: 'succeeded' as const, result: apply() }
        move(execution.id, how)
        ledger.append(changed)
        sequels.close(row, answerOf(how, row.connector))
        return true
      })
    },

    /** The write that takes back what was done, as it was offered when it succeeded; null where none was. */
    undoOf(approval: string): Inverse | null {
      const execution = this.byApproval(approval)
      return execution?.state === 'succeeded' ? (settlementOf(execution)?.undo ?? null) : null
    },

    /** Nobody can tell: a person looks at the provider and says. */
    handOver(execution: ExecutionRow, sentence: string): void {
      transact(() => {
        const change = {
          state: 'needs_human' as const,
          outcome: JSON.stringify({ outcome: 'unknown', sentence }),
        }
        db.update(executions).set(change).where(eq(executions.id, execution.id)).run()
        sequels.redraw(execution.approval)
      })
    },

    /** Asks about an unknown outcome again later, and counts that it was asked. */
    askAgain(execution: ExecutionRow, dueAt: number): void {
      db.update(executions)
        .set({ asked: execution.asked + 1, dueAt })
        .where(eq(executions.id, execution.id))
        .run()
    },

    lookAgain(execution: ExecutionRow, dueAt: number): void {
      db.update(executions).set({ dueAt }).where(eq(executions.id, execution.id)).run()
    },

    /** Whoever was waited for is back. */
    lookNow(): void {
      const waits = and(inArray(executions.state, open), gt(executions.dueAt, now()))
      db.update(executions).set({ dueAt: now() }).where(waits).run()
    },

    /** The broker is still at it: what it may yet send moves the end of the attempt on. */
    isStillRunning(execution: ExecutionRow, dueAt: number): void {
      db.update(executions).set({ dueAt, endedAt: now() }).where(eq(executions.id, execution.id)).run()
    },

    /** Whose clicks granted it, for the broker. */
    clicks: (execution: ExecutionRow) => votes.evidenceFor(approvalOf(execution)),
  }

  function narrows(row: ApprovalRow): boolean {
    const { connector: name, write, input, before, account } = JSON.parse(row.action) as Action
    const connector = context.catalog.find(name)
    const definition = connector?.kind === 'room' ? connector.writes[write] : undefined
    return definition?.narrows({ input, before, account }) ?? false
  }

  function move(execution: string, how: Settlement): boolean {
    const from = open.concat('needs_human').filter((state) => mayExecutionMove(state, how.outcome))
    const change = {
      state: how.outcome,
      // Also of an unknown one: nothing of this attempt leaves after it, and the wait for late effects begins.
      endedAt: now(),
      outcome: JSON.stringify(how),
      waiting: null,
      dueAt: now(),
    }
    const mayMove = and(eq(executions.id, execution), inArray(executions.state, from))
    return db.update(executions).set(change).where(mayMove).returning().all().length === 1
  }
}
export type Executions = ReturnType<typeof createExecutions>

/** The facts that the decision rests on, compared as exact bytes. */
export const isSame = (was: JsonObject, is: JsonObject): boolean => canonicalize(was) === canonicalize(is)

/** What is known of how it ended: of a success the note and the undo, of all others a sentence. */
export const settlementOf = ({ outcome }: ExecutionRow): Told | null =>
  outcome === null ? null : (JSON.parse(outcome) as Told)
type Told = { sentence?: string; note?: string | null; undo?: Inverse | null }

type Done = Extract<Settlement, { outcome: 'succeeded' }>

const doneBody = ({ result, note, undo }: Done): JsonObject => ({
  result,
  ...(note ? { note } : {}),
  ...(undo ? { undo } : {}),
})

function answerOf(how: Settlement, connector: string): Answer {
  if (how.outcome !== 'succeeded') return { status: how.outcome, sentence: how.sentence }
  const { result, note, undo } = how
  const tool = undo && toolName(connector, undo.write)
  return {
    status: 'done',
    result,
    ...(note ? { note } : {}),
    ...(tool ? { undo: `${tool} takes it back: “Propose undo” on the card asks for that.` } : {}),
  }
}
