/** Shopify's consent page beside the client-credentials grant: against the official library, and in the sandbox. */
import { createHmac } from 'node:crypto'
import { parse, validate } from 'graphql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scopesOf } from '../connectors/catalog.ts'
import type { CredentialFields } from '../connectors/define.ts'
import { shopify } from '../connectors/shopify/index.ts'
import { appUninstall, exchange, renewTokens, revoke } from '../connectors/shopify/login.ts'
import { apps } from '../sandbox/providers/logins/apps.ts'
import { json, officialApi, session } from './support/connectors/shopify-line.ts'
import { ShopifySandbox } from './support/connectors/shopify-sandbox.ts'
import { hasSpecs, loadSchema } from './support/connectors/shopify-schema.ts'

const { credential, oauth } = shopify
const form = {
  shop: 'bluebird-store',
  client_id: apps.shopify.clientId,
  client_secret: apps.shopify.clientSecret,
}
const redirectUri = 'http://127.0.0.1:3999/connect/shopify'
const state = 'A'.repeat(43)

let sandbox: ShopifySandbox
beforeEach(async () => {
  sandbox = await ShopifySandbox.start()
})
afterEach(() => sandbox.stop())

const query = (access: 'read' | 'write') => {
  const fields = oauth.form.parse(form)
  return oauth.consent.query({ fields, scopes: scopesOf(shopify, access), redirectUri, state, challenge: '' })
}

/** What came back, as the server hands it on: the code, and what the connector names. */
const backOf = (came: URLSearchParams) => ({
  code: came.get('code') ?? '',
  redirectUri,
  verifier: '',
  returned: Object.fromEntries(
    [...came].filter(([name]) => (oauth.returned as readonly string[]).includes(name)),
  ),
})

async function consent(access: 'read' | 'write'): Promise<CredentialFields> {
  const back = backOf(await sandbox.answer(query(access), 'allow'))
  return credential.input.parse(await exchange(sandbox.session(form), back))
}

describe('a consent', () => {
  it('opens the store for what it was given for', async () => {
    const fields = await consent('read')
    expect(credential.account(fields)).toBe('bluebird-store.myshopify.com')
    expect(credential.refresh?.isFresh(fields, sandbox.now)).toBe(true)
    const api = await shopify.open(sandbox.session(fields))
    const order = await shopify.reads.order.run(api, { order: '1042' })
    expect(order).toMatchObject({ order: { name: '#1042' } })
    const input = shopify.writes.markOrderPaid.input.parse({ order: '1042' })
    const before = await shopify.writes.markOrderPaid.preview(api, input)
    const deed = { input, before, account: '', idempotencyKey: 'login-test-key-0000001' }
    await expect(shopify.writes.markOrderPaid.run(api, deed)).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('write_orders'),
    })
  })

  it('asks for what is chosen, and for no more to read only', () => {
    const scopes = query('read').scope?.split(',') ?? []
    expect(scopes).toContain('read_orders')
    expect(scopes.filter((scope) => !scope.startsWith('read_'))).toEqual([])
    expect(query('write').scope).toContain('write_order_edits')
    expect(query('write')).toMatchObject({ state, redirect_uri: redirectUri, client_id: form.client_id })
    expect(JSON.stringify(query('write'))).not.toContain(form.client_secret)
  })

  it('that was refused comes back without a code', async () => {
    const came = await sandbox.answer(query('read'), 'cancel')
    expect(came.get('error')).toBe('access_denied')
    expect(came.get('code')).toBeNull()
  })

  const forged: [string, (came: URLSearchParams) => void][] = [
    ['another code', (came) => came.set('code', 'another')],
    ['another store', (came) => came.set('shop', 'evil.myshopify.com')],
    ['another state', (came) => came.set('state', 'B'.repeat(43))],
    ['no signature', (came) => came.delete('hmac')],
    ['an empty signature', (came) => came.set('hmac', '')],
    ['a signature of another secret', (came) => came.set('hmac', sign(came, 'another-secret'))],
    ['another store, signed by this app', (came) => resign(came, 'shop', 'evil.myshopify.com')],
    ['an old address, signed by this app', (came) => resign(came, 'timestamp', '1700000000')],
  ]
  it.each(forged)('that came back with %s is traded for nothing', async (_, forge) => {
    const came = await sandbox.answer(query('read'), 'allow')
    forge(came)
    const line = { ...sandbox.session(form), fetch: () => Promise.reject(new Error('nothing may be sent')) }
    await expect(exchange(line, backOf(came))).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/not signed by this store.*Shopify again\.$/),
    })
  })

  it('is checked as the official library checks it, and trades its code with what that sends', async () => {
    const came = await sandbox.answer(query('read'), 'allow')
    const official = officialApi(() => json({ access_token: 'shpat-not-a-token', scope: '' }))
    const theirs = { ...Object.fromEntries(came), timestamp: String(Math.floor(Date.now() / 1000)) }
    const hmac = sign(new URLSearchParams(theirs), 'shpss-not-a-secret')
    expect(await official.api.utils.validateHmac({ ...theirs, hmac })).toBe(true)
    expect(await official.api.utils.validateHmac({ ...theirs, hmac: 'a'.repeat(64) })).toBe(false)

    const line = session(() => json({ access_token: 'shpat-not-a-token', scope: '' }), form)
    await exchange({ ...line, now: () => sandbox.now }, backOf(came))
    const [{ url, init } = { url: '', init: {} }] = line.seen
    expect([init.method, url]).toEqual([
      'POST',
      'https://bluebird-store.myshopify.com/admin/oauth/access_token',
    ])
    expect(Object.fromEntries(new URLSearchParams(String(init.body)))).toEqual({
      client_id: form.client_id,
      client_secret: form.client_secret,
      code: came.get('code'),
      expiring: '1',
    })
  })

  it('of a custom app, whose token lasts, is kept as that token', async () => {
    const came = await sandbox.answer(query('read'), 'allow')
    const line = session(() => json({ access_token: 'shpat-lasting-token', scope: '' }), form)
    const fields = await exchange({ ...line, now: () => sandbox.now }, backOf(came))
    expect(credential.input.parse(fields)).toEqual({
      shop: 'bluebird-store',
      access_token: 'shpat-lasting-token',
    })
  })

  it('is worth nothing a second time', async () => {
    const back = backOf(await sandbox.answer(query('read'), 'allow'))
    await exchange(sandbox.session(form), back)
    await expect(exchange(sandbox.session(form), back)).rejects.toMatchObject({ kind: 'unauthorised' })
  })
})

