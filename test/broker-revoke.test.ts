/** How a grant ends at its vendor, and when we may say that it has. */
import { afterEach, describe, expect, test } from 'vitest'
import { createCatalog } from '../connectors/catalog.ts'
import type { BrokerParts } from '../src/broker/broker.ts'
import { openBroker, openTenant } from './support/broker.ts'
import { honest, parcel } from './support/parcel.ts'
import { type Answers, json, startProvider } from './support/provider.ts'

const open: { close: () => void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function room(answers: Answers = honest, parts: Partial<BrokerParts> = {}) {
  const provider = await startProvider(answers)
  const broker = openBroker(provider.base, parts)
  open.push({ close: provider.stop }, broker)
  const forms = (end: string) =>
    provider.reached
      .filter(({ url }) => url.endsWith(end))
      .map(({ body }) => Object.fromEntries(new URLSearchParams(body)))
  return { ...broker, ...(await openTenant(broker.broker)), provider, forms }
}

describe('a grant ends', () => {
  test('at its vendor, with a credential that is fresh', async () => {
    const { bound, use, forms, kept } = await room()
    expect(await bound.revoke(use())).toEqual({ revoked: true })
    expect(forms('/oauth/revoke')).toEqual([{ token: 'token-of-the-hour' }])
    expect(kept.stores).toBe(1)
  })

  test('also where nobody stores what was renewed for it', async () => {
    const { bound, sealed, forms } = await room()
    const store = async () => {
      throw new Error('the connection is gone')
    }
    expect(await bound.revoke({ sealed, store })).toEqual({ revoked: true })
    expect(forms('/oauth/revoke')).toEqual([{ token: 'token-of-the-hour' }])
  })

  const answering =
    (status: number): Answers =>
    (reached, response, request) =>
      reached.url.endsWith('/revoke')
        ? json(response, { error: 'invalid_token' }, status)
        : honest(reached, response, request)

  test.each([
    [400, true],
    [403, false],
    [500, false],
    [429, false],
  ])('is answered with %i: revoked is %s', async (status, revoked) => {
    const { bound, use } = await room(answering(status))
    expect(await bound.revoke(use())).toEqual({ revoked })
  })

  test('also where its token can no longer be renewed', async () => {
    const { bound, use } = await room((reached, response, request) =>
      reached.url.endsWith('/token')
        ? json(response, { error: 'invalid_grant' }, 400)
        : answering(400)(reached, response, request),
    )
    expect(await bound.revoke(use())).toEqual({ revoked: true })
  })

  test('not where the vendor is not reached, or has no call for it', async () => {
    const { bound, use, provider } = await room()
    await provider.stop()
    expect(await bound.revoke(use())).toEqual({ revoked: false })
    const { revoke: _, ...without } = parcel.oauth
    const quiet = await room(honest, { catalog: createCatalog([{ ...parcel, oauth: without }]) })
    expect(await quiet.bound.revoke(quiet.use())).toEqual({ revoked: false })
    expect(quiet.provider.reached).toEqual([])
  })
})
