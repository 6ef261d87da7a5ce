/** Gmail's own words when it says no (developers.google.com/workspace/gmail/api/guides/handle-errors). */
import type { Reply } from '../call.ts'

type Said = { status?: string; reason: string; domain?: string; short?: string; details?: object[] }

function fail(
  code: number,
  message: string,
  { status, reason, domain = 'global', short, details }: Said,
): Reply {
  const errors = [{ message: short ?? message, domain, reason }]
  const more = { ...(status ? { status } : {}), ...(details ? { details } : {}) }
  return { status: code, body: { error: { code, message, errors, ...more } }, acted: false }
}

/** A thrown one ends the request; `answerMail` turns it into its answer. */
export class Fault extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('Gmail says no.')
    this.reply = reply
  }
}

export const invalid = (message: string): Reply =>
  fail(400, message, { status: 'INVALID_ARGUMENT', reason: 'invalidArgument' })

export const notFound = (): Reply =>
  fail(404, 'Requested entity was not found.', { status: 'NOT_FOUND', reason: 'notFound' })

export const unauthorised = (): Reply =>
  fail(
    401,
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
    { status: 'UNAUTHENTICATED', reason: 'authError', short: 'Invalid Credentials' },
  )

export const tooNarrow = (): Reply =>
  fail(403, 'Request had insufficient authentication scopes.', {
    status: 'PERMISSION_DENIED',
    reason: 'insufficientPermissions',
    short: 'Insufficient Permission',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        domain: 'googleapis.com',
        metadata: { service: 'gmail.googleapis.com' },
      },
    ],
  })

export const onlyHeaders = (what: string): Reply =>
  fail(403, `Metadata scope does not support ${what}`, { status: 'PERMISSION_DENIED', reason: 'forbidden' })

export const throttled = (): Reply =>
  fail(403, 'User Rate Limit Exceeded', { reason: 'userRateLimitExceeded', domain: 'usageLimits' })

export const broken = (): Reply => fail(500, 'Backend Error', { reason: 'backendError' })
