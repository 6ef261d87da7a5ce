/** A Turn as the Room would hand it over, and a model that follows a script. */
import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test'
import type { JsonObject } from '../../connectors/define.ts'
import { createAgent } from '../../src/agent/agent.ts'
import type { Limits } from '../../src/agent/turn.ts'
import type {
  Proposed,
  ProposingTurn,
  ThreadEntry,
  ToolAnswer,
  ToolCall,
  ToolSpec,
  Turn,
  TurnContext,
} from '../../src/server/protocol.ts'

export const at = '2026-01-05T10:00:00.000Z'
export const said = (text: string): ThreadEntry => ({ kind: 'said', at, by: 'Asha', role: 'founder', text })
export const done = (result: JsonObject = { ok: true }): ToolAnswer => ({ status: 'done', result })

export const spec = (
  name: string,
  kind: ToolSpec['kind'] = 'read',
  description = `Does ${name}.`,
): ToolSpec => ({
  name,
  kind,
  description,
  parameters: { type: 'object', properties: {}, additionalProperties: true },
})

export const specs: ToolSpec[] = [
  spec('shopify_orders'),
  spec('razorpay_create_refund', 'write'),
  spec('ops_room_draft', 'draft'),
  spec('ops_room_withdraw', 'withdraw'),
]

export type Deed = { did: 'read' | 'draft' | 'withdraw' | 'propose' | 'say'; call?: unknown; text?: string }

export type FakeTurn = {
  turn: ProposingTurn
  deeds: Deed[]
  text: () => string
  calls: (did: Deed['did']) => unknown[]
}

export type TurnParts = {
  specs?: ToolSpec[]
  history?: ThreadEntry[]
  context?: Partial<TurnContext>
  read?: (call: ToolCall) => Promise<ToolAnswer>
  propose?: (call: ToolCall) => Promise<Proposed>
  say?: (text: string) => Promise<void>
}

export const awaiting = async (call: ToolCall): Promise<Proposed> => ({
  status: 'awaiting',
  approval: `apr_${call.callId}`,
})

export function fakeTurn(parts: TurnParts = {}): FakeTurn {
  const deeds: Deed[] = []
  const turn: ProposingTurn = {
    context: async () => ({
      now: at,
      store: 'Chai & Co',
      member: { name: 'Asha', role: 'founder' },
      connected: [{ connector: 'shopify', label: 'Shopify', account: 'chai.myshopify.com' }],
      tokensLeft: 100_000,
      endsAt: Date.now() + 60_000,
      mayPropose: true,
      ...parts.context,
    }),
    tools: async () => parts.specs ?? specs,
    history: async () => parts.history ?? [said('How are we doing?')],
    read: async (call) => {
      deeds.push({ did: 'read', call })
      return (await parts.read?.(call)) ?? done()
    },
    draft: async (call) => {
      deeds.push({ did: 'draft', call })
      return done({ draft: 'drf_1' })
    },
    withdraw: async (call) => {
      deeds.push({ did: 'withdraw', call })
      return { status: 'withdrawn', sentence: 'Withdrawn.' }
    },
    propose: async (call) => {
      deeds.push({ did: 'propose', call })
      return await (parts.propose ?? awaiting)(call)
    },
    say: async (text) => {
      deeds.push({ did: 'say', text })
      await parts.say?.(text)
    },
  }
  return {
    turn,
    deeds,
    text: () => deeds.map(({ text }) => text ?? '').join(''),
    calls: (did) => deeds.filter((deed) => deed.did === did).map(({ call }) => call),
  }
}

/** A scheduled run's or a viewer's Turn: the methods are not there at all. */
export function readOnly({ propose: _, withdraw: __, ...turn }: ProposingTurn): Turn {
  return turn
}

export type Reply = {
  text?: string | string[]
  calls?: { id?: string; name: string; args: unknown }[]
  tokens?: number
}
type Streamed = Awaited<ReturnType<MockLanguageModelV4['doStream']>>
type Part = Streamed['stream'] extends ReadableStream<infer P> ? P : never

/** A model that gives these replies, one for each call, and the last one again after that. */
export function scripted(...replies: Reply[]): MockLanguageModelV4 {
  let next = 0
  return new MockLanguageModelV4({
    modelId: 'scripted',
    doStream: async () => ({
      stream: convertArrayToReadableStream(
        partsOf(replies[Math.min(next++, replies.length - 1)] ?? {}, next),
      ),
    }),
  })
}

export function partsOf({ text = [], calls = [], tokens = 10 }: Reply, step = 1): Part[] {
  const deltas = Array.isArray(text) ? text : [text]
  const spoken: Part[] = deltas.map((delta) => ({ type: 'text-delta', id: 'text', delta }))
  return [
    { type: 'stream-start', warnings: [] },
    ...(deltas.length > 0
      ? [{ type: 'text-start', id: 'text' } as const, ...spoken, { type: 'text-end', id: 'text' } as const]
      : []),
    ...calls.map(
      ({ id, name, args }, index): Part => ({
        type: 'tool-call',
        toolCallId: id ?? `call_${step}_${index}`,
        toolName: name,
        input: typeof args === 'string' ? args : JSON.stringify(args),
      }),
    ),
    {
      type: 'finish',
      finishReason: { unified: calls.length > 0 ? 'tool-calls' : 'stop', raw: undefined },
      usage: {
        inputTokens: { total: tokens, noCache: tokens, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 0, text: 0, reasoning: 0 },
      },
    },
  ]
}

export const agentFor = (model: MockLanguageModelV4, limits: Partial<Limits> = {}) =>
  createAgent({ model, now: Date.now, log: () => undefined, limits: { retries: 0, ...limits } })

/** What the model was sent last, as text to look things up in. */
export const lastPrompt = (model: MockLanguageModelV4): string =>
  JSON.stringify(model.doStreamCalls.at(-1)?.prompt)
export const offeredNames = (model: MockLanguageModelV4, call = 0): string[] =>
  (model.doStreamCalls[call]?.tools ?? []).map(({ name }) => name)
