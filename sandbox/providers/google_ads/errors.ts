/** Google Ads' own words: a status, and a GoogleAdsFailure that says which enum's value it was. */
import type { Reply } from '../call.ts'

type Details = { codes?: Record<string, string>; message?: string; quota?: { retryDelay: string } }

/** `codes` is the union `errorCode`: the enum's name, and its value. */
export function fail(status: number, name: string, sentence: string, more: Details = {}): Reply {
  const { codes, message = sentence, quota } = more
  const failure = {
    '@type': 'type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure',
    errors: [
      {
        errorCode: codes,
        message,
        ...(quota ? { details: { quotaErrorDetails: { rateScope: 'DEVELOPER', ...quota } } } : {}),
      },
    ],
    requestId: 'sandbox-request',
  }
  const error = { code: status, message: sentence, status: name, ...(codes ? { details: [failure] } : {}) }
  return { status, body: { error }, acted: false }
}

/** Something is wrong with what was asked. */
export const invalid = (codes: Record<string, string>, message: string): Reply =>
  fail(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.', { codes, message })

export const notFound = (): Reply =>
  invalid({ requestError: 'RESOURCE_NOT_FOUND' }, 'A resource was not found: it may have been removed.')

/** A thrown one ends the request; `answerAds` turns it into its answer. */
export class Fault extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('Google Ads says no.')
    this.reply = reply
  }
}

export const unauthorised = (): Reply =>
  fail(
    401,
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token.',
    {
      codes: { authenticationError: 'OAUTH_TOKEN_INVALID' },
      message: 'The OAuth token in the header is not valid.',
    },
  )

export const tooNarrow = (): Reply => ({
  status: 403,
  body: {
    error: {
      code: 403,
      message: 'Request had insufficient authentication scopes.',
      status: 'PERMISSION_DENIED',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
          domain: 'googleapis.com',
        },
      ],
    },
  },
  acted: false,
})

export const denied = (): Reply =>
  fail(403, 'PERMISSION_DENIED', 'The caller does not have permission', {
    codes: { authorizationError: 'USER_PERMISSION_DENIED' },
    message: "User doesn't have permission to access customer.",
  })

export const throttled = (): Reply =>
  fail(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).', {
    codes: { quotaError: 'RESOURCE_EXHAUSTED' },
    message: 'Too many requests. Retry in 1 seconds.',
    quota: { retryDelay: '1s' },
  })

export const broken = (): Reply =>
  fail(500, 'INTERNAL', 'Internal error encountered.', {
    codes: { internalError: 'INTERNAL_ERROR' },
    message: 'An internal error has occurred.',
  })
