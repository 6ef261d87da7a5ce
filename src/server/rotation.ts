import type { WrappedKey } from '../broker/protocol.ts'
import type { TenantKey } from '../room/keys.ts'
import type { Tenant } from './rooms.ts'

/** A refresh by another call may come in between: then the secret is read anew. */
const mostTries = 5

/**
 * A new data key for a tenant. Safe to kill at any point: the new key is primary from one commit on, while the older
 * ones still open; then every envelope is replaced by itself. What a kill left under an older key opens all the same,
 * and the next rotation takes it along. Older keys stay, since ledger bodies are not sealed anew.
 * Returns how many secrets are under the new key.
 */
export async function rotateTenantKey(
  { room, broker }: Tenant,
  newKey: (tenant: string) => Promise<WrappedKey>,
): Promise<number> {
  room.keys.add(await newKey(room.tenant))
  let count = 0
  for (const { id } of room.credentials.all()) {
    if (await resealOne(id)) count++
  }
  return count

  async function resealOne(id: string): Promise<boolean> {
    for (let tries = 0; tries < mostTries; tries++) {
      const sealed = room.credentials.get(id)
      if (!sealed) return false
      if (room.credentials.replaceEnvelope(await broker().reseal(sealed))) return true
    }
    return false
  }
}

/** The same data keys under the master key of today. One commit: before it the old master key opens them, after it the new. */
export async function rewrapTenantKeys(
  { room }: Tenant,
  rewrap: (context: { tenant: string; keys: TenantKey[] }) => Promise<WrappedKey[]>,
): Promise<void> {
  const keys = room.keys.list()
  if (keys.length > 0) room.keys.rewrap(await rewrap({ tenant: room.tenant, keys }))
}
