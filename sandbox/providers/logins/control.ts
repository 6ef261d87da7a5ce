/** What a founder or a vendor does to consents behind Ops Room's back: POST /control/grants. */
import { isRecord } from '../call.ts'
import type { Grant, Grants } from '../grants.ts'

/** The consents that stand, without a token of any of them. */
export const listGrants = (grants: Grants) =>
  Object.values(grants.refresh).map(({ vendor, clientId, scopes }) => ({ vendor, clientId, scopes }))

/** Does what `body` asks for, and says of how many consents; a sentence where it asks for nothing that there is. */
export function changeGrants(grants: Grants, body: unknown): { consents: number } | string {
  if (!isRecord(body)) return 'It is a JSON object.'
  const { revoke, narrow, scopes, expire, rotate, on = true } = body
  if (typeof revoke === 'string') return { consents: end(grants, revoke) }
  if (typeof narrow === 'string' && Array.isArray(scopes)) return { consents: take(grants, narrow, scopes) }
  if (typeof expire === 'string') return { consents: expireTokens(grants, expire) }
  if (typeof rotate !== 'string' || typeof on !== 'boolean')
    return 'It names a vendor to revoke, to narrow by scopes, to expire or to rotate.'
  grants.rotating = { ...grants.rotating, [rotate]: on }
  return { consents: of(grants, rotate).length }
}

const of = (grants: Grants, vendor: string): [string, Grant][] =>
  Object.entries(grants.refresh).filter(([, grant]) => grant.vendor === vendor)

function end(grants: Grants, vendor: string): number {
  const ended = of(grants, vendor)
  for (const [token] of ended) delete grants.refresh[token]
  return ended.length
}

function take(grants: Grants, vendor: string, scopes: unknown[]): number {
  const narrowed = of(grants, vendor)
  for (const [, grant] of narrowed) grant.scopes = grant.scopes.filter((scope) => !scopes.includes(scope))
  return narrowed.length
}

/** Access tokens end at once, before the time that was told with them. */
function expireTokens(grants: Grants, vendor: string): number {
  const expired = new Set(of(grants, vendor).map(([token]) => token))
  for (const [token, { refresh }] of Object.entries(grants.access))
    if (expired.has(refresh)) delete grants.access[token]
  return expired.size
}
