import { RpcTarget } from 'capnweb'
import { z } from 'zod'
import { isRemote } from '../../connectors/catalog.ts'
import type { JsonObject } from '../../connectors/define.ts'
import type { LedgerRow } from '../../ledger/reader.ts'
import { Refusal, refusalOf } from '../core/errors.ts'
import { roles } from '../core/identity.ts'
import type { Directory } from './directory.ts'
import type { Rooms, Tenant } from './rooms.ts'
import { rewrapTenantKeys, rotateTenantKey } from './rotation.ts'

export type OperatorParts = {
  rooms: Rooms
  directory: Directory
  publicUrl: () => string | null
  links: () => { agent: boolean; broker: boolean }
  clicks: () => Promise<'signed' | 'unsigned' | 'unknown'>
  wake: (tenant: Tenant) => void
}

const team = z.string().regex(/^[TE][A-Z0-9]+$/)
const fields = z.record(z.string(), z.string())
const json = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>

export type TailRow = {
  seq: number
  at: string
  type: string
  by: string
  subject: string | null
  facts: JsonObject
}

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

  /** Seals the fields and connects the system, after one read with them. */
  async setCredential(
    teamId: string,
    connectorName: string,
    entered: Record<string, string>,
  ): Promise<{ account: string }> {
    const { room, broker } = this.#tenant(teamId)
    const connector = room.catalog.find(z.string().parse(connectorName))
    if (!isRemote(connector))
      throw new Refusal('tool.unknown', `There is no connector called ${connectorName}.`)
    const parsed = connector.credential.input.safeParse(fields.parse(entered))
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new Refusal(
        'input.invalid',
        `${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'does not fit.'}`,
      )
    }
    const sealed = await broker().seal({
      id: room.id('crd'),
      connector: connector.name,
      version: 1,
      fields: parsed.data,
    })
    await room.credentials.keepRecorded(sealed, { id: 'operator', via: 'cli' })
    const store = async (fresh: typeof sealed, was: number): Promise<void> => {
      if (!(await room.credentials.refresh(fresh, was))) throw new Refusal('vault.stale')
    }
    const { account } = await broker().probe({ sealed, store })
    room.transact(() =>
      room.port.connections.connect({ connector: connector.name, account, credential: sealed.id }),
    )
    return { account }
  }

  async removeCredential(teamId: string, connector: string): Promise<void> {
    const { room } = this.#tenant(teamId)
    if (!room.credentials.connection(connector)) throw new Refusal('tool.not_connected')
    room.transact(() => room.port.connections.disconnect(connector))
  }

  async call(teamId: string, connectorName: string, read: string, input: JsonObject): Promise<JsonObject> {
    const tenant = this.#tenant(teamId)
    const { room } = tenant
    const connector = room.catalog.find(connectorName)
    const definition = connector && Object.hasOwn(connector.reads, read) ? connector.reads[read] : undefined
    if (!connector || !definition)
      throw new Refusal('tool.unknown', `${connectorName} has no read called ${read}.`)
    const tool = { kind: 'read' as const, connector, operation: read, definition }
    const by = { actor: { kind: 'system' as const, id: 'operator', via: 'cli' as const }, turn: null }
    return room.read(tool, json.parse(input), by, async (parsed) =>
      connector.kind === 'room'
        ? room.readHere(tool, parsed)
        : tenant
            .broker()
            .read({ connector: connector.name, read, input: parsed }, tenant.credential(connector.name)),
    )
  }

  /** Recovery and first steps: a member by hand. It leaves a row. */
  async addMember(teamId: string, userId: string, name: string, role: string): Promise<void> {
    const tenant = this.#tenant(teamId)
    const parsed = z.enum(roles).parse(role)
    const { room } = tenant
    room.transact(() => room.port.members.add({ name, role: parsed, teamId, userId }))
  }

  async openChannel(teamId: string, channelId: string, name: string): Promise<void> {
    const { room } = this.#tenant(teamId)
    room.transact(() => room.port.channels.open({ teamId, channelId, name }))
  }

  /** A one-time install link for a new tenant, or for a second workspace of the tenant of `teamId`. */
  async invite(teamId: string | null): Promise<{ url: string }> {
    const tenant = teamId === null ? null : this.#tenant(teamId).room.tenant
    const base = this.#parts.publicUrl() ?? 'http://localhost:3000'
    return { url: `${base}/slack/install?invite=${this.#parts.directory.invite(tenant)}` }
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
    const { room } = this.#tenant(teamId)
    const name = (id: string): string => room.members.get(id)?.name ?? id
    const row = ({ leaf }: LedgerRow): TailRow => ({
      seq: leaf.seq,
      at: leaf.ts,
      type: leaf.type,
      by: name(leaf.actor.id),
      subject: leaf.subject,
      facts: leaf.facts as JsonObject,
    })
    return room.ledger
      .recent({ limit: z.int().min(1).max(1000).parse(limit) })
      .reverse()
      .map(row)
  }

  /** Sentences on what is missing or wrong, each with the fix. */
  async examine(): Promise<string[]> {
    const { rooms, links, publicUrl, clicks } = this.#parts
    const { agent, broker } = links()
    const found: string[] = []
    if (!broker)
      found.push(
        'The broker is not running: nothing can be read or executed. Start it, or look into its log.',
      )
    if (!agent) found.push('The agent is not running: nobody is answered. Start it, or look into its log.')
    if (publicUrl() === null)
      found.push(
        'PUBLIC_URL is not set: OAuth installs and webhooks need the https address by which Slack reaches this server.',
      )
    if ((await clicks()) === 'unsigned') {
      found.push(
        'Socket Mode: clicks carry no signature, so the broker has to trust the server that a founder clicked. Use HTTP to have it verified.',
      )
    }
    for (const tenant of rooms.all()) found.push(...(await examineTenant(tenant, broker)))
    return found
  }

  #tenant(teamId: string): Tenant {
    const tenant = this.#parts.rooms.byTeam(team.parse(teamId))
    if (!tenant) throw new Refusal('input.invalid', `No tenant is installed for workspace ${teamId}.`)
    return tenant
  }
}

async function examineTenant(tenant: Tenant, isBrokerUp: boolean): Promise<string[]> {
  const { room } = tenant
  const where =
    room.workspaces
      .list()
      .map((row) => row.name)
      .join(', ') || room.tenant
  const found: string[] = []
  if (room.members.founders().length === 0)
    found.push(
      `${where}: there is no founder. Type \`/ops claim CODE\` in Slack with the code that the start printed.`,
    )
  if (room.workspaces.openChannels().length === 0)
    found.push(
      `${where}: no channel is open. A founder types \`/ops open\` in one; direct messages work already.`,
    )
  if (room.credentials.connections().length === 0)
    found.push(
      `${where}: no system is connected. A founder types \`/ops connect razorpay\` or \`/ops connect shopify\`.`,
    )
  if (room.rules.isPaused()) found.push(`${where}: paused. A founder types \`/ops resume\`.`)
  for (const { connector } of isBrokerUp ? room.credentials.connections() : []) {
    const fault = await probe(tenant, connector)
    if (fault) found.push(`${where}: ${connector} does not work. ${fault}`)
  }
  return found
}

async function probe(tenant: Tenant, connector: string): Promise<string | null> {
  try {
    await tenant.broker().probe(tenant.credential(connector))
    return null
  } catch (error) {
    return refusalOf(error)?.sentence ?? (error instanceof Error ? error.message : 'It does not answer.')
  }
}
