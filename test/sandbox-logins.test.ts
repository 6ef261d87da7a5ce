/** The vendors' consent pages in the sandbox: what they show, whom they send back, and whom they do not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ads, pages, redirectUri, SandboxLogins, state, type Vendor } from './support/sandbox-logins.ts'

let logins: SandboxLogins
beforeEach(async () => {
  logins = await SandboxLogins.start()
})
afterEach(() => logins.stop())

const vendors = Object.keys(pages) as Vendor[]

describe('the consent page', () => {
  it.each(vendors)('of %s says whose it is, what is asked for, and where the answer goes', async (vendor) => {
    const standing = await logins.control('grants')
    const { status, text, type } = await logins.open(vendor)
    expect({ status, type }).toEqual({ status: 200, type: 'text/html; charset=utf-8' })
    expect(text).toMatch(/Sandbox of (Google|Zoho|Amazon Seller Central|Meta|Razorpay)</)
    expect(text).toContain('127.0.0.1:3999')
    const { scope = 'Pricing' } = pages[vendor].query as { scope?: string }
    for (const each of scope.split(',')) expect(text).toContain(`<code>${each}</code>`)
    // Looking at a page grants nothing.
    expect(await logins.control('grants')).toEqual(standing)
  })

  it.each([
    ['google', { code: /^4\/0A/, scope: ads, authuser: '0', prompt: 'consent' }, ''],
    ['zoho', { code: /^1000\./, location: 'in', 'accounts-server': 'https://accounts.zoho.in' }, ''],
    ['amazon', { spapi_oauth_code: /^ANsandbox/, selling_partner_id: 'A3BLUEBIRD0042' }, ''],
    ['meta', { code: /^AQ/ }, '#_=_'],
    ['razorpay', { code: /^def50200/ }, ''],
  ] as const)('of %s leads back with a code and the state', async (vendor, expected, hash) => {
    const { status, location } = await logins.press(vendor, 'allow')
    expect(status).toBe(302)
    expect(location.href.startsWith(redirectUri)).toBe(true)
    expect(location.hash).toBe(hash)
    const came = Object.fromEntries(location.searchParams)
    const patterns = Object.entries(expected).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : expect.stringMatching(value),
    ])
    expect(came).toEqual({ ...Object.fromEntries(patterns), state })
  })

  it.each(vendors)('of %s leads back without a code after Cancel', async (vendor) => {
    const { location } = await logins.press(vendor, 'cancel')
    expect(location.searchParams.get('error')).toBe('access_denied')
    expect(location.searchParams.get('state')).toBe(state)
    expect(location.searchParams.has(pages[vendor].code)).toBe(false)
  })

  const wrong = { client_id: 'somebody-else', application_id: 'amzn1.sp.solution.other' }
  it.each([
    ['google', wrong, /invalid_client/],
    ['google', { redirect_uri: 'http://127.0.0.1:3999/elsewhere' }, /redirect_uri_mismatch/],
    ['google', { redirect_uri: 'https://evil.example/connect/google' }, /redirect_uri_mismatch/],
    ['google', { scope: `${ads} https://www.googleapis.com/auth/nonsense` }, /invalid_scope/],
    ['google', { response_type: 'token' }, /invalid_request/],
    ['google', { code_challenge_method: 'plain' }, /invalid_request/],
    ['google', { code_challenge: 'short' }, /invalid_request/],
    ['zoho', wrong, /Client Id passed does not exist/],
    ['zoho', { redirect_uri: 'none' }, /does not match with the one configured/],
    ['zoho', { scope: 'ZohoInventory.items.READ,ZohoInventory.items.LOOK' }, /Scope does not exist/],
    ['amazon', wrong, /MD5100/],
    ['amazon', { redirect_uri: '' }, /MD5101/],
    ['meta', wrong, /Invalid App ID/],
    ['meta', { redirect_uri: 'https://evil.example/connect/meta' }, /URL blocked/],
    ['meta', { scope: 'ads_read,ads_everything' }, /Invalid Scopes: ads_everything/],
    ['razorpay', { scope: 'read_everything' }, /scope is invalid/],
    ['razorpay', { redirect_uri: 'https://evil.example/connect/razorpay' }, /not registered/],
  ] as const)('of %s sends nobody back for %j', async (vendor, more, words) => {
    const { status, text } = await logins.open(vendor, more)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(text).toMatch(words)
    const answered = await logins.press(vendor, 'allow', more)
    expect(answered).toMatchObject({ status, location: new URL('none:') })
  })

  it('shows what it was sent as text', async () => {
    const { text } = await logins.open('google', { scope: '<img src=x onerror=alert(1)>' })
    expect(text).toContain('&lt;img')
    expect(text).not.toContain('<img')
  })
})
