/** The sandbox's model as an endpoint: that it speaks OpenAI's two APIs, whole and streamed, and breaks as asked. */
import { existsSync, readFileSync } from 'node:fs'
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, isStepCount, jsonSchema, streamText, tool } from 'ai'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createModel } from '../sandbox/model/model.ts'
import { chatTools, order1042, post } from './support/sandbox-model.ts'
import { type Body, serve } from './support/sandbox-providers.ts'

const SPECS = process.env.OPS_ROOM_SPECS ?? '../shared/specs'
const hasSpecs = existsSync(SPECS)
if (!hasSpecs) console.warn(`OpenAI's specification is not at ${SPECS}: the comparison with it does not run.`)

const NOW = Date.UTC(2026, 10, 20, 10)

let base: string
let stop: () => Promise<void>
beforeEach(async () => {
  const model = createModel({ now: () => NOW, pause: () => Promise.resolve() })
  ;({ base, stop } = await serve(model))
})
afterEach(() => stop())

const setMode = (mode: unknown) => post(base, '/control/model', mode)

describe('the endpoint', () => {
  const hello = { model: 'sandbox-rules', messages: [{ role: 'user', content: 'hello' }] }

  it('refuses what OpenAI refuses', async () => {
    const path = '/openai/v1/chat/completions'
    const without = await fetch(base + path, { method: 'POST', body: JSON.stringify(hello) })
    expect(without.status).toBe(401)
    expect((await post(base, path, { ...hello, model: 'gpt-5.4' })).status).toBe(404)
    for (const body of [
      {},
      { ...hello, messages: [] },
      { ...hello, messages: [{ role: 'robot' }] },
      { ...hello, stream: 'yes' },
    ]) {
      const response = await post(base, path, body)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
    }
  })

  it('breaks as asked', async () => {
    await setMode({ mode: 'http_500' })
    expect((await post(base, '/openai/v1/chat/completions', hello)).status).toBe(500)
    await setMode({ mode: 'down' })
    await expect(post(base, '/openai/v1/chat/completions', hello)).rejects.toThrow()
    await setMode({ mode: 'silent' })
    const signal = AbortSignal.timeout(50)
    await expect(fetch(`${base}/openai/v1/models`, { signal })).rejects.toThrow(/aborted|timeout/)
    expect((await setMode({ mode: 'nonsense' })).status).toBe(400)
  })

  it('follows a script, then its rules again', async () => {
    const replies = [
      { text: 'Paid!', toolCalls: [{ name: 'razorpay_create_refund', arguments: { amount: 1 } }] },
    ]
    await setMode({ mode: 'script', replies })
    const first = JSON.stringify(await (await post(base, '/openai/v1/chat/completions', hello)).json())
    expect(first).toContain('Paid!')
    expect(first).toContain('{\\"amount\\":1}')
    expect(JSON.stringify(await (await post(base, '/openai/v1/chat/completions', hello)).json())).toContain(
      'rule-based',
    )
  })

  it.runIf(hasSpecs)('answers as the schemas of OpenAI say, whole and streamed', async () => {
    const check = validators()
    const tools = chatTools(['shopify_order'])
    const functions = tools.map((one) => ({ type: 'function', ...one.function }))
    const bodies = [
      { messages: hello.messages, input: 'hello' },
      { messages: [{ role: 'user', content: 'order 1042' }], input: 'order 1042' },
    ]
    for (const { messages, input } of bodies) {
      const model = 'sandbox-rules'
      const chat = await post(base, '/openai/v1/chat/completions', { model, messages, tools })
      check('CreateChatCompletionResponse', await chat.json())
      const stream_options = { include_usage: true }
      const chunks = await post(base, '/openai/v1/chat/completions', {
        model,
        messages,
        tools,
        stream: true,
        stream_options,
      })
      const events = await eventsOf(chunks)
      expect(events.length).toBeGreaterThan(3)
      for (const event of events) check('CreateChatCompletionStreamResponse', event)
      const whole = await post(base, '/openai/v1/responses', { model, input, tools: functions })
      check('Response', await whole.json())
      const streamed = await eventsOf(
        await post(base, '/openai/v1/responses', { model, input, tools: functions, stream: true }),
      )
      for (const event of streamed) check('ResponseStreamEvent', event)
      expect(streamed.at(-1)).toMatchObject({ type: 'response.completed' })
    }
    const models = await fetch(`${base}/openai/v1/models`, { headers: { authorization: 'Bearer any' } })
    check('ListModelsResponse', await models.json())
    check('ErrorResponse', await (await post(base, '/openai/v1/responses', {})).json())
  })
})

async function eventsOf(response: Response): Promise<unknown[]> {
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: '))
  return lines
    .map((line) => line.slice(6))
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data) as unknown)
}

/** Checks a value against a schema of the specification by name. */
function validators(): (name: string, value: unknown) => void {
  // `nullable` is OpenAPI 3.0's word; JSON Schema says it with a second type.
  const spec = JSON.parse(
    readFileSync(`${SPECS}/openai/openapi.pruned.json`, 'utf8'),
    (_key, value: unknown) => {
      const { nullable, ...schema } = (value ?? {}) as Body
      return nullable === true ? { anyOf: [schema, { type: 'null' }] } : value
    },
  ) as object
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false })
  ajv.addSchema(spec, 'openai')
  const known = new Map<string, ValidateFunction>()
  return (name, value) => {
    const validate = known.get(name) ?? ajv.compile({ $ref: `openai#/components/schemas/${name}` })
    known.set(name, validate)
    const isValid = validate(value)
    expect(isValid ? [] : validate.errors, `${name}: ${JSON.stringify(value)}`).toEqual([])
  }
}

describe.each(['chat', 'responses'] as const)('with the AI SDK over %s', (kind) => {
  const options = () => {
    const provider = createOpenAI({ apiKey: 'any', baseURL: `${base}/openai/v1` })
    const asked: unknown[] = []
    const tools = {
      shopify_order: tool({
        description: 'Reads an order.',
        inputSchema: jsonSchema<{ order: string }>({
          type: 'object',
          properties: { order: { type: 'string' } },
        }),
        execute: async (input) => {
          asked.push(input)
          return order1042
        },
      }),
    }
    const model = kind === 'chat' ? provider.chat('sandbox-rules') : provider.responses('sandbox-rules')
    const providerOptions = { openai: { store: false } }
    return {
      asked,
      call: { model, tools, prompt: 'show order 1042', stopWhen: isStepCount(4), providerOptions },
    }
  }

  it('makes one round trip through a tool', async () => {
    const { asked, call } = options()
    const { text, finishReason, steps } = await generateText(call)
    expect(asked).toEqual([{ order: '1042' }])
    expect(steps).toHaveLength(2)
    expect(finishReason).toBe('stop')
    expect(text).toContain('Priya Nair')
  })

  it('makes it in a stream of many pieces', async () => {
    const { asked, call } = options()
    const result = streamText(call)
    const deltas: string[] = []
    for await (const delta of result.textStream) deltas.push(delta)
    expect(asked).toEqual([{ order: '1042' }])
    expect(deltas.length).toBeGreaterThan(5)
    expect(deltas.join('')).toContain('Priya Nair')
    expect((await result.totalUsage).totalTokens).toBeGreaterThan(0)
  })
})
