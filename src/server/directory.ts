import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { openFile } from './files.ts'

const workspaces = sqliteTable('workspaces', {
  teamId: text('team_id').primaryKey(),
  tenant: text().notNull(),
})
const invitations = sqliteTable('invitations', {
  hash: text().primaryKey(),
  tenant: text(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
})
const installStates = sqliteTable('install_states', {
  hash: text().primaryKey(),
  invitation: text().notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
})

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
const dayMs = 86_400_000

/** Which tenant a workspace belongs to, and the one-time links by which one is installed. It never authorises. */
export function openDirectory(dataFolder: string, now: () => number) {
  mkdirSync(join(dataFolder, 'tenants'), { recursive: true, mode: 0o700 })
  const { db, transact, close } = openFile(join(dataFolder, 'directory.sqlite'), 'directory')

  return {
    close,
    tenantOf: (teamId: string): string | null =>
      db.select().from(workspaces).where(eq(workspaces.teamId, teamId)).get()?.tenant ?? null,

    /** Every tenant that has a file: the files are the truth, the index follows. */
    tenants: (): string[] =>
      readdirSync(join(dataFolder, 'tenants'))
        .filter((name) => /^t_[0-9a-z]{26}\.sqlite$/.test(name))
        .map((name) => name.slice(0, -'.sqlite'.length)),

    tenantFile: (tenant: string): string => join(dataFolder, 'tenants', `${tenant}.sqlite`),

    route(teamId: string, tenant: string): void {
      transact(() => {
        const target = workspaces.teamId
        db.insert(workspaces).values({ teamId, tenant }).onConflictDoUpdate({ target, set: { tenant } }).run()
      })
    },

    /** A one-time secret for an install link. `tenant` null makes a new one; only the hash is kept. */
    invite(tenant: string | null): string {
      const secret = randomBytes(24).toString('base64url')
      transact(() => {
        db.insert(invitations)
          .values({ hash: hashOf(secret), tenant, expiresAt: now() + 7 * dayMs })
          .run()
      })
      return secret
    },

    invitation: (secret: string): { tenant: string | null } | null =>
      db.select({ tenant: invitations.tenant }).from(invitations).where(open(invitations, secret)).get() ??
      null,

    /** Uses it up: the second of two that try at once gets null. */
    redeem: (secret: string): { tenant: string | null } | null =>
      transact(
        () =>
          db
            .update(invitations)
            .set({ usedAt: now() })
            .where(open(invitations, secret))
            .returning()
            .all()[0] ?? null,
      ),

    startInstall(invitation: string): string {
      const state = randomBytes(24).toString('base64url')
      transact(() => {
        const row = { hash: hashOf(state), invitation, expiresAt: now() + 600_000 }
        db.insert(installStates).values(row).run()
      })
      return state
    },

    /** An OAuth state is good for one redirect. */
    finishInstall: (state: string): string | null =>
      transact(
        () =>
          db
            .update(installStates)
            .set({ usedAt: now() })
            .where(open(installStates, state))
            .returning()
            .all()[0]?.invitation ?? null,
      ),
  }

  function open(table: typeof invitations | typeof installStates, secret: string) {
    return and(eq(table.hash, hashOf(secret)), isNull(table.usedAt), gt(table.expiresAt, now()))
  }
}
export type Directory = ReturnType<typeof openDirectory>
