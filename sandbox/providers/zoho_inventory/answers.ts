/** Zoho's envelope: a code, a message and the thing itself. */
import type { Reply } from '../call.ts'

export const good = (fields: Record<string, unknown>, acted = false, message = 'success'): Reply => ({
  status: acted ? 201 : 200,
  body: { code: 0, message, ...fields },
  acted,
})

export const done = (message: string): Reply => ({ status: 200, body: { code: 0, message }, acted: true })

export const no = (status: number, code: number, message: string): Reply => ({
  status,
  body: { code, message },
  acted: false,
})

export const missing = (what: string): Reply => no(404, 1002, `${what} does not exist.`)
export const invalid = (name: string): Reply => no(400, 4, `Invalid value passed for ${name}`)
export const unauthorised = (): Reply => no(401, 57, 'You are not authorized to perform this operation')

/** zoho.com/inventory/api/v1/introduction, "API Call Limit". */
export const throttled = (): Reply =>
  no(
    429,
    44,
    'For security reasons your organization has been blocked as it have exceeded the maximum number of requests per minute that can originate from an organization.',
  )
export const broken = (): Reply => no(500, 1000, 'Internal error')
