import { APICallError } from 'ai'
import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../src/core/errors.ts'
import { agentFor, fakeTurn, lastPrompt, partsOf, scripted } from './support/agent-turn.ts'

const failing = (error: unknown) =>
  new MockLanguageModelV4({
    doStream: async () => {
      throw error
    },
  })
const status = (statusCode?: number) =>
  new APICallError({
    message: 'no',
    url: 'http://model',
    requestBodyValues: {},
    isRetryable: false,
    ...(statusCode === undefined ? {} : { statusCode }),
  })
const aborted = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
const silent = () => new MockLanguageModelV4({ doStream: ({ abortSignal }) => aborted(abortSignal) })
const read = { calls: [{ name: 'shopify_orders', args: {} }] }
const endOf = async (model: MockLanguageModelV4, room = fakeTurn(), limits = {}) =>
  (await agentFor(model, limits).run(room.turn)).end

describe('how a turn ends when the model', () => {
  test.each([
    ['cannot be reached', status(), 'model_unreachable'],
    ['answers 500', status(500), 'model_unreachable'],
    ['answers 429', status(429), 'model_unreachable'],
    ['answers 401', status(401), 'model_refused'],
    ['answers 400', status(400), 'model_refused'],
    ['resets the connection', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'model_unreachable'],
    ['breaks in some other way', new Error('?'), 'failed'],
  ])('%s', async (_, error, end) => {
    expect(await endOf(failing(error))).toBe(end)
  })

  test('breaks off in the middle of its answer: what was said stays, nothing is said twice', async () => {
    const broken = new TypeError('terminated', {
      cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    })
    let attempts = 0
    const model = new MockLanguageModelV4({
      doStream: async () => {
        attempts += 1
        const stream = convertArrayToReadableStream([
          ...partsOf({ text: 'Half of' }).slice(0, 3),
          { type: 'error' as const, error: broken },
        ])
        return { stream }
      },
    })
    const room = fakeTurn()
    expect(await endOf(model, room, { retries: 2 })).toBe('model_unreachable')
    expect({ said: room.text(), attempts }).toEqual({ said: 'Half of', attempts: 1 })
  })

  test('begins and then says nothing for too long', async () => {
    const mute = new MockLanguageModelV4({ doStream: async () => ({ stream: new ReadableStream() }) })
    expect(await endOf(mute, fakeTurn(), { firstChunkMs: 20 })).toBe('timeout')
  })

  test('has not even begun when the turn ends', async () => {
    expect(await endOf(silent(), fakeTurn({ context: { endsAt: Date.now() + 20 } }))).toBe('timeout')
  })

  test('never stops calling', async () => {
    const model = scripted(read)
    expect(await endOf(model, fakeTurn(), { steps: 4 })).toBe('too_many_steps')
    expect(model.doStreamCalls).toHaveLength(4)
  })

  test('spends what the turn may spend', async () => {
    const model = scripted({ ...read, tokens: 60 })
    const room = fakeTurn({ context: { tokensLeft: 100 } })
    expect(await agentFor(model).run(room.turn)).toEqual({ end: 'budget_spent', tokens: 120 })
  })

  test('has nothing left to spend: it is not asked', async () => {
    const model = scripted({ text: 'x' })
    expect(await endOf(model, fakeTurn({ context: { tokensLeft: 0 } }))).toBe('budget_spent')
    expect(model.doStreamCalls).toHaveLength(0)
  })

  test('is tried again when it was not reached before the first word', async () => {
    let attempts = 0
    const model = new MockLanguageModelV4({
      doStream: async () => {
        attempts += 1
        const error = new APICallError({
          message: 'busy',
          url: 'http://model',
          requestBodyValues: {},
          statusCode: 429,
          isRetryable: true,
          responseHeaders: { 'retry-after-ms': '1' },
        })
        if (attempts < 3) throw error
        return { stream: convertArrayToReadableStream(partsOf({ text: 'Here.' })) }
      },
    })
    expect(await endOf(model, fakeTurn(), { retries: 2 })).toBe('done')
    expect(attempts).toBe(3)
  })
})

describe('how a turn ends when the Room', () => {
  test('has ended it: quietly, and the model is not asked again', async () => {
    const model = scripted(read)
    const room = fakeTurn({
      read: async () => {
        throw new Refusal('turn.ended')
      },
    })
    expect(await endOf(model, room)).toBe('timeout')
    expect(model.doStreamCalls).toHaveLength(1)
  })

  test('is gone: nothing more is sent to it', async () => {
    const model = scripted({ text: 'Reading.', ...read }, { text: 'More.' })
    const room = fakeTurn({
      read: async () => {
        throw new Error('RPC session was closed')
      },
    })
    expect(await endOf(model, room)).toBe('failed')
    expect(room.deeds.map(({ did }) => did)).toEqual(['say', 'read'])
  })

  test('is gone while the agent speaks', async () => {
    const room = fakeTurn({
      say: async () => {
        throw new Error('closed')
      },
    })
    expect(await endOf(scripted({ text: 'Hello.' }), room)).toBe('failed')
    expect(room.deeds).toHaveLength(1)
  })

  test('does not answer a read before the turn ends', async () => {
    const room = fakeTurn({ read: () => new Promise(() => undefined), context: { endsAt: Date.now() + 50 } })
    expect(await endOf(scripted(read), room)).toBe('timeout')
  })

  test('refuses one call by rejecting: the model hears the sentence and goes on', async () => {
    const model = scripted(read, { text: 'Not connected.' })
    const room = fakeTurn({
      read: async () => {
        throw new Refusal('tool.not_connected')
      },
    })
    expect(await endOf(model, room)).toBe('done')
    expect(lastPrompt(model)).toContain('That system is not connected.')
  })
})
