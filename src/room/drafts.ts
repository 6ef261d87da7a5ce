import { desc } from 'drizzle-orm'
import type { RoomContext } from './context.ts'
import { drafts } from './schema.ts'

export type Draft = {
  id: string
  thread: string | null
  title: string
  text: string
  member: string
  at: number
}

/** Text prepared inside Ops Room: free, and without effect outside. */
export function createDrafts({ db, now, id, transact, ledger }: RoomContext) {
  return {
    async save(draft: {
      thread: string
      turn: string
      title: string
      text: string
      member: string
    }): Promise<string> {
      const draftId = id('drf')
      const { turn, ...row } = draft
      const entry = await ledger.prepare({
        type: 'draft.saved',
        actor: { kind: 'agent', id: draft.member, via: 'slack' },
        turn,
        subject: draftId,
        digest: null,
        facts: {},
        body: { title: draft.title, text: draft.text },
      })
      transact(() => {
        db.insert(drafts)
          .values({ id: draftId, ...row, at: now() })
          .run()
        ledger.append(entry)
      })
      return draftId
    },

    list: (limit: number): Draft[] => db.select().from(drafts).orderBy(desc(drafts.id)).limit(limit).all(),
  }
}
export type Drafts = ReturnType<typeof createDrafts>
