import { and, eq, isNotNull, lte, min } from 'drizzle-orm'
import type { ApprovalRow } from './approvals.ts'
import type { RoomContext } from './context.ts'
import type { Outbox } from './outbox.ts'
import { approvalEntries } from './records.ts'
import { approvals, copies } from './schema.ts'

/** When open requests expire, and when their people are reminded. */
export function createDeadlines({ db, now, transact, ledger }: RoomContext, { outbox }: { outbox: Outbox }) {
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
          ),
        )
        .all(),

    nextReminder: (): number | null =>
      db
        .select({ at: min(approvals.remindAt) })
        .from(approvals)
        .where(eq(approvals.state, 'requested'))
        .get()?.at ?? null,

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
  }
}
export type Deadlines = ReturnType<typeof createDeadlines>
