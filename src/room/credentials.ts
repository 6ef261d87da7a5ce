import { and, eq } from 'drizzle-orm'
import type { RoomContext } from './context.ts'
import { connections, credentials } from './schema.ts'

/** A sealed credential: what it says only the broker can read. */
export type Sealed = { id: string; connector: string; version: number; envelope: string }
export type Connection = { connector: string; account: string; credential: string; connectedAt: number }

/** Sealed credentials, and which system they connect. */
export function createCredentials({ db, now, transact, ledger }: RoomContext) {
  const get = (id: string): Sealed | null =>
    db
      .select({
        id: credentials.id,
        connector: credentials.connector,
        version: credentials.version,
        envelope: credentials.envelope,
      })
      .from(credentials)
      .where(eq(credentials.id, id))
      .get() ?? null

  return {
    get,

    all: (): Sealed[] =>
      db
        .select({
          id: credentials.id,
          connector: credentials.connector,
          version: credentials.version,
          envelope: credentials.envelope,
        })
        .from(credentials)
        .all(),

    connections: (): Connection[] => db.select().from(connections).all(),

    connection: (connector: string): Connection | null =>
      db.select().from(connections).where(eq(connections.connector, connector)).get() ?? null,

    /** Keeps an envelope that the broker has just sealed. Called inside a transaction. */
    keep(sealed: Sealed): void {
      db.insert(credentials)
        .values({ ...sealed, changedAt: now() })
        .run()
    },

    async keepRecorded(sealed: Sealed, by: { id: string; via: 'slack' | 'web' | 'cli' }): Promise<void> {
      const kind = by.via === 'cli' ? ('system' as const) : ('member' as const)
      const entry = await prepareCredentialEntry('credential.set', sealed, { kind, ...by })
      transact(() => {
        this.keep(sealed)
        ledger.append(entry)
      })
    },

    /** Stores a refreshed credential, if nobody else did in between. Durable when it returns true. */
    async refresh(fresh: Sealed, was: number): Promise<boolean> {
      const actor = { kind: 'system' as const, id: 'broker', via: 'system' as const }
      const entry = await prepareCredentialEntry('credential.refreshed', fresh, actor)
      return transact(() => {
        const change = { version: fresh.version, envelope: fresh.envelope, changedAt: now() }
        const isCurrent = and(eq(credentials.id, fresh.id), eq(credentials.version, was))
        const changed = db.update(credentials).set(change).where(isCurrent).returning().all()
        if (changed.length === 0) return false
        ledger.append(entry)
        return true
      })
    },

    /** The same secret under another key: same id, same version, only if it is still that version. */
    replaceEnvelope(sealed: Sealed): boolean {
      const isCurrent = and(eq(credentials.id, sealed.id), eq(credentials.version, sealed.version))
      return transact(
        () =>
          db.update(credentials).set({ envelope: sealed.envelope }).where(isCurrent).returning().all()
            .length === 1,
      )
    },

    /** Forgets a secret that nothing refers to any more. */
    forget(id: string): void {
      db.delete(credentials).where(eq(credentials.id, id)).run()
    },

    /** Whatever was connected before is forgotten with its secret. */
    connect(connection: { connector: string; account: string; credential: string }): void {
      const before = this.connection(connection.connector)
      const row = { ...connection, connectedAt: now() }
      db.insert(connections).values(row).onConflictDoUpdate({ target: connections.connector, set: row }).run()
      if (before && before.credential !== connection.credential) this.forget(before.credential)
    },

    /** Forgets the connection and the secret with it. */
    disconnect(connector: string): void {
      const known = this.connection(connector)
      db.delete(connections).where(eq(connections.connector, connector)).run()
      if (known) this.forget(known.credential)
    },
  }

  function prepareCredentialEntry(
    type: 'credential.set' | 'credential.refreshed',
    sealed: Sealed,
    actor: { kind: 'member' | 'system'; id: string; via: 'slack' | 'web' | 'cli' | 'system' },
  ) {
    const facts = { connector: sealed.connector, version: sealed.version }
    return ledger.prepare({ type, actor, turn: null, subject: sealed.id, digest: null, facts, body: null })
  }
}
export type Credentials = ReturnType<typeof createCredentials>
