/** The vendors' token endpoints in the sandbox, asked by the code that ships. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lastingGrant, refreshTokens } from '../connectors/oauth.ts'
import type { ProviderCall } from '../sandbox/providers/call.ts'
import { addGrant, bearerOf, noGrants } from '../sandbox/providers/grants.ts'
import { apps } from '../sandbox/providers/logins/apps.ts'
import { answerMetaTokens, metaLogin } from '../sandbox/providers/logins/meta.ts'
import { askOf, pages, redirectUri, SandboxLogins, tokenPath, verifier } from './support/sandbox-logins.ts'
import { PRIYAS_PAYMENT } from './support/sandbox-providers.ts'

let logins: SandboxLogins
beforeEach(async () => {
  logins = await SandboxLogins.start()
})
afterEach(() => logins.stop())

describe('a code', () => {
  it.each(['google', 'zoho', 'amazon'] as const)('of %s is traded once', async (vendor) => {
    const code = await logins.codeFor(vendor)
    const grant = await logins.trade(vendor, code)
    expect(lastingGrant(vendor, grant)).toMatch(/^(1\/\/0g|1000\.|Atzr\|)/)
    expect(grant.expires_in).toBeGreaterThan(3500)
    await expect(logins.trade(vendor, code)).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it.each([
    ['google', { verifier: randomBytes(32).toString('base64url') }],
    ['google', { verifier: '' }],
    ['google', { redirectUri: 'http://127.0.0.1:3999/connect/other' }],
    ['zoho', { verifier: randomBytes(32).toString('base64url') }],
    ['zoho', { redirectUri: 'http://127.0.0.1:3999/connect/other' }],
    ['amazon', { redirectUri: 'http://127.0.0.1:3999/connect/other' }],
    ['amazon', { verifier }],
  ] as const)('of %s is not good with %j, nor afterwards', async (vendor, more) => {
    const code = await logins.codeFor(vendor)
    await expect(logins.trade(vendor, code, more)).rejects.toMatchObject({ kind: 'unauthorised' })
    await expect(logins.trade(vendor, code)).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('ends after a minute, and is good at its own vendor only', async () => {
    const late = await logins.codeFor('google')
    logins.now += 60_000
    await expect(logins.trade('google', late)).rejects.toMatchObject({ kind: 'unauthorised' })
    await expect(logins.trade('zoho', await logins.codeFor('google'))).rejects.toMatchObject({
      kind: 'unauthorised',
    })
  })

  it('gives no lasting permission unless it was asked for', async () => {
    const grant = await logins.trade('google', await logins.codeFor('google', { access_type: 'online' }))
    expect(grant.refresh_token).toBeUndefined()
    expect(() => lastingGrant('Google', grant)).toThrow(/gave no lasting permission/)
    const zoho = await logins.trade('zoho', await logins.codeFor('zoho', { access_type: 'online' }))
    expect(zoho.refresh_token).toBeUndefined()
  })

  it('of Zoho is known to the data centre of the store alone', async () => {
    const form = {
      grant_type: 'authorization_code',
      code: await logins.codeFor('zoho'),
      redirect_uri: redirectUri,
    }
    const app = {
      client_id: apps.zoho.clientId,
      client_secret: apps.zoho.clientSecret,
      code_verifier: verifier,
    }
    const elsewhere = await logins.post('/providers/zoho_login/eu/oauth/v2/token', { ...form, ...app })
    expect(elsewhere).toEqual({ status: 200, body: { error: 'invalid_code' } })
    const home = await logins.post('/providers/zoho_login/in/oauth/v2/token', {}, { ...form, ...app })
    expect(home.body).toMatchObject({ api_domain: 'https://www.zohoapis.in', token_type: 'Bearer' })
  })
})

describe('a token endpoint', () => {
  const refused = { google: [401, 'invalid_client'], zoho: [200, 'invalid_client_secret'] } as const
  it.each(['google', 'zoho'] as const)('of %s refuses a wrong secret in its own words', async (vendor) => {
    const answer = await logins.post(tokenPath(vendor), {
      grant_type: 'authorization_code',
      client_id: apps[vendor].clientId,
      client_secret: 'wrong',
      code: await logins.codeFor(vendor),
    })
    expect([answer.status, answer.body.error]).toEqual(refused[vendor])
  })

  it.each(['google', 'zoho', 'amazon'] as const)(
    'of %s renews, until the consent is revoked',
    async (vendor) => {
      const refresh_token = lastingGrant(vendor, await logins.trade(vendor, await logins.codeFor(vendor)))
      const session = logins.session(vendor, { refresh_token })
      const renewed = await refreshTokens(session, askOf(vendor))
      expect(renewed.refresh_token).toBe(refresh_token)
      expect(Date.parse(renewed.access_token_expires_at ?? '') - logins.now).toBeGreaterThan(3_500_000)
      expect(await logins.control('grants', { revoke: vendor })).toMatchObject({
        consents: expect.any(Number),
      })
      await expect(refreshTokens(session, askOf(vendor))).rejects.toMatchObject({ kind: 'unauthorised' })
    },
  )

  it.each(['google', 'zoho', 'amazon'] as const)(
    'of %s rotates when told so, and the old token is dead',
    async (vendor) => {
      const refresh_token = lastingGrant(vendor, await logins.trade(vendor, await logins.codeFor(vendor)))
      await logins.control('grants', { rotate: vendor })
      const { refresh_token: next } = await refreshTokens(
        logins.session(vendor, { refresh_token }),
        askOf(vendor),
      )
      expect(next).not.toBe(refresh_token)
      await expect(
        refreshTokens(logins.session(vendor, { refresh_token }), askOf(vendor)),
      ).rejects.toMatchObject({
        kind: 'unauthorised',
      })
      await refreshTokens(logins.session(vendor, { refresh_token: next ?? '' }), askOf(vendor))
    },
  )

  it('of Login with Amazon takes JSON as well as a form', async () => {
    const answer = await logins.postJson(tokenPath('amazon'), {
      grant_type: 'authorization_code',
      code: await logins.codeFor('amazon'),
      client_id: apps.amazon.clientId,
      client_secret: apps.amazon.clientSecret,
    })
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 3600 })
  })

  it('ends a grant with either of its tokens', async () => {
    const first = await logins.trade('google', await logins.codeFor('google'))
    const second = await logins.trade('google', await logins.codeFor('google'))
    const end = (token: string) => logins.post('/providers/google_login/oauth2/revoke', { token })
    expect(await end(first.access_token)).toEqual({ status: 200, body: {} })
    expect(await end(second.refresh_token ?? '')).toEqual({ status: 200, body: {} })
    expect(await end(first.access_token)).toMatchObject({ status: 400, body: { error: 'invalid_token' } })
    const zoho = await logins.trade('zoho', await logins.codeFor('zoho'))
    const endZoho = () =>
      logins.post('/providers/zoho_login/in/oauth/v2/token/revoke', {}, { token: zoho.refresh_token ?? '' })
    expect(await endZoho()).toEqual({ status: 200, body: { status: 'success' } })
    expect(await endZoho()).toMatchObject({ status: 400 })
  })

  it('leaves no secret in the log of requests', async () => {
    const code = await logins.codeFor('google')
    const grant = await logins.trade('google', code)
    await refreshTokens(
      logins.session('google', { refresh_token: grant.refresh_token ?? '' }),
      askOf('google'),
    )
    await logins.post('/providers/zoho_login/in/oauth/v2/token/revoke', {}, { token: 'aTokenInTheQuery' })
    const log = JSON.stringify(await logins.control('requests'))
    const { clientSecret } = apps.google
    for (const secret of [code, verifier, clientSecret, grant.refresh_token ?? '', 'aTokenInTheQuery'])
      expect(log.includes(secret) || log.includes(encodeURIComponent(secret)), secret).toBe(false)
    expect(log).toContain('/oauth2/token')
  })
})

describe('Meta', () => {
  const grants = noGrants()
  const world = { grants: () => grants, now: () => logins.now }
  const { clientId: client_id, clientSecret: client_secret } = apps.meta
  const ask = (method: string, path: string, query: Record<string, string>) =>
    answerMetaTokens(world, { method, path, query: new URLSearchParams(query), headers: {}, body: '' })
  const tokenOf = (reply: ReturnType<typeof ask>) =>
    (reply?.body as { access_token?: string } | undefined)?.access_token ?? ''

  it('trades a code for a short token, and that for a long one, until the permission is deleted', async () => {
    const login = metaLogin.open({
      ...world,
      store: never,
      state: () => ({}),
      bearer: () => null,
      work: never,
    })
    const call: ProviderCall = {
      method: 'POST',
      path: '/v25.0/dialog/oauth',
      query: new URLSearchParams(pages.meta.query),
      headers: {},
      body: 'decision=allow',
    }
    const sent = await login.answer(call)
    const code = new URL(sent.headers?.location ?? '').searchParams.get('code') ?? ''
    const app = { client_id, client_secret }
    const trade = { ...app, code, redirect_uri: redirectUri, code_verifier: verifier }
    const short = tokenOf(ask('GET', '/v25.0/oauth/access_token', trade))
    expect(bearerOf(grants, short, logins.now)?.scopes).toEqual(['ads_read', 'ads_management'])
    expect(ask('GET', '/v25.0/oauth/access_token', trade)).toMatchObject({ status: 400 })
    const exchange = { ...app, grant_type: 'fb_exchange_token', fb_exchange_token: short }
    const long = tokenOf(ask('GET', '/v25.0/oauth/access_token', exchange))
    logins.now += 3 * 3_600_000
    expect(bearerOf(grants, short, logins.now)).toBeNull()
    expect(bearerOf(grants, long, logins.now)).not.toBeNull()
    expect(ask('GET', '/v25.0/oauth/access_token', exchange)).toMatchObject({ status: 400 })
    expect(ask('DELETE', '/v25.0/me/permissions', { access_token: long })).toMatchObject({ status: 200 })
    expect(bearerOf(grants, long, logins.now)).toBeNull()
  })

  it('knows lasting tokens of system users, and leaves the rest to the API', () => {
    addGrant(grants, 'EAAsystemuser', {
      vendor: 'meta',
      clientId: client_id,
      scopes: ['ads_read'],
      lasts: true,
    })
    expect(bearerOf(grants, 'EAAsystemuser', logins.now)?.scopes).toEqual(['ads_read'])
    expect(ask('GET', '/v25.0/me/adaccounts', {})).toBeNull()
  })
})

describe('Razorpay', () => {
  type Tokens = { access_token: string; refresh_token: string; razorpay_account_id?: string }
  const app = { client_id: apps.razorpay.clientId, client_secret: apps.razorpay.clientSecret }
  const ask = (fields: object) =>
    logins.postJson<Tokens>('/providers/razorpay_login/token', { ...app, ...fields })
  const trade = async (scope = 'read_only') => {
    const code = await logins.codeFor('razorpay', { scope })
    return ask({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, mode: 'test' })
  }
  const read = (token: string) => logins.statusOf('GET', '/providers/razorpay/v1/payments', `Bearer ${token}`)
  const write = (token: string) =>
    logins.statusOf('POST', `/providers/razorpay/v1/payments/${PRIYAS_PAYMENT}/refund`, `Bearer ${token}`)

  it('lets a consent’s token do what it was given for', async () => {
    const reading = await trade()
    expect(reading.razorpay_account_id).toMatch(/^acc_/)
    expect(await read(reading.access_token)).toBe(200)
    expect(await read('made-up')).toBe(401)
    const log = () => logins.control('requests?provider=razorpay')
    expect(await write(reading.access_token)).toBe(400)
    expect(JSON.stringify(await log())).not.toContain('"acted":true')
    const all = await trade('read_write')
    expect(await write(all.access_token)).toBe(200)
  })

  it('takes a refresh token once, always', async () => {
    const { refresh_token } = await trade()
    const renew = () => ask({ grant_type: 'refresh_token', refresh_token })
    const renewed = await renew()
    expect(renewed.refresh_token).not.toBe(refresh_token)
    expect(await read(renewed.access_token)).toBe(200)
    expect(await renew()).toMatchObject({ error: { description: 'The refresh token is invalid.' } })
  })

  it('ends each token by itself', async () => {
    const { access_token, refresh_token } = await trade()
    const end = (token_type_hint: string, token: string) =>
      logins.postJson('/providers/razorpay_login/revoke', { ...app, token_type_hint, token })
    expect(await end('access_token', access_token)).toEqual({ message: 'Token Revoked' })
    expect(await read(access_token)).toBe(401)
    expect(await end('refresh_token', refresh_token)).toEqual({ message: 'Token Revoked' })
    expect(await end('refresh_token', refresh_token)).toHaveProperty('error')
  })
})

describe('behind everybody’s back', () => {
  it('a consent is narrowed, its access tokens end, and a wrong wish is refused', async () => {
    const scope = 'ZohoInventory.items.READ'
    await logins.trade('zoho', await logins.codeFor('zoho'))
    await logins.control('grants', { narrow: 'zoho', scopes: [scope] })
    const standing = (await logins.control('grants')) as { vendor: string; scopes: string[] }[]
    const zoho = standing.filter(({ vendor }) => vendor === 'zoho')
    expect(zoho.length).toBeGreaterThan(0)
    expect(zoho.flatMap(({ scopes }) => scopes)).not.toContain(scope)
    expect(await logins.control('grants', { expire: 'zoho' })).toEqual({ consents: zoho.length })
    expect(await logins.control('grants', { burn: 'zoho' })).toHaveProperty('error')
  })
})

const never = (): never => {
  throw new Error('not asked for')
}
