import { and, asc, eq, like, lt, lte, min } from 'drizzle-orm'
import type { RoomContext } from './context.ts'
import { outbox } from './schema.ts'

/** Where in Slack: a channel, or a person (`U…`), whose DM with the app is opened on delivery. */
export type Place = { teamId: string; channelId: string; threadTs: string | null }

/** What is to be said. Cards are named, not stored: they are drawn from the record at the time of delivery. */
export type Letter =
  | { kind: 'card'; approval: string; threadTs: string | null }
  | { kind: 'redraw'; approval: string; ts: string }
  /** Drawn from the row at the time of delivery: posted once, and that message changed from then on. */
  | { kind: 'draft'; draft: string; threadTs: string }
  | { kind: 'text'; text: string; threadTs: string | null; retryTurn?: string }
  | Whisper
  | { kind: 'home'; user: string; isClosed: boolean }
  /** The link to a vendor's consent page. It is made on delivery, so that it stands nowhere here. */
  | { kind: 'consent'; consent: string }

/** For one person. `responseUrl` answers a command where the app itself could say nothing: it may not be in there. */
type Whisper = {
  kind: 'ephemeral'
  user: string
  text: string
  threadTs: string | null
  mayAsk?: boolean
  responseUrl?: string
}

export type OutboxJob = {
  id: string
  key: string
  teamId: string
  channelId: string
  letter: Letter
  attempts: number
}

const attemptsBeforeGivingUp = 12
/** Where nobody could be reached: a day, at five minutes each. */
const attemptsWhileAway = 300

const keptMs = 7 * 86_400_000

/** What must follow a commit: delivered at least once, with a key that makes asking twice harmless. */
export function createOutbox({ db, now, id }: RoomContext) {
  return {
    /** Called inside the transaction whose commit it follows. */
    put(key: string, place: { teamId: string; channelId: string }, letter: Letter): void {
      const content = JSON.stringify(letter)
      const row = { id: id('out'), key, teamId: place.teamId, channelId: place.channelId, content }
      db.insert(outbox)
        .values({ ...row, state: 'open', dueAt: now() })
        .onConflictDoNothing()
        .run()
    },

    due(limit: number): OutboxJob[] {
      const open = and(eq(outbox.state, 'open'), lte(outbox.dueAt, now()))
      const rows = db.select().from(outbox).where(open).orderBy(asc(outbox.id)).limit(limit).all()
      return rows.map(({ content, ...row }) => ({ ...row, letter: JSON.parse(content) as Letter }))
    },

    /** Whether a card of this request is about to be posted, or has been and is not known yet. */
    isCardUnderWay: (approval: string): boolean =>
      db
        .select({ content: outbox.content })
        .from(outbox)
        .where(and(eq(outbox.state, 'open'), like(outbox.content, `%"${approval}"%`)))
        .all()
        .some(({ content }) => (JSON.parse(content) as Letter).kind === 'card'),

    nextDue: (): number | null =>
      db
        .select({ at: min(outbox.dueAt) })
        .from(outbox)
        .where(eq(outbox.state, 'open'))
        .get()?.at ?? null,

    finish(job: string): void {
      db.update(outbox).set({ state: 'done', content: '{}' }).where(eq(outbox.id, job)).run()
    },

    /** Durable before the first byte leaves: whoever finds it counted looks in Slack before it is posted again. */
    begin(job: OutboxJob): void {
      db.update(outbox)
        .set({ attempts: job.attempts + 1 })
        .where(eq(outbox.id, job.id))
        .run()
    },

    /** Slack said when (Retry-After, milliseconds), or a little later each time. A dead row stays, with its fault. */
    postpone(
      job: OutboxJob,
      { fault, retryAfterMs, isAway }: { fault: string; retryAfterMs: number | null; isAway: boolean },
    ): void {
      // What Slack turned away at its door was not posted, and needs no looking for.
      const attempts = retryAfterMs === null ? job.attempts + 1 : job.attempts
      const dueAt = now() + (retryAfterMs ?? Math.min(300_000, 500 * 2 ** attempts))
      const most = isAway ? attemptsWhileAway : attemptsBeforeGivingUp
      const state = attempts < most ? ('open' as const) : ('dead' as const)
      db.update(outbox).set({ attempts, dueAt, fault, state }).where(eq(outbox.id, job.id)).run()
    },

    /** Forgets what was delivered: its key has done its work by then. */
    tidy(): void {
      const isOld = and(eq(outbox.state, 'done'), lt(outbox.dueAt, now() - keptMs))
      db.delete(outbox).where(isOld).run()
    },

    bury(job: OutboxJob, fault: string): void {
      db.update(outbox).set({ state: 'dead', fault }).where(eq(outbox.id, job.id)).run()
    },
  }
}
export type Outbox = ReturnType<typeof createOutbox>
