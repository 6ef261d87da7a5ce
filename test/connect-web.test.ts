/** Connecting by a vendor's page, in a browser: the page before it, and everything that may come back. */
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { code, type Furnished, openBrowsing } from './support/connecting.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function start() {
  const here = await openBrowsing()
  open.push(here)
  return here
}

/** Nothing of a consent that came to nothing: no secret, no connection, no link. */
function expectNothing({ room }: Furnished, id: string): void {
  expect(room.credentials.get(id)).toBeNull()
  expect(room.credentials.connection('parcel')).toBeNull()
  expect(room.consents.get(id)).toBeNull()
}

describe('the page before the vendor’s', () => {
  test('says which system, for whom, who asked, and what Ops Room will be able to do', async () => {
    const here = await start()
    const bluebird = await here.tenant('Bluebird <b>Stores</b>')
    const { state } = await bluebird.granted()
    const response = await here.get(`/connect/parcel?consent=${state}`)
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text).toContain('<h1>Connect Parcel</h1>')
    expect(text).toContain('Bluebird &#60;b&#62;Stores')
    expect(text).toContain('Asha')
    expect(text).toMatch(/will read.*item, any item/s)
    expect(text).toMatch(/may ask a founder to.*ship, ship and stray/s)
    // Looking is not going: what fetches links ahead binds nothing.
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(here.provider.reached).toEqual([])
  })

  test('says of reading only that nothing is changed', async () => {
    const here = await start()
    const { state } = await (await here.tenant()).granted('read')
    const text = await (await here.get(`/connect/parcel?consent=${state}`)).text()
    expect(text).toContain('It will change nothing')
    expect(text).not.toContain('may ask a founder')
  })

  test('loads nothing, runs nothing, tells nobody its address, and is kept by nobody', async () => {
    const here = await start()
    const { state } = await (await here.tenant()).granted()
    for (const query of [`consent=${state}`, `consent=${state}&go=1`, '', 'consent=nonsense']) {
      const response = await here.get(`/connect/parcel?${query}`)
      const text = await response.text()
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[^ ]+'; base-uri 'none'; form-action 'none'/,
      )
      expect(policy).toContain("frame-ancestors 'none'")
      expect(response.headers.get('referrer-policy')).toBe('no-referrer')
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(text).not.toMatch(/<script|<img|<link|src=|url\(|javascript:/i)
      const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(text) ?? []
      if (text) expect(policy).toContain(createHash('sha256').update(style).digest('base64'))
    }
  })

  test('leads on to the vendor with the state of its link, and a cookie that only this server reads', async () => {
    const here = await start()
    const { state } = await (await here.tenant()).granted()
    const { response } = await here.gone(state)
    expect(response.status).toBe(303)
    const url = new URL(response.headers.get('location') ?? '')
    expect(url.pathname).toBe('/parcel/v1/consent')
    expect(url.searchParams.get('state')).toBe(state)
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-ops_room_consent_parcel=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    )
  })

  test.each(['none', 'cross-site', 'same-site'])(
    'is what a link shows that skips it, from a place that the browser calls %s',
    async (from) => {
      const here = await start()
      const { state } = await (await here.tenant()).granted()
      const skipping = `/connect/parcel?consent=${state}&go=1`
      const response = await here.get(skipping, '', { 'sec-fetch-site': from })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('Go on only if you asked for it.')
      expect(response.headers.get('set-cookie')).toBeNull()
      const pressed = await here.get(skipping, '', { 'sec-fetch-site': 'same-origin' })
      expect(pressed.status).toBe(303)
    },
  )

  test('an address that is none does not end the process', async () => {
    const here = await start()
    for (const line of ['//', 'http://[', '///?', 'http://a:99999/'])
      expect(await here.raw(`GET ${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 404 /,
      )
    expect((await here.get('/connect/parcel')).status).toBe(200)
  })

  test('without a link it says where it begins; of a system that is not here there is no page', async () => {
    const here = await start()
    const begin = await here.get('/connect/parcel')
    expect(begin.status).toBe(200)
    expect(await begin.text()).toContain('<code>/ops connect parcel</code>')
    expect((await here.get('/connect/nothing')).status).toBe(404)
    expect((await here.get('/connect/ops_room')).status).toBe(404)
    expect((await here.get('/connect/constructor')).status).toBe(404)
  })
})

describe('the way back', () => {
  test('makes the connection: its account on the page, in Slack and at home, its steps in the ledger', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const { id, state } = await bluebird.granted('read')
    const { cookie } = await here.gone(state)
    const response = await here.back(state, cookie)
    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(/Parcel is connected.*acme.*read there/s)
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(bluebird.room.credentials.connection('parcel')).toMatchObject({
      ...{ account: 'acme', access: 'read', credential: id, refused: null },
    })
    const byAsha = { kind: 'member', id: bluebird.founder.id, via: 'web' }
    expect(bluebird.rows('credential.set')).toMatchObject([{ subject: id, actor: byAsha }])
    expect(bluebird.rows('config.changed')[0]).toMatchObject({
      actor: byAsha,
      subject: 'connection:parcel',
    })
    // An account may be a person's address: it stands in the body, which is sealed.
    expect(bluebird.rows('config.changed')[0]?.facts).toEqual({ connected: true, access: 'read' })
    expect(bluebird.letters()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'text', text: expect.stringMatching(/acme, for reading only\.$/) }),
        { kind: 'home', user: 'U0ASHA', isClosed: false },
      ]),
    )
    const answer = bluebird.tenant
      .broker()
      .read(
        { connector: 'parcel', read: 'item', input: { id: 'it_1' } },
        bluebird.tenant.credential('parcel'),
      )
    expect(await answer).toMatchObject({ status: 'packed' })
  })

  test('a state is good once', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const { state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    await here.back(state, cookie)
    const again = await here.back(state, cookie)
    expect(again.status).toBe(410)
    expect(await again.text()).toContain('is not open')
    expect(here.exchanges()).toHaveLength(1)
    expect(bluebird.rows('credential.set')).toHaveLength(1)
  })

  test('of two that come at once one is exchanged', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const { state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    const answers = await Promise.all(Array.from({ length: 8 }, () => here.back(state, cookie)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 410)])
    expect(here.exchanges()).toHaveLength(1)
    expect(bluebird.room.credentials.connection('parcel')?.account).toBe('acme')
  })

  test('is taken from no other browser, which cannot spoil it either', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const { state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    const [name] = cookie.split('=')
    for (const other of ['', `${name}=${'A'.repeat(43)}`, `${name}=`, `${cookie}; ${name}=x`, `x${cookie}`]) {
      const refused = await here.back(state, other)
      expect(refused.status, other).toBe(403)
    }
    expect(here.exchanges()).toEqual([])
    expect(bluebird.room.credentials.connection('parcel')).toBeNull()
    expect((await here.back(state, cookie)).status).toBe(200)
  })

  test('from nobody who never went on to the vendor', async () => {
    const here = await start()
    const { state } = await (await here.tenant()).granted()
    expect((await here.back(state, '__Host-ops_room_consent_parcel=')).status).toBe(403)
    expect(here.exchanges()).toEqual([])
  })

  test('not after ten minutes', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const { id, state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    here.clock.now += 600_000
    for (const path of [`consent=${state}`, `consent=${state}&go=1`])
      expect((await here.get(`/connect/parcel?${path}`)).status).toBe(410)
    expect((await here.back(state, cookie)).status).toBe(410)
    expect(here.exchanges()).toEqual([])
    here.clock.now += 600_001
    bluebird.room.consents.tidy()
    expectNothing(bluebird, id)
  })

  test('not for another system or another tenant, nor with a state that nobody made', async () => {
    const here = await start()
    const [bluebird, kolam] = [await here.tenant('Bluebird'), await here.tenant('Kolam')]
    const { state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    const razorpayCookie = cookie.replace('parcel', 'razorpay')
    const elsewhere = await here.get(`/connect/razorpay?code=${code}&state=${state}`, razorpayCookie)
    expect(elsewhere.status).toBe(410)
    const random = state.slice(0, 43)
    for (const other of [
      `${random}${kolam.room.tenant}`,
      `${'A'.repeat(43)}${bluebird.room.tenant}`,
      `${random}t_${'0'.repeat(26)}`,
      random,
      `${state}A`,
      `${random}../../x`,
      '',
    ])
      expect((await here.back(other, cookie)).status, other).toBe(410)
    expect(here.exchanges()).toEqual([])
    expect(kolam.room.credentials.connections()).toEqual([])
    expect((await here.back(state, cookie)).status).toBe(200)
  })

  test('not when a name comes twice', async () => {
    const here = await start()
    const { state } = await (await here.tenant()).granted()
    const { cookie } = await here.gone(state)
    for (const more of [`code=${code}&code=other`, `code=${code}&state=${state}`])
      expect((await here.back(state, cookie, more)).status).toBe(410)
    expect(here.exchanges()).toEqual([])
  })

  test('not for what was asked and never granted', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const id = await bluebird.asked()
    expect(bluebird.room.consents.mintState(id)).toBeNull()
    expect(bluebird.room.consents.bindBrowser(id)).toBeNull()
    expect(bluebird.room.consents.take(id)).toBe(false)
  })

  test('a grant opens one consent once, and only the one that it names', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const id = await bluebird.asked('read')
    const { room } = bluebird
    const authorise = (asked: { connector?: string; access?: 'read' | 'write'; consent?: string }) =>
      room.transact(() =>
        room.port.connections.authorise({ connector: 'parcel', access: 'read', consent: id, ...asked }),
      )
    // The card said reading; the consent that it names must not be one for more.
    expect(() => authorise({ access: 'write' })).toThrow(/approval\.stale/)
    expect(() => authorise({ connector: 'razorpay' })).toThrow(/approval\.stale/)
    expect(() => authorise({ consent: room.id('crd') })).toThrow(/approval\.stale/)
    authorise({})
    expect(() => authorise({})).toThrow(/approval\.stale/)
  })

  test('not for somebody who is no founder any more', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    bluebird.add('Ravi', 'founder')
    const { state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    bluebird.room.transact(() => bluebird.room.members.changeRole(bluebird.founder.id, 'operator'))
    expect((await here.back(state, cookie)).status).toBe(410)
    expect(here.exchanges()).toEqual([])
  })

  test('waits while Ops Room is paused', async () => {
    const here = await start()
    const bluebird = await here.tenant()
    const { state } = await bluebird.granted()
    const { cookie } = await here.gone(state)
    bluebird.room.rules.pause(bluebird.founder)
    expect((await here.back(state, cookie)).status).toBe(409)
    expect(here.exchanges()).toEqual([])
    bluebird.room.rules.resume(bluebird.founder)
    expect((await here.back(state, cookie)).status).toBe(200)
  })
})
