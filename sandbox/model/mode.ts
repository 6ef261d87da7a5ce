/** How the model behaves: by its rules, broken, or by a script. */
import type { ModelMode, ScriptedReply } from '../contract.ts'
import type { Spoken } from './conversation.ts'
import { isFields } from './wire/errors.ts'

const SIMPLE = new Set(['rules', 'down', 'http_500', 'silent'])

/** The mode in a body, or null where it is none. */
export function parseMode(body: unknown): ModelMode | null {
  if (!isFields(body) || typeof body.mode !== 'string') return null
  if (SIMPLE.has(body.mode)) return { mode: body.mode } as ModelMode
  if (body.mode !== 'script' || !Array.isArray(body.replies) || !body.replies.every(isReply)) return null
  return { mode: 'script', replies: [...body.replies] }
}

function isReply(reply: unknown): reply is ScriptedReply {
  if (!isFields(reply)) return false
  const { text, toolCalls = [] } = reply
  return (
    (text === undefined || typeof text === 'string') &&
    Array.isArray(toolCalls) &&
    toolCalls.every((call) => isFields(call) && typeof call.name === 'string')
  )
}

/** The next scripted reply is used up; null once there is none, and the rules speak again. */
export function takeScripted(mode: ModelMode): Spoken | null {
  const reply = mode.mode === 'script' ? mode.replies.shift() : undefined
  if (!reply) return null
  const calls = (reply.toolCalls ?? []).map(({ name, arguments: input }) => ({ name, input }))
  return { text: reply.text ?? '', calls }
}
