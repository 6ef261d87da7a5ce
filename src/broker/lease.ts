/** One refresh at a time for each credential: a refresh token that is used twice is often revoked by its issuer. */
import type { CredentialFields } from '../../connectors/define.ts'
import { Refusal } from '../core/errors.ts'
import type { SealedCredential, StoreCredential } from './protocol.ts'

export type Refreshed = { sealed: SealedCredential; fields: CredentialFields }

/** How one credential is refreshed: by whoever holds the lease, once. */
export type Refresh = {
  /** Tenant and credential. */
  key: string
  /** The version that the caller has. */
  was: number
  store: StoreCredential
  /** Asks the provider for new fields and seals them as version `was + 1`. */
  run: () => Promise<Refreshed>
}

export type Leases = {
  /** Refreshes, or waits for who already does. Ends in `vault.stale` when somebody else stored a newer version. */
  refresh: (refresh: Refresh) => Promise<Refreshed>
  /** What was stored last by this process, when it is newer than what the caller read. */
  newerThan: (key: string, version: number) => SealedCredential | null
}

/** The leases of a process. At most `remembered` envelopes are kept, sealed; an unstored refresh is kept as well. */
export function createLeases(remembered = 1_000): Leases {
  const running = new Map<string, { was: number; result: Promise<Refreshed> }>()
  const stored = new Map<string, SealedCredential>()
  const unstored = new Map<string, Refreshed>()

  async function hold({ key, was, store, run }: Refresh): Promise<Refreshed> {
    const left = unstored.get(key)
    const fresh = left?.sealed.version === was + 1 ? left : await run()
    // The provider may have rotated the token by now: until it is stored, this is its only copy.
    unstored.set(key, fresh)
    try {
      await store(fresh.sealed, was)
    } catch (cause) {
      throw new Refusal('vault.stale', undefined, cause)
    }
    unstored.delete(key)
    remember(key, fresh.sealed)
    return fresh
  }

  function remember(key: string, sealed: SealedCredential): void {
    stored.delete(key)
    stored.set(key, sealed)
    const [oldest] = stored.keys()
    if (stored.size > remembered && oldest !== undefined) stored.delete(oldest)
  }

  return {
    newerThan: (key, version) => {
      const last = stored.get(key)
      return last !== undefined && last.version > version ? last : null
    },
    refresh: async (refresh) => {
      for (;;) {
        const other = running.get(refresh.key)
        if (other === undefined) break
        const result = await other.result.catch((error: unknown) => ({ error }))
        // Whoever read the same version shares the end of it, good or bad; whoever read a newer one asks again.
        if (other.was >= refresh.was) {
          if ('error' in result) throw result.error
          return result
        }
      }
      const result = hold(refresh).finally(() => running.delete(refresh.key))
      running.set(refresh.key, { was: refresh.was, result })
      return result
    },
  }
}
