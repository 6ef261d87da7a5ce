/** Amazon's error list, and the codes that its APIs share. */
import type { Reply } from '../call.ts'

export const refuse = (status: number, code: string, message: string, details = ''): Reply => ({
  status,
  body: { errors: [{ code, message, details }] },
  headers: { 'x-amzn-requestid': 'sandbox-request' },
  acted: false,
})

export const invalid = (message: string): Reply => refuse(400, 'InvalidInput', message)
export const notFound = (message = 'The resource specified does not exist.'): Reply =>
  refuse(404, 'NotFound', message)

/** The same status and code for a token that is over and for a role that the app does not have. */
export const noToken = (): Reply =>
  refuse(
    403,
    'Unauthorized',
    'Access to requested resource is denied.',
    'The access token you provided is revoked, malformed or invalid.',
  )
export const noRole = (): Reply => refuse(403, 'Unauthorized', 'Access to requested resource is denied.')

export const throttled = (): Reply => {
  const { headers, ...reply } = refuse(
    429,
    'QuotaExceeded',
    'You exceeded your quota for the requested resource.',
  )
  return { ...reply, headers: { ...headers, 'x-amzn-ratelimit-limit': '2.0' } }
}

export const broken = (): Reply =>
  refuse(500, 'InternalFailure', 'We encountered an internal error. Please try again.')
