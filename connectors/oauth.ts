/** The token endpoint of RFC 6749, as the vendors share it: trading a code, refreshing, and what its errors mean. */
import { z } from 'zod'
import { ConnectorError, type CredentialFields, type Session } from './define.ts'
import { type Ask, createRest, parseAnswer } from './rest.ts'

/** RFC 6749 §5.1. Fields of a vendor's own are kept. */
const granted = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
})
export type Granted = z.output<typeof granted>

/** A request to a token endpoint, which takes a form. `on` is the role of its host. */
export type TokenAsk = { label: string; on: string; path: string; parameters: Record<string, string> }

/** Asks for tokens. Ends in `unauthorised` where the consent has ended or the app is not known. */
export async function askForTokens(session: Session, ask: TokenAsk): Promise<Granted> {
  const { label, on, path, parameters } = ask
  const rest = createRest(session, {
    label,
    headers: {},
    // RFC 6749 §5.2: its errors come with 400 or 401; Zoho sends them with 200.
    meaning: ({ body }) => (errorIn(body) === null ? null : 'unauthorised'),
    said: (body) => meanings[errorIn(body) ?? ''] ?? errorIn(body),
  })
  const sent: Ask = { method: 'POST', on, path, body: new URLSearchParams(parameters) }
  return parseAnswer(label, granted, (await rest.answer(sent)).body)
}

/** Trades the code of a consent. `verifier` is left out where the vendor has no PKCE. */
export const askWithCode = (
  session: Session,
  ask: Omit<TokenAsk, 'parameters'>,
  consent: { code: string; redirectUri: string; verifier: string },
): Promise<Granted> =>
  askForTokens(session, {
    ...ask,
    parameters: {
      grant_type: 'authorization_code',
      code: consent.code,
      redirect_uri: consent.redirectUri,
      ...appOf(session.credential),
      ...(consent.verifier === '' ? {} : { code_verifier: consent.verifier }),
    },
  })

/** Refreshes, and returns the credential's fields with what came back; a refresh token that did not rotate stays. */
export async function refreshTokens(
  session: Session,
  ask: Omit<TokenAsk, 'parameters'>,
): Promise<CredentialFields> {
  const { credential } = session
  const refresh_token = credential.refresh_token ?? ''
  const parameters = { grant_type: 'refresh_token', refresh_token, ...appOf(credential) }
  return { ...credential, ...tokenFields(await askForTokens(session, { ...ask, parameters }), session.now()) }
}

/** The fields that a grant adds to a credential. `access_token_expires_at` is ISO 8601. */
export const tokenFields = (grant: Granted, now: number): CredentialFields => ({
  access_token: grant.access_token,
  access_token_expires_at: new Date(now + grant.expires_in * 1000).toISOString(),
  ...(grant.refresh_token === undefined ? {} : { refresh_token: grant.refresh_token }),
})

/** The refresh token of a grant that has to have one. */
export function lastingGrant(label: string, grant: Granted): string {
  if (grant.refresh_token !== undefined) return grant.refresh_token
  throw new ConnectorError(
    'refused',
    `${label} gave no lasting permission. Take Ops Room off the list of connected apps there, then connect again.`,
  )
}

/** A token is renewed while it still lives, so that no request meets its end. */
const marginMs = 5 * 60_000

export const isFresh = ({ access_token, access_token_expires_at }: CredentialFields, now: number): boolean =>
  access_token !== undefined && Date.parse(access_token_expires_at ?? '') - now > marginMs

const appOf = ({ client_id = '', client_secret = '' }: CredentialFields) => ({ client_id, client_secret })

/** RFC 6749 §5.2. */
const errorIn = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
    ? body.error
    : null

const meanings: Record<string, string> = {
  invalid_grant: 'the permission has ended or was taken back (invalid_grant).',
  invalid_client: 'the client ID and secret are not known there (invalid_client).',
  invalid_scope: 'it does not know what was asked for (invalid_scope).',
  unauthorized_client: 'this app may not be connected this way (unauthorized_client).',
}

/** The fields of a form. It sends those that stayed empty, too; what is absent stays absent, so that text alone comes out. */
export const filledIn = (fields: z.ZodType): z.ZodType<CredentialFields> =>
  z
    .record(z.string(), z.string())
    .transform((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')))
    .pipe(fields as z.ZodType<CredentialFields, CredentialFields>)

/**
 * The id of the one account that a new login is for. Ends in `refused` where it reaches none, or several: the sentence
 * then lists them, so that a person can enter which.
 */
export function onlyAccount(
  { label, one, many }: { label: string; one: string; many: string },
  found: readonly { id: string; name: string | null | undefined }[],
): string {
  const [first, ...more] = found
  if (first === undefined) throw new ConnectorError('refused', `This login reaches no ${one} of ${label}.`)
  if (more.length === 0) return first.id
  const names = found.slice(0, 10).map(({ id, name }) => `${name || 'without a name'} (${id})`)
  throw new ConnectorError(
    'refused',
    `This login reaches ${found.length} ${many} of ${label}. Enter the ID of one of them: ${names.join(', ')}.`,
  )
}
