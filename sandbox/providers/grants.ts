/** Consents and tokens of every vendor that speaks RFC 6749: who was granted what, until when, and what was revoked. */
import { randomBytes } from 'node:crypto'
import { ok, type Reply } from './call.ts'

/** One consent. Its refresh token is what stands for it. */
export type Grant = { vendor: string; clientId: string; scopes: string[] }
export type Grants = {
  refresh: Record<string, Grant>
  access: Record<string, { refresh: string; expiresAt: number }>
  /** A code is good for one exchange, at the address and with the challenge that it was asked for with. */
  codes: Record<string, { grant: Grant; redirectUri: string; challenge: string | null; expiresAt: number }>
}
export type Bearer = Grant

/** An app that is registered at a vendor. */
export type App = { vendor: string; clientId: string; clientSecret: string }

export const noGrants = (): Grants => ({ refresh: {}, access: {}, codes: {} })

const secret = (prefix: string): string => `${prefix}${randomBytes(16).toString('hex')}`
const LIFETIME_S = 3600
const CODE_MS = 60_000

export function newCode(
  grants: Grants,
  asked: { grant: Grant; redirectUri: string; challenge: string | null },
  now: number,
): string {
  const code = secret('code_')
  grants.codes[code] = { ...asked, expiresAt: now + CODE_MS }
  return code
}

/** A lasting grant under a refresh token that is known beforehand, as somebody consented before the first day. */
export const addGrant = (grants: Grants, refreshToken: string, grant: Grant): void => {
  grants.refresh[refreshToken] = grant
}

/** A fresh access token for a refresh token that stands; null where the grant has ended. */
export function newAccessToken(grants: Grants, refresh: string, now: number): string | null {
  if (!grants.refresh[refresh]) return null
  const token = secret('token_')
  grants.access[token] = { refresh, expiresAt: now + LIFETIME_S * 1000 }
  return token
}

/** Ends the grant that this token stands for. */
export function revoke(grants: Grants, token: string): boolean {
  const refresh = grants.access[token]?.refresh ?? token
  if (!grants.refresh[refresh]) return false
  delete grants.refresh[refresh]
  return true
}

export function bearerOf(grants: Grants, token: string, now: number): Bearer | null {
  const found = grants.access[token]
  return found && found.expiresAt > now ? (grants.refresh[found.refresh] ?? null) : null
}

/** A vendor's token endpoint. `challengeOf` is how a PKCE verifier is turned into what was asked with. */
export function answerTokens(
  grants: Grants,
  app: App,
  form: URLSearchParams,
  { now, challengeOf }: { now: number; challengeOf: (verifier: string) => string },
): Reply {
  const field = (name: string): string => form.get(name) ?? ''
  if (field('client_id') !== app.clientId || field('client_secret') !== app.clientSecret)
    return no(401, 'invalid_client')
  if (field('grant_type') === 'refresh_token') {
    const grant = grants.refresh[field('refresh_token')]
    if (!grant || grant.vendor !== app.vendor) return no(400, 'invalid_grant')
    return granted(grants, field('refresh_token'), now)
  }
  if (field('grant_type') !== 'authorization_code') return no(400, 'unsupported_grant_type')
  const code = grants.codes[field('code')]
  delete grants.codes[field('code')]
  const isGood =
    code !== undefined &&
    code.expiresAt > now &&
    code.grant.vendor === app.vendor &&
    code.redirectUri === field('redirect_uri') &&
    (code.challenge === null || code.challenge === challengeOf(field('code_verifier')))
  if (!isGood) return no(400, 'invalid_grant')
  const refresh = secret('refresh_')
  addGrant(grants, refresh, code.grant)
  return granted(grants, refresh, now, refresh)
}

function granted(grants: Grants, refresh: string, now: number, shown?: string): Reply {
  const grant = grants.refresh[refresh]
  return ok({
    access_token: newAccessToken(grants, refresh, now),
    expires_in: LIFETIME_S,
    token_type: 'Bearer',
    scope: grant?.scopes.join(' ') ?? '',
    ...(shown === undefined ? {} : { refresh_token: shown }),
  })
}

const no = (status: number, error: string): Reply => ({ status, body: { error }, acted: false })
