/** Connecting by a vendor's page that comes to nothing: what a person reads, and that nothing of it stays. */
import { afterEach, describe, expect, test } from 'vitest'
import { code, type Furnished, openBrowsing, secret } from './support/connecting.ts'
import { honest } from './support/parcel.ts'
import { type Answers, json } from './support/provider.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start(answers: Answers = honest) {
  const here = await openBrowsing(answers)
  open.push(here)
  return here
}

/** Nothing of a consent that came to nothing: no secret, no connection, no link. */
function expectNothing({ room }: Furnished, id: string): void {
  expect(room.credentials.get(id)).toBeNull()
  expect(room.credentials.connection('parcel')).toBeNull()
  expect(room.consents.get(id)).toBeNull()
}

describe('what comes to nothing', () => {
  test('a person who does not allow it reads that nothing was changed', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const { id, state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    const response = await here.back(state, cookie, 'error=access_denied')
    expect(await response.text()).toMatch(/You did not allow it there.*\/ops connect parcel/s)
    expectNothing(bluebird, id)
    expect(bluebird.rows('credential.refused')).toMatchObject([{ facts: { code: 'denied' } }])
    expect((await here.back(state, cookie)).status).toBe(410)
  })

  test('the vendor’s other words are not repeated', async () => {
    const here = await start()
    const { state } = await (await here.tenant()).granted()
    const { cookie } = await here.gone(state)
    const more = 'error=server_error&error_description=Call+0800-scam'
    const text = await (await here.back(state, cookie, more)).text()
    expect(text).toContain('Parcel did not let Ops Room in.')
    expect(text).not.toMatch(/scam|server_error/)
  })

  test.each<[string, Answers]>([
    [
      'a code that the vendor does not take',
      (reached, response, request) =>
        reached.url.endsWith('/oauth/token')
          ? json(response, { error: 'invalid_grant' }, 400)
          : honest(reached, response, request),
    ],
    [
      'a credential that does not work',
      (reached, response, request) =>
        reached.method === 'GET' ? json(response, {}, 401) : honest(reached, response, request),
    ],
    ['a vendor that is away', (_, response) => response.destroy()],
  ])('%s leaves the connection of before as it was', async (_, answers) => {
    const here = await start(answers)
    const bluebird = await here.tenant()
    const old = await bluebird.connectByKeys()
    const { id, state } = await bluebird.granted('read')
    const { cookie } = await here.gone(state)
    const response = await here.back(state, cookie)
    expect(response.status).toBe(502)
    expect(await response.text()).toMatch(
      /was not connected.*Nothing was changed here.*\/ops connect parcel/s,
    )
    expect(bluebird.room.credentials.connection('parcel')).toMatchObject({
      ...{ account: 'old', access: 'write', credential: old, refused: null },
    })
    expect(bluebird.room.credentials.all().map((sealed) => sealed.id)).toEqual([old])
    expect(bluebird.room.consents.get(id)).toBeNull()
    expect(bluebird.rows('credential.refused')).toHaveLength(1)
    expect(bluebird.rows('credential.set')).toEqual([])
  })

  test('what works takes the place of the connection of before, whose secret is forgotten', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    await bluebird.connectByKeys()
    const { id, state } = await bluebird.granted()
    const page = await (await here.get(`/connect/parcel?consent=${state}`)).text()
    expect(page).toContain('old is connected now')
    const { cookie } = await here.gone(state)
    await here.back(state, cookie)
    expect(bluebird.room.credentials.all().map((sealed) => sealed.id)).toEqual([id])
    // Some vendors end all grants of an app with one of them: the old one is left to run out.
    expect(here.provider.reached.some(({ url }) => url.endsWith('/oauth/revoke'))).toBe(false)
  })

  test('a founder who disconnects meanwhile has the last word', async () => {
    let disconnect: () => void = () => undefined
    const here = await start((reached, response, request) => {
      if (reached.url.endsWith('/oauth/token')) disconnect()
      honest(reached, response, request)
    })
    const bluebird = await here.tenant()
    await bluebird.connectByKeys()
    const { id, state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    disconnect = () => bluebird.room.transact(() => bluebird.room.port.connections.disconnect('parcel'))
    expect((await here.back(state, cookie)).status).toBe(410)
    expectNothing(bluebird, id)
  })

  test('a broker that is away is said, and the founder begins again', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const { id, state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    here.link.connected({ remote: null, closed: Promise.resolve() })
    await new Promise((resolve) => setImmediate(resolve))
    const response = await here.back(state, cookie)
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('is not running')
    expectNothing(bluebird, id)
  })
})

test('no state, code, cookie or secret stands in a file or in the log', async () => {
  const here = await start()
  const bluebird = await here.tenant()
  const failed = await bluebird.granted()
  await here.back(failed.state, (await here.gone(failed.state)).cookie, 'error=x')
  const { state } = await bluebird.granted()
  const { cookie } = await here.gone(state)
  await here.get(`/connect/parcel?consent=${state}`)
  await here.back(state, cookie)
  const bytes = here.bytesOnDisk() + here.logged.join('')
  expect(bytes).toContain('connection:parcel')
  const [, held = ''] = cookie.split('=')
  for (const hidden of [
    state,
    failed.state,
    code,
    held,
    secret,
    encodeURIComponent(secret),
    'token-of-the-hour',
  ])
    expect(bytes.includes(hidden), hidden).toBe(false)
})
