/** What Meta's errors mean. Source: developers.facebook.com/docs/graph-api/guides/error-handling, and …/marketing-api/error-reference. */
import { z } from 'zod'
import type { ConnectorErrorKind } from '../define.ts'
import type { Answer } from '../rest.ts'

const failure = z.object({
  error: z.object({
    message: z.string().catch(''),
    code: z.int().catch(0),
    error_subcode: z.int().optional().catch(undefined),
    error_user_title: z.string().nullish().catch(null),
    error_user_msg: z.string().nullish().catch(null),
    is_transient: z.boolean().nullish().catch(null),
  }),
})

/** Too many calls: of the app, the person, the account, the business. Nothing was done. */
export const throttling: ReadonlySet<number> = new Set([
  ...[4, 17, 32, 341, 613],
  ...[80000, 80001, 80002, 80003, 80004, 80005, 80006, 80008, 80009, 80014],
])
const unauthorised = new Set([102, 190, 463, 467])
const forbidden = new Set([3, 10, 200, 294])

export function codeIn(body: unknown): number | null {
  const parsed = failure.safeParse(body)
  return parsed.success ? parsed.data.error.code : null
}

/** Its errors come with 400 for nearly everything; 1 and 2 are its own failures, of which nobody knows what they did. */
export function meaning({ body }: Answer): ConnectorErrorKind | null {
  const parsed = failure.safeParse(body)
  if (!parsed.success) return null
  const { code, is_transient, error_subcode } = parsed.data.error
  if (throttling.has(code)) return 'throttled'
  if (unauthorised.has(code)) return 'unauthorised'
  if (forbidden.has(code) || (code > 200 && code < 300)) return 'forbidden'
  if (code === 1 || code === 2 || is_transient === true) return 'broken'
  return code === 100 && error_subcode === 33 ? 'not_found' : null
}

/** What Meta has written for people comes before what it has written for engineers. */
export function said(body: unknown): string | null {
  const parsed = failure.safeParse(body)
  if (!parsed.success) return null
  const { error_user_title, error_user_msg, message } = parsed.data.error
  return [error_user_title, error_user_msg].filter(Boolean).join(': ') || message || null
}
