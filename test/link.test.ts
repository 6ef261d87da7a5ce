import { describe, expect, test } from 'vitest'
import { createLink } from '../src/server/link.ts'

/** A connection that the test closes. */
function connection(remote: object) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const close = (): Promise<void> => {
    resolve()
    return promise
  }
  return { remote, closed: promise, close }
}

const refused = expect.objectContaining({ code: 'broker.away' })
const get = (link: { get: () => unknown }): unknown => {
  try {
    return link.get()
  } catch (error) {
    return error
  }
}

describe('a link', () => {
  test('is away until somebody connects, and again when they are gone', async () => {
    const link = createLink<object>('broker.away')
    expect(get(link)).toEqual(refused)
    const first = connection({ name: 'first' })
    link.connected(first)
    expect(link.isUp()).toBe(true)
    expect(get(link)).toBe(first.remote)
    await first.close()
    expect(link.isUp()).toBe(false)
    expect(get(link)).toEqual(refused)
  })

  test('keeps the newer connection when the older one closes', async () => {
    const link = createLink<object>('broker.away')
    const [older, newer] = [connection({}), connection({})]
    link.connected(older)
    link.connected(newer)
    await older.close()
    expect(get(link)).toBe(newer.remote)
  })

  test('tells of every coming and going', async () => {
    const link = createLink<object>('broker.away')
    const told: boolean[] = []
    link.onChange((isUp) => told.push(isUp))
    const one = connection({})
    link.connected(one)
    await one.close()
    link.connected(connection({}))
    expect(told).toEqual([true, false, true])
  })

  test('is waited for, and not for ever', async () => {
    const link = createLink<object>('broker.away')
    expect(await link.wait(20)).toBe(false)
    const waiting = link.wait(5_000)
    link.connected(connection({}))
    expect(await waiting).toBe(true)
    expect(await link.wait(5_000)).toBe(true)
  })
})
