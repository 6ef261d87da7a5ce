/** Google's own clients behind a session's fetch, and what the errors of Google's APIs mean. */
import { z } from 'zod'
import { ConnectorError, type ConnectorErrorKind, type Session } from './define.ts'
import { assertDone, type Dialect, parseAnswer } from './rest.ts'

/** What a client is made with: its only way out is the session, it never tries again, and no status makes it throw. */
export const clientOptions = ({ fetch, credential }: Session) => ({
  headers: { Authorization: `Bearer ${credential.access_token ?? ''}` },
  fetchImplementation: fetch as typeof globalThis.fetch,
  retry: false,
  validateStatus: () => true,
})

type Called = { status: number; headers: unknown; data: unknown }

/** Makes one call. Ends in a ConnectorError, whatever the client made of a failure. */
export async function askGoogle<T>(
  label: string,
  shape: z.ZodType<T>,
  call: () => Promise<Called>,
): Promise<T> {
  const { status, headers, data } = await called(label, call)
  assertDone(dialect(label), { status, headers: new Headers(headers as Record<string, string>), body: data })
  return parseAnswer(label, shape, data)
}

/** The errors of Google's APIs. Source: google.aip.dev/193, and google.rpc.Code. */
export const dialect = (label: string): Dialect => ({ label, headers: {}, meaning, said })

async function called(label: string, call: () => Promise<Called>): Promise<Called> {
  try {
    return await call()
  } catch (cause) {
    // The client wraps what its fetch threw.
    for (let error = cause; error instanceof Error; error = error.cause)
      if (error instanceof ConnectorError) throw error
    throw new ConnectorError(
      'interrupted',
      `The connection to ${label} broke off. What happened there is not known.`,
      { cause },
    )
  }
}

const failure = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    errors: z.array(z.looseObject({ reason: z.string().catch('') })).catch([]),
    details: z.array(z.looseObject({ reason: z.string().catch('') })).catch([]),
  }),
})

/** A 403 stands for three things: a scope that is missing, an account that may not, and a quota that is spent. */
function meaning({ status, body }: { status: number; body: unknown }): ConnectorErrorKind | null {
  if (status !== 403) return null
  const parsed = failure.safeParse(body)
  const reasons = parsed.success ? reasonsOf(parsed.data.error) : []
  return reasons.some((reason) => spent.has(reason)) ? 'throttled' : null
}

const spent = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'RATE_LIMIT_EXCEEDED'])

function said(body: unknown): string | null {
  const parsed = failure.safeParse(body)
  if (!parsed.success) return null
  const { error } = parsed.data
  if (reasonsOf(error).includes('SERVICE_DISABLED'))
    return 'this API is not switched on in the Google Cloud project of the app. Switch it on there (APIs & Services), then try again.'
  return error.message === '' ? null : error.message
}

const reasonsOf = ({ errors, details }: z.output<typeof failure>['error']): string[] =>
  [...errors, ...details].map(({ reason }) => reason)
