/**
 * What passes between the server and the agent. The server hands over a Turn, made from a verified event and bound
 * to tenant, member, thread, budgets and expiry: no method takes a tenant or a member.
 */
import { z } from 'zod'
import type { JsonObject } from '../../connectors/define.ts'
import { draftInput } from '../core/draft.ts'

const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>

export type ToolKind = 'read' | 'write' | 'draft' | 'withdraw'

/** A tool as the model sees it. `parameters` is JSON Schema (draft 2020-12) of an object. */
export type ToolSpec = { name: string; kind: ToolKind; description: string; parameters: JsonObject }

/** What a call came to. `refused` carries a stable code and one sentence that the model may pass on. */
export type ToolAnswer =
  /** `note`: what is not finished of it. `undo`: which tool takes it back, and how a person proposes that. */
  | { status: 'done'; result: JsonObject; note?: string; undo?: string }
  | { status: 'refused'; code: string; sentence: string }
  | { status: 'denied'; by: string; reason: string | null }
  | { status: 'expired' | 'superseded' | 'withdrawn'; sentence: string }
  | { status: 'failed' | 'unknown'; sentence: string }

/**
 * The thread as the Room saw it, oldest first. Nothing in it was said by the agent about itself: calls and answers
 * are those that the Room witnessed.
 */
export type ThreadEntry =
  | { kind: 'said'; at: string; by: string; role: string; text: string }
  | { kind: 'answered'; at: string; text: string }
  | { kind: 'called'; at: string; callId: string; tool: string; input: JsonObject; answer: ToolAnswer }
  /** A request for a change. `answer` is null while it waits for a person. */
  | {
      kind: 'proposed'
      at: string
      callId: string
      tool: string
      input: JsonObject
      approval: string
      answer: ToolAnswer | null
    }
  /** The outcome of a request whose call had been closed as waiting when somebody wrote on. */
  | { kind: 'outcome'; at: string; approval: string; tool: string; answer: ToolAnswer }

/** What the model may know of where it is. */
export type TurnContext = {
  now: string
  store: string
  member: { name: string; role: string }
  connected: { connector: string; label: string; account: string }[]
  /** Model tokens that may still be spent by this turn. */
  tokensLeft: number
  /** Milliseconds since 1970 after which every method ends in `turn.ended`. */
  endsAt: number
  mayPropose: boolean
}

export const toolCall = z.strictObject({
  callId: z.string().min(1).max(200),
  tool: z.string().min(1).max(100),
  input: jsonObject,
})
export type ToolCall = z.output<typeof toolCall>

export const draftCall = draftInput.extend({ callId: z.string().min(1).max(200) })
export type DraftCall = z.output<typeof draftCall>

export const withdrawCall = z.strictObject({
  callId: z.string().min(1).max(200),
  approval: z.string().max(40),
})
export type WithdrawCall = z.output<typeof withdrawCall>

export const saidText = z.string().max(40_000)

/** What propose came to: an approval that waits for a person, or an immediate no that the model may mend. */
export type Proposed = { status: 'awaiting'; approval: string } | Extract<ToolAnswer, { status: 'refused' }>

/** A Turn that may read, draft and speak. Scheduled runs and viewers get this one. */
export interface Turn {
  context(): Promise<TurnContext>
  tools(): Promise<ToolSpec[]>
  history(): Promise<ThreadEntry[]>
  read(call: ToolCall): Promise<ToolAnswer>
  draft(call: DraftCall): Promise<ToolAnswer>
  /** Appends to the reply that streams into the thread. Text only: it is escaped on its way. */
  say(text: string): Promise<void>
}

/** The Turn of a founder or an operator who spoke: it may also ask for changes. */
export interface ProposingTurn extends Turn {
  propose(call: ToolCall): Promise<Proposed>
  withdraw(call: WithdrawCall): Promise<ToolAnswer>
}

/** How a turn ended, as the agent reports it. The server decides what people read of it. */
export const turnEnd = z.strictObject({
  end: z.enum([
    'done',
    'model_unreachable',
    'model_refused',
    'timeout',
    'too_many_steps',
    'budget_spent',
    'failed',
  ]),
  tokens: z.int().min(0),
})
export type TurnEnd = z.output<typeof turnEnd>

export interface Agent {
  health(): Promise<{ model: string }>
  /** Runs the model until it has nothing more to do or a request waits for a person. Never rejects for the model's sake. */
  run(turn: Turn | ProposingTurn): Promise<TurnEnd>
}