describe('a renewal', () => {
  it('replaces both tokens and leaves the old refresh token dead', async () => {
    const old = await consent('read')
    sandbox.now += 56 * 60_000
    expect(credential.refresh?.isFresh(old, sandbox.now)).toBe(false)
    const fresh = credential.input.parse(await credential.refresh?.run(sandbox.session(old)))
    expect(fresh.refresh_token).not.toBe(old.refresh_token)
    expect(fresh.access_token).not.toBe(old.access_token)
    await expect(renewTokens(sandbox.session(old))).rejects.toMatchObject({
      kind: 'unauthorised',
      message: expect.stringMatching(/^Shopify no longer accepts this connection\. A founder has to connect/),
    })
    const api = await shopify.open(sandbox.session(fresh))
    expect(await shopify.reads.shop.run(api, {})).toMatchObject({ currency: 'INR' })
  })

  it('asks with what the official library sends', async () => {
    const answer = () =>
      json({ access_token: 'shpat-not-a-token', expires_in: 3600, refresh_token: 'shprt-not-one', scope: '' })
    const fields = { shop: 'kolam', client_id: '0123456789abcdef', client_secret: 'shpss-not-a-secret' }
    const line = session(answer, { ...fields, refresh_token: 'shprt-the-old-one' })
    await renewTokens(line)
    const official = officialApi(answer)
    await official.api.auth.refreshToken({ shop: 'kolam.myshopify.com', refreshToken: 'shprt-the-old-one' })
    const [ours, theirs] = [line.seen[0], official.seen[0]]
    expect([ours?.url, ours?.init.method]).toEqual([theirs?.url, theirs?.init.method])
    expect(Object.fromEntries(new URLSearchParams(String(ours?.init.body)))).toEqual(
      JSON.parse(String(theirs?.init.body)),
    )
  })
})

describe('disconnecting', () => {
  it('takes the app off the store, after which its tokens open nothing', async () => {
    const fields = await consent('write')
    await revoke(sandbox.session(fields))
    const api = await shopify.open(sandbox.session(fields))
    await expect(shopify.reads.shop.run(api, {})).rejects.toMatchObject({ kind: 'unauthorised' })
    await expect(renewTokens(sandbox.session(fields))).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('leaves an app of the founder’s own where it is, and sends nothing', async () => {
    const line = { ...sandbox.session(form), fetch: () => Promise.reject(new Error('nothing may be sent')) }
    await expect(revoke(line)).rejects.toMatchObject({ kind: 'refused', status: null })
  })

  it.skipIf(!hasSpecs)('is a mutation that Shopify has', () => {
    expect(validate(loadSchema(), parse(appUninstall))).toEqual([])
  })
})

function sign(came: URLSearchParams, secret: string): string {
  const rest = [...came].filter(([name]) => name !== 'hmac').toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHmac('sha256', secret).update(new URLSearchParams(rest).toString()).digest('hex')
}

function resign(came: URLSearchParams, name: string, value: string): void {
  came.set(name, value)
  came.set('hmac', sign(came, form.client_secret))
}
