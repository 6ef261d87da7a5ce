import { and, eq, gt, isNotNull, lte, min } from 'drizzle-orm'
import type { ApprovalRow } from './approvals.ts'
import type { RoomContext } from './context.ts'
import type { Outbox } from './outbox.ts'
import { approvalEntries } from './records.ts'
import { approvals, copies } from './schema.ts'
import type { Threads } from './threads.ts'

/** When open requests expire, and when their people are reminded. */
export function createDeadlines(
  { db, now, transact, ledger }: RoomContext,
  { outbox, threads }: { outbox: Outbox; threads: Threads },
) {
  const write = approvalEntries(ledger)
  return {
    overdue: (): ApprovalRow[] =>
      db
        .select()
        .from(approvals)
        .where(and(eq(approvals.state, 'requested'), lte(approvals.expiresAt, now())))
        .all(),

    nextExpiry: (): number | null =>
      db
        .select({ at: min(approvals.expiresAt) })
        .from(approvals)
        .where(eq(approvals.state, 'requested'))
        .get()?.at ?? null,

    toRemind: (): ApprovalRow[] =>
      db
        .select()
        .from(approvals)
        .where(
          and(
            eq(approvals.state, 'requested'),
            isNotNull(approvals.remindAt),
            lte(approvals.remindAt, now()),
            // Too late for a reminder: after a time away both are due, and it has expired.
            gt(approvals.expiresAt, now()),
          ),
        )
        .all(),

    nextReminder: (): number | null =>
      db
        .select({ at: min(approvals.remindAt) })
        .from(approvals)
        .where(eq(approvals.state, 'requested'))
        .get()?.at ?? null,

    /** One reminder beside each card, recorded and queued together. */
    async remind(row: ApprovalRow, text: string): Promise<void> {
      const entry = await write.reminded(row)
      transact(() => {
        const isOpen = and(
          eq(approvals.id, row.id),
          eq(approvals.state, 'requested'),
          isNotNull(approvals.remindAt),
        )
        if (db.update(approvals).set({ remindAt: null }).where(isOpen).returning().all().length === 0) return
        const thread = row.thread === null ? null : threads.get(row.thread)
        for (const copy of db.select().from(copies).where(eq(copies.approval, row.id)).all()) {
          // Slack: a thread is named by its first message, never by a reply.
          const threadTs = thread?.channelId === copy.channelId ? thread.threadTs : copy.ts
          outbox.put(`reminder:${row.id}:${copy.channelId}:${copy.ts}`, copy, {
            kind: 'text',
            text,
            threadTs,
          })
        }
        ledger.append(entry)
      })
    },
  }
}
export type Deadlines = ReturnType<typeof createDeadlines>
