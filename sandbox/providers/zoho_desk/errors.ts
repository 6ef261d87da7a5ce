/** Zoho Desk's own words: an `errorCode` and a message. Source: desk.zoho.com/DeskAPIDocument, "Error codes". */
import type { Reply } from '../call.ts'

const no = (status: number, errorCode: string, message: string, more: object = {}): Reply => ({
  status,
  body: { errorCode, message, ...more },
  acted: false,
})

/** A thrown one ends the request; `createZohoDesk` turns it into its answer. */
export class Fault extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('Zoho Desk says no.')
    this.reply = reply
  }
}

export const unauthorised = (): Reply => no(401, 'INVALID_OAUTH', 'The OAuth Token you provided is invalid.')

export const tooNarrow = (): Reply =>
  no(403, 'SCOPE_MISMATCH', 'The OAuth Token does not have the scope for this operation.')

export const wrongOrganisation = (): Reply =>
  no(403, 'OAUTH_ORG_MISMATCH', 'The OAuth Token does not belong to this organization.')

export const notFound = (): Reply => no(404, 'URL_NOT_FOUND', 'The URL given is wrong.')

export const unprocessable = (message: string): Reply => no(422, 'UNPROCESSABLE_ENTITY', message)

/** One field of a body. */
export const invalid = (field: string, errorType: 'invalid' | 'missing' = 'invalid'): Reply =>
  no(422, 'INVALID_DATA', 'The data is invalid due to validation restrictions.', {
    errors: [{ fieldName: `/${field}`, errorType, errorMessage: '' }],
  })

export const throttled = (): Reply => ({
  ...no(429, 'TOO_MANY_REQUESTS', 'You have made too many requests. Try again later.'),
  headers: { 'retry-after': '30' },
})

export const broken = (): Reply => no(500, 'INTERNAL_SERVER_ERROR', 'An internal server error occurred.')
