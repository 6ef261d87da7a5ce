/** The words of the Analytics APIs when they say no. */
import type { Reply } from '../call.ts'

export function fail(code: number, status: string, message: string, details?: object[]): Reply {
  return {
    status: code,
    body: { error: { code, message, status, ...(details ? { details } : {}) } },
    acted: false,
  }
}

/** A thrown one ends the request; `answerAnalytics` turns it into its answer. */
export class Fault extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('Google Analytics says no.')
    this.reply = reply
  }
}

export const invalid = (message: string): Fault => new Fault(fail(400, 'INVALID_ARGUMENT', message))

const schemas = 'https://developers.google.com/analytics/devguides/reporting/data/v1'
/** Two blanks before "For" with metrics, one with dimensions, and one at the end: so the API says it. */
export const noField = (name: string, kind: 'dimension' | 'metric', isRealtime: boolean): Fault =>
  invalid(
    `Field ${name} is not a valid ${kind}.${kind === 'metric' ? ' ' : ''} For a list of valid dimensions and metrics, see ${schemas}/${isRealtime ? 'realtime-' : ''}api-schema `,
  )

export const incompatible = (name: string): Fault =>
  invalid(
    `Please remove ${name} to make the request compatible for example. The request's dimensions & metrics are incompatible. To learn more, see https://ga-dev-tools.web.app/ga4/dimensions-metrics-explorer/`,
  )

export const noProperty = (): Fault =>
  new Fault(
    fail(
      403,
      'PERMISSION_DENIED',
      `User does not have sufficient permissions for this property. To learn more about Property ID, see ${schemas}/property-id.`,
    ),
  )

export const spent = (span: 'day' | 'hour'): Fault =>
  new Fault(
    fail(
      429,
      'RESOURCE_EXHAUSTED',
      `Exhausted property tokens per ${span}. These quota tokens will return in under ${span === 'day' ? '24 hours' : 'one hour'}. To learn more, see ${schemas}/quotas`,
    ),
  )

export const unauthorised = (): Reply =>
  fail(
    401,
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
  )

export const tooNarrow = (): Reply =>
  fail(403, 'PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
      domain: 'googleapis.com',
    },
  ])

export const throttled = (): Reply => fail(429, 'RESOURCE_EXHAUSTED', 'Exhausted concurrent requests quota.')
export const broken = (): Reply => fail(500, 'INTERNAL', 'Internal error encountered.')
