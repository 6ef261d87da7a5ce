/** Razorpay's login: what is sent, beside what the vendor's SDK sends for the same thing. */
import nock from 'nock'
import OAuthTokenClient from 'razorpay/dist/oAuthTokenClient.js'
import { expect, it } from 'vitest'
import type { CredentialFields, Session } from '../connectors/define.ts'
import { razorpay } from '../connectors/razorpay/index.ts'
import { consentQuery, exchange, renewTokens, revoke } from '../connectors/razorpay/login.ts'
import { answering, cutOff, type Sent, sessionOf } from './support/connectors/razorpay-line.ts'

cutOff()

const app = { client_id: '8DXCMTshWSWECc', client_secret: 'the-secret-of-the-app' }
const redirectUri = 'https://ops.example.com/connect/razorpay'
const back = { code: 'def50200d844dc80cc44dce2c665d07a', redirectUri, verifier: '', returned: {} }
/** razorpay.com/docs/partners/technology-partners/onboard-businesses/integrate-oauth/integration-steps. */
const documented = {
  public_token: 'rzp_test_oauth_XXXXXXXXXXXXXX',
  token_type: 'Bearer',
  expires_in: 7862400,
  access_token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImp0aSI6Ijl4dTF',
  refresh_token: 'def5020096e1c470c901d34cd60fa53abdaf36620e823ffa53',
}
const account = { razorpay_account_id: 'acc_Dhk2qDbmu6FwZH' }

async function sentBy(call: () => Promise<unknown>, answer: unknown = { ...documented, ...account }) {
  const sent = answering(answer)
  const result = await call()
  nock.cleanAll()
  return { sent, result }
}
/** The SDK sends JSON without saying so in one case or another: what counts is the request. */
const bare = ({ method, path, query, body }: Sent) => ({ method, path, query, body })
const sdk = new OAuthTokenClient()

it('asks for a code as the SDK does', () => {
  const query = consentQuery({
    fields: app,
    scopes: ['read_only', 'read_write'],
    redirectUri,
    state: 's',
    challenge: '',
  })
  const its = String(
    sdk.generateAuthUrl({
      client_id: app.client_id,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'read_write',
      state: 's',
    }),
  )
  const { on, path } = razorpay.oauth.consent
  const ours = new URL(`https://${razorpay.hosts[on as 'auth']}${path}?${new URLSearchParams(query)}`)
  const theirs = new URL(its)
  expect(ours.origin + ours.pathname).toBe(theirs.origin + theirs.pathname)
  expect(Object.fromEntries(ours.searchParams)).toEqual(Object.fromEntries(theirs.searchParams))
})

it.each([
  [['read_only'], 'read_only'],
  [['read_only', 'read_write'], 'read_write'],
])('asks for no more than was chosen: %j is %s', (scopes, scope) => {
  expect(consentQuery({ fields: app, scopes, redirectUri, state: 's', challenge: '' }).scope).toBe(scope)
})

const calls: Record<
  string,
  { ours: (session: Session) => Promise<unknown>; theirs: () => Promise<unknown>; more?: CredentialFields }
> = {
  'trades a code': {
    more: { mode: 'test' },
    ours: (session) => exchange(session, back),
    theirs: () =>
      sdk.getAccessToken({
        ...app,
        grant_type: 'authorization_code',
        redirect_uri: redirectUri,
        code: back.code,
        mode: 'test',
      }),
  },
  'renews tokens': {
    more: { refresh_token: 'def50200old' },
    ours: renewTokens,
    theirs: () => sdk.refreshToken({ ...app, grant_type: 'refresh_token', refresh_token: 'def50200old' }),
  },
  'ends a token': {
    more: { refresh_token: 'def50200old' },
    ours: revoke,
    theirs: () => sdk.revokeToken({ ...app, token: 'def50200old', token_type_hint: 'refresh_token' }),
  },
}

it.each(Object.entries(calls))('%s with the SDK’s request', async (_, { ours, theirs, more = {} }) => {
  const mine = await sentBy(() => ours(sessionOf({ ...app, ...more })))
  const its = await sentBy(theirs)
  expect(mine.sent).toHaveLength(1)
  expect(mine.sent.map(bare)).toEqual(its.sent.map(bare))
  expect(mine.sent[0]?.headers.get('content-type')).toBe('application/json')
})

it('understands the documented answers', async () => {
  const traded = await sentBy(() => exchange(sessionOf(app), back))
  expect(traded.result).toMatchObject({
    ...account,
    mode: 'live',
    access_token: documented.access_token,
    access_token_expires_at: '2027-02-21T00:00:00.000Z',
  })
  const old = { ...app, ...account, mode: 'live', refresh_token: 'def50200old' }
  const renewed = await sentBy(() => renewTokens(sessionOf(old)), documented)
  expect(renewed.result).toMatchObject({ ...account, refresh_token: documented.refresh_token })
  await sentBy(() => revoke(sessionOf(old)), { message: 'Token Revoked' })
})

it.each([
  ['an answer without an account', documented, 'broken'],
  ['an answer without a lasting token', { ...documented, ...account, refresh_token: undefined }, 'broken'],
  ['no JSON', '<html>', 'broken'],
])('takes %s for none', async (_, answer, kind) => {
  answering(answer)
  await expect(exchange(sessionOf(app), back)).rejects.toMatchObject({ kind, message: /Razorpay/ })
})

it.each([
  [400, 'unauthorised'],
  [401, 'unauthorised'],
  [429, 'throttled'],
  [500, 'broken'],
])('HTTP %i at the token endpoint is %s', async (status, kind) => {
  answering({ error: { code: 'BAD_REQUEST_ERROR', description: 'The words of Razorpay' } }, status)
  await expect(renewTokens(sessionOf({ ...app, refresh_token: 'def50200old' }))).rejects.toMatchObject({
    kind,
    message: expect.stringMatching(/^Razorpay .*It said: The words of Razorpay$/),
  })
})
