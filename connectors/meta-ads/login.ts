/** Signing in with Meta. Source: developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow, …/guides/access-tokens/get-long-lived. */
import { z } from 'zod'
import type { Consent, Credential, CredentialFields, OAuth, Session } from '../define.ts'
import { filledIn, onlyAccount } from '../oauth.ts'
import { createRest, segment } from '../rest.ts'
import { openMeta } from './client.ts'
import { tokens } from './entities.ts'
import { meaning, said } from './faults.ts'
import { label } from './label.ts'

const printable = z.string().regex(/^[\x21-\x7e]{8,1000}$/)
const ad_account_id = z
  .string()
  .transform((text) => text.trim().replace(/^act_/, ''))
  .pipe(z.string().regex(/^\d{1,20}$/))
const app = { client_id: z.string().regex(/^\d{5,20}$/), client_secret: printable }

/** There are no refresh tokens: a person's token lives for about 60 days and then asks for a new consent. */
export const credential: Credential = {
  input: filledIn(
    z.strictObject({
      client_id: app.client_id.optional(),
      client_secret: app.client_secret.optional(),
      access_token: printable,
      access_token_expires_at: z.iso.datetime().optional(),
      ad_account_id,
    }),
  ),
  fields: {
    client_id: {
      label: 'App ID',
      secret: false,
      hint: 'developers.facebook.com → your app → App settings → Basic',
    },
    client_secret: { label: 'App secret', secret: true, hint: 'Beside the app ID' },
    ad_account_id: {
      label: 'Ad account ID',
      secret: false,
      hint: 'Ads Manager → the number behind act=. Empty when the login reaches one only',
    },
    access_token: {
      label: 'Access token',
      secret: true,
      hint: 'Of a system user: Business settings → Users → System users → Generate token; it does not run out',
    },
  },
  account: ({ ad_account_id = '' }) => `act_${ad_account_id}`,
  secrets: ['client_secret', 'access_token'],
}

export const oauth: OAuth = {
  form: filledIn(z.strictObject({ ...app, ad_account_id: ad_account_id.optional() })),
  fields: ['client_id', 'client_secret', 'ad_account_id'],
  consent: {
    on: 'consent',
    path: '/{version}/dialog/oauth',
    query: ({ fields, scopes, redirectUri, state }) => ({
      response_type: 'code',
      client_id: fields.client_id ?? '',
      redirect_uri: redirectUri,
      scope: scopes.join(','),
      state,
      // Asks again for what somebody took away before.
      auth_type: 'rerequest',
    }),
  },
  pkce: false,
  scopes: [],
  code: 'code',
  returned: [],
  exchange,
  revoke: async (session) => {
    const { access_token = '' } = session.credential
    const rest = createRest(session, {
      label,
      headers: { Authorization: `Bearer ${access_token}` },
      meaning,
      said,
    })
    await rest.answer({ method: 'DELETE', path: `/${segment(session.version)}/me/permissions` })
  },
}

/** A code gives a token of two hours, and that one a token of about 60 days. */
async function exchange(session: Session, consent: Consent): Promise<CredentialFields> {
  const { client_id = '', client_secret = '' } = session.credential
  const rest = createRest(session, { label, headers: {}, meaning, said })
  const ask = (query: Record<string, string>) =>
    rest.ask(tokens, {
      path: `/${segment(session.version)}/oauth/access_token`,
      query: { client_id, client_secret, ...query },
    })
  const short = await ask({ code: consent.code, redirect_uri: consent.redirectUri })
  const long = await ask({ grant_type: 'fb_exchange_token', fb_exchange_token: short.access_token })
  const fields = {
    ...session.credential,
    access_token: long.access_token,
    ...(long.expires_in === undefined
      ? {}
      : { access_token_expires_at: new Date(session.now() + long.expires_in * 1000).toISOString() }),
  }
  return { ...fields, ad_account_id: await accountOf({ ...session, credential: fields }) }
}

async function accountOf(session: Session): Promise<string> {
  const named = session.credential.ad_account_id
  if (named !== undefined) return named
  const { items } = await openMeta(session).adAccounts({ limit: 50 })
  const found = items.map(({ id, name }) => ({ id: id.replace('act_', ''), name }))
  return onlyAccount({ label, one: 'ad account', many: 'ad accounts' }, found)
}
