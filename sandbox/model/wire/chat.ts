/** POST /v1/chat/completions. */
import type { Conversation, Item } from '../conversation.ts'
import {
  argumentsFrom,
  BadRequest,
  contentText,
  type Fields,
  instructionsIn,
  isFields,
  objects,
  string,
} from './errors.ts'
import { argumentPieces, piecesOf, type Saying } from './said.ts'

/** The conversation in a request's body; anything that is not as documented is refused with its place. */
export function chatConversation(body: Fields): Conversation {
  const messages = objects(body.messages, 'messages')
  if (messages.length === 0) throw new BadRequest('Invalid messages: empty array.', { param: 'messages' })
  return {
    items: messages.flatMap((message, index) => itemsOf(message, `messages[${index}]`)),
    tools: body.tools === undefined ? [] : objects(body.tools, 'tools').map(toolOf),
    instructions: instructionsIn(messages),
  }
}

function itemsOf(message: Fields, at: string): Item[] {
  const text = contentText(message.content, `${at}.content`)
  switch (string(message.role, `${at}.role`)) {
    case 'system':
    case 'developer':
      return []
    case 'user':
      return [{ kind: 'user', text }]
    case 'tool':
      return [{ kind: 'result', id: string(message.tool_call_id, `${at}.tool_call_id`), text }]
    case 'assistant': {
      const calls = message.tool_calls === undefined ? [] : objects(message.tool_calls, `${at}.tool_calls`)
      return [
        ...(text ? [{ kind: 'assistant' as const, text }] : []),
        ...calls.map((call) => callOf(call, at)),
      ]
    }
    default:
      throw new BadRequest(`Invalid value: '${message.role}'.`, {
        param: `${at}.role`,
        code: 'invalid_value',
      })
  }
}

function callOf(call: Fields, at: string): Item {
  const asked = isFields(call.function) ? call.function : {}
  return {
    kind: 'call',
    id: string(call.id, `${at}.tool_calls.id`),
    name: string(asked.name, `${at}.tool_calls.function.name`),
    input: argumentsFrom(asked.arguments),
  }
}

function toolOf(tool: Fields, index: number): { name: string; parameters: Fields } {
  if (tool.type !== 'function' || !isFields(tool.function)) {
    throw new BadRequest('Only function tools are understood here.', { param: `tools[${index}].type` })
  }
  const { name, parameters } = tool.function
  return {
    name: string(name, `tools[${index}].function.name`),
    parameters: isFields(parameters) ? parameters : {},
  }
}

const usageOf = ({ tokens }: Saying) => ({
  prompt_tokens: tokens.input,
  completion_tokens: tokens.output,
  total_tokens: tokens.input + tokens.output,
})

const finishOf = ({ calls }: Saying) => (calls.length > 0 ? 'tool_calls' : 'stop')

const callShape = ({ id, name, arguments: text }: Saying['calls'][number]) => ({
  id,
  type: 'function',
  function: { name, arguments: text },
})

/** The whole answer at once. */
export const chatAnswer = (saying: Saying) => ({
  id: `chatcmpl-${saying.id}`,
  object: 'chat.completion',
  created: saying.created,
  model: saying.model,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: saying.text || null,
        refusal: null,
        ...(saying.calls.length > 0 ? { tool_calls: saying.calls.map(callShape) } : {}),
      },
      logprobs: null,
      finish_reason: finishOf(saying),
    },
  ],
  usage: usageOf(saying),
})

/** The answer in chunks; the last carries the usage where `include_usage` asked for it. */
export function chatChunks(saying: Saying, withUsage: boolean): object[] {
  const chunk = (choices: object[], more: object = {}) => ({
    id: `chatcmpl-${saying.id}`,
    object: 'chat.completion.chunk',
    created: saying.created,
    model: saying.model,
    choices,
    ...more,
  })
  const delta = (part: object, finish: string | null = null) =>
    chunk([{ index: 0, delta: part, logprobs: null, finish_reason: finish }])
  return [
    delta({ role: 'assistant', content: '' }),
    ...piecesOf(saying.text).map((content) => delta({ content })),
    ...saying.calls.flatMap((call, index) => [
      delta({ tool_calls: [{ index, ...callShape({ ...call, arguments: '' }) }] }),
      ...argumentPieces(call.arguments).map((text) =>
        delta({ tool_calls: [{ index, function: { arguments: text } }] }),
      ),
    ]),
    delta({}, finishOf(saying)),
    ...(withUsage ? [chunk([], { usage: usageOf(saying) })] : []),
  ]
}
