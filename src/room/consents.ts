import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { and, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { cardText } from '../core/text.ts'
import type { RoomContext } from './context.ts'
import type { Credentials } from './credentials.ts'
import type { Members } from './members.ts'
import type { Outbox, Place } from './outbox.ts'
import { consents } from './schema.ts'

export type ConsentRow = typeof consents.$inferSelect

/** How long the link to a vendor's page is good, milliseconds. */
export const openForMs = 600_000
/** A request may wait for other founders for a week, the longest that a rule can say. */
const keptMs = 8 * 86_400_000

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** 32 random bytes, and the tenant in whose file the hash is: a state leads there, and proves itself only there. */
const newState = (tenant: string): string => `${randomBytes(32).toString('base64url')}${tenant}`
const statePattern = /^[A-Za-z0-9_-]{43}(t_[0-9a-z]{26})$/
export const tenantOfState = (state: string): string | null => statePattern.exec(state)?.[1] ?? null

/** Consents that people are sent to a vendor's page for: asked in a form, open for ten minutes once granted, used once. */
export function createConsents(
  { tenant, db, now, transact, ledger, catalog }: RoomContext,
  parts: { credentials: Credentials; members: Members; outbox: Outbox },
) {
  const { credentials, members, outbox } = parts

  const get = (id: string): ConsentRow | null =>
    db.select().from(consents).where(eq(consents.id, id)).get() ?? null

  const whileOpen = (id: string) =>
    and(eq(consents.id, id), isNull(consents.usedAt), gt(consents.expiresAt, now()))

  const placesOf = ({ member, teamId }: ConsentRow): Place[] => {
    const person = members.get(member)
    return person ? members.placesOf([person], teamId) : []
  }

  return {
    get,

    /** Whether its link still leads anywhere: granted, in time, unused, and whoever asked still decides here. */
    isOpen: ({ usedAt, expiresAt, member }: ConsentRow): boolean =>
      usedAt === null && expiresAt !== null && now() < expiresAt && members.get(member)?.role === 'founder',

    /** Keeps what a form asked for. Nothing is open by that. */
    ask(consent: Omit<ConsentRow, 'askedAt' | 'expiresAt' | 'state' | 'browser' | 'usedAt'>): void {
      db.insert(consents)
        .values({ ...consent, askedAt: now() })
        .onConflictDoNothing()
        .run()
    },

    /** Opens it, inside the transaction of the grant; the link goes to whoever asked. False where there is none to open. */
    open(id: string): boolean {
      const isUnopened = and(eq(consents.id, id), isNull(consents.expiresAt))
      const change = { expiresAt: now() + openForMs }
      const [row] = db.update(consents).set(change).where(isUnopened).returning().all()
      if (!row) return false
      for (const place of placesOf(row)) outbox.put(`consent:${id}`, place, { kind: 'consent', consent: id })
      return true
    },

    /** A fresh state for its link; the one before leads nowhere from then on. Null when it is not open. */
    mintState(id: string): string | null {
      const state = newState(tenant)
      const change = { state: hashOf(state) }
      return db.update(consents).set(change).where(whileOpen(id)).returning().all().length === 1
        ? state
        : null
    },

    /** What a state is about, whatever became of it. */
    byState: (state: string): ConsentRow | null =>
      db
        .select()
        .from(consents)
        .where(eq(consents.state, hashOf(state)))
        .get() ?? null,

    /** Binds it to the browser that goes on to the vendor: a secret for its cookie. Null when it is not open. */
    bindBrowser(id: string): string | null {
      const secret = randomBytes(32).toString('base64url')
      const change = { browser: hashOf(secret) }
      return db.update(consents).set(change).where(whileOpen(id)).returning().all().length === 1
        ? secret
        : null
    },

    /** Whether this is the cookie of the browser that went on last. */
    isBrowser: ({ browser }: ConsentRow, secret: string): boolean =>
      browser !== null && timingSafeEqual(Buffer.from(browser), Buffer.from(hashOf(secret))),

    /** Uses it up, before the code goes anywhere. Of two that try at once, one gets true. */
    take: (id: string): boolean =>
      db.update(consents).set({ usedAt: now() }).where(whileOpen(id)).returning().all().length === 1,

    /**
     * The consent becomes the connection: credential, account and ledger rows in one transaction. False, and nothing
     * done, where it was disconnected, or whoever asked lost the role, while the vendor was asked.
     */
    async finish(row: ConsentRow, account: string): Promise<boolean> {
      const { id, connector, access, member } = row
      const told = {
        actor: { kind: 'member' as const, id: member, via: 'web' as const },
        turn: null,
        digest: null,
      }
      const [set, changed] = await Promise.all([
        ledger.prepare({
          ...told,
          type: 'credential.set',
          subject: id,
          facts: { connector, access },
          body: null,
        }),
        ledger.prepare({
          ...told,
          type: 'config.changed',
          subject: `connection:${connector}`,
          facts: { connected: true, access },
          body: { account },
        }),
      ])
      return transact(() => {
        if (get(id) === null || members.get(member)?.role !== 'founder') return false
        credentials.connect({ connector, account, credential: id, access })
        ledger.append(set)
        ledger.append(changed)
        remove(id)
        tellConnected(row, account)
        return true
      })
    },

    /** Leaves nothing behind of what did not come to its end. */
    abandon(id: string): void {
      transact(() => {
        remove(id)
        credentials.forgetUnused(id)
      })
    },

    /** It came to nothing: `code` says why, and nothing of it stays but a ledger row. */
    refused({ id, connector, member }: ConsentRow, code: string): void {
      const actor = { kind: 'member' as const, id: member, via: 'web' as const }
      const facts = { connector, code }
      const entry = {
        type: 'credential.refused' as const,
        actor,
        turn: null,
        subject: id,
        digest: null,
        facts,
      }
      transact(() => {
        ledger.append(ledger.prepareBare(entry))
        remove(id)
        credentials.forgetUnused(id)
      })
    },

    /** What waits for this system is not wanted any more. Called inside a transaction. */
    cancel(connector: string): void {
      db.delete(consents).where(eq(consents.connector, connector)).run()
    },

    /** Forgets links that are past, and what a crash between two steps left. */
    tidy(): void {
      const isPast = or(lt(consents.expiresAt, now() - openForMs), lt(consents.askedAt, now() - keptMs))
      const past = db.select({ id: consents.id }).from(consents).where(isPast).all()
      for (const { id } of past) this.abandon(id)
    },
  }

  function remove(id: string): void {
    db.delete(consents).where(eq(consents.id, id)).run()
  }

  function tellConnected(row: ConsentRow, account: string): void {
    const label = catalog.find(row.connector)?.label ?? row.connector
    const may = row.access === 'read' ? 'for reading only' : 'for reading and for asking for changes'
    const text = `${label} is connected, with the account ${cardText(account)}, ${may}.`
    for (const place of placesOf(row))
      outbox.put(`connected:${row.id}`, place, { kind: 'text', text, threadTs: null })
  }
}
export type Consents = ReturnType<typeof createConsents>
