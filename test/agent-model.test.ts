import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { streamText } from 'ai'
import { afterEach, describe, expect, test } from 'vitest'
import { createAgent } from '../src/agent/agent.ts'
import { createModel } from '../src/agent/model.ts'
import { modelSettings } from '../src/agent/settings.ts'
import { fakeTurn, said } from './support/agent-turn.ts'

type Seen = { path: string; body: Record<string, unknown> }
type Answer = (request: IncomingMessage, response: ServerResponse, attempt: number) => void

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A model's server on loopback that answers every request in one way and remembers what it was sent. */
async function listen(answer: Answer) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    seen.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString() || '{}') })
    answer(request, response, seen.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  return { seen, url: `http://127.0.0.1:${port}/v1` }
}

const settingsFor = (url: string) =>
  modelSettings.parse({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: url, OPENAI_MODEL: 'm' })
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
const stream: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(`${chunk({ role: 'assistant', content: 'Hi' })}${chunk({}, 'stop')}data: [DONE]\n\n`)
}
const runAgainst = async (url: string, wait?: number, retries = 0) => {
  const model = createModel(settingsFor(url), fetch, wait)
  const room = fakeTurn()
  const end = await createAgent({ model, now: Date.now, log: () => undefined, limits: { retries } }).run(
    room.turn,
  )
  return { ...end, text: room.text() }
}

describe('the model behind the agent', () => {
  test('is asked by chat completions, with store: false and the tools', async () => {
    const { seen, url } = await listen(stream)
    expect(await runAgainst(url)).toMatchObject({ end: 'done', text: 'Hi' })
    expect(seen).toMatchObject([
      { path: '/v1/chat/completions', body: { store: false, stream: true, model: 'm' } },
    ])
    expect(JSON.stringify(seen[0]?.body.tools)).toContain('razorpay_create_refund')
  })

  test('that does not report its use is counted by what passed', async () => {
    const { url } = await listen(stream)
    expect((await runAgainst(url)).tokens).toBeGreaterThan(0)
  })

  test('is asked by the responses API where the host is OpenAI’s own, also with store: false', async () => {
    const asked: { url: string; body: string }[] = []
    const model = createModel(modelSettings.parse({ OPENAI_API_KEY: 'k' }), async (input, init) => {
      asked.push({ url: String(input), body: String(init?.body) })
      return new Response('{"error":{"message":"no"}}', { status: 400 })
    })
    const result = streamText({ model, prompt: 'Hi', maxRetries: 0, onError: () => undefined })
    await result.consumeStream()
    expect(asked[0]?.url).toBe('https://api.openai.com/v1/responses')
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ store: false })
  })

  test('that accepts and never answers ends the turn in a timeout', async () => {
    const { url } = await listen(() => undefined)
    expect((await runAgainst(url, 30)).end).toBe('timeout')
  })

  test('that resets the connection is unreachable', async () => {
    const { url } = await listen((request) => request.socket.destroy())
    expect((await runAgainst(url)).end).toBe('model_unreachable')
  })

  test('that breaks off after its first word is unreachable, and is not asked twice', async () => {
    const { seen, url } = await listen((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ role: 'assistant', content: 'Half' }), () =>
        setImmediate(() => request.socket.destroy()),
      )
    })
    expect(await runAgainst(url, undefined, 2)).toMatchObject({ end: 'model_unreachable' })
    expect(seen).toHaveLength(1)
  })

  test('that redirects is not followed', async () => {
    const other = await listen(stream)
    const { url } = await listen((_, response) =>
      response.writeHead(307, { location: `${other.url}/chat/completions` }).end(),
    )
    expect((await runAgainst(url)).end).toBe('model_unreachable')
    expect(other.seen).toEqual([])
  })

  test('that answers nonsense ends the turn without a crash', async () => {
    const { url } = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('data: {"choices": 7}\n\ndata: not json\n\n')
    })
    expect((await runAgainst(url)).end).toBe('failed')
  })

  test('is sent no approval parts: histories of every kind fit its protocol', async () => {
    const { seen, url } = await listen(stream)
    const at = '2026-01-05T10:00:00.000Z'
    const request = {
      kind: 'proposed' as const,
      at,
      callId: 'c',
      tool: 'razorpay_create_refund',
      input: {},
      approval: 'apr_1',
    }
    const room = fakeTurn({
      history: [
        said('a'),
        { ...request, answer: { status: 'denied', by: 'Ravi', reason: 'too much' } },
        said('b'),
        { ...request, answer: null },
      ],
    })
    await createAgent({
      model: createModel(settingsFor(url), fetch),
      now: Date.now,
      log: () => undefined,
    }).run(room.turn)
    const messages = seen[0]?.body.messages as { role: string; content: string }[]
    expect(messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'user',
      'assistant',
      'tool',
    ])
    expect(messages[3]?.content).toBe('Denied by Ravi: too much')
    expect(messages[6]?.content).toContain('awaiting_approval')
  })
})

test('what is missing is named', () => {
  expect(modelSettings.safeParse({}).error?.issues[0]?.message).toContain('OPENAI_API_KEY')
  expect(
    modelSettings.safeParse({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'nowhere' }).error?.issues[0]?.message,
  ).toContain('OPENAI_BASE_URL')
})
