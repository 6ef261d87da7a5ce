import { eq } from 'drizzle-orm'
import { Refusal } from '../core/errors.ts'
import type { RoomContext } from './context.ts'
import { undos } from './schema.ts'

/** Which request would take back what was done. One for each, by a unique key. */
export function createUndos({ db }: RoomContext) {
  return {
    /** The request that would take this back, as it stands now; null while nobody has asked for it. */
    requestFor: (approval: string): string | null =>
      db.select().from(undos).where(eq(undos.approval, approval)).get()?.request ?? null,

    /** Called inside the transaction that records the request. Throws `undo.asked` when there is one already. */
    keep(approval: string, request: string): void {
      const kept = db.insert(undos).values({ approval, request }).onConflictDoNothing().returning().all()
      if (kept.length === 0) throw new Refusal('undo.asked')
    },

    /** A request gave its place to another one, over the facts as they are now. */
    follow(request: string, next: string): void {
      db.update(undos).set({ request: next }).where(eq(undos.request, request)).run()
    },

    /** Whether a person asked for this as an undo, and not the agent. */
    isUndo: (request: string): boolean =>
      db.select().from(undos).where(eq(undos.request, request)).get() !== undefined,
  }
}
export type Undos = ReturnType<typeof createUndos>
