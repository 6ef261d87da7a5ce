/** POST /v1/responses. */
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

export function responsesConversation(body: Fields): Conversation {
  const input = typeof body.input === 'string' ? [] : objects(body.input, 'input')
  const items: Item[] =
    typeof body.input === 'string'
      ? [{ kind: 'user', text: body.input }]
      : input.flatMap((item, index) => itemsOf(item, `input[${index}]`))
  const tools = body.tools === undefined ? [] : objects(body.tools, 'tools')
  const said = typeof body.instructions === 'string' ? `${body.instructions}\n` : ''
  return {
    items,
    tools: tools.filter(({ type }) => type === 'function').map(toolOf),
    instructions: said + instructionsIn(input),
  }
}

function itemsOf(item: Fields, at: string): Item[] {
  if (item.type === 'function_call') {
    const [id, name] = [string(item.call_id, `${at}.call_id`), string(item.name, `${at}.name`)]
    return [{ kind: 'call', id, name, input: argumentsFrom(item.arguments) }]
  }
  if (item.type === 'function_call_output') {
    const text = contentText(item.output, `${at}.output`)
    return [{ kind: 'result', id: string(item.call_id, `${at}.call_id`), text }]
  }
  if (item.type !== undefined && item.type !== 'message') return []
  const text = contentText(item.content, `${at}.content`)
  const role = string(item.role, `${at}.role`)
  if (role === 'user') return [{ kind: 'user', text }]
  if (role === 'assistant') return text ? [{ kind: 'assistant', text }] : []
  if (role === 'system' || role === 'developer') return []
  throw new BadRequest(`Invalid value: '${role}'.`, { param: `${at}.role`, code: 'invalid_value' })
}

const toolOf = (tool: Fields, index: number): { name: string; parameters: Fields } => ({
  name: string(tool.name, `tools[${index}].name`),
  parameters: isFields(tool.parameters) ? tool.parameters : {},
})

type Output = { item: Fields; kind: 'text' | 'call'; text: string }

function outputs(saying: Saying): Output[] {
  const spoken: Output = {
    kind: 'text',
    text: saying.text,
    item: {
      id: `msg_${saying.id}`,
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [part(saying.text)],
    },
  }
  const calls = saying.calls.map(
    (call, index): Output => ({
      kind: 'call',
      text: call.arguments,
      item: {
        id: `fc_${saying.id}_${index}`,
        type: 'function_call',
        call_id: call.id,
        name: call.name,
        arguments: call.arguments,
        status: 'completed',
      },
    }),
  )
  return [...(saying.text ? [spoken] : []), ...calls]
}

const part = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] })

/** The whole answer at once. */
export const responseAnswer = (saying: Saying): Fields => ({
  ...frame(saying),
  status: 'completed',
  output: outputs(saying).map(({ item }) => item),
  usage: {
    input_tokens: saying.tokens.input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: saying.tokens.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: saying.tokens.input + saying.tokens.output,
  },
})

const frame = (saying: Saying): Fields => ({
  id: `resp_${saying.id}`,
  object: 'response',
  created_at: saying.created,
  status: 'in_progress',
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  model: saying.model,
  output: [],
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
})

/** The answer as events, numbered in order. */
export function responseEvents(saying: Saying): Fields[] {
  const events = [
    { type: 'response.created', response: frame(saying) },
    { type: 'response.in_progress', response: frame(saying) },
    ...outputs(saying).flatMap((output, index) =>
      output.kind === 'text' ? textEvents(output, index) : callEvents(output, index),
    ),
    { type: 'response.completed', response: responseAnswer(saying) },
  ]
  return events.map((event, sequence_number) => ({ ...event, sequence_number }))
}

function textEvents({ item, text }: Output, output_index: number): Fields[] {
  const at = { item_id: item.id, output_index, content_index: 0 }
  return [
    {
      type: 'response.output_item.added',
      output_index,
      item: { ...item, status: 'in_progress', content: [] },
    },
    { type: 'response.content_part.added', ...at, part: part('') },
    ...piecesOf(text).map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...at, text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part: part(text) },
    { type: 'response.output_item.done', output_index, item },
  ]
}

function callEvents({ item, text }: Output, output_index: number): Fields[] {
  const at = { item_id: item.id, output_index }
  return [
    {
      type: 'response.output_item.added',
      output_index,
      item: { ...item, status: 'in_progress', arguments: '' },
    },
    ...argumentPieces(text).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      ...at,
      delta,
    })),
    { type: 'response.function_call_arguments.done', ...at, name: item.name, arguments: text },
    { type: 'response.output_item.done', output_index, item },
  ]
}
