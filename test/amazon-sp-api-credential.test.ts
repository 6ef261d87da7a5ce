/** Connecting Amazon: the consent at Seller Central, the tokens of Login with Amazon, and what a credential may be. */
import { describe, expect, it } from 'vitest'
import { credential, oauth } from '../connectors/amazon-sp-api/credential.ts'
import { hosts, places } from '../connectors/amazon-sp-api/places.ts'
import type { CredentialFields, Session } from '../connectors/define.ts'
import { fixture, marketplace } from './support/connectors/amazon-sp-api.ts'
import { fault } from './support/connectors/amazon-sp-api-line.ts'

const form = {
  marketplace_id: marketplace,
  client_id: fixture.credential.client_id ?? '',
  client_secret: 'not-a-secret-at-all',
  application_id: 'amzn1.sp.solution.5a4db0c0-0042-4000-8000-b10eb12d0000',
  application_status: 'draft',
}
const granted = {
  access_token: 'Atza|one',
  refresh_token: 'Atzr|lasting',
  token_type: 'bearer',
  expires_in: 3600,
}
const now = Date.UTC(2026, 10, 22)

function signing(body: unknown, fields: CredentialFields = form, status = 200) {
  const asked: { url: string; form: Record<string, string> }[] = []
  const session: Session = {
    credential: fields,
    hosts: hosts[marketplace] ?? { api: '' },
    version: '',
    now: () => now,
    fetch: async (url, init) => {
      asked.push({ url: String(url), form: Object.fromEntries(new URLSearchParams(String(init?.body))) })
      return new Response(JSON.stringify(body), { status })
    },
  }
  return { session, asked }
}
const consent = (returned: Record<string, string> = { selling_partner_id: 'A3CONTRACT0001' }) => ({
  code: 'ANabc',
  redirectUri: 'https://ops.example/connect/amazon_sp_api',
  verifier: '',
  returned,
})

describe('the consent', () => {
  const ask = {
    scopes: ['Pricing'],
    redirectUri: 'https://ops.example/connect',
    state: 'a-state',
    challenge: '',
  }

  it('names the application, and says beta of a draft alone', () => {
    const query = (status: string) =>
      oauth.consent.query({ ...ask, fields: { ...form, application_status: status } })
    expect(query('draft')).toEqual({
      application_id: form.application_id,
      redirect_uri: 'https://ops.example/connect',
      state: 'a-state',
      version: 'beta',
    })
    expect(query('published')).not.toHaveProperty('version')
  })

  it('is at the Seller Central of the marketplace', () => {
    const page = (id: string) => `https://${hosts[id]?.[oauth.consent.on]}${oauth.consent.path}`
    expect(page(marketplace)).toBe('https://sellercentral.amazon.in/apps/authorize/consent')
    expect(page('A1PA6795UKMFR9')).toBe('https://sellercentral-europe.amazon.com/apps/authorize/consent')
    expect(page('A1VC38T7YXB528')).toBe('https://sellercentral.amazon.co.jp/apps/authorize/consent')
  })

  it('takes a form that is whole, and none that is not', () => {
    expect(oauth.form.safeParse(form).success).toBe(true)
    expect(oauth.form.safeParse({ ...form, application_id: '' }).success).toBe(false)
    expect(oauth.form.safeParse({ ...form, marketplace_id: 'A0ELSEWHERE' }).success).toBe(false)
    expect(oauth.fields.every((name) => Object.hasOwn(credential.fields, name))).toBe(true)
  })

  it('becomes a whole credential: the code is traded once, and the seller is who came back', async () => {
    const { session, asked } = signing(granted)
    const fields = await oauth.exchange(session, consent())
    expect(asked).toEqual([
      {
        url: 'https://api.amazon.com/auth/o2/token',
        form: {
          grant_type: 'authorization_code',
          code: 'ANabc',
          redirect_uri: 'https://ops.example/connect/amazon_sp_api',
          client_id: form.client_id,
          client_secret: form.client_secret,
        },
      },
    ])
    expect(credential.input.parse(fields)).toEqual({
      ...form,
      selling_partner_id: 'A3CONTRACT0001',
      refresh_token: 'Atzr|lasting',
      access_token: 'Atza|one',
      access_token_expires_at: '2026-11-22T01:00:00.000Z',
    })
  })

  it('without a seller, or with something else in its place, is not traded at all', async () => {
    for (const returned of [{}, { selling_partner_id: '../x' }] as Record<string, string>[]) {
      const { session, asked } = signing(granted)
      expect(await fault(oauth.exchange(session, consent(returned)))).toMatchObject({ kind: 'refused' })
      expect(asked).toEqual([])
    }
  })

  it('that has ended is said to have ended', async () => {
    const body = { error: 'invalid_grant', error_description: 'The request has an invalid grant parameter' }
    const { session } = signing(body, fixture.credential, 400)
    const error = await fault(credential.refresh?.run(session) ?? Promise.resolve())
    expect(error.kind).toBe('unauthorised')
    expect(error.message).toMatch(
      /^Amazon no longer accepts this connection\. A founder has to connect it again\. /,
    )
  })
})

describe('a credential', () => {
  it('is renewed before it ends, and keeps the refresh token that comes with the new one', async () => {
    const { refresh } = credential
    const ends = (minutes: number) => ({
      ...fixture.credential,
      access_token_expires_at: new Date(now + minutes * 60_000).toISOString(),
    })
    expect([refresh?.isFresh(ends(30), now), refresh?.isFresh(ends(4), now)]).toEqual([true, false])
    const { session, asked } = signing({ ...granted, refresh_token: 'Atzr|rotated' }, fixture.credential)
    const fresh = await refresh?.run(session)
    expect(asked[0]?.form).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: fixture.credential.refresh_token,
    })
    expect(fresh).toMatchObject({
      access_token: 'Atza|one',
      refresh_token: 'Atzr|rotated',
      selling_partner_id: 'A3CONTRACT0001',
    })
    expect(credential.input.safeParse(fresh).success).toBe(true)
  })

  it('takes keys without an application, with what a form leaves empty', () => {
    const keys = {
      marketplace_id: marketplace,
      client_id: form.client_id,
      client_secret: form.client_secret,
      application_id: '',
      application_status: '',
      selling_partner_id: 'A3CONTRACT0001',
      refresh_token: 'Atzr|lasting',
    }
    expect(Object.keys(credential.input.parse(keys))).not.toContain('application_id')
    for (const [name, bad] of Object.entries({
      client_id: 'x',
      selling_partner_id: 'a/b',
      refresh_token: 'short',
      surprise: '1',
    }))
      expect([name, credential.input.safeParse({ ...keys, [name]: bad }).success]).toEqual([name, false])
  })

  it('is shown by seller and shop, for every marketplace', () => {
    expect(credential.account(fixture.credential)).toBe('A3CONTRACT0001 on amazon.in')
    expect(new Set(places.map(({ shop }) => shop)).size).toBe(places.length)
  })
})
