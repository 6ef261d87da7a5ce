import { and, eq } from 'drizzle-orm'
import type { Access } from '../../connectors/define.ts'
import type { RoomContext } from './context.ts'
import type { Homes } from './homes.ts'
import { connections, credentials } from './schema.ts'

/** A sealed credential: what it says only the broker can read. */
export type Sealed = { id: string; connector: string; version: number; envelope: string }
export type Connection = typeof connections.$inferSelect

/** How a vendor refuses a credential that stood: it knows it no longer, or the credential lacks a scope. */
export type Refused = NonNullable<Connection['refused']>

const hourMs = 3_600_000

/** Sealed credentials, and which system they connect. */
export function createCredentials({ db, now, transact, ledger }: RoomContext, { homes }: { homes: Homes }) {
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

    /** Forgets a secret that was tried and does not connect anything. */
    forgetUnused(id: string): void {
      if (!connectedBy(id)) this.forget(id)
    },

    /** Whatever was connected before is forgotten with its secret, and so is that it was refused. */
    connect(connection: { connector: string; account: string; credential: string; access: Access }): void {
      const before = this.connection(connection.connector)
      const row = { ...connection, connectedAt: now(), refused: null, refusedAt: null }
      db.insert(connections).values(row).onConflictDoUpdate({ target: connections.connector, set: row }).run()
      if (before && before.credential !== connection.credential) this.forget(before.credential)
      homes.redraw()
    },

    /** Ends the connection. What becomes of its secret is for the caller, who gets its id. */
    disconnect(connector: string): string | null {
      const known = this.connection(connector)
      if (!known) return null
      db.delete(connections).where(eq(connections.connector, connector)).run()
      homes.redraw()
      return known.credential
    },

    /**
     * The vendor refused the credential that connects a system: a person has to consent again. At most one ledger row
     * an hour. Returns the system; null where nothing is connected by this credential (any more).
     */
    refused: (credential: string, how: Refused): string | null =>
      transact(() => {
        const known = connectedBy(credential)
        if (!known) return null
        const isTold = known.refusedAt !== null && known.refusedAt > now() - hourMs
        mark(known, isTold ? { refused: how } : { refused: how, refusedAt: now() })
        if (!isTold) ledger.append(refusal(known.connector, credential, how))
        return known.connector
      }),

    /** It was taken after all: what had been refused as a whole works again. A missing scope stays missing. */
    accepted(credential: string): void {
      const known = connectedBy(credential)
      if (known?.refused === 'unauthorised') transact(() => mark(known, { refused: null }))
    },
  }

  function connectedBy(credential: string): Connection | undefined {
    return db.select().from(connections).where(eq(connections.credential, credential)).get()
  }

  function mark(known: Connection, change: Partial<Pick<Connection, 'refused' | 'refusedAt'>>): void {
    db.update(connections).set(change).where(eq(connections.connector, known.connector)).run()
    if (change.refused !== known.refused) homes.redraw()
  }

  function refusal(connector: string, subject: string, how: Refused) {
    const actor = { kind: 'system' as const, id: 'broker', via: 'system' as const }
    const facts = { connector, code: how }
    return ledger.prepareBare({ type: 'credential.refused', actor, turn: null, subject, digest: null, facts })
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
