import { refusalOf } from '../core/errors.ts'
import type { RevocationRow } from '../room/revocations.ts'
import type { Tenant } from './rooms.ts'

/** Asks the vendor to end a grant whose connection is gone. The secret is forgotten whatever comes of it. */
export async function revokeGrant(tenant: Tenant, row: RevocationRow): Promise<void> {
  const { revocations, credentials } = tenant.room
  const sealed = credentials.get(row.credential)
  if (!sealed) return
  try {
    const { revoked } = await tenant.broker().revoke(tenant.use(sealed))
    revocations.end(row, { revoked })
  } catch (error) {
    // Somebody who is away may be back in a moment; it is not waited for long.
    if (revocations.postpone(row)) return
    revocations.end(row, { revoked: false, code: refusalOf(error)?.code ?? 'internal' })
  }
}
