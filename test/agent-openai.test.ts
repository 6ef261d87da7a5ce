/** What the agent sends to a model fits OpenAI's own specification, for histories of every kind. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { beforeAll, expect, test } from 'vitest'
import { createAgent } from '../src/agent/agent.ts'
import { createModel } from '../src/agent/model.ts'
import { modelSettings } from '../src/agent/settings.ts'
import type { ThreadEntry, ToolAnswer } from '../src/server/protocol.ts'
import { at, done, fakeTurn, said } from './support/agent-turn.ts'

const root = join(import.meta.dirname, '..')
const file = join(
  resolve(root, process.env.OPS_ROOM_SPECS ?? '../shared/specs'),
  'openai/openapi.pruned.json',
)
const ajv = new Ajv2020({ strict: false, discriminator: false })

beforeAll(() => {
  expect(existsSync(file), `no specification at ${file}: set OPS_ROOM_SPECS`).toBe(true)
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'openai', ...JSON.parse(readFileSync(file, 'utf8'), loosened) })
})
/** OpenAI's alternatives overlap (an input message fits two of them), and some are nullable without a type. */
function loosened(key: string, value: unknown): unknown {
  if (key === 'nullable' && typeof value === 'boolean') return undefined
  if (typeof value !== 'object' || value === null || !('oneOf' in value)) return value
  const { oneOf, ...rest } = value
  return { ...rest, anyOf: oneOf }
}

const validator = (name: string): ValidateFunction =>
  ajv.compile({ $ref: `openai#/components/schemas/${name}` })

const request = (answer: ToolAnswer | null): ThreadEntry => ({
  kind: 'proposed',
  at,
  callId: 'c',
  tool: 'razorpay_create_refund',
  input: { amount: 500 },
  approval: 'apr_1',
  answer,
})
const history: ThreadEntry[] = [
  said('Refund it'),
  { kind: 'answered', at, text: 'Asking.' },
  { kind: 'called', at, callId: 'c', tool: 'shopify_orders', input: {}, answer: done() },
  request(done()),
  request({ status: 'denied', by: 'Ravi', reason: null }),
  request(null),
  said('And now?'),
  {
    kind: 'outcome',
    at,
    approval: 'apr_1',
    tool: 'razorpay_create_refund',
    answer: { status: 'unknown', sentence: '?' },
  },
]

/** The body of the one request that a turn over this history makes. */
async function bodyFor(baseUrl: string): Promise<Record<string, unknown>> {
  const bodies: Record<string, unknown>[] = []
  const settings = modelSettings.parse({
    OPENAI_API_KEY: 'k',
    OPENAI_BASE_URL: baseUrl,
    OPENAI_MODEL: 'gpt-5.4',
  })
  const model = createModel(settings, async (_, init) => {
    bodies.push(JSON.parse(String(init?.body)))
    return new Response('{"error":{"message":"no"}}', { status: 400 })
  })
  const agent = createAgent({ model, now: Date.now, log: () => undefined, limits: { retries: 0 } })
  expect((await agent.run(fakeTurn({ history }).turn)).end).toBe('model_refused')
  return bodies[0] ?? {}
}

test.each([
  ['chat completions', 'http://127.0.0.1:9/v1', 'CreateChatCompletionRequest'],
  ['responses', 'https://api.openai.com/v1', 'CreateResponse'],
])('the request for %s fits', async (_, url, schema) => {
  const isValid = validator(schema)
  const body = await bodyFor(url)
  isValid(body)
  expect(isValid.errors).toBeNull()
  expect(isValid({ ...body, tools: 'none' })).toBe(false)
})
