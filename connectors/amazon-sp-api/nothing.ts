import { ConnectorError } from '../define.ts'
import type { Answer } from '../rest.ts'
import { label } from './faults.ts'

/**
 * For operations that answer with a status alone: 204, or 201 and at most an empty object. A success with something
 * else in it was not said by this operation, and what happened is not known.
 */
export function assertNothing({ status, body }: Answer, expected: number): void {
  const isEmpty = body === null || (typeof body === 'object' && Object.keys(body).length === 0)
  if (status === expected && isEmpty) return
  throw new ConnectorError('broken', `${label} answered something that could not be understood.`, { status })
}
