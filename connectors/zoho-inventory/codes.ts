/** Zoho's own error codes. Every answer carries one, whatever its HTTP status says: 0 alone is a success. */
import type { Answer } from '../rest.ts'

/** zoho.com/inventory/api/v1/introduction, "API Call Limit": a minute's, a day's, an address's, what runs at once. */
const limits: ReadonlySet<number> = new Set([43, 44, 45, 1070])

/** The code of an answer, or null where it is not one of Zoho's. */
export function codeOf(body: unknown): number | null {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null
  return typeof code === 'number' && Number.isInteger(code) ? code : null
}

export const isLimit = (body: unknown): boolean => limits.has(codeOf(body) ?? 0)

export function meaning({ status, body }: Answer) {
  const code = codeOf(body)
  if (code === null || code === 0 || status >= 500) return null
  if (limits.has(code)) return 'throttled'
  // A dead token and a scope that was not granted have the same code; connecting again mends both.
  if (code === 57) return status === 401 ? 'unauthorised' : 'forbidden'
  if (code === 14) return 'unauthorised'
  if (code === 1002) return 'not_found'
  if (code === 1000) return 'broken'
  return status < 300 ? 'refused' : null
}

export function said(body: unknown): string | null {
  if (codeOf(body) === null) return null
  const { message } = body as { message?: unknown }
  return typeof message === 'string' && message !== '' ? message : `code ${codeOf(body)}`
}
