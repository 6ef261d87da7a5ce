import type { JsonObject } from '../../connectors/define.ts'
import type { CredentialUse, Outcome } from '../broker/protocol.ts'
import type { Action } from '../core/action.ts'
import { Refusal, refusalOf } from '../core/errors.ts'
import { type ExecutionRow, isSame } from '../room/executions.ts'
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
      const sentence =
        obstacle === 'expired'
          ? 'It was approved but could not be run in time.'
          : 'It was approved, but the people or rules that granted it have changed since.'
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
  async function runHere({ room }: Tenant, row: ExecutionRow, action: Action): Promise<void> {
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
    if (!isSame(fresh, action.before)) return renew(tenant, row, action)
    if (!(await room.executions.begin(row))) return
    const outcome = await attempt(tenant, row, action, use)
    await room.executions.settle({ ...row, state: 'executing' }, outcome)
    if (outcome.outcome === 'unknown') room.executions.lookAgain(row, room.now() + retryMs)
  }

  /** The facts as they are now; null after the wait was noted, when they could not be had. Nothing has left yet. */
  async function factsNow(tenant: Tenant, row: ExecutionRow, action: Action): Promise<JsonObject | null> {
    const call = { connector: action.connector, write: action.write, input: action.input }
    try {
      return (await tenant.prepare(call)).before
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
    const { required } = executions.approvalOf(row)
    try {
      return await tenant.broker().execute({ action, clicks, required }, use)
    } catch (error) {
      log.error({ err: error, approval: row.approval }, 'an execution ended without an answer')
      const refusal = refusalOf(error)
      if (refusal?.code === 'execution.refused') return { outcome: 'unknown', sentence: refusal.sentence }
      return { outcome: 'unknown', sentence: 'The connection to the part that acts was lost.' }
    }
  }

  /** Left behind by a crash between intent and outcome: it is unknown, and asked about. */
  async function found(tenant: Tenant, row: ExecutionRow): Promise<void> {
    const sentence = 'Ops Room was interrupted while this ran.'
    await tenant.room.executions.settle(row, { outcome: 'unknown', sentence })
  }

  /** Asks the broker's journal first, and then the provider. */
  async function ask(tenant: Tenant, row: ExecutionRow): Promise<void> {
    const { room } = tenant
    const action = JSON.parse(room.executions.approvalOf(row).action) as Action
    const again = (): void => {
      room.executions.lookAgain(row, room.now() + retryMs)
    }
    if (!isBrokerUp()) return again()
    const { attempt: state } = await tenant.broker().attempt(row.approval)
    if (state === 'running') return again()
    if (state === 'none') {
      // Asking has barred it: from now on the broker refuses to run it, so this stays true.
      const sentence = 'Ops Room was interrupted before anything was sent.'
      await room.executions.settle(row, { outcome: 'failed', sentence })
      return
    }
    await readBack(tenant, row, action)
  }

  async function readBack(tenant: Tenant, row: ExecutionRow, action: Action): Promise<void> {
    const { room } = tenant
    const use = credentialOf(tenant, action)
    if (use === null)
      return room.executions.handOver(row, 'The system is no longer connected, so it cannot be asked.')
    const answer = await tenant
      .broker()
      .reconcile({ action }, use)
      .catch((error: unknown) => ({
        outcome: 'unknown' as const,
        sentence: error instanceof Error ? error.message : 'The system did not answer.',
      }))
    if (answer.outcome === 'succeeded') {
      await room.executions.settle(row, answer)
      return
    }
    const isSettled = room.now() - (row.startedAt ?? 0) >= settleMs
    if (answer.outcome === 'failed' && isSettled) {
      await room.executions.settle(row, answer)
      return
    }
    if (answer.outcome === 'unknown' && row.asked + 1 >= asksBeforeAPerson && isSettled) {
      return room.executions.handOver(row, answer.sentence)
    }
    room.executions.askAgain(row, room.now() + Math.min(60_000, retryMs * 2 ** Math.min(row.asked, 5)))
  }
}
export type Executor = ReturnType<typeof createExecutor>

/** The credential that the action names, and no other: another account is another action. */
function credentialOf(tenant: Tenant, action: Action): CredentialUse | null {
  try {
    const use = tenant.credential(action.connector)
    return use.sealed.id === action.credential ? use : null
  } catch {
    return null
  }
}
