/** Signing in to Amazon: an app of Login with Amazon, and a seller's consent at Seller Central. */
import { z } from 'zod'
import {
  ConnectorError,
  type Consent,
  type ConsentAsk,
  type Credential,
  type CredentialFields,
  type OAuth,
  type Session,
} from '../define.ts'
import { askWithCode, filledIn, isFresh, lastingGrant, refreshTokens, tokenFields } from '../oauth.ts'
import { label } from './faults.ts'
import { accountName, choices, places } from './places.ts'

const tokenPlace = { label, on: 'token', path: '/auth/o2/token' }

const printable = (most: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{8,${most}}$`))
const sellerId = z.string().regex(/^A[A-Z0-9]{8,20}$/)

const app = {
  marketplace_id: z.enum(places.map(({ id }) => id)),
  client_id: z.string().regex(/^amzn1\.application-oa2-client\.[A-Za-z0-9]{8,80}$/),
  client_secret: printable(200),
}
const asked = {
  ...app,
  application_id: z.string().regex(/^amzn1\.(sp\.solution|sellerapps\.app)\.[A-Za-z0-9-]{8,80}$/),
  application_status: z.enum(['draft', 'published']),
}
const whole = {
  ...app,
  application_id: asked.application_id.optional(),
  application_status: asked.application_status.optional(),
  selling_partner_id: sellerId,
  refresh_token: printable(4000),
  /** With what each refresh adds. */
  access_token: printable(4000).optional(),
  access_token_expires_at: z.iso.datetime().optional(),
}

const fields: Credential['fields'] = {
  marketplace_id: {
    label: 'Marketplace',
    secret: false,
    hint: 'The country you sell in; connect each by itself. In brackets the region of its API',
    choices,
  },
  client_id: {
    label: 'Client ID',
    secret: false,
    hint: 'Solution Provider Portal → your app → LWA credentials: amzn1.application-oa2-client.…',
  },
  client_secret: {
    label: 'Client secret',
    secret: true,
    hint: 'Beside the client ID; Amazon has it rotated every 180 days',
  },
  application_id: {
    label: 'Application ID',
    secret: false,
    hint: 'Solution Provider Portal → the list of apps, under the app’s name: amzn1.sp.solution.…',
  },
  application_status: {
    label: 'The app is',
    secret: false,
    hint: 'Amazon asks otherwise for an app that is not published',
    choices: [
      { value: 'draft', label: 'A draft' },
      { value: 'published', label: 'Published' },
    ],
  },
  selling_partner_id: {
    label: 'Merchant token (seller ID)',
    secret: false,
    hint: 'Seller Central → Settings → Account info → Merchant token',
  },
  refresh_token: {
    label: 'Refresh token',
    secret: true,
    hint: 'Solution Provider Portal → your app → Authorize: Atzr|…',
  },
}

export const credential: Credential = {
  input: filledIn(z.strictObject(whole)),
  fields,
  account: ({ selling_partner_id = '', marketplace_id = '' }) =>
    accountName(selling_partner_id, marketplace_id),
  secrets: ['client_secret', 'refresh_token', 'access_token'],
  refresh: { isFresh, run: (session) => refreshTokens(session, tokenPlace) },
}

/**
 * developer-docs.amazon.com/sp-api/docs/website-authorization-workflow. Amazon has no PKCE, no scopes in a consent and
 * no call that ends one: the seller takes the app off the list in Seller Central.
 */
export const oauth: OAuth = {
  form: filledIn(z.strictObject(asked)),
  fields: ['marketplace_id', 'application_id', 'application_status', 'client_id', 'client_secret'],
  consent: { on: 'consent', path: '/apps/authorize/consent', query: consentQuery },
  pkce: false,
  scopes: [],
  code: 'spapi_oauth_code',
  returned: ['selling_partner_id'],
  exchange,
  // An app for the own shop is private, and authorised in its own portal (…/docs/self-authorization).
  second: true,
}

function consentQuery({ fields, redirectUri, state }: ConsentAsk): Record<string, string> {
  return {
    application_id: fields.application_id ?? '',
    redirect_uri: redirectUri,
    state,
    ...(fields.application_status === 'draft' ? { version: 'beta' } : {}),
  }
}

async function exchange(session: Session, consent: Consent): Promise<CredentialFields> {
  const seller = sellerId.safeParse(consent.returned.selling_partner_id)
  if (!seller.success) {
    throw new ConnectorError(
      'refused',
      'Amazon did not say whose account this is. Connect again from Ops Room.',
    )
  }
  const grant = await askWithCode(session, tokenPlace, consent)
  const tokens = { ...tokenFields(grant, session.now()), refresh_token: lastingGrant(label, grant) }
  return { ...session.credential, ...tokens, selling_partner_id: seller.data }
}
