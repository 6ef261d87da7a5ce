/** Master key → a tenant's data keys → keys by purpose. Seals and opens for one tenant at a time; keeps nothing. */
import { webcrypto } from 'node:crypto'
import { z } from 'zod'
import type { CredentialFields } from '../../connectors/define.ts'
import { Refusal } from '../core/errors.ts'
import { type Belonging, openBytes, sealBytes } from './envelope.ts'
import { deriveBytes, importKey, type MasterKey, namedMasterKey, type Purpose } from './keys.ts'
import type { RoomKeys, SealedCredential, TenantContext, WrappedKey } from './protocol.ts'

/** What a credential is, in the caller's own words: never read from the envelope or the row beside it. */
export type Place = {
  purpose: 'credential' | 'slack-token' | 'consent'
  id: string
  connector: string
  version: number
}

export type Vault = {
  /** The id of the master key that wraps from now on. */
  masterKey: string
  /** A random data key for a tenant, wrapped. */
  newTenantKey: (tenant: string, id: string) => Promise<WrappedKey>
  /** The same data keys, all wrapped under the current master key. */
  rewrap: (context: TenantContext) => Promise<WrappedKey[]>
  forTenant: (context: TenantContext) => TenantVault
}

export type TenantVault = {
  seal: (place: Place, fields: CredentialFields) => Promise<SealedCredential>
  /** Ends in `vault.unreadable` when anything about the envelope or its place is not as it was sealed. */
  open: (place: Place, envelope: string) => Promise<CredentialFields>
  roomKeys: () => Promise<RoomKeys>
}

/** The first master key wraps, the others only unwrap (rotation). */
export function createVault(masterKeys: readonly Uint8Array[]): Vault {
  const masters = masterKeys.map(namedMasterKey)
  const [primary] = masters
  if (primary === undefined) throw new Error('The broker needs a master key.')
  return {
    masterKey: primary.id,
    newTenantKey: async (tenant, id) => {
      const dataKey = webcrypto.getRandomValues(new Uint8Array(32))
      return { id, state: 'primary', wrapped: await wrap(primary, tenant, id, dataKey) }
    },
    rewrap: (context) =>
      Promise.all(
        context.keys.map(async ({ id, state, wrapped }) => {
          const dataKey = await unwrap(masters, context.tenant, id, wrapped)
          return { id, state, wrapped: await wrap(primary, context.tenant, id, dataKey) }
        }),
      ),
    forTenant: (context) => createTenantVault(masters, context),
  }
}

function createTenantVault(masters: readonly MasterKey[], { tenant, keys }: TenantContext): TenantVault {
  const primary = primaryOf(keys)
  const derive = async (key: WrappedKey, purpose: Purpose) =>
    deriveBytes(await unwrap(masters, tenant, key.id, key.wrapped), tenant, purpose)
  const deriveAll = (purpose: Purpose) => Promise.all(primaryFirst(keys).map((key) => derive(key, purpose)))
  return {
    seal: async (place, fields) => {
      const key = await importKey(await derive(primary, place.purpose))
      const plain = Buffer.from(JSON.stringify(fields))
      const envelope = await sealBytes(key, primary.id, belonging(tenant, place), plain)
      return { id: place.id, connector: place.connector, version: place.version, envelope }
    },
    open: async (place, envelope) => {
      const plain = await openBytes(envelope, belonging(tenant, place), async (keyId) => {
        const key = keys.find(({ id }) => id === keyId)
        return key === undefined ? null : importKey(await derive(key, place.purpose))
      })
      return parseFields(plain)
    },
    roomKeys: async () => ({
      bodies: await deriveAll('ledger-body'),
      files: await deriveAll('file'),
    }),
  }
}

function primaryOf(keys: readonly WrappedKey[]): WrappedKey {
  const primaries = keys.filter(({ state }) => state === 'primary')
  const [primary] = primaries
  const distinct = new Set(keys.map(({ id }) => id)).size === keys.length
  if (primary === undefined || primaries.length > 1 || !distinct) throw new Refusal('vault.unreadable')
  return primary
}

const primaryFirst = (keys: readonly WrappedKey[]): WrappedKey[] =>
  keys.toSorted((a, b) => Number(b.state === 'primary') - Number(a.state === 'primary'))

const belonging = (tenant: string, { purpose, connector, id, version }: Place): Belonging => [
  `ops-room/${purpose}/v1`,
  tenant,
  connector,
  id,
  'fields',
  version,
]

const wrapped = (tenant: string, id: string): Belonging => ['ops-room/data-key/v1', tenant, id]

const wrap = async (master: MasterKey, tenant: string, id: string, dataKey: Uint8Array) =>
  sealBytes(await importKey(master.bytes), master.id, wrapped(tenant, id), dataKey)

const unwrap = (masters: readonly MasterKey[], tenant: string, id: string, envelope: string) =>
  openBytes(envelope, wrapped(tenant, id), async (keyId) => {
    const master = masters.find((candidate) => candidate.id === keyId)
    return master === undefined ? null : importKey(master.bytes)
  })

const credentialFields = z.record(z.string(), z.string())

function parseFields(plain: Uint8Array): CredentialFields {
  const parsed = credentialFields.safeParse(JSON.parse(Buffer.from(plain).toString()))
  if (!parsed.success) throw new Refusal('vault.unreadable')
  return parsed.data
}
