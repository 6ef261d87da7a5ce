/** What Amazon's answers mean beyond their status. Sources: developer-docs.amazon.com/sp-api/docs/response-format, …/usage-plans-and-rate-limits. */
import { z } from 'zod'
import type { Heard } from '../define.ts'
import { type Dialect, retryAfterMs } from '../rest.ts'

export const label = 'Amazon'

/**
 * An expired token and a role that is missing both come as 403 with the code `Unauthorized`, and differ in English
 * only: so both are `forbidden`, and the sentence asks to connect again and to allow it there, which mends either.
 */
export const dialectOf = (token: string): Dialect => ({
  label,
  headers: { 'x-amz-access-token': token },
  said,
  retryAfterMs: ({ headers }) => waitMs(headers),
})

/** Which limit an answer was counted against stands in a header, when available: requests per second of that operation. */
export const waitAfter = ({ status, headers }: Heard): number => (status === 429 ? waitMs(headers) : 0)

function waitMs(headers: Headers): number {
  const perSecond = Number(headers.get('x-amzn-ratelimit-limit') ?? Number.NaN)
  const untilNext = perSecond > 0 ? Math.ceil(1000 / perSecond) : 1000
  return retryAfterMs(headers) ?? untilNext
}

const errors = z.object({
  errors: z.array(z.object({ message: z.string().optional(), details: z.string().optional() })).min(1),
})

function said(body: unknown): string | null {
  const parsed = errors.safeParse(body)
  if (!parsed.success) return null
  const parts = parsed.data.errors.flatMap(({ message, details }) => [message, details])
  return [...new Set(parts.filter((part) => part))].join(' ') || null
}
