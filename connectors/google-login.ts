/** Signing in with Google, for every system behind it. Source: developers.google.com/identity/protocols/oauth2/web-server. */
import { z } from 'zod'
import {
  ConnectorError,
  type Consent,
  type ConsentAsk,
  type Credential,
  type CredentialField,
  type CredentialFields,
  type Endpoint,
  type OAuth,
  type Session,
} from './define.ts'
import { askWithCode, filledIn, isFresh, lastingGrant, refreshTokens, tokenFields } from './oauth.ts'
import { createRest } from './rest.ts'

export type GoogleSystem = {
  label: string
  /** Asked for whatever is chosen. */
  scopes?: readonly string[]
  /** What the credential holds beside the app and the tokens (an account's id), in the order in which a form shows it. */
  fields?: Readonly<Record<string, CredentialField>>
  /** Their schemas before the consent: optional where `found` can tell. */
  form?: z.ZodRawShape
  /** Their schemas in the whole credential; as in the form unless said. */
  whole?: z.ZodRawShape
  /** Looks around with the new token, through `endpoints.auth` alone: the fields that were not entered. */
  found?: (session: Session) => Promise<CredentialFields>
}

export type GoogleLogin = {
  /** Roles for the host table. */
  hosts: { consent: string; token: string }
  /** For `endpoints.auth`. */
  endpoints: readonly Endpoint[]
  /** All of the credential but the name that is shown. */
  credential: Omit<Credential, 'account'>
  oauth: OAuth
}

export const createGoogleLogin = (system: GoogleSystem): GoogleLogin => ({
  hosts: { consent: 'accounts.google.com', token: 'oauth2.googleapis.com' },
  endpoints: [
    { method: 'POST', on: 'token', path: '/token' },
    { method: 'POST', on: 'token', path: '/revoke' },
  ],
  credential: {
    input: filledIn(z.strictObject({ ...app, ...tokens, ...(system.whole ?? system.form) })),
    fields: { ...appFields, ...system.fields, refresh_token: tokenField },
    secrets: ['client_secret', 'refresh_token', 'access_token'],
    refresh: { isFresh, run: (session) => refreshTokens(session, tokenPlace(system)) },
  },
  oauth: {
    form: filledIn(z.strictObject({ ...app, ...system.form })),
    fields: [...Object.keys(appFields), ...Object.keys(system.fields ?? {})],
    consent: { on: 'consent', path: '/o/oauth2/v2/auth', query: consentQuery },
    pkce: true,
    scopes: system.scopes ?? [],
    code: 'code',
    returned: [],
    exchange: (session, consent) => exchange(system, session, consent),
    revoke: (session) => revoke(system, session),
  },
})

const printable = (most: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{8,${most}}$`))

const app = {
  client_id: z.string().regex(/^[\w.-]{1,200}\.apps\.googleusercontent\.com$/),
  client_secret: printable(200),
}

/** With what each refresh adds. */
const tokens = {
  refresh_token: printable(2000),
  access_token: printable(4000).optional(),
  access_token_expires_at: z.iso.datetime().optional(),
}

const appFields = {
  client_id: {
    label: 'Client ID',
    secret: false,
    hint: 'Google Cloud console → APIs & Services → Credentials → your OAuth client (web application)',
  },
  client_secret: { label: 'Client secret', secret: true, hint: 'Beside the client ID' },
}

const tokenField: CredentialField = {
  label: 'Refresh token',
  secret: true,
  hint: 'Made for this client and these scopes, for example in Google’s OAuth 2.0 Playground with your own client',
}

const consentQuery = ({ fields, scopes, redirectUri, state, challenge }: ConsentAsk) => ({
  response_type: 'code',
  client_id: fields.client_id ?? '',
  redirect_uri: redirectUri,
  scope: scopes.join(' '),
  state,
  code_challenge: challenge,
  code_challenge_method: 'S256',
  // A refresh token comes with offline access, and a second time only where the person is asked again.
  access_type: 'offline',
  prompt: 'consent',
  // With `true` a token for the mail would also open the ads that the same person once connected.
  include_granted_scopes: 'false',
})

async function exchange(system: GoogleSystem, session: Session, consent: Consent): Promise<CredentialFields> {
  const grant = await askWithCode(session, tokenPlace(system), consent)
  const refresh_token = lastingGrant(system.label, grant)
  const credential = { ...session.credential, ...tokenFields(grant, session.now()), refresh_token }
  return system.found ? { ...credential, ...(await system.found({ ...session, credential })) } : credential
}

/** Ends the grant at Google. A token that is dead there has ended already. */
async function revoke({ label }: GoogleSystem, session: Session): Promise<void> {
  const token = session.credential.refresh_token ?? ''
  const rest = createRest(session, {
    label,
    headers: {},
    meaning: ({ body }) => (dead.safeParse(body).success ? 'not_found' : null),
  })
  try {
    await rest.answer({ method: 'POST', on: 'token', path: '/revoke', body: new URLSearchParams({ token }) })
  } catch (error) {
    if (!(error instanceof ConnectorError && error.kind === 'not_found')) throw error
  }
}

/** RFC 7009 §2.2 would have a dead token answered with 200; Google says 400 and this. */
const dead = z.object({ error: z.literal('invalid_token') })

const tokenPlace = ({ label }: GoogleSystem) => ({ label, on: 'token', path: '/token' })
