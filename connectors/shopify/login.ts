/**
 * The consent page of a store (authorization code grant), with offline tokens that expire and are renewed.
 * Sources: shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant and
 * …/offline-access-tokens. The way back is signed; @shopify/shopify-api checks it as `safelyBack` does.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import {
  ConnectorError,
  type Consent,
  type ConsentAsk,
  type CredentialFields,
  type Session,
} from '../define.ts'
import { tokenFields } from '../oauth.ts'
import { createRest, type Dialect } from '../rest.ts'
import { graphqlPath, tokenPath } from './version.ts'

/** Without `grant_options[]` the token is the store's and not one person's. */
export const consentQuery = ({ fields, scopes, redirectUri, state }: ConsentAsk) => ({
  client_id: fields.client_id ?? '',
  scope: scopes.join(','),
  redirect_uri: redirectUri,
  state,
})

/** Everything that Shopify signs beside the code. */
export const signed = ['hmac', 'host', 'shop', 'state', 'timestamp'] as const

export async function exchange(session: Session, { code, returned }: Consent): Promise<CredentialFields> {
  assertSigned(session, { ...returned, code })
  const grant = await askForTokens(session, granted, { code, expiring: '1' })
  const { shop = '' } = session.credential
  const { refresh_token, expires_in } = grant
  // A custom app may be given a token that lasts.
  if (refresh_token === undefined || expires_in === undefined)
    return { shop, access_token: grant.access_token }
  return { ...session.credential, ...tokenFields({ ...grant, expires_in }, session.now()) }
}

/** Each renewal gives the next refresh token: what comes back has to be kept before it is used. */
export async function renewTokens(session: Session): Promise<CredentialFields> {
  const { refresh_token = '' } = session.credential
  const grant = await askForTokens(session, renewed, { grant_type: 'refresh_token', refresh_token })
  return { ...session.credential, ...tokenFields(grant, session.now()) }
}

/** The app takes itself off the store, which ends its tokens: Shopify has no other call for it. */
export const appUninstall = 'mutation AppUninstall { appUninstall { userErrors { field message } } }'

export async function revoke(session: Session): Promise<void> {
  const { access_token = '', refresh_token } = session.credential
  if (refresh_token === undefined) {
    throw new ConnectorError(
      'refused',
      'An app of your own is not taken off the store by this. It is ended in Shopify, under Settings → Apps.',
    )
  }
  const rest = createRest(session, { ...dialect, headers: { 'X-Shopify-Access-Token': access_token } })
  const path = graphqlPath.replace('{version}', session.version)
  const { data } = await rest.ask(uninstalled, { method: 'POST', path, body: { query: appUninstall } })
  const said = data.appUninstall.userErrors.map(({ message }) => message).join(' ')
  if (said !== '')
    throw new ConnectorError('refused', `Shopify did not take the app off: ${said.slice(0, 300)}`)
}

const uninstalled = z.object({
  data: z.object({ appUninstall: z.object({ userErrors: z.array(z.object({ message: z.string() })) }) }),
})

/** The time is part of what is signed: an old address is worth nothing. */
const toleranceMs = 5 * 60_000

/**
 * That the answer comes from the store that was asked for, through this app: hex HMAC-SHA256 of all parameters but
 * `hmac`, sorted by name, with the client secret. Whether the state is ours was seen before.
 */
function assertSigned(session: Session, returned: Record<string, string>): void {
  const { shop, client_secret = '' } = session.credential
  const { hmac = '', ...rest } = returned
  const message = new URLSearchParams(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const expected = createHmac('sha256', client_secret).update(message.toString()).digest()
  const shown = Buffer.from(/^[0-9a-f]{64}$/.test(hmac) ? hmac : '', 'hex')
  const isSigned = shown.length === expected.length && timingSafeEqual(shown, expected)
  const age = Math.abs(session.now() - Number(rest.timestamp ?? Number.NaN) * 1000)
  if (isSigned && rest.shop === `${shop}.myshopify.com` && age <= toleranceMs) return
  throw new ConnectorError(
    'refused',
    'What came back is not signed by this store for this app. Check the client secret, then connect Shopify again.',
  )
}

const renewed = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  refresh_token: z.string().min(1),
})
const granted = renewed.partial({ expires_in: true, refresh_token: true })

const askForTokens = <T>(
  session: Session,
  shape: z.ZodType<T>,
  fields: Record<string, string>,
): Promise<T> => {
  const { client_id = '', client_secret = '' } = session.credential
  const body = new URLSearchParams({ client_id, client_secret, ...fields })
  return createRest(session, dialect).ask(shape, { method: 'POST', path: tokenPath, body })
}

const dialect: Dialect = {
  label: 'Shopify',
  headers: {},
  // A code, token or app that is not known is answered with 400 (RFC 6749 §5.2), so the person has to consent again.
  meaning: ({ status }) => (status === 400 ? 'unauthorised' : null),
}
