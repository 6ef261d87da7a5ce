/** Signing in with Google: what is asked for, and what becomes of it. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { CredentialFields, Session } from '../connectors/define.ts'
import { createGoogleLogin } from '../connectors/google-login.ts'

const label = 'Google Something'
const login = createGoogleLogin({
  label,
  fields: { place: { label: 'Place', secret: false, hint: 'x' } },
  form: { place: z.string().optional() },
  whole: { place: z.string() },
})
const app = { client_id: '1-a.apps.googleusercontent.com', client_secret: 'GOCSPX-test-secret' }
const refresh_token = '1//0refresh-token'
const now = Date.UTC(2026, 10, 22)

type Asked = { url: string; method: string; form: Record<string, string> }
function at(
  answer: { status?: number; body: object },
  credential: CredentialFields = { ...app, refresh_token },
) {
  const asked: Asked[] = []
  const session: Session = {
    credential,
    hosts: { api: 'api.example', ...login.hosts },
    version: '',
    now: () => now,
    fetch: async (url, init = {}) => {
      asked.push({
        url: String(url),
        method: init.method ?? 'GET',
        form: Object.fromEntries(new URLSearchParams(String(init.body))),
      })
      return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 })
    },
  }
  return { asked, session }
}
const consent = {
  code: '4/0code',
  redirectUri: 'https://ops.example/connect/x',
  verifier: 'v'.repeat(43),
  returned: {},
}
const granted = { access_token: 'ya29.fresh-token', expires_in: 3599, refresh_token, token_type: 'Bearer' }

describe('the consent', () => {
  it('asks for lasting access to these scopes alone, with a challenge', () => {
    const { on, path, query } = login.oauth.consent
    expect({ host: login.hosts[on as 'consent'], path }).toEqual({
      host: 'accounts.google.com',
      path: '/o/oauth2/v2/auth',
    })
    const asked = query({
      fields: app,
      scopes: ['a', 'b'],
      redirectUri: consent.redirectUri,
      state: 's',
      challenge: 'c',
    })
    expect(asked).toEqual({
      response_type: 'code',
      client_id: app.client_id,
      redirect_uri: consent.redirectUri,
      scope: 'a b',
      state: 's',
      code_challenge: 'c',
      code_challenge_method: 'S256',
      access_type: 'offline',
      prompt: 'consent',
      include_granted_scopes: 'false',
    })
    expect(login.oauth).toMatchObject({ pkce: true, code: 'code' })
  })

  it('shows the app’s fields and the system’s, and no token', () => {
    expect(login.oauth.fields).toEqual(['client_id', 'client_secret', 'place'])
    expect(login.oauth.form.parse({ ...app, place: '' })).toEqual(app)
    expect(login.oauth.form.safeParse({ ...app, refresh_token }).success).toBe(false)
    expect(login.oauth.form.safeParse({ ...app, client_id: 'evil.example' }).success).toBe(false)
  })
})

describe('the exchange', () => {
  it('trades the code with its verifier for the whole credential', async () => {
    const { asked, session } = at({ body: granted }, { ...app, place: 'p' })
    const credential = await login.oauth.exchange(session, consent)
    expect(asked).toEqual([
      {
        url: 'https://oauth2.googleapis.com/token',
        method: 'POST',
        form: {
          ...app,
          grant_type: 'authorization_code',
          code: consent.code,
          redirect_uri: consent.redirectUri,
          code_verifier: consent.verifier,
        },
      },
    ])
    expect(credential).toEqual({
      ...app,
      place: 'p',
      refresh_token,
      access_token: 'ya29.fresh-token',
      access_token_expires_at: '2026-11-22T00:59:59.000Z',
    })
    expect(login.credential.input.parse(credential)).toEqual(credential)
  })

  it('looks around with the new token for what was not entered', async () => {
    const seeing = createGoogleLogin({
      label,
      found: async ({ credential }) => ({ place: `by ${credential.access_token}` }),
    })
    const { session } = at({ body: granted }, app)
    expect(await seeing.oauth.exchange(session, consent)).toMatchObject({
      place: 'by ya29.fresh-token',
      refresh_token,
    })
  })

  it('ends in a sentence where Google gave no lasting permission, or none at all', async () => {
    const { refresh_token: _, ...passing } = granted
    await expect(login.oauth.exchange(at({ body: passing }, app).session, consent)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/Google Something gave no lasting permission/),
    })
    const dead = at({ status: 400, body: { error: 'invalid_grant', error_description: 'Bad Request' } }, app)
    await expect(login.oauth.exchange(dead.session, consent)).rejects.toMatchObject({ kind: 'unauthorised' })
  })
})

describe('the refresh', () => {
  const { refresh } = login.credential
  it('keeps the token that did not rotate, and takes one that did', async () => {
    const { refresh_token: _, ...passing } = granted
    const { asked, session } = at({ body: passing })
    expect(await refresh?.run(session)).toMatchObject({ refresh_token, access_token: 'ya29.fresh-token' })
    expect(asked[0]?.form).toEqual({ ...app, grant_type: 'refresh_token', refresh_token })
    const rotated = at({ body: { ...granted, refresh_token: '1//0another-token' } })
    expect(await refresh?.run(rotated.session)).toMatchObject({ refresh_token: '1//0another-token' })
  })

  it('comes before the end of the token', () => {
    const until = (ms: number) => ({
      access_token: 'x',
      access_token_expires_at: new Date(now + ms).toISOString(),
    })
    expect(refresh?.isFresh(until(600_000), now)).toBe(true)
    expect(refresh?.isFresh(until(60_000), now)).toBe(false)
    expect(refresh?.isFresh({ refresh_token }, now)).toBe(false)
  })
})

describe('the end', () => {
  it('is told to Google, and a grant that has ended is no failure', async () => {
    const { asked, session } = at({ body: {} })
    await login.oauth.revoke?.(session)
    expect(asked).toEqual([
      { url: 'https://oauth2.googleapis.com/revoke', method: 'POST', form: { token: refresh_token } },
    ])
    const dead = at({ status: 400, body: { error: 'invalid_token' } })
    await expect(login.oauth.revoke?.(dead.session)).resolves.toBeUndefined()
    const down = at({ status: 503, body: {} })
    await expect(login.oauth.revoke?.(down.session)).rejects.toMatchObject({ kind: 'broken' })
    const odd = at({ status: 400, body: { error: 'invalid_request' } })
    await expect(login.oauth.revoke?.(odd.session)).rejects.toMatchObject({ kind: 'refused' })
  })
})

it('every secret is named as one', () => {
  const { fields, secrets } = login.credential
  expect(secrets).toEqual(['client_secret', 'refresh_token', 'access_token'])
  expect(Object.keys(fields)).toEqual(['client_id', 'client_secret', 'place', 'refresh_token'])
})
