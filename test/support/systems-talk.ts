/** A conversation with the sandbox's model whose tools are those of every connector: each takes every field. */
import { post, type Said } from './sandbox-model.ts'
import type { Body } from './sandbox-providers.ts'

const fields =
  'ticketId ticketIds number words text status limit search message replyTo from to by campaignId budgetId amount kind id span sku skus price vendorId lines itemId query createdAfter order paymentId'
const parameters = {
  type: 'object',
  properties: Object.fromEntries(fields.split(' ').map((name) => [name, {}])),
}

type Talk = { text: string; answers: Record<string, unknown>; tools: string[]; instructions?: string }

/** Asks, answers each call as said until one has no answer, and returns all that was said and called. */
export async function talkWith(
  base: string,
  { text, answers, tools, instructions = '' }: Talk,
): Promise<Said> {
  const input: Body[] = [
    { role: 'developer', content: instructions },
    { role: 'user', content: [{ type: 'input_text', text: `[Asha, founder] ${text}` }] },
  ]
  const said: Said = { text: '', calls: [] }
  for (let step = 0; step < 10; step++) {
    const offered = tools.map((name) => ({ type: 'function', name, parameters }))
    const response = await post(base, '/openai/v1/responses', {
      model: 'sandbox-rules',
      input,
      tools: offered,
    })
    const { output } = (await response.json()) as { output: Item[] }
    const calls = output.flatMap((item) => (item.type === 'function_call' ? [item] : []))
    said.text += output
      .flatMap((item) => (item.type === 'message' ? item.content.map((part) => `${part.text}\n`) : []))
      .join('')
    for (const call of calls) {
      said.calls.push({ name: call.name, input: JSON.parse(call.arguments) as Body })
      const answer = answers[call.name]
      if (answer === undefined) return said
      const { call_id } = call
      input.push(call, { type: 'function_call_output', call_id, output: JSON.stringify(answer) })
    }
    if (calls.length === 0) return said
  }
  throw new Error('The model does not come to an end.')
}

type Item =
  | { type: 'message'; content: { text: string }[] }
  | { type: 'function_call'; call_id: string; name: string; arguments: string }
