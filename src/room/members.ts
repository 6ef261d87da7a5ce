import { and, eq } from 'drizzle-orm'
import type { Member, Role, SlackIdentity } from '../core/identity.ts'
import type { RoomContext } from './context.ts'
import type { Place } from './outbox.ts'
import { identities, members, strangers } from './schema.ts'

const hourMs = 3_600_000

/** Who is in this tenant. */
export function createMembers({ db, now, id, transact, ledger }: RoomContext) {
  const founders = (): Member[] =>
    db
      .select()
      .from(members)
      .where(and(eq(members.role, 'founder'), eq(members.state, 'active')))
      .all()

  const add = (member: { name: string; role: Role }, identity: SlackIdentity): string => {
    const known = db
      .select()
      .from(identities)
      .where(and(eq(identities.teamId, identity.teamId), eq(identities.userId, identity.userId)))
      .get()
    const row = { name: member.name, role: member.role, state: 'active' as const, addedAt: now() }
    // Somebody who comes back keeps the id that the ledger knows.
    if (known) db.update(members).set(row).where(eq(members.id, known.member)).run()
    const memberId = known?.member ?? id('m')
    if (known) return memberId
    db.insert(members)
      .values({ id: memberId, ...row })
      .run()
    db.insert(identities)
      .values({ ...identity, member: memberId })
      .run()
    return memberId
  }

  return {
    founders,
    add,

    get(member: string): Member | null {
      const active = and(eq(members.id, member), eq(members.state, 'active'))
      return db.select().from(members).where(active).get() ?? null
    },

    /** The active member with this identity: the person's own team and user id. */
    byIdentity({ teamId, userId }: SlackIdentity): Member | null {
      const row = db
        .select({ id: members.id, name: members.name, role: members.role, state: members.state })
        .from(identities)
        .innerJoin(members, eq(members.id, identities.member))
        .where(and(eq(identities.teamId, teamId), eq(identities.userId, userId)))
        .get()
      return row?.state === 'active' ? { id: row.id, name: row.name, role: row.role } : null
    },

    /** Every user id in Slack of these: members by their ids, strangers by `team:user`. */
    slackUsersOf: (people: readonly string[]): string[] =>
      people.flatMap((person) => {
        const stranger = /^[TE][A-Z0-9]+:([UW][A-Z0-9]+)$/.exec(person)?.[1]
        if (stranger) return [stranger]
        const rows = db.select().from(identities).where(eq(identities.member, person)).all()
        return rows.map(({ userId }) => userId)
      }),

    identityOf(member: string): SlackIdentity | null {
      return db.select().from(identities).where(eq(identities.member, member)).get() ?? null
    },

    /** The DMs of these people with the app, in that workspace. */
    placesOf: (people: readonly Member[], teamId: string): Place[] =>
      people.flatMap(({ id: member }) => {
        const rows = db.select().from(identities).where(eq(identities.member, member)).all()
        // Somebody of another workspace of this tenant has a DM with the app there.
        const row = rows.find((each) => each.teamId === teamId) ?? rows[0]
        return row ? [{ teamId: row.teamId, channelId: row.userId, threadTs: null }] : []
      }),

    list: () =>
      db
        .select({
          id: members.id,
          name: members.name,
          role: members.role,
          state: members.state,
          teamId: identities.teamId,
          userId: identities.userId,
        })
        .from(members)
        .innerJoin(identities, eq(identities.member, members.id))
        .all(),

    changeRole(member: string, role: Role): void {
      db.update(members).set({ role }).where(eq(members.id, member)).run()
    },

    remove(member: string): void {
      db.update(members).set({ state: 'removed' }).where(eq(members.id, member)).run()
    },

    /** The first founders, all at once. False, and nothing done, when there is one already. */
    async addFirstFounders(
      people: readonly { name: string; identity: SlackIdentity }[],
      how: 'claim' | 'environment' | 'install' | 'cli',
    ): Promise<boolean> {
      const via = how === 'claim' || how === 'install' ? ('slack' as const) : ('cli' as const)
      return transact(() => {
        if (founders().length > 0) return false
        for (const { name, identity } of people) {
          const subject = add({ name, role: 'founder' }, identity)
          const actor = { kind: 'system' as const, id: 'ops-room', via }
          const facts = { role: 'founder', how, team: identity.teamId, user: identity.userId }
          const entry = { type: 'member.added' as const, actor, turn: null, subject, digest: null, facts }
          ledger.append(ledger.prepareBare(entry))
        }
        return true
      })
    },

    /** A refusal of somebody who is not let in: at most one row an hour for each, so that nobody can flood the ledger. */
    async refuse(identity: SlackIdentity, code: string): Promise<void> {
      const seen = db
        .select()
        .from(strangers)
        .where(and(eq(strangers.teamId, identity.teamId), eq(strangers.userId, identity.userId)))
        .get()
      if (seen && seen.seenAt > now() - hourMs) return
      const entry = await ledger.prepare({
        type: 'access.refused',
        actor: { kind: 'system', id: 'ops-room', via: 'slack' },
        turn: null,
        subject: `${identity.teamId}:${identity.userId}`,
        digest: null,
        facts: { code },
        body: null,
      })
      transact(() => {
        const row = { teamId: identity.teamId, userId: identity.userId, seenAt: now() }
        const target = [strangers.teamId, strangers.userId]
        db.insert(strangers)
          .values(row)
          .onConflictDoUpdate({ target, set: { seenAt: now() } })
          .run()
        ledger.append(entry)
      })
    },
  }
}
export type Members = ReturnType<typeof createMembers>
