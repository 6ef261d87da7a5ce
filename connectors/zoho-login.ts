/** Signing in with Zoho, for every system behind it. Source: zoho.com/accounts/protocol/oauth/web-apps, …/oauth/multi-dc. */
import { z } from 'zod'
import type {
  Consent,
  ConsentAsk,
  Credential,
  CredentialField,
  CredentialFields,
  Endpoint,
  HostTable,
  OAuth,
  Session,
} from './define.ts'
import { ConnectorError } from './define.ts'
import { askWithCode, filledIn, isFresh, lastingGrant, refreshTokens, tokenFields } from './oauth.ts'
import { createRest } from './rest.ts'

/** Zoho keeps a customer's data in one of these, and knows its tokens there alone. */
const centres = {
  us: {
    label: 'United States (zoho.com)',
    accounts: 'accounts.zoho.com',
    desk: 'desk.zoho.com',
    apis: 'www.zohoapis.com',
  },
  eu: {
    label: 'Europe (zoho.eu)',
    accounts: 'accounts.zoho.eu',
    desk: 'desk.zoho.eu',
    apis: 'www.zohoapis.eu',
  },
  in: {
    label: 'India (zoho.in)',
    accounts: 'accounts.zoho.in',
    desk: 'desk.zoho.in',
    apis: 'www.zohoapis.in',
  },
  au: {
    label: 'Australia (zoho.com.au)',
    accounts: 'accounts.zoho.com.au',
    desk: 'desk.zoho.com.au',
    apis: 'www.zohoapis.com.au',
  },
  jp: {
    label: 'Japan (zoho.jp)',
    accounts: 'accounts.zoho.jp',
    desk: 'desk.zoho.jp',
    apis: 'www.zohoapis.jp',
  },
  ca: {
    label: 'Canada (zohocloud.ca)',
    accounts: 'accounts.zohocloud.ca',
    desk: 'desk.zohocloud.ca',
    apis: 'www.zohoapis.ca',
  },
  sa: {
    label: 'Saudi Arabia (zoho.sa)',
    accounts: 'accounts.zoho.sa',
    desk: 'desk.zoho.sa',
    apis: 'www.zohoapis.sa',
  },
  cn: {
    label: 'China (zoho.com.cn)',
    accounts: 'accounts.zoho.com.cn',
    desk: 'desk.zoho.com.cn',
    apis: 'www.zohoapis.com.cn',
  },
} as const

export type ZohoSystem = {
  label: string
  /** Where its API is: a host of its own, or the one that most of Zoho's systems share. */
  api: 'desk' | 'apis'
  /** What the credential holds beside the app and the tokens: which organisation. */
  fields: Readonly<Record<string, CredentialField>>
  /** Their schemas before the consent: optional where `found` can tell. */
  form: z.ZodRawShape
  /** Their schemas in the whole credential. */
  whole: z.ZodRawShape
  /** Looks around with the new token, through `endpoints.auth` alone: the fields that were not entered. */
  found: (session: Session) => Promise<CredentialFields>
}

export type ZohoLogin = {
  hosts: { by: string; of: Readonly<Record<string, HostTable>> }
  /** For `endpoints.auth`. */
  endpoints: readonly Endpoint[]
  /** All of the credential but the name that is shown. */
  credential: Omit<Credential, 'account'>
  oauth: OAuth
}

export const createZohoLogin = (system: ZohoSystem): ZohoLogin => ({
  hosts: {
    by: 'data_center',
    of: Object.fromEntries(
      Object.entries(centres).map(([name, centre]) => [
        name,
        { api: centre[system.api], accounts: centre.accounts },
      ]),
    ),
  },
  endpoints: [
    { method: 'POST', on: 'accounts', path: '/oauth/v2/token' },
    { method: 'POST', on: 'accounts', path: '/oauth/v2/token/revoke' },
  ],
  credential: {
    input: filledIn(z.strictObject({ ...app, ...system.whole, ...tokens })),
    fields: { ...appFields, ...system.fields, refresh_token: tokenField },
    secrets: ['client_secret', 'refresh_token', 'access_token'],
    refresh: { isFresh, run: (session) => refreshTokens(session, tokenPlace(system)) },
  },
  oauth: {
    form: filledIn(z.strictObject({ ...app, ...system.form })),
    fields: [...Object.keys(appFields), ...Object.keys(system.fields)],
    consent: { on: 'accounts', path: '/oauth/v2/auth', query: consentQuery },
    // Zoho documents PKCE for apps without a secret alone.
    pkce: false,
    scopes: [],
    code: 'code',
    returned: ['location'],
    exchange: (session, consent) => exchange(system, session, consent),
    revoke: (session) => revoke(system, session),
  },
})

/** The authorisation of every request. Zoho's word for it is its own. */
export const zohoAuthorisation = ({ access_token = '' }: CredentialFields): string =>
  `Zoho-oauthtoken ${access_token}`

const printable = (most: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{8,${most}}$`))

const app = {
  data_center: z.enum(Object.keys(centres) as [string, ...string[]]),
  client_id: z.string().regex(/^1000\.[A-Z0-9]{10,60}$/),
  client_secret: printable(200),
}

/** With what each refresh adds. */
const tokens = {
  refresh_token: printable(1000),
  access_token: printable(1000).optional(),
  access_token_expires_at: z.iso.datetime().optional(),
}

const appFields: Record<string, CredentialField> = {
  data_center: {
    label: 'Data centre',
    secret: false,
    hint: 'Where your Zoho account lives: the end of the address when you are signed in',
    choices: Object.entries(centres).map(([value, { label }]) => ({ value, label })),
  },
  client_id: {
    label: 'Client ID',
    secret: false,
    hint: 'api-console of your data centre → Server-based Applications: 1000.…',
  },
  client_secret: { label: 'Client secret', secret: true, hint: 'Beside the client ID' },
}

const tokenField: CredentialField = {
  label: 'Refresh token',
  secret: true,
  hint: 'From a Self Client of the API console, exchanged once',
}

const consentQuery = ({ fields, scopes, redirectUri, state }: ConsentAsk) => ({
  response_type: 'code',
  client_id: fields.client_id ?? '',
  redirect_uri: redirectUri,
  scope: scopes.join(','),
  state,
  // A refresh token comes with offline access, and again only where the person is asked again.
  access_type: 'offline',
  prompt: 'consent',
})

async function exchange(system: ZohoSystem, session: Session, consent: Consent): Promise<CredentialFields> {
  const centre = consent.returned.location
  // Whoever signs in at another data centre is sent on there, and the code is good there alone.
  if (centre !== undefined && centre !== session.credential.data_center && centre in centres) {
    throw new ConnectorError(
      'refused',
      `This ${system.label} lives in another data centre: ${centres[centre as keyof typeof centres].label}. Connect again and choose that one.`,
    )
  }
  const grant = await askWithCode(session, tokenPlace(system), consent)
  const refresh_token = lastingGrant(system.label, grant)
  const credential = { ...session.credential, ...tokenFields(grant, session.now()), refresh_token }
  return { ...credential, ...(await system.found({ ...session, credential })) }
}

async function revoke({ label }: ZohoSystem, session: Session): Promise<void> {
  const token = session.credential.refresh_token ?? ''
  await createRest(session, { label, headers: {} }).answer({
    method: 'POST',
    on: 'accounts',
    path: '/oauth/v2/token/revoke',
    query: { token },
  })
}

const tokenPlace = ({ label }: ZohoSystem) => ({ label, on: 'accounts', path: '/oauth/v2/token' })
