/** Consents and tokens of every vendor that speaks RFC 6749: who was granted what, until when, and what was revoked. */
import { createHash, randomBytes } from 'node:crypto'

/** One consent. Its refresh token is what stands for it; where it `lasts`, that token is sent itself (Meta's system users). */
export type Grant = { vendor: string; clientId: string; scopes: string[]; lasts?: true }
export type Grants = {
  refresh: Record<string, Grant>
  access: Record<string, { refresh: string; expiresAt: number }>
  codes: Record<string, Code>
  /** Vendors whose refresh tokens are good for one use, and give the next one. */
  rotating?: Record<string, boolean>
}
export type Bearer = Grant

/** A code is good for one exchange, at the address and with the challenge that it was asked for with. */
export type Code = {
  grant: Grant
  redirectUri: string
  /** S256 of the verifier (RFC 7636 §4.2), or null where none was sent. */
  challenge: string | null
  /** Whether the exchange gives a refresh token. */
  isOffline: boolean
  expiresAt: number
}

export const noGrants = (): Grants => ({ refresh: {}, access: {}, codes: {} })

const secret = (prefix: string): string => `${prefix}${randomBytes(24).toString('hex')}`
export const HOUR_S = 3600
const CODE_MS = 60_000

export function newCode(
  grants: Grants,
  asked: Omit<Code, 'expiresAt'>,
  { now, prefix = 'code_' }: { now: number; prefix?: string },
): string {
  const code = secret(prefix)
  grants.codes[code] = { ...asked, expiresAt: now + CODE_MS }
  return code
}

export type CodeFault = 'unknown' | 'redirect_uri' | 'verifier'

/** Spends a code, right or wrong: it is never good twice. */
export function spendCode(
  grants: Grants,
  shown: { vendor: string; clientId: string; code: string; redirectUri: string | null; verifier: string },
  now: number,
): { grant: Grant; isOffline: boolean } | CodeFault {
  const found = grants.codes[shown.code]
  delete grants.codes[shown.code]
  if (!found || found.expiresAt <= now) return 'unknown'
  if (found.grant.vendor !== shown.vendor || found.grant.clientId !== shown.clientId) return 'unknown'
  if (shown.redirectUri !== null && found.redirectUri !== shown.redirectUri) return 'redirect_uri'
  // RFC 7636 §4.6; a verifier without a challenge is refused too, as somebody else may have begun.
  const challenge = shown.verifier === '' ? null : challengeOf(shown.verifier)
  return challenge === found.challenge ? { grant: found.grant, isOffline: found.isOffline } : 'verifier'
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

/** A lasting grant under a refresh token that is known beforehand, as somebody consented before the first day. */
export const addGrant = (grants: Grants, refreshToken: string, grant: Grant): void => {
  grants.refresh[refreshToken] = structuredClone(grant)
}

/** A consent that was just given: its refresh token. */
export function openGrant(grants: Grants, grant: Grant, prefix = 'refresh_'): string {
  const refresh = secret(prefix)
  addGrant(grants, refresh, grant)
  return refresh
}

/** A fresh access token for a refresh token that stands; null where the grant has ended. */
export function newAccessToken(
  grants: Grants,
  refresh: string,
  now: number,
  { seconds = HOUR_S, prefix = 'token_' } = {},
): string | null {
  if (!grants.refresh[refresh]) return null
  forgetExpired(grants, now)
  const token = secret(prefix)
  grants.access[token] = { refresh, expiresAt: now + seconds * 1000 }
  return token
}

function forgetExpired(grants: Grants, now: number): void {
  for (const [token, { expiresAt }] of Object.entries(grants.access))
    if (expiresAt <= now) delete grants.access[token]
}

/**
 * The grant that a refresh token stands for, and the token that stands for it from now on: a new one where the
 * vendor's rotate, and then the shown one is dead. Null where there is none of this vendor's and app's.
 */
export function renewGrant(
  grants: Grants,
  shown: { vendor: string; clientId: string; refresh: string },
  { prefix, rotates = grants.rotating?.[shown.vendor] ?? false }: { prefix?: string; rotates?: boolean } = {},
): { refresh: string; grant: Grant } | null {
  const grant = grants.refresh[shown.refresh]
  if (!grant || grant.vendor !== shown.vendor || grant.clientId !== shown.clientId) return null
  if (!rotates) return { refresh: shown.refresh, grant }
  const refresh = openGrant(grants, grant, prefix)
  delete grants.refresh[shown.refresh]
  for (const token of Object.values(grants.access))
    if (token.refresh === shown.refresh) token.refresh = refresh
  return { refresh, grant }
}

/** Ends the grant that this token stands for. */
export function revoke(grants: Grants, token: string): boolean {
  const refresh = grants.access[token]?.refresh ?? token
  if (!grants.refresh[refresh]) return false
  delete grants.refresh[refresh]
  return true
}

export function bearerOf(grants: Grants, token: string, now: number): Bearer | null {
  const lasting = grants.refresh[token]
  if (lasting?.lasts) return lasting
  const found = grants.access[token]
  return found && found.expiresAt > now ? (grants.refresh[found.refresh] ?? null) : null
}
