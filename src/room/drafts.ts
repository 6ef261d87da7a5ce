import { and, desc, eq } from 'drizzle-orm'
import type { JsonObject } from '../../connectors/define.ts'
import type { Actor } from '../../ledger/entries.ts'
import type { PreparedEntry } from '../../ledger/ledger.ts'
import { type Audience, isDm, mayHear } from '../core/audience.ts'
import type { DraftKind, DraftTarget } from '../core/draft.ts'
import type { DraftFields } from '../core/draft-fields.ts'
import { Refusal } from '../core/errors.ts'
import type { RoomContext } from './context.ts'
import type { Outbox } from './outbox.ts'
import { draftProposals, drafts, threads } from './schema.ts'
import type { Thread } from './threads.ts'

/** What a version of a draft says. `target.label` names the write as people know it. */
export type DraftContent = {
  kind: DraftKind
  title: string
  text: string
  fields: DraftFields
  target: (DraftTarget & { label: string }) | null
  /** Values that came only from text which outsiders wrote. */
  untrusted: { field: string; value: string }[]
}

export type Draft = DraftContent & {
  id: string
  version: number
  thread: string | null
  /** The turn that prepared it; null for drafts from before turns were kept with them. */
  turn: string | null
  /** Whose turn prepared it. */
  member: string
  /** Who wrote the current version, when that was a person. */
  editedBy: string | null
  /** The message that shows it; null until it is known. */
  ts: string | null
  at: number
}

type Row = typeof drafts.$inferSelect

/** Of drafts that somebody may hear, as many are looked through as a list could ever want. */
const lookedThrough = 2_000

