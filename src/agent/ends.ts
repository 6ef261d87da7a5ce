/** How a run that did not finish is called. */
import { APICallError, NoOutputGeneratedError, RetryError } from 'ai'
import type { TurnEnd } from '../server/protocol.ts'
import { TurnGone } from './line.ts'

type End = TurnEnd['end']

/** The code of an error that ended a run. What a provider answered goes no further than the log. */
export function endOf(error: unknown): End {
  if (RetryError.isInstance(error)) return endOf(error.lastError)
  if (error instanceof TurnGone) return error.code === 'turn.ended' ? 'timeout' : 'failed'
  if (isTimeout(error)) return 'timeout'
  if (APICallError.isInstance(error)) return endOfCall(error)
  if (NoOutputGeneratedError.isInstance(error))
    return error.cause === undefined ? 'model_unreachable' : endOf(error.cause)
  return isNetwork(error) ? 'model_unreachable' : 'failed'
}

/** 408, 425, 429 and 5xx may pass; any other 4xx is the model's side saying no to this request. */
function endOfCall({ statusCode }: APICallError): End {
  const isNo = statusCode !== undefined && statusCode >= 400 && statusCode < 500
  return isNo && ![408, 425, 429].includes(statusCode) ? 'model_refused' : 'model_unreachable'
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' || (error.name === 'AbortError' && isTimeout(error.cause)))

/** fetch ends a broken stream in a TypeError; sockets have a code that names the break. */
function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  const isSocket = typeof code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code)
  return (
    isSocket ||
    (error instanceof TypeError && /terminated|fetch failed|network/i.test(error.message)) ||
    isNetwork(error.cause)
  )
}
