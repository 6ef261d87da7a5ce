/** What Razorpay's answers mean: which of them say that nothing happened, and which say nothing at all. */
import { z } from 'zod'
import { ConnectorError, type ConnectorErrorKind } from '../define.ts'

/** The envelope of every error. Source: razorpay.com/docs/errors. */
const envelope = z.object({
  error: z.object({ code: z.string().nullish(), description: z.string().nullish() }),
})

/** What was signed in with: a person mends a key and a login in different places. */
export type Way = 'key' | 'login'

/** The error that an answer outside of 2xx stands for. */
export function errorFrom(
  answer: { status: number; text: string; retryAfter: string | null },
  way: Way,
): ConnectorError {
  const { code, description } = errorOf(parseJson(answer.text))
  const kind = kindOf(answer.status, code)
  const seconds = /^\d{1,6}$/.test(answer.retryAfter ?? '') ? Number(answer.retryAfter) : null
  const said = description === null ? '' : ` It said: ${description.slice(0, 300)}`
  return new ConnectorError(kind, `${sentence(kind, answer.status, way)}${said}`, {
    status: answer.status,
    ...(seconds === null ? {} : { retryAfterMs: seconds * 1000 }),
  })
}

/** The vendor's code and words, where the body has them. */
export function errorOf(body: unknown): { code: string | null; description: string | null } {
  const parsed = envelope.safeParse(body)
  const { code = null, description = null } = parsed.success ? parsed.data.error : {}
  return { code, description }
}

/**
 * A 400 means "no" only with BAD_REQUEST_ERROR: GATEWAY_ERROR and SERVER_ERROR leave open what a bank did. A 409 says
 * that a request with this idempotency key is still being worked on. What is not documented is not taken for a no.
 */
function kindOf(status: number, code: string | null): ConnectorErrorKind {
  if (status === 400) return code === 'BAD_REQUEST_ERROR' ? 'refused' : 'broken'
  if (status === 401) return 'unauthorised'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 429) return 'throttled'
  if (status === 409) return 'interrupted'
  return 'broken'
}

function sentence(kind: ConnectorErrorKind, status: number, way: Way): string {
  if (kind === 'unauthorised') return unauthorised[way]
  if (kind === 'forbidden') return forbidden[way]
  if (kind === 'refused') return 'Razorpay refused it.'
  if (kind === 'not_found') return 'Razorpay does not know it.'
  if (kind === 'throttled') return 'Razorpay asks for fewer requests. Nothing was done.'
  if (kind === 'interrupted') return 'Razorpay is still working on this very request.'
  return `Razorpay answered with an error of its own (HTTP ${status}).`
}

const unauthorised: Record<Way, string> = {
  key: 'Razorpay did not accept the API key. A founder can connect it again with a key that is active.',
  login: 'Razorpay no longer accepts this connection. A founder has to connect it again.',
}
const forbidden: Record<Way, string> = {
  key: 'The API key may not do this at Razorpay. A founder can connect it with another key.',
  login: 'This connection may not do this at Razorpay. A founder can connect it again and allow it there.',
}

/** A write's classification: `failed` where Razorpay documents, or the network guarantees, that nothing happened. */
export function classify(error: ConnectorError): 'failed' | 'unknown' {
  return error.kind === 'interrupted' || error.kind === 'broken' ? 'unknown' : 'failed'
}

/** The entity of a 2xx answer; an answer that does not parse is `broken`. */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ConnectorError('broken', 'Razorpay answered something that could not be understood.', {
    cause: parsed.error,
  })
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
