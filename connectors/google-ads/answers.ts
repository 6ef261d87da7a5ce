/** What Google Ads' errors mean. Source: developers.google.com/google-ads/api/docs/best-practices/understand-api-errors, and the error enums of the API. */
import { z } from 'zod'
import type { ConnectorErrorKind } from '../define.ts'
import { type Answer, type Dialect, retryAfterMs } from '../rest.ts'

export const label = 'Google Ads'

const duration = z.string().regex(/^\d{1,9}(\.\d{1,9})?s$/)

/** `errorCode` is a union: one key that names the enum, and its value. */
const adsError = z.object({
  errorCode: z.record(z.string(), z.string()).catch({}),
  message: z.string().catch(''),
  details: z
    .object({ quotaErrorDetails: z.object({ retryDelay: duration.optional().catch(undefined) }).optional() })
    .optional()
    .catch(undefined),
})

/** One of GoogleAdsFailure, google.rpc.ErrorInfo, google.rpc.RetryInfo. */
const detail = z.looseObject({
  errors: z.array(adsError).catch([]),
  reason: z.string().catch(''),
  retryDelay: duration.optional().catch(undefined),
})

const failure = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    details: z.array(detail).catch([]),
  }),
})

type Failure = {
  status: string
  message: string
  reasons: string[]
  codes: string[]
  sentences: string[]
  wait: string | null
}

/** The failure in an answer, or null where it has none. */
function failureIn(body: unknown): Failure | null {
  const parsed = failure.safeParse(body)
  if (!parsed.success) return null
  const { error } = parsed.data
  const errors = error.details.flatMap((one) => one.errors)
  const waits = [
    ...errors.map(({ details }) => details?.quotaErrorDetails?.retryDelay),
    ...error.details.map(({ retryDelay }) => retryDelay),
  ]
  return {
    status: error.status,
    message: error.message,
    reasons: error.details.map(({ reason }) => reason).filter((reason) => reason !== ''),
    codes: errors.flatMap(({ errorCode }) => Object.values(errorCode)),
    sentences: errors.map(({ message }) => message).filter((message) => message !== ''),
    wait: waits.find((one) => one !== undefined) ?? null,
  }
}

/** What the codes mean where the HTTP status says less or something else. */
const kinds: Record<string, ConnectorErrorKind> = {
  RESOURCE_NOT_FOUND: 'not_found',
  BAD_RESOURCE_ID: 'not_found',
  CUSTOMER_NOT_FOUND: 'not_found',
  CLIENT_CUSTOMER_ID_INVALID: 'not_found',
  INVALID_CUSTOMER_ID: 'not_found',
  RESOURCE_EXHAUSTED: 'throttled',
  RESOURCE_TEMPORARILY_EXHAUSTED: 'throttled',
  EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION: 'throttled',
  EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION: 'throttled',
  ACCESS_PROHIBITED: 'forbidden',
  NOT_ADS_USER: 'forbidden',
  TWO_STEP_VERIFICATION_NOT_ENROLLED: 'forbidden',
}

/** What a person has to do, for the codes that Google explains to programmers. */
const fixes: Record<string, string> = {
  USER_PERMISSION_DENIED:
    'the Google account that connected has no access to this ads account. If a manager account looks after it, enter the manager’s customer ID too.',
  CUSTOMER_NOT_ENABLED: 'this ads account is not active (cancelled, suspended, or not set up to the end).',
  CUSTOMER_NOT_FOUND: 'there is no ads account with this customer ID.',
  INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION:
    'the manager’s customer ID is not that of a manager of this ads account.',
  NOT_ADS_USER: 'the Google account that connected belongs to no ads account.',
  TWO_STEP_VERIFICATION_NOT_ENROLLED:
    'the Google account that connected has to switch on 2-step verification.',
  CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION:
    'the Google Cloud project of the app may use test accounts only. Ask Google for Basic access under API Center in a manager account.',
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: 'the consent did not include Google Ads.',
  SERVICE_DISABLED:
    'the Google Ads API is not switched on in the Google Cloud project of the app. Switch it on there (APIs & Services), then try again.',
  UNSUPPORTED_VERSION: 'this version of the Google Ads API has ended. Configure a later one.',
  CONCURRENT_MODIFICATION: 'somebody else changed the same thing in this moment. Nothing was done.',
}

function meaning({ status, body }: Answer): ConnectorErrorKind | null {
  // A server's error is never taken for a no, whatever its body says.
  if (status < 400 || status >= 500) return null
  const found = failureIn(body)
  const known = found?.codes.map((code) => kinds[code]).find((kind) => kind !== undefined)
  return known ?? (found?.status === 'RESOURCE_EXHAUSTED' ? 'throttled' : null)
}

/** One sentence: the fix where there is one, else Google's own words of the first error, and how many more there are. */
function said(body: unknown): string | null {
  const found = failureIn(body)
  if (!found) return null
  const fix = [...found.codes, ...found.reasons].map((code) => fixes[code]).find((text) => text !== undefined)
  if (fix !== undefined) return fix
  const [first = found.message, ...others] = found.sentences
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return first === '' ? null : `${first.replace(/\.$/, '')}${more}.`
}

const waitOf = (body: unknown): number | null => {
  const wait = failureIn(body)?.wait
  return wait ? Math.ceil(Number(wait.slice(0, -1)) * 1000) : null
}

/** Google Ads asks to wait in the body, once in a while in the header. */
export const pauseMs = (headers: Headers, body: unknown): number | null =>
  waitOf(body) ?? retryAfterMs(headers)

export const dialect = (headers: Record<string, string>): Dialect => ({
  label,
  headers,
  meaning,
  said,
  retryAfterMs: (answer) => pauseMs(answer.headers, answer.body),
})
