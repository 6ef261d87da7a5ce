import type { Catalog } from '../../connectors/catalog.ts'
import type { BodyKeys } from '../../ledger/bodies.ts'
import { createLedger } from '../../ledger/ledger.ts'
import { createSqliteStore } from '../../ledger/sqlite.ts'
import type {
  Broker,
  BrokerTenant,
  CredentialUse,
  SealedCredential,
  TenantContext,
  WrappedKey,
} from '../broker/protocol.ts'
import { Refusal } from '../core/errors.ts'
import type { IdMaker } from '../core/ids.ts'
import type { TenantKey } from '../room/keys.ts'
import type { PrepareWrite } from '../room/proposals.ts'
import { createRoom, type Room } from '../room/room.ts'
import type { Directory } from './directory.ts'
import { askElsewhere } from './elsewhere.ts'
import { openFile } from './files.ts'
import type { Link } from './link.ts'
import { withStanding } from './standing.ts'

/** A Room, and how its tenant reaches the broker. */
export type Tenant = {
  room: Room
  /** Bound to this tenant's keys. Throws `broker.away`. */
  broker: () => BrokerTenant
  /** A connected system's credential, with the place where a refresh of it is stored. Throws `tool.not_connected`. */
  credential: (connector: string) => CredentialUse
  /** A sealed credential with that place, also of one that connects nothing (yet, or any more). */
  use: (sealed: SealedCredential) => CredentialUse
  prepare: PrepareWrite
}

export type RoomsParts = {
  directory: Directory
  broker: Link<Broker>
  catalog: Catalog
  now: () => number
  id: IdMaker
}

/** The open tenants. Each file is opened once and stays with this process. */
export function createRooms(parts: RoomsParts) {
  const { directory, broker, catalog, now, id } = parts
  const open = new Map<string, { tenant: Tenant; close: () => void }>()
  const listeners = new Set<(tenant: Tenant) => void>()

  const get = (tenantId: string): Tenant => {
    const known = open.get(tenantId)
    if (known) return known.tenant
    const opened = openTenant(tenantId)
    open.set(tenantId, opened)
    for (const listener of listeners) listener(opened.tenant)
    return opened.tenant
  }

  return {
    get,
    all: (): Tenant[] => directory.tenants().map(get),
    /** Called for every tenant that is opened from now on. */
    onOpen: (listener: (tenant: Tenant) => void) => {
      listeners.add(listener)
    },
    /** The directory, mended from the tenant files: a crash may have come between the two. */
    reindex: (): void => {
      for (const { room } of directory.tenants().map(get)) {
        const lost = room.workspaces.teamIds().filter((teamId) => directory.tenantOf(teamId) === null)
        for (const teamId of lost) directory.route(teamId, room.tenant)
      }
    },
    /** The tenant of this id, which may be anybody's word; null where there is none. */
    find: (tenantId: string): Tenant | null =>
      directory.tenants().includes(tenantId) ? get(tenantId) : null,
    byTeam: (teamId: string): Tenant | null => {
      const tenantId = directory.tenantOf(teamId)
      return tenantId ? get(tenantId) : null
    },

    /** A new tenant for a workspace that none has. It needs the broker, which makes its first key. */
    async create(): Promise<Tenant> {
      const tenantId = id('t')
      const key = await broker.get().newTenantKey(tenantId)
      const tenant = get(tenantId)
      tenant.room.keys.add(key)
      return tenant
    },

    newKey: (tenantId: string): Promise<WrappedKey> => broker.get().newTenantKey(tenantId),
    rewrap: (context: TenantContext): Promise<WrappedKey[]> => broker.get().rewrap(context),

    close: () => {
      for (const { close } of open.values()) close()
      open.clear()
    },
  }

  function openTenant(tenantId: string): { tenant: Tenant; close: () => void } {
    const file = openFile(directory.tenantFile(tenantId), 'tenant')
    const ledger = createLedger({
      tenant: tenantId,
      store: createSqliteStore(file.db),
      now,
      id: () => id('led'),
      bodyKeys: createBodyKeys(
        () => room.keys.list(),
        () => tenant.broker(),
      ),
    })
    const room: Room = createRoom({
      tenant: tenantId,
      db: file.db,
      transact: file.transact,
      ledger,
      now,
      id,
      catalog,
    })
    assertOwnFile(room, tenantId)
    const tenant: Tenant = createTenant(room, broker)
    return { tenant, close: file.close }
  }
}
export type Rooms = ReturnType<typeof createRooms>

/** The keys of ledger bodies: kept once they are there, asked for again after a rotation and when the broker was away. */
function createBodyKeys(keys: () => TenantKey[], broker: () => BrokerTenant): BodyKeys {
  let kept: { from: string; bodies: Promise<Uint8Array[]> } | null = null
  return async () => {
    const from = JSON.stringify(keys().map(({ id, state }) => [id, state]))
    if (kept?.from === from) return kept.bodies
    const asked = { from, bodies: Promise.resolve(broker().roomKeys()).then(({ bodies }) => bodies) }
    kept = asked
    return asked.bodies.catch((error: unknown) => {
      if (kept === asked) kept = null
      throw error
    })
  }
}

/** A file put in another tenant's place must not be taken for it. */
function assertOwnFile(room: Room, tenantId: string): void {
  const written = room.workspaces.getMeta('tenant')
  if (written === null) room.workspaces.setMeta('tenant', tenantId)
  else if (written !== tenantId) throw new Error(`The file of tenant ${tenantId} belongs to ${written}.`)
}

/**
 * This tenant at the broker, asked for once for each connection and set of keys: every reference that is asked for
 * anew would stay in the tables of both processes.
 */
function holdTenant(room: Room, link: Link<Broker>): () => BrokerTenant {
  let held: { source: Broker; keys: string; tenant: BrokerTenant & Partial<Disposable> } | null = null
  return () => {
    const keys = room.keys.list()
    if (keys.length === 0) throw new Refusal('vault.unreadable', 'This tenant has no key yet.')
    const source = link.get()
    const named = JSON.stringify(keys)
    if (held?.source === source && held.keys === named) return held.tenant
    held?.tenant[Symbol.dispose]?.()
    held = { source, keys: named, tenant: source.tenant({ tenant: room.tenant, keys }) }
    return held.tenant
  }
}

function createTenant(room: Room, link: Link<Broker>): Tenant {
  const held = holdTenant(room, link)
  const broker = (): BrokerTenant => withStanding(room, held())

  const store = async (fresh: SealedCredential, was: number): Promise<void> => {
    const isStored = await room.credentials.refresh(fresh, was)
    if (!isStored) throw new Refusal('vault.stale')
  }

  const use = (sealed: SealedCredential): CredentialUse => ({ sealed, store })

  const credential = (connector: string): CredentialUse => {
    const connection = room.credentials.connection(connector)
    const sealed = connection && room.credentials.get(connection.credential)
    if (!sealed) throw new Refusal('tool.not_connected')
    return use(sealed)
  }

  return {
    room,
    broker,
    credential,
    use,
    prepare: async (call) => {
      const { before, dryRun } = await broker().prepare(call, credential(call.connector))
      const elsewhere = await askElsewhere(room, call, before, (connector, about) =>
        broker().already({ connector, about, share: call.share }, credential(connector)),
      )
      return { before, dryRun, elsewhere }
    },
  }
}
