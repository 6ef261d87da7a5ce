/** Shopify's credential, money and masks, beyond what every connector must keep. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConnectorError, type CredentialFields } from '../connectors/define.ts'
import { maskEmail, maskPhone } from '../connectors/masks.ts'
import { moneyText, toDecimal } from '../connectors/money.ts'
import { shopify } from '../connectors/shopify/index.ts'
import { placeText } from '../connectors/shopify/masks.ts'
import { toMoney } from '../connectors/shopify/money.ts'
import { credential, faultOf, json, officialApi, session, token } from './support/connectors/shopify-line.ts'

describe('money', () => {
  it.each([
    ['1249.5', 'INR', 124_950, '1249.50'],
    ['0.05', 'INR', 5, '0.05'],
    ['2499.00', 'INR', 249_900, '2499.00'],
    ['1000.0', 'JPY', 1000, '1000'],
    ['1000', 'JPY', 1000, '1000'],
    ['1.234', 'KWD', 1234, '1.234'],
    ['1.2', 'KWD', 1200, '1.200'],
    ['-12.30', 'INR', -1230, '-12.30'],
    ['0.0', 'INR', 0, '0.00'],
    // As a float, 90071992547409.91 · 100 is 9007199254740990.
    ['90071992547409.91', 'INR', 9_007_199_254_740_991, '90071992547409.91'],
  ])('%s %s is %d minor units', (text, currency, minor, decimal) => {
    expect(toMoney(text, currency)).toEqual({ currency, minor })
    expect(toDecimal({ currency, minor })).toBe(decimal)
  })

  it.each([
    ['10.005', 'INR'],
    ['10.5', 'JPY'],
    ['1.2345', 'KWD'],
    ['1e3', 'INR'],
    ['', 'INR'],
    ['90071992547409.92', 'INR'],
  ])('%s is no exact amount of %s', (text, currency) => {
    expect(() => toMoney(text, currency)).toThrow(ConnectorError)
  })

  it('comes back as it went', () => {
    const currency = fc.constantFrom('INR', 'JPY', 'KWD', 'USD')
    fc.assert(
      fc.property(currency, fc.maxSafeInteger(), (code, minor) => {
        expect(toMoney(toDecimal({ currency: code, minor }), code)).toEqual({
          currency: code,
          minor: minor || 0,
        })
      }),
    )
  })

  it('is shown in digits with its currency', () => {
    expect(moneyText({ currency: 'INR', minor: 12_345_650 })).toBe('₹1,23,456.50')
    expect(moneyText({ currency: 'JPY', minor: 1000 })).toBe('¥1,000')
    expect(moneyText({ currency: 'KWD', minor: 1234 })).toMatch(/^KWD\s1\.234$/)
  })
})

describe('people', () => {
  it('are masked in a report, whatever a query calls the column', async () => {
    const query =
      'FROM customers SHOW customer_phone AS p, customer_address as place, note, emails_sent LIMIT 1'
    const columns = ['p', 'place', 'note', 'zip_code'].map((name) => ({ name, dataType: 'STRING' }))
    const row = {
      p: '9812345678',
      place: '4 Lake Road',
      note: '+91 98123 45678',
      zip_code: 302_001,
      emails_sent: 7,
    }
    const answer = {
      shop: { currencyCode: 'INR' },
      shopifyqlQuery: {
        parseErrors: [],
        tableData: { columns: [...columns, { name: 'emails_sent', dataType: 'INTEGER' }], rows: [row] },
      },
    }
    const api = { ask: async () => answer } as unknown as Parameters<typeof shopify.reads.shopifyql.run>[0]
    const { rows } = await shopify.reads.shopifyql.run(api, { query, limit: 1 })
    expect(rows).toEqual([{ p: '…', place: '…', note: '…', zip_code: '…', emails_sent: 7 }])
  })

  it('are masked', () => {
    expect(maskEmail('asha.rao@example.com')).toBe('a…@example.com')
    expect(maskEmail('@example.com')).toBe('…')
    expect(maskEmail(null)).toBeNull()
    expect(maskPhone('+919812345678')).toBe('…5678')
    expect(maskPhone('12345')).toBe('…')
    expect(placeText({ city: 'Pune', countryCodeV2: 'IN' })).toBe('Pune, IN')
    expect(placeText({ city: null, countryCodeV2: null })).toBeNull()
  })
})

describe('the credential', () => {
  const parse = (shop: string) => shopify.credential.input.safeParse({ shop, access_token: token })

  it.each([
    'kolam',
    'Kolam.myshopify.com',
    'https://kolam.myshopify.com/',
    ' http://kolam.myshopify.com/admin ',
    'https://admin.shopify.com/store/kolam',
  ])('takes the store as people paste it: %s', (pasted) => {
    expect(parse(pasted).data?.shop).toBe('kolam')
  })

  it.each([
    'kolam.example.com',
    'kolam.myshopify.com.evil.example',
    'https://evil.example/kolam.myshopify.com',
    'kolam@evil',
    '-kolam',
    'ko_lam',
    'kolam.myshopify.com:8443',
    'a'.repeat(64),
  ])('takes no other host: %s', (pasted) => {
    expect(parse(pasted).success).toBe(false)
  })

  it('is one of two kinds, and never half of one', () => {
    const ok = (fields: CredentialFields) => shopify.credential.input.safeParse(fields).success
    const app = { client_id: '0123456789abcdef', client_secret: 'shpss-not-a-secret' }
    expect(ok({ shop: 'kolam', ...app })).toBe(true)
    expect(ok({ shop: 'kolam', ...app, access_token: '' })).toBe(true)
    expect(ok({ shop: 'kolam', client_id: app.client_id })).toBe(false)
    expect(ok({ shop: 'kolam' })).toBe(false)
  })

  const fields = { shop: 'kolam', client_id: '0123456789abcdef', client_secret: 'shpss-not-a-secret' }
  const { refresh } = shopify.credential
  if (!refresh) throw new Error('no refresh')

  it('is exchanged for a token that is renewed before it ends', async () => {
    const line = session(
      () => json({ access_token: token, scope: 'read_orders', expires_in: 86_399 }),
      fields,
    )
    const fresh = await refresh.run(line)
    expect(fresh).toEqual({
      ...fields,
      access_token: token,
      access_token_expires_at: '2026-11-22T23:59:59.000Z',
    })
    expect(shopify.credential.input.parse(fresh)).toEqual(fresh)
    const [{ url, init } = { url: '', init: {} }] = line.seen
    expect([init.method, url]).toEqual(['POST', 'https://kolam.myshopify.com/admin/oauth/access_token'])
    const end = Date.parse('2026-11-22T23:59:59.000Z')
    expect(refresh.isFresh(fresh, end - 600_000)).toBe(true)
    expect(refresh.isFresh(fresh, end - 60_000)).toBe(false)
    expect(refresh.isFresh(fields, 0)).toBe(false)
    expect(refresh.isFresh(credential, end)).toBe(true)
  })

  it('asks for a token with what the official library sends', async () => {
    const line = session(() => json({ access_token: token, expires_in: 86_399 }), fields)
    await refresh.run(line)
    const official = officialApi(() => json({ access_token: token, scope: '', expires_in: 86_399 }))
    await official.api.auth.clientCredentials({ shop: 'kolam.myshopify.com' })
    const [ours, theirs] = [line.seen[0], official.seen[0]]
    expect([ours?.url, ours?.init.method]).toEqual([theirs?.url, theirs?.init.method])
    // The documents say a form, as RFC 6749 does; the library says the same fields in JSON.
    expect(Object.fromEntries(new URLSearchParams(String(ours?.init.body)))).toEqual(
      JSON.parse(String(theirs?.init.body)),
    )
  })

  it.each([
    [400, 'unauthorised'],
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [429, 'throttled'],
    [500, 'broken'],
  ])('is refused with HTTP %d: %s', async (status, kind) => {
    const fault = await faultOf(refresh.run(session(() => json({ error: 'x' }, status), fields)))
    expect(fault.kind).toBe(kind)
    expect(fault.message).not.toContain(fields.client_secret)
  })
})
