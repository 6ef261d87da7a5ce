import type { ApprovalRow } from '../room/approvals.ts'
import type { InboxJob } from '../room/inbox.ts'
import { isAway } from './away.ts'
import type { Executor } from './executor.ts'
import { createLane, type Lane } from './lanes.ts'
import { revokeGrant } from './revocation.ts'
import type { Tenant } from './rooms.ts'
import type { SlackApp } from './slack/app.ts'
import { tellGivenUp } from './slack/given-up.ts'
import type { Posts } from './slack/posts.ts'
import type { TurnRunner } from './turns.ts'

export type WorkParts = {
  app: SlackApp
  posts: Posts
  executor: Executor
  turns: TurnRunner
  now: () => number
  log: { error: (facts: object, text: string) => void; warn: (facts: object, text: string) => void }
}

/** What is called when a job has failed, and when one has ended. */
type Ends = { onError: (error: unknown) => void; onDone: () => void }

export type Work = { turns: Lane; others: Lane[] }

/** The lanes of one tenant: a turn of a minute never holds up a click. */
export function createWork(tenant: Tenant, parts: WorkParts, onDone: () => void): Work {
  const { room } = tenant
  const onError = (error: unknown): void =>
    parts.log.warn({ err: error, tenant: room.tenant }, 'a job failed and will be looked at again')
  const ends = { onError, onDone }

  const inbox = createLane({
    ...ends,
    due: () => room.inbox.due(50),
    key: (job) => job.key,
    atOnce: 8,
    work: (job) => handle(tenant, parts.app, job),
  })
  const turns = createLane({
    ...ends,
    due: () => room.turns.due(),
    key: (turn) => turn.thread,
    atOnce: 6,
    work: (turn) => parts.turns.run(tenant, turn),
    onError: (error, turn) => {
      // Said before it is written: what cannot be written must not also be silent.
      onError(error)
      room.turns.change(turn.id, { dueAt: parts.now() + againMs })
    },
  })
  const executions = createLane({
    ...ends,
    due: () => room.executions.due(),
    key: (execution) => execution.id,
    atOnce: 4,
    work: (execution) => parts.executor.run(tenant, execution),
    onError: (error, execution) => {
      onError(error)
      room.executions.lookAgain(execution, parts.now() + againMs)
    },
  })
  const letters = createLane({
    ...ends,
    due: () => room.outbox.due(50),
    // One channel's letters go in order, as Slack allows about one a second there.
    key: (letter) => `${letter.teamId}:${letter.channelId}`,
    atOnce: 6,
    work: (letter) => parts.posts.deliver(tenant, letter),
  })
  return { turns, others: [inbox, executions, letters, ...lanesOfTime(tenant, ends)] }
}

/** What time alone makes due. */
function lanesOfTime(tenant: Tenant, ends: Ends): Lane[] {
  const { room } = tenant
  const overdue = createLane({
    ...ends,
    due: () => room.deadlines.overdue(),
    key: (row) => row.id,
    atOnce: 4,
    work: (row) => expire(tenant, row),
  })
  const reminders = createLane({
    ...ends,
    due: () => room.deadlines.toRemind(),
    key: (row) => row.id,
    atOnce: 2,
    work: (row) => room.deadlines.remind(row, reminderOf(row)),
  })
  const revocations = createLane({
    ...ends,
    due: () => room.revocations.due(),
    key: (row) => row.credential,
    atOnce: 2,
    work: (row) => revokeGrant(tenant, row),
  })
  return [overdue, reminders, revocations]
}

const againMs = 2_000

async function handle(tenant: Tenant, app: SlackApp, job: InboxJob): Promise<void> {
  const { inbox } = tenant.room
  try {
    await app.handle(tenant, job)
    inbox.finish(job.key)
  } catch (error) {
    const fault = error instanceof Error ? error.message : 'unknown'
    if (!inbox.postpone(job, { fault, isAway: isAway(error) })) tellGivenUp(tenant, job)
    throw error
  }
}

async function expire({ room }: Tenant, row: ApprovalRow): Promise<void> {
  await room.approvals.end(row.id, { state: 'expired', by: 'ops-room', sentence: 'Nobody decided in time.' })
}

const reminderOf = (row: ApprovalRow): string =>
  `Still waiting for a decision: this ${row.risk === 'money' ? 'money ' : ''}request expires <!date^${Math.floor(row.expiresAt / 1000)}^{date_short_pretty} {time}|soon>.`
