/**
 * Three ways in: an app of the developer dashboard in the store's own organisation (`client_id`, `client_secret`; the
 * client-credentials grant, whose token lives for a day), an app that the store's consent page let in (with a
 * `refresh_token`), or the lasting `access_token` of an older custom app.
 * Source: shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant.
 */
import { z } from 'zod'
import { ConnectorError, type Credential, type CredentialFields, type Session } from '../define.ts'
import { filledIn } from '../oauth.ts'
import { faultOfStatus } from './faults.ts'
import { renewTokens } from './login.ts'
import { tokenPath } from './version.ts'

const shopName = /^[a-z0-9][a-z0-9-]{0,62}$/

/** As people paste it: `kolam`, `kolam.myshopify.com`, `https://kolam.myshopify.com/`, `admin.shopify.com/store/kolam`. */
const pasted = [
  /^(?:https?:\/\/)?([a-z0-9-]+)\.myshopify\.com(?:\/admin)?\/?$/,
  /^(?:https?:\/\/)?admin\.shopify\.com\/store\/([a-z0-9-]+)\/?$/,
]

const shop = z
  .string()
  .max(200)
  .transform((text) => {
    const lower = text.trim().toLowerCase()
    return pasted.map((form) => form.exec(lower)?.[1]).find((name) => name !== undefined) ?? lower
  })
  .pipe(z.string().regex(shopName, 'The store’s name, as in <name>.myshopify.com'))

const secret = z.string().regex(/^[\x21-\x7e]{8,200}$/)
const clientId = z.string().regex(/^[A-Za-z0-9-]{8,100}$/)

const entered = z.union([
  z.strictObject({ shop, client_id: clientId, client_secret: secret }),
  // As it is kept after a refresh.
  z.strictObject({
    shop,
    client_id: clientId,
    client_secret: secret,
    access_token: secret,
    access_token_expires_at: z.iso.datetime(),
  }),
  // As the consent page's tokens are kept.
  z.strictObject({
    shop,
    client_id: clientId,
    client_secret: secret,
    access_token: secret,
    access_token_expires_at: z.iso.datetime(),
    refresh_token: secret,
  }),
  z.strictObject({ shop, access_token: secret }),
])

/** What the form asks for before the consent. */
export const loginForm = filledIn(z.strictObject({ shop, client_id: clientId, client_secret: secret }))

/** A token is renewed while it still lives, so that no request meets its end. */
const marginMs = 5 * 60_000

export const credential: Credential = {
  input: filledIn(entered),
  fields: {
    shop: { label: 'Store', secret: false, hint: 'The name in <name>.myshopify.com' },
    client_id: {
      label: 'Client ID',
      secret: false,
      hint: 'Developer dashboard → your app → Settings. Leave it empty with an access token',
    },
    client_secret: { label: 'Client secret', secret: true, hint: 'Beside the client ID' },
    access_token: {
      label: 'Access token',
      secret: true,
      hint: 'Only for a custom app made in the store’s admin before 2026: shpat_…',
    },
  },
  account: ({ shop = '' }) => `${shop}.myshopify.com`,
  secrets: ['client_secret', 'access_token', 'refresh_token'],
  refresh: {
    isFresh: ({ client_id, access_token, access_token_expires_at }, now) =>
      client_id === undefined ||
      (access_token !== undefined && Date.parse(access_token_expires_at ?? '') - now > marginMs),
    run: (session) =>
      session.credential.refresh_token === undefined ? refresh(session) : renewTokens(session),
  },
}

const granted = z.object({ access_token: secret, expires_in: z.int().positive() })

/** RFC 6749 §4.4.2: the grant goes as a form. Ends in `unauthorised` where the app or the store does not match. */
async function refresh({ credential, fetch, now }: Session): Promise<CredentialFields> {
  const { shop = '', client_id = '', client_secret = '' } = credential
  const response = await fetch(`https://${shop}.myshopify.com${tokenPath}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }).toString(),
  })
  if (!response.ok) throw refusalOf(response)
  const parsed = granted.safeParse(await response.json().catch(() => null))
  if (!parsed.success) {
    throw new ConnectorError('broken', 'Shopify answered the request for an access token without one.')
  }
  const { access_token, expires_in } = parsed.data
  const access_token_expires_at = new Date(now() + expires_in * 1000).toISOString()
  return { shop, client_id, client_secret, access_token, access_token_expires_at }
}

function refusalOf({ status, headers }: Response): ConnectorError {
  if (status !== 400 && status !== 401 && status !== 403)
    return faultOfStatus(status, headers.get('retry-after'))
  return new ConnectorError(
    'unauthorised',
    'Shopify gave no access token. The client ID and secret must be those of an app that is installed in this store and belongs to the same organisation.',
    { status },
  )
}
