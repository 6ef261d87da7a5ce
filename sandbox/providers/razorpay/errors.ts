/** Razorpay's error envelope, and the sentences that it documents. */
import type { Reply } from '../call.ts'

type More = {
  status?: number
  code?: string
  field?: string
  reason?: string
  source?: string
  step?: string
}

/** An error in the vendor's envelope: 400 BAD_REQUEST_ERROR unless said otherwise. Nothing happened. */
export function refuse(description: string, more: More = {}): Reply {
  const { status = 400, code = 'BAD_REQUEST_ERROR', field, reason = 'NA', source = 'NA', step = 'NA' } = more
  const error = { code, description, source, step, reason, metadata: {}, ...(field ? { field } : {}) }
  return { status, body: { error }, acted: false }
}

/** A field that the validator did not like. */
export const invalid = (field: string, description: string): Reply =>
  refuse(description, {
    field,
    reason: 'input_validation_failed',
    source: 'business',
    step: 'payment_initiation',
  })

export const noSuchId = (): Reply => refuse('The id provided does not exist', { source: 'business' })

export const noSuchUrl = (): Reply =>
  refuse('The requested URL was not found on the server.', { status: 404 })

export const unauthorised = (): Reply => refuse('Authentication failed', { status: 401 })
