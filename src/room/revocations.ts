import { asc, eq, lte, min } from 'drizzle-orm'
import { isRemote } from '../../connectors/catalog.ts'
import type { JsonObject } from '../../connectors/define.ts'
import type { RoomContext } from './context.ts'
import type { Credentials } from './credentials.ts'
import { revocations, credentials as sealed } from './schema.ts'

export type RevocationRow = typeof revocations.$inferSelect & { connector: string }

/** How it ended: the vendor ended the grant, or why it was not asked to or did not. */
export type Revoked = { revoked: boolean; code?: string }

/** For how long the vendor is asked to end a grant, milliseconds; after that the secret is forgotten all the same. */
export const askedForMs = 60_000

/** Grants of systems that were disconnected: the vendor is asked to end them, and then the secret is forgotten. */
export function createRevocations(
  { db, now, transact, ledger, catalog }: RoomContext,
  { credentials }: { credentials: Credentials },
) {
  return {
    /** Called inside the transaction that disconnects. Where the vendor has no call for it, the secret goes at once. */
    begin(credential: string, connector: string): void {
      const known = catalog.find(connector)
      if (isRemote(known) && known.oauth?.revoke) {
        db.insert(revocations).values({ credential, askedAt: now(), dueAt: now() }).run()
      } else {
        end(credential, connector, { revoked: false, code: 'not_offered' })
      }
    },

    due: (): RevocationRow[] =>
      db
        .select({
          credential: revocations.credential,
          askedAt: revocations.askedAt,
          dueAt: revocations.dueAt,
          connector: sealed.connector,
        })
        .from(revocations)
        .innerJoin(sealed, eq(sealed.id, revocations.credential))
        .where(lte(revocations.dueAt, now()))
        .orderBy(asc(revocations.dueAt))
        .limit(20)
        .all(),

    nextDue: (): number | null =>
      db
        .select({ at: min(revocations.dueAt) })
        .from(revocations)
        .get()?.at ?? null,

    /** Asks again a little later, as long as it is worth it; false once it is not. */
    postpone({ credential, askedAt }: RevocationRow): boolean {
      const dueAt = now() + 5_000
      if (dueAt > askedAt + askedForMs) return false
      db.update(revocations).set({ dueAt }).where(eq(revocations.credential, credential)).run()
      return true
    },

    end: ({ credential, connector }: RevocationRow, how: Revoked): void =>
      transact(() => end(credential, connector, how)),
  }

  function end(credential: string, connector: string, { revoked, code }: Revoked): void {
    db.delete(revocations).where(eq(revocations.credential, credential)).run()
    credentials.forget(credential)
    const actor = { kind: 'system' as const, id: 'ops-room', via: 'system' as const }
    const facts: JsonObject = { connector, revoked, ...(code === undefined ? {} : { code }) }
    const subject = `connection:${connector}`
    ledger.append(
      ledger.prepareBare({ type: 'credential.removed', actor, turn: null, subject, digest: null, facts }),
    )
  }
}
export type Revocations = ReturnType<typeof createRevocations>
