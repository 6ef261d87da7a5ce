import type { WrappedKey } from '../broker/protocol.ts'
import type { TenantKey } from '../room/credentials.ts'
import type { Tenant } from './rooms.ts'

/**
 * A new data key for a tenant. Safe to kill at any point: the new key becomes primary while the old one still opens;
 * every envelope is replaced by itself; the old key goes when no envelope needs it, and the next run finishes what a
 * kill left. Ledger bodies are not resealed, so a key that they were sealed under is kept as long as they are.
 */
export async function rotateTenantKey(
  tenant: Tenant,
  newKey: (tenant: string) => Promise<WrappedKey>,
): Promise<number> {
  const { room, broker } = tenant
  const keys = room.credentials.keys()
  const fresh: TenantKey = { ...(await newKey(room.tenant)), state: 'primary' }
  const kept = keys.map((key) => ({ ...key, state: 'enabled' as const }))
  await room.credentials.setKeys([fresh, ...kept], 'rotated')
  let count = 0
  for (const sealed of room.credentials.all()) {
    const resealed = await broker().reseal(sealed)
    if (room.credentials.replaceEnvelope(resealed)) count++
  }
  return count
}

/** The same data keys under the master key of today. One commit: before it the old master key opens them, after it the new. */
export async function rewrapTenantKeys(
  { room }: Tenant,
  rewrap: (context: { tenant: string; keys: TenantKey[] }) => Promise<WrappedKey[]>,
): Promise<void> {
  const keys = await rewrap({ tenant: room.tenant, keys: room.credentials.keys() })
  await room.credentials.setKeys(keys, 'rewrapped')
}
