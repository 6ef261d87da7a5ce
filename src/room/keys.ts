import { eq } from 'drizzle-orm'
import type { RoomContext } from './context.ts'
import { tenantKeys } from './schema.ts'

/** A data key of this tenant, wrapped by a master key that only the broker has. */
export type TenantKey = { id: string; state: 'primary' | 'enabled'; wrapped: string }

/**
 * The tenant's wrapped data keys: one is primary at every commit, and none is ever dropped, since ledger bodies are
 * not sealed anew. Changes look at the keys inside their transaction: two at once must not lose each other's key.
 */
export function createTenantKeys({ db, now, transact, ledger }: RoomContext) {
  const list = (): TenantKey[] =>
    db
      .select({ id: tenantKeys.id, state: tenantKeys.state, wrapped: tenantKeys.wrapped })
      .from(tenantKeys)
      .all()

  return {
    list,

    /** A new primary key beside those that there are. Durable, and in the ledger unless it is the first. */
    add({ id, wrapped }: { id: string; wrapped: string }): void {
      transact(() => {
        const earlier = db.update(tenantKeys).set({ state: 'enabled' }).returning().all().length
        db.insert(tenantKeys).values({ id, wrapped, state: 'primary', createdAt: now() }).run()
        if (earlier > 0) append('rotated', earlier + 1)
      })
    },

    /** The same keys in other wrappings, all in one commit. Which of them is primary does not change. */
    rewrap(keys: readonly { id: string; wrapped: string }[]): void {
      transact(() => {
        for (const { id, wrapped } of keys)
          db.update(tenantKeys).set({ wrapped }).where(eq(tenantKeys.id, id)).run()
        append('rewrapped', keys.length)
      })
    },
  }

  function append(why: 'rotated' | 'rewrapped', keys: number): void {
    const actor = { kind: 'system' as const, id: 'ops-room', via: 'cli' as const }
    const entry = { type: 'key.rotated' as const, actor, turn: null, subject: 'tenant', digest: null }
    ledger.append(ledger.prepareBare({ ...entry, facts: { why, keys } }))
  }
}
export type TenantKeys = ReturnType<typeof createTenantKeys>
