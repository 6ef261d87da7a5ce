/** The cookie that binds a consent to the browser that went on to the vendor. */
import type { IncomingMessage } from 'node:http'
import { type ConsentRow, openForMs } from '../../room/consents.ts'

type Bound = Pick<ConsentRow, 'connector' | 'redirectUri'>

/**
 * `__Host-` keeps other hosts of the same domain from setting it (RFC 6265bis §4.1.3.2); it needs https, which a
 * sandbox on this machine has not. Lax, since the vendor's page leads back here by a link. Null forgets it.
 */
export function consentCookie(row: Bound, secret: string | null): string {
  const seconds = secret === null ? 0 : openForMs / 1000
  const base = `${nameOf(row)}=${secret ?? ''}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`
  return isSecure(row) ? `${base}; Secure` : base
}

/** Its secret; empty where there is none, or more than one. */
export function cookieNamed({ headers }: IncomingMessage, row: Bound): string {
  const start = `${nameOf(row)}=`
  const found = (headers.cookie ?? '').split(/;\s*/).filter((each) => each.startsWith(start))
  return found.length === 1 ? (found[0] ?? '').slice(start.length) : ''
}

const isSecure = ({ redirectUri }: Bound): boolean => redirectUri.startsWith('https://')

const nameOf = (row: Bound): string => `${isSecure(row) ? '__Host-' : ''}ops_room_consent_${row.connector}`
