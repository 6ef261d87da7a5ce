import { and, asc, eq, lt, lte, min } from 'drizzle-orm'
import type { RoomContext } from './context.ts'
import { inbox } from './schema.ts'

export type InboxKind = 'event' | 'command' | 'interaction'

/** A request of Slack's as it came. `key` is what makes its repeats the same job. */
export type Arrival = { key: string; kind: InboxKind; body: string; timestamp: string; signature: string }
export type InboxJob = Arrival & { receivedAt: number; attempts: number }

const attemptsBeforeGivingUp = 8
/** Where nobody could be reached: a day, at a minute each. */
const attemptsWhileAway = 1440

const keptMs = 2 * 86_400_000

/** Jobs that came from Slack: a row stays open until its effect is committed. */
export function createInbox({ db, transact, now }: RoomContext) {
  return {
    /** Durable when it returns. False for a repeat. */
    claim(arrival: Arrival): boolean {
      const row = { ...arrival, receivedAt: now(), state: 'open' as const, dueAt: now() }
      return transact(() => db.insert(inbox).values(row).onConflictDoNothing().returning().all().length === 1)
    },

    due(limit: number): InboxJob[] {
      const open = and(eq(inbox.state, 'open'), lte(inbox.dueAt, now()))
      return db.select().from(inbox).where(open).orderBy(asc(inbox.receivedAt)).limit(limit).all()
    },

    nextDue: (): number | null =>
      db
        .select({ at: min(inbox.dueAt) })
        .from(inbox)
        .where(eq(inbox.state, 'open'))
        .get()?.at ?? null,

    /** Called inside the transaction that commits the job's effect, or after it where the effect is harmless to repeat. */
    finish(key: string): void {
      // The body is not kept: what matters of it stands in the ledger, the thread or the evidence.
      db.update(inbox).set({ state: 'done', body: '' }).where(eq(inbox.key, key)).run()
    },

    /** Forgets what is done: Slack repeats for an hour at most, and a replay is stale after five minutes. */
    tidy(): void {
      const isOld = and(eq(inbox.state, 'done'), lt(inbox.receivedAt, now() - keptMs))
      db.delete(inbox).where(isOld).run()
    },

    /** Tries the job again later, a little later each time; dead after the last attempt, which is returned as false. */
    postpone(job: InboxJob, { fault, isAway }: { fault: string; isAway: boolean }): boolean {
      const attempts = job.attempts + 1
      const isAlive = attempts < (isAway ? attemptsWhileAway : attemptsBeforeGivingUp)
      const dueAt = now() + Math.min(60_000, 500 * 2 ** attempts)
      const change = { attempts, fault, dueAt, state: isAlive ? ('open' as const) : ('dead' as const) }
      db.update(inbox).set(change).where(eq(inbox.key, job.key)).run()
      return isAlive
    },
  }
}
export type Inbox = ReturnType<typeof createInbox>
