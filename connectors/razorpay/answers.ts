/** What Razorpay's answers mean: which of them say that nothing happened, and which say nothing at all. */
import { z } from 'zod'
import { ConnectorError, type ConnectorErrorKind } from '../define.ts'

/** The envelope of every error. Source: razorpay.com/docs/errors. */
const envelope = z.object({
  error: z.object({ code: z.string().nullish(), description: z.string().nullish() }),
})

/** The error that an answer outside of 2xx stands for. */
export function errorFrom(answer: {
  status: number
  text: string
  retryAfter: string | null
}): ConnectorError {
  const parsed = envelope.safeParse(parseJson(answer.text))
  const said = parsed.success ? parsed.data.error : {}
  const kind = kindOf(answer.status, said.code ?? null)
  const seconds = /^\d{1,6}$/.test(answer.retryAfter ?? '') ? Number(answer.retryAfter) : null
  return new ConnectorError(kind, sentence(kind, answer.status, said.description ?? null), {
    status: answer.status,
    ...(seconds === null ? {} : { retryAfterMs: seconds * 1000 }),
  })
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

function sentence(kind: ConnectorErrorKind, status: number, description: string | null): string {
  const said = description === null ? '' : ` It said: ${description.slice(0, 300)}`
  if (kind === 'refused') return `Razorpay refused it.${said}`
  if (kind === 'unauthorised') return `Razorpay did not accept the API key.${said}`
  if (kind === 'forbidden') return `The API key may not do this at Razorpay.${said}`
  if (kind === 'not_found') return `Razorpay does not know it.${said}`
  if (kind === 'throttled') return 'Razorpay asks for fewer requests. Nothing was done.'
  if (kind === 'interrupted') return 'Razorpay is still working on this very request.'
  return `Razorpay answered with an error of its own (HTTP ${status}).${said}`
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
