import { and, asc, desc, eq } from 'drizzle-orm'
import type { JsonObject } from '../../connectors/define.ts'
import type { RoomContext } from './context.ts'
import { entries, threads } from './schema.ts'

export type Thread = { id: string; teamId: string; channelId: string; threadTs: string }

/** What a call came to, in the words of the record. */
export type Answer =
  | { status: 'done'; result: JsonObject; note?: string; undo?: string }
  | { status: 'refused'; code: string; sentence: string }
  | { status: 'denied'; by: string; reason: string | null }
  | { status: 'expired' | 'superseded' | 'withdrawn'; sentence: string }
  | { status: 'failed' | 'unknown'; sentence: string }

/** One thing that happened in a thread. `answer` of a proposal is null while it waits. */
export type Entry =
  | { kind: 'said'; by: string; role: string; text: string }
  | { kind: 'answered'; text: string }
  | { kind: 'called'; callId: string; tool: string; input: JsonObject; answer: Answer }
  | {
      kind: 'proposed'
      callId: string
      tool: string
      input: JsonObject
      approval: string
      answer: Answer | null
    }
  | { kind: 'outcome'; approval: string; tool: string; answer: Answer }
export type DatedEntry = Entry & { at: number; closed: boolean }

const longestHistory = 400

/** Threads and what happened in them, as the Room saw it. Slack is not asked for history: it rations that. */
export function createThreads({ db, now, id }: RoomContext) {
  const find = (teamId: string, channelId: string, threadTs: string): Thread | null =>
    db
      .select()
      .from(threads)
      .where(
        and(eq(threads.teamId, teamId), eq(threads.channelId, channelId), eq(threads.threadTs, threadTs)),
      )
      .get() ?? null

  return {
    find,
    get: (thread: string): Thread | null =>
      db.select().from(threads).where(eq(threads.id, thread)).get() ?? null,

    ensure(teamId: string, channelId: string, threadTs: string): Thread {
      const known = find(teamId, channelId, threadTs)
      if (known) return known
      const thread = { id: id('thr'), teamId, channelId, threadTs }
      db.insert(threads)
        .values({ ...thread, createdAt: now() })
        .run()
      return thread
    },

    add(thread: string, turn: string | null, entry: Entry): void {
      const approval = entry.kind === 'proposed' || entry.kind === 'outcome' ? entry.approval : null
      const row = { id: id('ent'), thread, turn, kind: entry.kind, approval, content: entry, at: now() }
      db.insert(entries).values(row).run()
    },

    /** The newest entries, oldest first. */
    history(thread: string): DatedEntry[] {
      const newest = db
        .select()
        .from(entries)
        .where(eq(entries.thread, thread))
        .orderBy(desc(entries.id))
        .limit(longestHistory)
        .all()
      return newest.reverse().map((row) => ({ ...(row.content as Entry), at: row.at, closed: row.closed }))
    },

    /** From now on the model knows these requests as waiting, so what comes of them is told as an entry of its own. */
    closeWaiting(thread: string): void {
      const waiting = db
        .select()
        .from(entries)
        .where(and(eq(entries.thread, thread), eq(entries.kind, 'proposed'), eq(entries.closed, false)))
        .orderBy(asc(entries.id))
        .all()
      for (const row of waiting) {
        if ((row.content as { answer: Answer | null }).answer !== null) continue
        db.update(entries).set({ closed: true }).where(eq(entries.id, row.id)).run()
      }
    },

    /** Records what came of a request. False where no thread knows of it (a form, or a stranger's request). */
    answerProposal(approval: string, answer: Answer): boolean {
      const row = db
        .select()
        .from(entries)
        .where(and(eq(entries.approval, approval), eq(entries.kind, 'proposed')))
        .get()
      if (!row) return false
      const entry = row.content as Extract<Entry, { kind: 'proposed' }>
      const isTold = row.closed || entry.answer !== null
      if (isTold) this.add(row.thread, row.turn, { kind: 'outcome', approval, tool: entry.tool, answer })
      else
        db.update(entries)
          .set({ content: { ...entry, answer } })
          .where(eq(entries.id, row.id))
          .run()
      return true
    },
  }
}
export type Threads = ReturnType<typeof createThreads>
