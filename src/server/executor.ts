import type { JsonObject, Reconciled } from '../../connectors/define.ts'
import type { CredentialUse, Outcome } from '../broker/protocol.ts'
import { type Action, elsewhereOf } from '../core/action.ts'
import { movedElsewhere } from '../core/drift.ts'
import { Refusal, refusalOf } from '../core/errors.ts'
import { type ExecutionRow, isSame, type Settlement } from '../room/executions.ts'
import type { Prepared } from '../room/proposals.ts'
import { aftermathOf } from './aftermath.ts'
import { renew } from './renewal.ts'
import type { Tenant } from './rooms.ts'

export type ExecutorParts = {
  isBrokerUp: () => boolean
  /** How long after the attempt "not found" is not yet believed, milliseconds: the provider may still be at work. */
  settleMs: number
  wake: (tenant: Tenant) => void
  log: { warn: (facts: object, text: string) => void; error: (facts: object, text: string) => void }
}

const asksBeforeAPerson = 5
const changedSince = 'It was approved, but the people or rules that granted it have changed since.'
const obstacles: Partial<Record<string, string>> = {
  expired: 'It was approved but could not be run in time.',
  'access.read_only': 'It was approved, but the system is connected for reading only.',
}
const retryMs = 2_000

/** Drives granted actions: check again, intent, one attempt, outcome; and asks about those whose outcome is unknown. */
export function createExecutor(parts: ExecutorParts) {
  const { isBrokerUp, settleMs, wake, log } = parts
  /** Executions whose attempt this process is making right now: only a found one is looked up. */
  const atWork = new Set<string>()

  return {
    async run(tenant: Tenant, row: ExecutionRow): Promise<void> {
      if (atWork.has(row.id)) return
      atWork.add(row.id)
      try {
        if (row.state === 'prepared') await begin(tenant, row)
        else if (row.state === 'executing') await found(tenant, row)
        else await ask(tenant, row)
      } finally {
        atWork.delete(row.id)
        wake(tenant)
      }
    },
  }

  async function begin(tenant: Tenant, row: ExecutionRow): Promise<void> {
    const { executions, approvals } = tenant.room
    const obstacle = executions.obstacle(row)
    if (obstacle === 'paused') return wait(tenant, row, 'Ops Room is paused.')
    if (obstacle !== null) {
      const sentence = obstacles[obstacle] ?? changedSince
      const state = obstacle === 'expired' ? ('expired' as const) : ('superseded' as const)
      await approvals.end(row.approval, { state, by: 'ops-room', sentence })
      return
    }
    const action = JSON.parse(executions.approvalOf(row).action) as Action
    const connector = tenant.room.catalog.find(action.connector)
    if (connector?.kind === 'room') return runHere(tenant, row, action)
    await runOutside(tenant, row, action)
  }

  function wait(tenant: Tenant, row: ExecutionRow, why: string): void {
    tenant.room.executions.wait(row, why, tenant.room.now() + retryMs)
  }

  /** A write of Ops Room's own: effect and outcome in one transaction. */
  async function runHere(tenant: Tenant, row: ExecutionRow, action: Action): Promise<void> {
    const { room } = tenant
    const connector = room.catalog.find(action.connector)
    const write = connector?.kind === 'room' ? connector.writes[action.write] : undefined
    if (!write) throw new Refusal('tool.unknown')
    const facts = {
      input: write.input.parse(action.input) as JsonObject,
      before: action.before,
      account: action.account,
    }
    try {
      await room.executions.runHere(row, () => {
        const before = write.before.parse(write.preview(room.port, facts.input)) as JsonObject
        if (!isSame(before, action.before))
          throw new Refusal('approval.stale', 'It has changed since the card was drawn.')
        return write.run(room.port, facts)
      })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'approval.stale') return renew(tenant, row, action)
      await room.approvals.end(row.approval, {
        state: 'superseded',
        by: 'ops-room',
        sentence: error.sentence,
      })
    }
  }

  async function runOutside(tenant: Tenant, row: ExecutionRow, action: Action): Promise<void> {
    const { room } = tenant
    if (!isBrokerUp()) return wait(tenant, row, 'The part that reaches outside systems is not running.')
    const use = credentialOf(tenant, action)
    if (use === null) {
      const sentence = 'The system was disconnected, or connected anew, after the card was drawn.'
      await room.approvals.end(row.approval, { state: 'superseded', by: 'ops-room', sentence })
      return
    }
    const fresh = await factsNow(tenant, row, action)
    if (fresh === null) return
    if (!isAsApproved(fresh, action)) return renew(tenant, row, action)
    if (!(await room.executions.begin(row))) return
    const outcome = await attempt(tenant, row, action, use)
    await room.executions.settle({ ...row, state: 'executing' }, settlementOf(tenant, action, outcome))
    if (outcome.outcome === 'unknown') room.executions.lookAgain(row, room.now() + retryMs)
  }

  /** The facts as they are now; null after the wait was noted, when they could not be had. Nothing has left yet. */
  async function factsNow(tenant: Tenant, row: ExecutionRow, action: Action): Promise<Prepared | null> {
    const { connector, write, input, approval: share } = action
    const call = { connector, write, input, share }
    try {
      return await tenant.prepare(call)
    } catch (error) {
      log.warn({ err: error, approval: row.approval }, 'the facts of an approved action could not be read')
      const sentence =
        refusalOf(error)?.sentence ?? (error instanceof Error ? error.message : 'The system did not answer.')
      wait(tenant, row, sentence)
      return null
    }
  }

  /** One attempt. What is lost on the way back is unknown, never failed and never tried again. */
  async function attempt(
    tenant: Tenant,
    row: ExecutionRow,
    action: Action,
    use: CredentialUse,
  ): Promise<Outcome> {
    const { executions } = tenant.room
    const clicks = executions
      .clicks(row)
      .map(({ body, timestamp, signature }) => ({ body, timestamp, signature }))
    try {
      return await tenant.broker().execute({ action, clicks }, use)
    } catch (error) {
      log.error({ err: error, approval: row.approval }, 'an execution ended without an answer')
      // Also a refusal is only believed after the broker was asked: it may be about a second order for the same click.
      const sentence = refusalOf(error)?.sentence ?? 'The connection to the part that acts was lost.'
      return { outcome: 'unknown', sentence }
    }
  }

  /** Left behind by a crash between intent and outcome: it is unknown, and asked about. */
  async function found(tenant: Tenant, row: ExecutionRow): Promise<void> {
    const sentence = 'Ops Room was interrupted while this ran.'
    await tenant.room.executions.settle(row, { outcome: 'unknown', sentence })
  }

  /** Asks the broker's journal first, and then the provider. */
  async function ask(tenant: Tenant, row: ExecutionRow): Promise<void> {
    const { executions, now } = tenant.room
    if (!isBrokerUp()) return executions.lookAgain(row, now() + retryMs)
    const known = await tenant.broker().attempt(row.approval)
    if (known.attempt === 'running') return executions.isStillRunning(row, now() + retryMs)
    if (known.attempt === 'none') {
      // Asking has barred it: from now on the broker refuses to run it, so this stays true.
      await executions.settle(row, { outcome: 'failed', sentence: unsent(row) })
    } else if (known.outcome === 'failed') {
      const sentence = 'The system, or the way to it, had said that nothing was done.'
      await executions.settle(row, { outcome: 'failed', sentence })
    } else {
      await readBack(tenant, row, known.outcome === 'succeeded')
    }
  }

  /** Asks the provider. `wasDone`: it had said so, and the answer was lost between the broker and here. */
  async function readBack(tenant: Tenant, row: ExecutionRow, wasDone: boolean): Promise<void> {
    const { executions, now } = tenant.room
    const action = JSON.parse(executions.approvalOf(row).action) as Action
    const use = credentialOf(tenant, action)
    if (use === null)
      return executions.handOver(row, 'The system is no longer connected, so it cannot be asked.')
    const answer = await providersAnswer(tenant, action, use)
    if (answer.outcome === 'succeeded') {
      await executions.settle(row, settlementOf(tenant, action, answer))
      return
    }
    const settlesAt = (row.endedAt ?? row.startedAt ?? 0) + settleMs
    const isSettled = now() >= settlesAt
    const isAsked = row.asked + 1 >= asksBeforeAPerson
    if (isSettled && answer.outcome === 'failed' && !wasDone) {
      await executions.settle(row, answer)
    } else if (isSettled && wasDone) {
      // What cannot be found again was still seen: a search that lags is no reason to call it undone.
      const result = { note: 'The system had said that it was done. Its answer was lost on the way.' }
      await executions.settle(row, { outcome: 'succeeded', result })
    } else if (isSettled && isAsked) {
      executions.handOver(row, answer.sentence)
    } else {
      const later = now() + Math.min(60_000, retryMs * 2 ** Math.min(row.asked, 5))
      // "Not there" is believed as soon as it may be, and asked for again at that moment.
      executions.askAgain(
        row,
        answer.outcome === 'failed' && !wasDone ? Math.max(settlesAt, now() + 100) : later,
      )
    }
  }

  /** With what the connector says of a success whose result it has given itself. */
  function settlementOf(tenant: Tenant, action: Action, outcome: Outcome): Settlement {
    if (outcome.outcome !== 'succeeded') return outcome
    return { ...outcome, ...aftermathOf(tenant.room, action, outcome.result, log) }
  }

  async function providersAnswer(tenant: Tenant, action: Action, use: CredentialUse): Promise<Reconciled> {
    return tenant
      .broker()
      .reconcile({ action }, use)
      .catch((error: unknown) => ({
        outcome: 'unknown' as const,
        sentence: refusalOf(error)?.sentence ?? 'The system did not answer.',
      }))
  }
}
export type Executor = ReturnType<typeof createExecutor>

/** The facts of this system, and what the others say: a refund that was made there meanwhile is another decision. */
const isAsApproved = ({ before, elsewhere }: Prepared, action: Action): boolean =>
  isSame(before, action.before) && movedElsewhere(elsewhereOf(action), elsewhere).length === 0

/** The credential that the action names, and no other: another account is another action. */
function credentialOf(tenant: Tenant, action: Action): CredentialUse | null {
  try {
    const use = tenant.credential(action.connector)
    return use.sealed.id === action.credential ? use : null
  } catch {
    return null
  }
}

/** Why nothing was sent, as far as it is known: a refusal's own sentence is kept. */
function unsent({ outcome }: ExecutionRow): string {
  const known = (JSON.parse(outcome ?? '{}') as { sentence?: string }).sentence
  return `Nothing was sent. ${known ?? 'Ops Room was interrupted before.'}`
}
