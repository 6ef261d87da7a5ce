/**
 * OAuth of Razorpay's Technology Partners. Its token endpoint takes JSON, and a refresh token is good once.
 * Source: razorpay.com/docs/partners/technology-partners/onboard-businesses/integrate-oauth/integration-steps.
 */
import { z } from 'zod'
import {
  ConnectorError,
  type Consent,
  type ConsentAsk,
  type CredentialFields,
  type Session,
} from '../define.ts'
import { type Granted, tokenFields } from '../oauth.ts'
import { createRest, type Dialect } from '../rest.ts'
import { errorOf } from './answers.ts'

/** `read_write` holds all of `read_only`. Several scopes would need `scope[]`, which no answer of ours has to. */
export const consentQuery = ({ fields, scopes, redirectUri, state }: ConsentAsk) => ({
  client_id: fields.client_id ?? '',
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: scopes.includes('read_write') ? 'read_write' : 'read_only',
  state,
})

export async function exchange(session: Session, { code, redirectUri }: Consent): Promise<CredentialFields> {
  const { mode = 'live' } = session.credential
  const asked = { grant_type: 'authorization_code', redirect_uri: redirectUri, code, mode }
  const grant = await askForTokens(session, consented, asked)
  const { razorpay_account_id } = grant
  return { ...session.credential, mode, razorpay_account_id, ...tokenFields(grant, session.now()) }
}

/** The old refresh token is dead from then on: what comes back has to be kept before it is used. */
export async function renewTokens(session: Session): Promise<CredentialFields> {
  const { refresh_token = '' } = session.credential
  const grant = await askForTokens(session, granted, { grant_type: 'refresh_token', refresh_token })
  return { ...session.credential, ...tokenFields(grant, session.now()) }
}

/** Each token is ended by itself: nothing says that one takes the other with it. */
export async function revoke(session: Session): Promise<void> {
  const { key_id, access_token, refresh_token } = session.credential
  if (key_id !== undefined) {
    throw new ConnectorError(
      'refused',
      'Razorpay has no call that ends an API key. It is ended in the dashboard, under API Keys.',
    )
  }
  const tokens = Object.entries({ access_token, refresh_token }).flatMap(([token_type_hint, token]) =>
    token === undefined ? [] : [{ token_type_hint, token }],
  )
  const ended = await Promise.allSettled(tokens.map((token) => post(session, '/revoke', token)))
  for (const each of ended) if (each.status === 'rejected') throw each.reason
}

const granted = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  refresh_token: z.string().min(1),
})
/** The account is named by the consent's answer alone, not by a refresh's. */
const consented = granted.extend({ razorpay_account_id: z.string().min(1) })

const askForTokens = async <T extends Granted>(
  session: Session,
  shape: z.ZodType<T>,
  fields: Record<string, string>,
): Promise<T> => createRest(session, dialect).ask(shape, request(session, '/token', fields))

const post = (session: Session, path: string, fields: Record<string, string>) =>
  createRest(session, dialect).answer(request(session, path, fields))

const request = ({ credential }: Session, path: string, fields: Record<string, string>) => {
  const { client_id = '', client_secret = '' } = credential
  return { method: 'POST', on: 'auth', path, body: { client_id, client_secret, ...fields } } as const
}

const dialect: Dialect = {
  label: 'Razorpay',
  headers: {},
  // A code, token or app that is not known is answered with 400; so the person has to consent again.
  meaning: ({ status }) => (status === 400 ? 'unauthorised' : null),
  said: (body) => errorOf(body).description,
}
