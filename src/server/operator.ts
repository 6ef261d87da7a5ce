import { RpcTarget } from 'capnweb'
import { z } from 'zod'
import type { Catalog } from '../../connectors/catalog.ts'
import type { JsonObject } from '../../connectors/define.ts'
import type { BrokerHealth } from '../broker/protocol.ts'
import { Refusal } from '../core/errors.ts'
import type { Directory } from './directory.ts'
import { connectByHand, readByHand } from './operator/connections.ts'
import { type Examined, examineServer } from './operator/examine.ts'
import { type TailRow, tailOf } from './operator/tail.ts'
import type { Rooms, Tenant } from './rooms.ts'
import { rewrapTenantKeys, rotateTenantKey } from './rotation.ts'

export type { Examined, TailRow }

export type OperatorParts = {
  rooms: Rooms
  catalog: Catalog
  now: () => number
  wake: (tenant: Tenant) => void
  directory: Directory
  publicUrl: () => string | null
  /** Where install links lead; null while there is one workspace, by its token. */
  installsAt: (() => string) | null
  links: () => { agent: boolean; broker: boolean }
  /** Null while the broker is away. */
  health: () => Promise<BrokerHealth | null>
  /** The system user that this process runs as; null where there are none. */
  user: number | null
}

const team = z.string().regex(/^[TE][A-Z0-9]+$/, 'is not a workspace: its id begins with T or E.')
const person = z.string().regex(/^[UW][A-Z0-9]+$/, 'is not a person in Slack: the id begins with U or W.')
const role = z.enum(['founder', 'operator', 'viewer'], 'is not a role: founder, operator or viewer.')
const access = z.enum(['read', 'write'], 'is neither read nor write.')
const personName = z.string().trim().min(1, 'a name is missing.').max(200)

/**
 * What whoever runs the machine may do while the server runs. Only somebody with the data folder can reach it, and
 * what changes anything leaves a row.
 */
export class Operator extends RpcTarget {
  readonly #parts: OperatorParts

  constructor(parts: OperatorParts) {
    super()
    this.#parts = parts
  }

  /** Seals the fields and connects the system, after one read with them: for asking for changes too, unless said. */
  setCredential(
    teamId: string,
    connector: string,
    fields: Record<string, string>,
    asked: string = 'write',
  ): Promise<{ account: string }> {
    const tenant = this.#tenant(teamId)
    return connectByHand(tenant, connector, fields, parse(access, asked)).finally(() =>
      this.#parts.wake(tenant),
    )
  }

  /** The secret is forgotten; where the vendor has a call for it, it is asked to end the grant right after. */
  async removeCredential(teamId: string, connector: string): Promise<void> {
    const tenant = this.#tenant(teamId)
    const { room } = tenant
    if (!room.credentials.connection(connector)) throw new Refusal('tool.not_connected')
    room.transact(() => room.port.connections.disconnect(connector))
    this.#parts.wake(tenant)
  }

  /** One read, named as in the connector's definition or in snake case. */
  call(teamId: string, connector: string, read: string, input: JsonObject): Promise<JsonObject> {
    return readByHand(this.#tenant(teamId), { connector, read, input })
  }

  /** Recovery and first steps: a member by hand. It leaves a row. */
  async addMember(teamId: string, userId: string, name: string, asked: string): Promise<void> {
    const { room } = this.#tenant(teamId)
    const identity = { teamId, userId: parse(person, userId), enterpriseId: null }
    const member = { name: parse(personName, name), role: parse(role, asked) }
    const known = room.members.byIdentity(identity)
    const isLastFounder = known?.role === 'founder' && room.members.founders().length === 1
    if (isLastFounder && member.role !== 'founder') throw new Refusal('member.last_founder')
    const actor = { kind: 'system' as const, id: 'operator', via: 'cli' as const }
    const facts = { role: member.role, how: 'operator', team: teamId, user: userId }
    room.transact(() => {
      const subject = room.members.add(member, identity)
      const entry = { type: 'member.added' as const, actor, turn: null, subject, digest: null, facts }
      room.ledger.append(room.ledger.prepareBare(entry))
    })
  }

  async openChannel(teamId: string, channelId: string, name: string): Promise<void> {
    const { room } = this.#tenant(teamId)
    room.transact(() => room.port.channels.open({ teamId, channelId, name }))
  }

  /** A one-time install link for a new tenant, or for a second workspace of the tenant of `teamId`. */
  async invite(teamId: string | null): Promise<{ url: string }> {
    const tenant = teamId === null ? null : this.#tenant(teamId).room.tenant
    const { installsAt, directory } = this.#parts
    if (!installsAt)
      throw new Refusal(
        'input.invalid',
        'Here is one workspace, by SLACK_BOT_TOKEN. For install links set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET, and take SLACK_BOT_TOKEN and SLACK_APP_TOKEN out.',
      )
    return { url: `${installsAt()}/slack/install?invite=${directory.invite(tenant)}` }
  }

  async rotateTenantKeys(): Promise<{ tenants: number; resealed: number }> {
    const tenants = this.#parts.rooms.all()
    let resealed = 0
    for (const tenant of tenants) resealed += await rotateTenantKey(tenant, this.#parts.rooms.newKey)
    return { tenants: tenants.length, resealed }
  }

  /** Wraps every tenant's keys under the master key that the broker has now. */
  async rewrapKeys(): Promise<{ tenants: number }> {
    const tenants = this.#parts.rooms.all()
    for (const tenant of tenants) await rewrapTenantKeys(tenant, this.#parts.rooms.rewrap)
    return { tenants: tenants.length }
  }

  async tail(teamId: string, limit: number): Promise<TailRow[]> {
    return tailOf(this.#tenant(teamId), limit)
  }

  /** Sentences on what is missing or wrong, each with the fix, and on what one should know. */
  examine(): Promise<Examined> {
    return examineServer(this.#parts)
  }

  #tenant(teamId: string): Tenant {
    const tenant = this.#parts.rooms.byTeam(parse(team, teamId))
    if (!tenant) throw new Refusal('input.invalid', `No tenant is installed for workspace ${teamId}.`)
    return tenant
  }
}

/** What arrives over RPC is whatever was sent: it is parsed here, and refused in a sentence. */
function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Refusal(
    'input.invalid',
    `${String(value)}: ${parsed.error.issues[0]?.message ?? 'does not fit.'}`,
  )
}
