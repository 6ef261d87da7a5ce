/** Razorpay's login beside its keys: against its SDK's requests, against what it documents, and in the sandbox. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scopesOf } from '../connectors/catalog.ts'
import type { CredentialFields, Session } from '../connectors/define.ts'
import { razorpay } from '../connectors/razorpay/index.ts'
import { exchange, renewTokens, revoke } from '../connectors/razorpay/login.ts'
import { apps } from '../sandbox/providers/logins/apps.ts'
import { RazorpaySandbox } from './support/connectors/razorpay-sandbox.ts'

const { oauth, credential } = razorpay
const app = { client_id: apps.razorpay.clientId, client_secret: apps.razorpay.clientSecret }
const redirectUri = 'http://127.0.0.1:3999/connect/razorpay'
const state = 'A'.repeat(43)

let sandbox: RazorpaySandbox
beforeEach(async () => {
  sandbox = await RazorpaySandbox.start()
})
afterEach(() => sandbox.stop())

/** Allows Ops Room in, as a person in a browser: the whole credential. */
async function consent(access: 'read' | 'write'): Promise<CredentialFields> {
  const fields = oauth.form.parse({ ...app, mode: '' })
  const ask = { fields, scopes: scopesOf(razorpay, access), redirectUri, state, challenge: '' }
  const code = await sandbox.allow(oauth.consent.path, oauth.consent.query(ask))
  const back = { code, redirectUri, verifier: '', returned: {} }
  return credential.input.parse(await exchange(sandbox.session(fields), back))
}

describe('a consent', () => {
  it('opens the account for what it was given for, and shows which account and mode it is', async () => {
    const fields = await consent('read')
    expect(credential.account(fields)).toBe('acc_Bluebird000042 (live)')
    expect(credential.refresh?.isFresh(fields, sandbox.now)).toBe(true)
    const api = await razorpay.open(sandbox.session(fields))
    expect(await api.payments({ count: 1, skip: 0 })).toHaveLength(1)
    await expect(api.acceptDispute('disp_One')).rejects.toMatchObject({ kind: 'refused' })
    const whole = await razorpay.open(sandbox.session(await consent('write')))
    await expect(whole.acceptDispute('disp_One')).rejects.toThrow('The id provided does not exist')
  })

  it('ends in a sentence with a wrong app, a spent code and a token that was taken back', async () => {
    const wrong = sandbox.session({ ...app, client_secret: 'not-the-secret' })
    const back = { code: 'def50200', redirectUri, verifier: '', returned: {} }
    const sentence = /^Razorpay no longer accepts this connection\. A founder has to connect it again\./
    for (const session of [wrong, sandbox.session(app)])
      await expect(exchange(session, back)).rejects.toMatchObject({
        kind: 'unauthorised',
        message: expect.stringMatching(sentence),
      })
    const fields = await consent('read')
    await revoke(sandbox.session(fields))
    const api = await razorpay.open(sandbox.session(fields))
    await expect(api.payments({ count: 1, skip: 0 })).rejects.toMatchObject({
      kind: 'unauthorised',
      message: expect.stringMatching(sentence),
    })
  })
})

describe('a refresh', () => {
  it('keeps the account, replaces both tokens, and leaves the old refresh token dead', async () => {
    const old = await consent('read')
    const fresh = credential.input.parse(await renewTokens(sandbox.session(old)))
    expect(fresh.razorpay_account_id).toBe(old.razorpay_account_id)
    expect([fresh.access_token, fresh.refresh_token]).not.toContain(old.access_token)
    expect(fresh.refresh_token).not.toBe(old.refresh_token)
    await expect(renewTokens(sandbox.session(old))).rejects.toMatchObject({ kind: 'unauthorised' })
    const api = await razorpay.open(sandbox.session(fresh))
    expect(await api.payments({ count: 1, skip: 0 })).toHaveLength(1)
  })

  it('is due before the token dies, and never for keys', async () => {
    const fields = await consent('read')
    const end = Date.parse(fields.access_token_expires_at ?? '')
    expect(credential.refresh?.isFresh(fields, end - 6 * 60_000)).toBe(true)
    expect(credential.refresh?.isFresh(fields, end - 4 * 60_000)).toBe(false)
    expect(credential.refresh?.isFresh({ key_id: 'rzp_test_contract01' }, end)).toBe(true)
  })
})

describe('ending it', () => {
  it('ends both tokens, each by itself', async () => {
    const fields = await consent('read')
    await revoke(sandbox.session(fields))
    await expect(renewTokens(sandbox.session(fields))).rejects.toMatchObject({ kind: 'unauthorised' })
    await expect(revoke(sandbox.session(fields))).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('tries the second token also when the first is dead', async () => {
    const fields = await consent('read')
    await expect(revoke(sandbox.session({ ...fields, access_token: 'dead-already' }))).rejects.toThrow()
    await expect(renewTokens(sandbox.session(fields))).rejects.toMatchObject({ kind: 'unauthorised' })
  })

  it('says that keys are ended elsewhere, and sends nothing', async () => {
    const keys: Session = {
      ...sandbox.session({ key_id: 'rzp_test_contract01', key_secret: 'a-secret' }),
      fetch: () => Promise.reject(new Error('nothing may be sent')),
    }
    await expect(revoke(keys)).rejects.toMatchObject({ kind: 'refused', status: null })
  })
})

describe('what can be entered', () => {
  const login = { ...app, refresh_token: 'def50200abc', razorpay_account_id: 'acc_Bluebird000042' }
  it.each([
    ['a key', { key_id: 'rzp_live_Abcdefgh', key_secret: 'aSecretOfOurs' }, true],
    [
      'a key in a form with empty fields',
      { key_id: 'rzp_live_Abcdefgh', key_secret: 'aSecretOfOurs', client_id: '', mode: '' },
      true,
    ],
    ['a login', login, true],
    ['a login in test mode', { ...login, mode: 'test' }, true],
    ['both', { ...login, key_id: 'rzp_live_Abcdefgh', key_secret: 'aSecretOfOurs' }, false],
    ['half a key', { key_id: 'rzp_live_Abcdefgh' }, false],
    ['a login without its account', { ...login, razorpay_account_id: '' }, false],
    ['nothing', {}, false],
  ])('%s: %j is %s', (_, fields, isWhole) => {
    expect(credential.input.safeParse(fields).success).toBe(isWhole)
  })
})
