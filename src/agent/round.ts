/** One pass of the model's loop, until it has nothing more to call or asks for approvals. */
import {
  type Instructions,
  isStepCount,
  type LanguageModel,
  type ModelMessage,
  streamText,
  type TextStreamPart,
  type ToolSet,
} from 'ai'
import type { JsonObject } from '../../connectors/define.ts'
import type { TurnEnd } from '../server/protocol.ts'
import type { Announcements } from './announcements.ts'
import { sentenceOnCall } from './repair.ts'
import type { Offered } from './tools.ts'
import type { Voice } from './voice.ts'

/** How long the model may stay silent before its first word, and between two. */
export type Patience = { firstChunkMs: number; chunkMs: number; retries: number }

/** What a turn may still spend, and what it has spent. */
export type Purse = { tokensLeft: number; stepsLeft: number; tokens: number }

export type Round = {
  model: LanguageModel
  instructions: Instructions
  messages: ModelMessage[]
  offered: Offered
  voice: Voice
  announcements: Announcements
  purse: Purse
  patience: Patience
  signal: AbortSignal
}

export type Request = { callId: string; tool: string; input: JsonObject }

/** `end` is null when approvals were asked for: then `requests` holds them, in the model's order. */
export type RoundEnd = { end: TurnEnd['end'] | null; requests: Request[]; error?: unknown }

/** At least so many tokens are asked for: OpenAI refuses fewer than 16. */
const leastOutput = 256
const mostOutput = 8_000
/** For models that do not say what they used. */
const charactersPerToken = 4

/** Runs the model, speaks as it streams, lets reads run, and reports why it stopped. */
export async function runRound(round: Round): Promise<RoundEnd> {
  const { purse } = round
  const lastStep = isStepCount(purse.stepsLeft)
  const result = streamText({
    model: round.model,
    instructions: round.instructions,
    messages: round.messages,
    tools: round.offered.tools,
    toolApproval: round.offered.approval,
    stopWhen: [lastStep, () => purse.tokens >= purse.tokensLeft],
    repairToolCall: sentenceOnCall,
    maxOutputTokens: Math.max(leastOutput, Math.min(mostOutput, purse.tokensLeft - purse.tokens)),
    maxRetries: round.patience.retries,
    timeout: { firstChunkMs: round.patience.firstChunkMs, chunkMs: round.patience.chunkMs },
    abortSignal: round.signal,
    toolCallConcurrency: 4,
    // Errors come as parts of the stream; the default would also print them.
    onError: () => undefined,
  })
  const heard = await listen(result.stream, round)
  return judge(heard, purse)
}

type Heard = {
  requests: Request[]
  /** Of the last step. */
  calls: number
  finish: string | null
  error: unknown
  aborted: boolean
}

async function listen(stream: AsyncIterable<TextStreamPart<ToolSet>>, round: Round): Promise<Heard> {
  const heard: Heard = { requests: [], calls: 0, finish: null, error: undefined, aborted: false }
  let characters = JSON.stringify(round.messages).length
  for await (const part of stream) {
    if (part.type === 'text-delta') characters += part.text.length
    if (part.type === 'finish-step') spend(round.purse, part.usage.totalTokens, characters)
    await speak(part, round)
    note(part, heard)
  }
  await round.voice.flush()
  return heard
}

function spend(purse: Purse, used: number | undefined, characters: number): void {
  purse.tokens += used ?? Math.ceil(characters / charactersPerToken)
  purse.stepsLeft -= 1
}

/** What was said before a call stands in the thread before the call reaches the Room. */
async function speak(part: TextStreamPart<ToolSet>, { voice, announcements }: Round): Promise<void> {
  if (part.type === 'text-start') await voice.pause()
  if (part.type === 'text-delta') await voice.add(part.text)
  if (part.type === 'tool-call') {
    await voice.pause()
    await voice.flush()
    announcements.announce(part.toolCallId)
  }
}

function note(part: TextStreamPart<ToolSet>, heard: Heard): void {
  switch (part.type) {
    case 'start-step':
      heard.calls = 0
      return
    case 'tool-call':
      heard.calls += 1
      return
    case 'tool-approval-request':
      if (!part.isAutomatic) heard.requests.push(requestOf(part.toolCall))
      return
    case 'finish-step':
      heard.finish = part.finishReason
      return
    case 'error':
      heard.error ??= part.error
      return
    case 'abort':
      heard.aborted = true
  }
}

const requestOf = (call: { toolCallId: string; toolName: string; input: unknown }): Request => ({
  callId: call.toolCallId,
  tool: call.toolName,
  // The tool's validation has seen that it is an object.
  input: call.input as JsonObject,
})

function judge({ requests, calls, finish, error, aborted }: Heard, purse: Purse): RoundEnd {
  if (aborted) return { end: 'timeout', requests: [] }
  if (error !== undefined) return { end: 'failed', requests: [], error }
  if (requests.length > 0) return { end: null, requests }
  if (finish === 'content-filter') return { end: 'model_refused', requests }
  if (finish === 'error' || finish === null) return { end: 'failed', requests }
  if (calls === 0) return { end: 'done', requests }
  if (purse.tokens >= purse.tokensLeft) return { end: 'budget_spent', requests }
  return { end: purse.stepsLeft <= 0 ? 'too_many_steps' : 'failed', requests }
}
