import { refusalOf } from '../core/errors.ts'
import { SlackFault } from './slack/web.ts'

/** True where somebody could not be reached: the work is as good as before, and is tried again until they are back. */
export function isAway(error: unknown): boolean {
  if (error instanceof SlackFault) return error.code === 'unreachable' || error.retryAfterMs !== null
  const code = refusalOf(error)?.code
  return code === 'broker.away' || code === 'agent.away'
}
