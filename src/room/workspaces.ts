import { and, eq } from 'drizzle-orm'
import type { RoomContext } from './context.ts'
import { channels, meta, workspaces } from './schema.ts'

export type Workspace = typeof workspaces.$inferSelect

/** Where this tenant lives in Slack: its workspaces, and the channels in which its data may be said. */
export function createWorkspaces({ db, now, transact, ledger }: RoomContext) {
  const get = (teamId: string): Workspace | null =>
    db.select().from(workspaces).where(eq(workspaces.teamId, teamId)).get() ?? null

  const isChannel = (teamId: string, channelId: string) =>
    and(eq(channels.teamId, teamId), eq(channels.channelId, channelId))

  return {
    get,
    list: (): Workspace[] => db.select().from(workspaces).all(),
    teamIds: (): string[] =>
      db
        .select({ id: workspaces.teamId })
        .from(workspaces)
        .where(eq(workspaces.state, 'active'))
        .all()
        .map((row) => row.id),

    /** Installs anew or again. A re-install changes tokens and never members. */
    install(workspace: Omit<Workspace, 'state' | 'installedAt'>): void {
      const row = { ...workspace, state: 'active' as const, installedAt: now() }
      transact(() => {
        const known = get(workspace.teamId)
        const isSame = known?.state === 'active' && known.credential === workspace.credential
        db.insert(workspaces).values(row).onConflictDoUpdate({ target: workspaces.teamId, set: row }).run()
        if (!isSame) append('system.installed', workspace.teamId)
      })
    },

    uninstall(teamId: string): void {
      transact(() => {
        if (get(teamId)?.state !== 'active') return
        db.update(workspaces).set({ state: 'uninstalled' }).where(eq(workspaces.teamId, teamId)).run()
        append('system.uninstalled', teamId)
      })
    },

    isOpen: (teamId: string, channelId: string): boolean =>
      db.select().from(channels).where(isChannel(teamId, channelId)).get() !== undefined,

    openChannels: () => db.select().from(channels).all(),

    openChannel(channel: { teamId: string; channelId: string; name: string }): void {
      db.insert(channels)
        .values({ ...channel, openedAt: now() })
        .onConflictDoNothing()
        .run()
    },

    closeChannel(teamId: string, channelId: string): void {
      db.delete(channels).where(isChannel(teamId, channelId)).run()
    },

    getMeta: (key: string): string | null =>
      db.select().from(meta).where(eq(meta.key, key)).get()?.value ?? null,
    setMeta(key: string, value: string): void {
      db.insert(meta).values({ key, value }).onConflictDoUpdate({ target: meta.key, set: { value } }).run()
    },
  }

  function append(type: 'system.installed' | 'system.uninstalled', teamId: string): void {
    const actor = { kind: 'system' as const, id: 'ops-room', via: 'slack' as const }
    const entry = { type, actor, turn: null, subject: teamId, digest: null, facts: { team: teamId } }
    ledger.append(ledger.prepareBare(entry))
  }
}
export type Workspaces = ReturnType<typeof createWorkspaces>