/** Text prepared inside Ops Room: free, and without effect outside. */
export function createDrafts({ db, now, id, transact, ledger }: RoomContext, { outbox }: { outbox: Outbox }) {
  const get = (draft: string): Draft | null => {
    const row = db.select().from(drafts).where(eq(drafts.id, draft)).get()
    return row ? read(row) : null
  }

  const threadOf = (draft: Draft): Thread | null =>
    (draft.thread && db.select().from(threads).where(eq(threads.id, draft.thread)).get()) || null

  const prepare = (
    draft: string,
    version: number,
    by: { actor: Actor; turn: string | null },
    said: DraftContent,
  ) =>
    ledger.prepare({
      type: 'draft.saved',
      ...by,
      subject: draft,
      digest: null,
      facts: { kind: said.kind, version },
      body: said as unknown as JsonObject,
    })

  /** Every change is shown on the one message of the draft. */
  const show = (draft: Draft, key: string): void => {
    const thread = threadOf(draft)
    if (!thread) return
    const letter = { kind: 'draft' as const, draft: draft.id, threadTs: thread.threadTs }
    outbox.put(`draft:${draft.id}:${key}`, thread, letter)
  }

  return {
    get,
    threadOf,

    /** A new draft, shown in its thread. Durable when it returns. */
    async save(
      from: { thread: string; turn: string; member: string },
      content: DraftContent,
    ): Promise<{ draft: string; version: number }> {
      const draft = id('drf')
      const actor = { kind: 'agent' as const, id: from.member, via: 'slack' as const }
      const entry = await prepare(draft, 1, { actor, turn: from.turn }, content)
      transact(() => {
        db.insert(drafts)
          .values({ id: draft, ...from, ...write(content), version: 1, at: now() })
          .run()
        ledger.append(entry)
        const saved = get(draft)
        if (saved) show(saved, '1')
      })
      return { draft, version: 1 }
    },

    /** The next version, written by the agent or by a person. Throws `draft.stale` when there is one already. */
    async revise(
      draft: Draft,
      content: DraftContent,
      by: { member: string; turn: string | null },
    ): Promise<{ draft: string; version: number }> {
      const version = draft.version + 1
      const isAgent = by.turn !== null
      const actor = {
        kind: isAgent ? ('agent' as const) : ('member' as const),
        id: by.member,
        via: 'slack' as const,
      }
      const entry = await prepare(draft.id, version, { actor, turn: by.turn ?? draft.turn }, content)
      const change = { ...write(content), version, editedBy: isAgent ? null : by.member, at: now() }
      transact(() => replace(draft, change, entry))
      return { draft: draft.id, version }
    },

    /** The newest that this audience may hear, newest first. */
    list(limit: number, audience: Audience): Draft[] {
      const places = db
        .select({ id: drafts.id, member: drafts.member, channelId: threads.channelId })
        .from(drafts)
        .leftJoin(threads, eq(threads.id, drafts.thread))
        .orderBy(desc(drafts.id))
        .limit(lookedThrough)
        .all()
      const heard = places.filter(({ member, channelId }) => isHeard(audience, member, channelId))
      return heard.slice(0, limit).flatMap((row) => get(row.id) ?? [])
    },

    /** One draft, if this audience may hear it. */
    find(draft: string, audience: Audience): Draft | null {
      const found = get(draft)
      return found && isHeard(audience, found.member, threadOf(found)?.channelId ?? null) ? found : null
    },

    posted(draft: string, ts: string): void {
      db.update(drafts).set({ ts }).where(eq(drafts.id, draft)).run()
    },

    /** The request that this version became; null while nobody has proposed it. */
    requestFor: (draft: string, version: number): string | null =>
      db.select().from(draftProposals).where(isVersion(draft, version)).get()?.request ?? null,

    /** Whether a person proposed this from a draft, and not the agent in a turn. */
    isDrafted: (request: string): boolean =>
      db.select().from(draftProposals).where(eq(draftProposals.request, request)).get() !== undefined,

    /**
     * Called inside the transaction that records the request. Throws `draft.proposed` when this version became one
     * already, and `draft.stale` when it is not the current one any more.
     */
    keepRequest({ draft, version }: { draft: string; version: number }, request: string): void {
      const known = get(draft)
      if (known?.version !== version) throw new Refusal('draft.stale')
      const row = { draft, version, request }
      if (db.insert(draftProposals).values(row).onConflictDoNothing().returning().all().length === 0)
        throw new Refusal('draft.proposed')
      show(known, `${version}:proposed`)
    },

    /** A request gave its place to another one, over the facts as they are now. */
    follow(request: string, next: string): void {
      db.update(draftProposals).set({ request: next }).where(eq(draftProposals.request, request)).run()
    },
  }

  function replace(draft: Draft, change: Partial<Row>, entry: PreparedEntry): void {
    const isCurrent = and(eq(drafts.id, draft.id), eq(drafts.version, draft.version))
    if (db.update(drafts).set(change).where(isCurrent).returning().all().length === 0)
      throw new Refusal('draft.stale')
    ledger.append(entry)
    show(draft, String(draft.version + 1))
  }
}
export type Drafts = ReturnType<typeof createDrafts>

const isVersion = (draft: string, version: number) =>
  and(eq(draftProposals.draft, draft), eq(draftProposals.version, version))

/** A draft whose place is not known is told to nobody but the operator. */
const isHeard = (audience: Audience, member: string, channelId: string | null): boolean =>
  channelId === null ? audience === 'operator' : mayHear(audience, { member, isDm: isDm(channelId) })

const write = ({ fields, target, untrusted, ...plain }: DraftContent) => ({
  ...plain,
  fields: JSON.stringify(fields),
  target: target && JSON.stringify(target),
  untrusted: JSON.stringify(untrusted),
})

const nothing: DraftFields = { to: null, order: null, changes: null, evidence: [], missing: [], steps: [] }

const read = (row: Row): Draft => ({
  ...row,
  kind: row.kind as DraftKind,
  // Drafts from before kinds have no fields at all.
  fields: { ...nothing, ...(JSON.parse(row.fields) as Partial<DraftFields>) },
  target: row.target === null ? null : (JSON.parse(row.target) as DraftContent['target']),
  untrusted: JSON.parse(row.untrusted) as DraftContent['untrusted'],
})
