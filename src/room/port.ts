import type { JsonObject, PortMember, RoomPort } from '../../connectors/define.ts'
import type { EntryType } from '../../ledger/entries.ts'
import type { Role } from '../core/identity.ts'
import type { Approvals } from './approvals.ts'
import type { RoomContext } from './context.ts'
import type { Credentials } from './credentials.ts'
import type { Drafts } from './drafts.ts'
import type { Members } from './members.ts'
import type { Rules } from './rules.ts'
import type { Workspaces } from './workspaces.ts'

/** What Ops Room's own connector may touch. Its writes run inside the transaction that records their outcome. */
export function createPort(
  { ledger }: RoomContext,
  parts: {
    members: Members
    rules: Rules
    workspaces: Workspaces
    credentials: Credentials
    approvals: Approvals
    drafts: Drafts
  },
): RoomPort {
  const { members, rules, workspaces, credentials, approvals, drafts } = parts

  const append = (type: EntryType, subject: string, facts: JsonObject): void => {
    const actor = { kind: 'system' as const, id: 'ops-room', via: 'system' as const }
    ledger.append(ledger.prepareBare({ type, actor, turn: null, subject, digest: null, facts }))
  }

  const listMembers = (): PortMember[] => members.list().filter((member) => member.state === 'active')

  return {
    members: {
      list: listMembers,
      find: (id) => listMembers().find((member) => member.id === id) ?? null,
      add: ({ name, role, teamId, userId }) => {
        const id = members.add({ name, role: role as Role }, { teamId, userId, enterpriseId: null })
        append('member.added', id, { role, how: 'approval' })
        return id
      },
      change: (id, role) => {
        members.changeRole(id, role as Role)
        append('member.changed', id, { role })
      },
      remove: (id) => {
        members.remove(id)
        append('member.removed', id, {})
      },
    },
    rules: {
      list: rules.list,
      find: rules.find,
      set: (rule) => {
        rules.set(rule)
        append('config.changed', `rule:${rule.risk}`, { ...rule })
      },
    },
    channels: {
      list: workspaces.openChannels,
      find: (teamId, channelId) =>
        workspaces.openChannels().find((row) => row.teamId === teamId && row.channelId === channelId) ?? null,
      open: (channel) => {
        workspaces.openChannel(channel)
        append('config.changed', `channel:${channel.channelId}`, { channel: channel.channelId, open: true })
      },
      close: (teamId, channelId) => {
        workspaces.closeChannel(teamId, channelId)
        append('config.changed', `channel:${channelId}`, { channel: channelId, open: false })
      },
    },
    connections: {
      list: () =>
        credentials.connections().map((row) => ({
          connector: row.connector,
          account: row.account,
          state: 'connected',
          since: new Date(row.connectedAt).toISOString(),
        })),
      find: (connector) => {
        const row = credentials.connection(connector)
        const since = row && new Date(row.connectedAt).toISOString()
        return row && since ? { connector, account: row.account, state: 'connected', since } : null
      },
      connect: (connection) => {
        credentials.connect(connection)
        append('config.changed', `connection:${connection.connector}`, {
          connected: true,
          account: connection.account,
        })
      },
      disconnect: (connector) => {
        credentials.disconnect(connector)
        append('credential.removed', `connection:${connector}`, { connector })
      },
    },
    approvals: {
      list: (filter) =>
        approvals.list(filter).map((row) => ({
          approval: row.id,
          state: row.state,
          connector: row.connector,
          write: row.write,
          headline: (JSON.parse(row.face) as { summary: { headline: string } }).summary.headline,
          requestedAt: new Date(row.requestedAt).toISOString(),
          decidedBy: row.decidedBy,
          reason: row.reason,
        })),
    },
    drafts: {
      list: (limit) =>
        drafts.list(limit).map((row) => ({
          draft: row.id,
          title: row.title,
          text: row.text,
          at: new Date(row.at).toISOString(),
        })),
    },
    history: (limit) =>
      ledger.recent({ limit }).map(({ leaf }) => ({
        seq: leaf.seq,
        at: leaf.ts,
        type: leaf.type,
        by: members.get(leaf.actor.id)?.name ?? leaf.actor.id,
        subject: leaf.subject,
        facts: leaf.facts as JsonObject,
      })),
  }
}
