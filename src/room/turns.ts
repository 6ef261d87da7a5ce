import { and, asc, count, eq, gte, inArray, lte, min, ne, or, sum } from 'drizzle-orm'
import { isDm, type Said } from '../core/audience.ts'
import type { RoomContext } from './context.ts'
import { approvals, executions, threads, turns } from './schema.ts'

export type TurnCause = 'message' | 'outcome' | 'retry'
export type TurnRow = typeof turns.$inferSelect

const dayMs = 86_400_000

/** Runs of the agent, queued and run one after the other in a thread. */
export function createTurns({ db, now, id }: RoomContext) {
  return {
    queue(turn: { thread: string; member: string; cause: TurnCause }): string {
      const row = { id: id('trn'), ...turn, state: 'queued' as const, queuedAt: now(), dueAt: now() }
      db.insert(turns).values(row).run()
      return row.id
    },

    /** A member who writes on before the agent began gets one answer to all of it. */
    queueOnce(turn: { thread: string; member: string; cause: TurnCause }): string {
      const waiting = db
        .select()
        .from(turns)
        .where(and(eq(turns.thread, turn.thread), eq(turns.member, turn.member), eq(turns.state, 'queued')))
        .get()
      return waiting?.id ?? this.queue(turn)
    },

    get: (turn: string): TurnRow | null => db.select().from(turns).where(eq(turns.id, turn)).get() ?? null,

    /** Whose turn it was, and whether in that member's DM. */
    saidIn(turn: string): Said | null {
      const row = db
        .select({ member: turns.member, channelId: threads.channelId })
        .from(turns)
        .innerJoin(threads, eq(threads.id, turns.thread))
        .where(eq(turns.id, turn))
        .get()
      return row ? { member: row.member, isDm: isDm(row.channelId) } : null
    },

    due: (): TurnRow[] =>
      db
        .select()
        .from(turns)
        .where(and(ne(turns.state, 'ended'), lte(turns.dueAt, now())))
        .orderBy(asc(turns.id))
        .limit(50)
        .all(),

    nextDue: (): number | null =>
      db
        .select({ at: min(turns.dueAt) })
        .from(turns)
        .where(ne(turns.state, 'ended'))
        .get()?.at ?? null,

    change(turn: string, change: Partial<Omit<TurnRow, 'id' | 'thread' | 'member'>>): void {
      db.update(turns).set(change).where(eq(turns.id, turn)).run()
    },

    end(turn: string, endedAs: string, tokens: number): void {
      db.update(turns)
        .set({ state: 'ended', endedAs, tokens, endedAt: now() })
        .where(eq(turns.id, turn))
        .run()
    },

    tokensToday(): number {
      const midnight = Math.floor(now() / dayMs) * dayMs
      return Number(
        db
          .select({ all: sum(turns.tokens) })
          .from(turns)
          .where(gte(turns.queuedAt, midnight))
          .get()?.all ?? 0,
      )
    },

    /** How many requests of this turn still wait for a person, or run. */
    unsettled(turn: string): number {
      const isOpen = or(
        eq(approvals.state, 'requested'),
        and(eq(approvals.state, 'granted'), inArray(executions.state, ['prepared', 'executing'])),
      )
      const open = db
        .select({ n: count() })
        .from(approvals)
        .leftJoin(executions, eq(executions.approval, approvals.id))
        .where(and(eq(approvals.turn, turn), isOpen))
        .get()
      return open?.n ?? 0
    },
  }
}
export type Turns = ReturnType<typeof createTurns>
