/** The Room as one turn of the agent reaches it: a Turn whose refusals are answers and whose silence ends the run. */

import { type RefusalCode, refusalOf } from '../core/errors.ts'
import type {
  DraftCall,
  Proposed,
  ProposingTurn,
  ThreadEntry,
  ToolAnswer,
  ToolCall,
  ToolSpec,
  Turn,
  TurnContext,
  WithdrawCall,
} from '../server/protocol.ts'

type Refused = Extract<ToolAnswer, { status: 'refused' }>

export type Line = {
  context: () => Promise<TurnContext>
  tools: () => Promise<ToolSpec[]>
  history: () => Promise<ThreadEntry[]>
  say: (text: string) => Promise<void>
  read: (call: ToolCall) => Promise<ToolAnswer>
  draft: (call: DraftCall) => Promise<ToolAnswer>
  withdraw: (call: WithdrawCall) => Promise<ToolAnswer>
  propose: (call: ToolCall) => Promise<Proposed>
  /** Aborted, with a TurnGone, when the turn has ended or its other side is gone. */
  gone: AbortSignal
}

/** Nobody listens any more: there is nothing to report, and nobody to report it to. */
export class TurnGone extends Error {
  readonly code: RefusalCode | null
  constructor(cause: unknown) {
    super('the turn is gone', { cause })
    this.name = 'TurnGone'
    this.code = refusalOf(cause)?.code ?? null
  }
}

/** Wraps a Turn, local or remote. A refusal of one call becomes that call's answer; any other rejection is final. */
export function openLine(turn: Turn | ProposingTurn): Line {
  const hangUp = new AbortController()
  const reach = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (hangUp.signal.aborted) throw hangUp.signal.reason
    try {
      return await ask()
    } catch (error) {
      const gone = new TurnGone(error)
      hangUp.abort(gone)
      throw gone
    }
  }
  const call = <T>(ask: () => Promise<T>): Promise<T | Refused> => reach(() => orRefused(ask))
  return {
    context: () => reach(() => turn.context()),
    tools: () => reach(() => turn.tools()),
    history: () => reach(() => turn.history()),
    say: (text) => reach(() => turn.say(text)),
    read: (input) => call(() => turn.read(input)),
    draft: (input) => call(() => turn.draft(input)),
    withdraw: (input) => call(() => (turn as ProposingTurn).withdraw(input)),
    propose: (input) => call(() => (turn as ProposingTurn).propose(input)),
    gone: hangUp.signal,
  }
}

async function orRefused<T>(ask: () => Promise<T>): Promise<T | Refused> {
  try {
    return await ask()
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null || refusal.code === 'turn.ended') throw error
    return { status: 'refused', code: refusal.code, sentence: refusal.sentence }
  }
}
