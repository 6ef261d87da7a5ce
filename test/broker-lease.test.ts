import { describe, expect, test } from 'vitest'
import { createLeases, type Refreshed } from '../src/broker/lease.ts'
import type { SealedCredential } from '../src/broker/protocol.ts'

const sealed = (version: number): SealedCredential => ({
  id: 'crd_1',
  connector: 'parcel',
  version,
  envelope: `v${version}`,
})
const refreshed = (version: number): Refreshed => ({
  sealed: sealed(version),
  fields: { version: `${version}` },
})

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

describe('a lease', () => {
  test('has one refresh at a time, whose result the others get', async () => {
    const leases = createLeases()
    const [door, seen] = [gate(), { runs: 0, stores: [] as number[] }]
    const one = () =>
      leases.refresh({
        key: 't/c',
        was: 1,
        store: async ({ version }) => void seen.stores.push(version),
        run: async () => {
          seen.runs += 1
          await door.opened
          return refreshed(2)
        },
      })
    const all = Promise.all(Array.from({ length: 10 }, one))
    door.open()
    expect(await all).toEqual(Array.from({ length: 10 }, () => refreshed(2)))
    expect(seen).toEqual({ runs: 1, stores: [2] })
  })

  test('keeps credentials and tenants apart', async () => {
    const leases = createLeases()
    const runs: string[] = []
    const one = (key: string) =>
      leases.refresh({
        key,
        was: 1,
        store: async () => undefined,
        run: async () => {
          runs.push(key)
          return refreshed(2)
        },
      })
    await Promise.all([one('t1/c'), one('t2/c'), one('t1/d')])
    expect(runs.sort()).toEqual(['t1/c', 't1/d', 't2/c'])
  })

  test('hands nothing out before it is stored', async () => {
    const leases = createLeases()
    const [door, order] = [gate(), [] as string[]]
    const store = async () => {
      await door.opened
      order.push('stored')
    }
    const result = leases.refresh({ key: 'k', was: 1, store, run: async () => refreshed(2) })
    const used = result.then(() => order.push('used'))
    door.open()
    await used
    expect(order).toEqual(['stored', 'used'])
  })

  test('ends in a refusal that says to read anew, when another one stored first', async () => {
    const leases = createLeases()
    const store = async () => {
      throw new Error('another version is stored')
    }
    const result = leases.refresh({ key: 'k', was: 1, store, run: async () => refreshed(2) })
    await expect(result).rejects.toMatchObject({ code: 'vault.stale' })
    expect(leases.newerThan('k', 1)).toBeNull()
    const next = leases.refresh({
      key: 'k',
      was: 2,
      store: async () => undefined,
      run: async () => refreshed(3),
    })
    expect(await next).toEqual(refreshed(3))
  })

  test('does not spend a second token when storing the first one failed', async () => {
    const leases = createLeases()
    let runs = 0
    const run = async () => {
      runs += 1
      return refreshed(2)
    }
    const failing = async () => {
      throw new Error('disk full')
    }
    await expect(leases.refresh({ key: 'k', was: 1, store: failing, run })).rejects.toMatchObject({
      code: 'vault.stale',
    })
    expect(await leases.refresh({ key: 'k', was: 1, store: async () => undefined, run })).toEqual(
      refreshed(2),
    )
    expect(runs).toBe(1)
  })

  test('lets who read a newer version ask for itself', async () => {
    const leases = createLeases()
    const door = gate()
    const old = leases.refresh({
      key: 'k',
      was: 1,
      store: async () => {
        throw new Error('another version is stored')
      },
      run: async () => {
        await door.opened
        return refreshed(2)
      },
    })
    const outcome = expect(old).rejects.toMatchObject({ code: 'vault.stale' })
    const newer = leases.refresh({
      key: 'k',
      was: 2,
      store: async () => undefined,
      run: async () => refreshed(3),
    })
    door.open()
    await outcome
    expect(await newer).toEqual(refreshed(3))
  })

  test('remembers what it stored, for callers that read before', async () => {
    const leases = createLeases(2)
    for (const key of ['a', 'b', 'c'])
      await leases.refresh({ key, was: 1, store: async () => undefined, run: async () => refreshed(2) })
    expect(leases.newerThan('c', 1)).toEqual(sealed(2))
    expect(leases.newerThan('c', 2)).toBeNull()
    expect(leases.newerThan('a', 1)).toBeNull()
  })
})
