/**
 * Two ways in: an API key (`key_id`, `key_secret`), or an app of a Technology Partner that the business allowed in
 * (`client_id`, `client_secret` and tokens). Which of them it is, the fields say.
 */
import { z } from 'zod'
import type { Credential } from '../define.ts'
import { filledIn, isFresh } from '../oauth.ts'
import { renewTokens } from './login.ts'

const printable = (most: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{8,${most}}$`))

const app = {
  client_id: z.string().regex(/^[A-Za-z0-9]{8,60}$/),
  client_secret: printable(200),
  mode: z.enum(['live', 'test']).default('live'),
}

const key = z.strictObject({
  key_id: z.string().regex(/^rzp_(test|live)_[A-Za-z0-9]{4,60}$/),
  key_secret: printable(200),
})
const login = z.strictObject({
  ...app,
  razorpay_account_id: z.string().regex(/^acc_[A-Za-z0-9]{1,40}$/),
  refresh_token: printable(4000),
  // As they are kept after the consent and after a refresh.
  access_token: printable(4000).optional(),
  access_token_expires_at: z.iso.datetime().optional(),
})

/** What the form asks for before the consent. */
export const loginForm = filledIn(z.strictObject(app))

export const credential: Credential = {
  input: filledIn(z.union([key, login])),
  fields: {
    key_id: {
      label: 'Key ID',
      secret: false,
      hint: 'Dashboard → Account & Settings → API Keys: rzp_live_… or rzp_test_…',
    },
    key_secret: { label: 'Key secret', secret: true, hint: 'Shown once, when the key is generated' },
    client_id: {
      label: 'Client ID',
      secret: false,
      hint: 'Only without a key: Partner Dashboard → Applications → your application',
    },
    client_secret: { label: 'Client secret', secret: true, hint: 'Beside the client ID' },
    mode: {
      label: 'Mode',
      secret: false,
      hint: 'With a client ID. A production client reaches live data only',
      choices: [
        { value: 'live', label: 'Live' },
        { value: 'test', label: 'Test' },
      ],
    },
    refresh_token: {
      label: 'Refresh token',
      secret: true,
      hint: 'With a client ID. It is good once: from then on Ops Room holds the next one',
    },
    razorpay_account_id: {
      label: 'Account ID',
      secret: false,
      hint: 'With a client ID: acc_…, as it came with the refresh token',
    },
  },
  // Whether it is test or live is what a person must not mistake: a key's id says it, an account's does not.
  account: ({ key_id, razorpay_account_id = '', mode = '' }) => key_id ?? `${razorpay_account_id} (${mode})`,
  secrets: ['key_secret', 'client_secret', 'refresh_token', 'access_token'],
  refresh: {
    isFresh: (fields, now) => fields.key_id !== undefined || isFresh(fields, now),
    run: renewTokens,
  },
}
