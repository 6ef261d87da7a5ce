import type { JsonObject, PortConnection, PortMember, RoomPort } from '../../connectors/define.ts'
import type { EntryType } from '../../ledger/entries.ts'
import type { LedgerRow } from '../../ledger/reader.ts'
import { type Audience, mayHear, type Said } from '../core/audience.ts'
import type { Face } from '../core/card.ts'
import { Refusal } from '../core/errors.ts'
import type { Role } from '../core/identity.ts'
import type { ApprovalRow, Approvals } from './approvals.ts'
import type { Consents } from './consents.ts'
import type { RoomContext } from './context.ts'
import type { Connection, Credentials } from './credentials.ts'
import type { Draft, Drafts } from './drafts.ts'
import type { Members } from './members.ts'
import type { Revocations } from './revocations.ts'
import type { Rules } from './rules.ts'
import type { Turns } from './turns.ts'
import type { Workspaces } from './workspaces.ts'

type Parts = {
  members: Members
  rules: Rules
  workspaces: Workspaces
  credentials: Credentials
  consents: Consents
  revocations: Revocations
  approvals: Approvals
  drafts: Drafts
  turns: Turns
}

/** A ledger row of a change, in the transaction that makes it. */
type Append = (type: EntryType, subject: string, facts: JsonObject) => void

/**
 * What Ops Room's own connector may touch, and what of it an audience may hear. Its writes run inside the transaction
 * that records their outcome.
 */
export function createPort({ ledger }: RoomContext, parts: Parts): (audience: Audience) => RoomPort {
  const append: Append = (type, subject, facts) => {
    const actor = { kind: 'system' as const, id: 'ops-room', via: 'system' as const }
    ledger.append(ledger.prepareBare({ type, actor, turn: null, subject, digest: null, facts }))
  }
  return (audience) => ({
    members: membersPort(parts, append),
    rules: rulesPort(parts, append),
    channels: channelsPort(parts, append),
    connections: connectionsPort(parts, append),
    approvals: { list: (filter) => parts.approvals.list(filter).map(tellApproval) },
    drafts: {
      list: (limit) => parts.drafts.list(limit, audience).map(tellDraft),
      find: (draft) => {
        const found = parts.drafts.find(draft, audience)
        return found && tellWholeDraft(found)
      },
    },
    history: (limit) => audible(ledger, parts, { limit, audience }).map((row) => tellRow(row, parts.members)),
  })
}

const rowsAtOnce = 200
const pagesAtMost = 5

/** The newest rows without those of turns in other people's DMs: there even the names of what was read say something. */
function audible(
  ledger: RoomContext['ledger'],
  { turns }: Parts,
  { limit, audience }: { limit: number; audience: Audience },
): LedgerRow[] {
  const places = new Map<string, Said | null>()
  const placeOf = (turn: string): Said | null => {
    const place = places.has(turn) ? (places.get(turn) ?? null) : turns.saidIn(turn)
    places.set(turn, place)
    return place
  }
  const isHeard = ({ leaf: { turn } }: LedgerRow): boolean => {
    const place = turn === null ? null : placeOf(turn)
    return place === null || mayHear(audience, place)
  }
  const heard: LedgerRow[] = []
  let before = Number.MAX_SAFE_INTEGER
  for (let page = 0; page < pagesAtMost && heard.length < limit; page++) {
    const rows = ledger.recent({ before, limit: rowsAtOnce })
    heard.push(...rows.filter(isHeard))
    before = rows.at(-1)?.leaf.seq ?? 0
  }
  return heard.slice(0, limit)
}

function membersPort({ members }: Parts, append: Append): RoomPort['members'] {
  const list = (): PortMember[] => members.list().filter((member) => member.state === 'active')
  return {
    list,
    find: (id) => list().find((member) => member.id === id) ?? null,
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
  }
}

function rulesPort({ rules }: Parts, append: Append): RoomPort['rules'] {
  return {
    list: rules.list,
    find: rules.find,
    set: (rule) => {
      rules.set(rule)
      append('config.changed', `rule:${rule.risk}`, { ...rule })
    },
  }
}

function channelsPort({ workspaces }: Parts, append: Append): RoomPort['channels'] {
  const changed = (channel: string, open: boolean): void =>
    append('config.changed', `channel:${channel}`, { channel, open })
  return {
    list: workspaces.openChannels,
    find: (teamId, channelId) =>
      workspaces.openChannels().find((row) => row.teamId === teamId && row.channelId === channelId) ?? null,
    open: (channel) => {
      workspaces.openChannel(channel)
      changed(channel.channelId, true)
    },
    close: (teamId, channelId) => {
      workspaces.closeChannel(teamId, channelId)
      changed(channelId, false)
    },
  }
}

function connectionsPort(
  { credentials, consents, revocations }: Parts,
  append: Append,
): RoomPort['connections'] {
  const changed = (connector: string, facts: JsonObject): void =>
    append('config.changed', `connection:${connector}`, facts)
  return {
    list: () => credentials.connections().map(tellConnection),
    find: (connector) => {
      const row = credentials.connection(connector)
      return row && tellConnection(row)
    },
    connect: (connection) => {
      credentials.connect(connection)
      changed(connection.connector, { connected: true, access: connection.access })
    },
    isAsked: (consent) => consents.get(consent)?.expiresAt === null,
    authorise: ({ connector, access, consent }) => {
      const asked = consents.get(consent)
      // What was granted names the system and the access; the consent that was asked for must be one for just that.
      if (asked?.connector !== connector || asked.access !== access || !consents.open(consent))
        throw new Refusal('approval.stale', 'What was asked for is not waiting any more.')
      changed(connector, { consentAskedFor: true, access })
    },
    disconnect: (connector) => {
      // A link that was sent out before would connect it again.
      consents.cancel(connector)
      const credential = credentials.disconnect(connector)
      changed(connector, { connected: false })
      if (credential !== null) revocations.begin(credential, connector)
    },
  }
}

const tellConnection = ({
  connector,
  account,
  access,
  refused,
  connectedAt,
}: Connection): PortConnection => ({
  connector,
  account,
  access,
  state: refused === null ? 'connected' : 'needs to be connected again',
  since: new Date(connectedAt).toISOString(),
})

/** Of a list, so much of each text that one can be told from another. */
const excerptLength = 200

const tellDraft = ({ id, kind, version, title, text, at }: Draft): JsonObject => ({
  draft: id,
  kind,
  version,
  title,
  text: text.slice(0, excerptLength),
  characters: text.length,
  at: new Date(at).toISOString(),
})

const tellWholeDraft = (draft: Draft): JsonObject => ({
  ...tellDraft(draft),
  text: draft.text,
  fields: draft.fields as unknown as JsonObject,
  target: draft.target as unknown as JsonObject,
})

const tellApproval = (row: ApprovalRow): JsonObject => ({
  approval: row.id,
  state: row.state,
  connector: row.connector,
  write: row.write,
  headline: (JSON.parse(row.face) as Face).summary.headline,
  requestedAt: new Date(row.requestedAt).toISOString(),
  decidedBy: row.decidedBy,
  reason: row.reason,
})

const tellRow = ({ leaf }: LedgerRow, members: Members): JsonObject => ({
  seq: leaf.seq,
  at: leaf.ts,
  type: leaf.type,
  by: members.get(leaf.actor.id)?.name ?? leaf.actor.id,
  subject: leaf.subject,
  facts: leaf.facts as JsonObject,
})
