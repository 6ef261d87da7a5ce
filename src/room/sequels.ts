import { eq } from 'drizzle-orm'
import type { RoomContext } from './context.ts'
import type { Outbox } from './outbox.ts'
import { type approvals, copies } from './schema.ts'
import type { Answer, Threads } from './threads.ts'
import type { Turns } from './turns.ts'

type Row = Pick<typeof approvals.$inferSelect, 'id' | 'turn' | 'thread'>

/** What follows every change of a request, inside its transaction: the thread's history, the cards, the narration. */
export function createSequels(
  { db, id }: RoomContext,
  { outbox, threads, turns }: { outbox: Outbox; threads: Threads; turns: Turns },
) {
  const redraw = (approval: string): void => {
    const all = db.select().from(copies).where(eq(copies.approval, approval)).all()
    for (const copy of all) outbox.put(`redraw:${id('out')}`, copy, { kind: 'redraw', approval, ts: copy.ts })
  }

  /** The agent speaks again when everything that its turn asked for is settled. */
  const narrate = (row: Row): void => {
    if (!row.turn || !row.thread || turns.unsettled(row.turn) > 0) return
    const turn = turns.get(row.turn)
    if (turn) turns.queueOnce({ thread: row.thread, member: turn.member, cause: 'outcome' })
  }

  return {
    redraw,

    /** What came of it stands in the thread, on every card, and is told. */
    close(row: Row, answer: Answer): void {
      const isNarrated = threads.answerProposal(row.id, answer)
      redraw(row.id)
      // The agent takes back what it asked for itself: a turn for that would be one that no person's deed had caused.
      if (isNarrated && answer.status !== 'withdrawn') narrate(row)
    },
  }
}
export type Sequels = ReturnType<typeof createSequels>
