/** One turn of the agent: the model with the tools of the Turn that it was handed, and nothing else. */
import type { LanguageModel } from 'ai'
import type { ProposingTurn, ThreadEntry, ToolSpec, Turn, TurnContext, TurnEnd } from '../server/protocol.ts'
import { createAnnouncements, createCallIds } from './announcements.ts'
import { endOf } from './ends.ts'
import { toMessages } from './history.ts'
import { type Line, openLine } from './line.ts'
import { instructionsFor } from './prompt.ts'
import { type Patience, type Purse, type Request, type RoundEnd, runRound } from './round.ts'
import { knownFromStart } from './search.ts'
import { offerable, offerTools } from './tools.ts'
import { createVoice } from './voice.ts'

export type AgentLog = (line: { event: string } & Record<string, string | number | boolean | null>) => void

export type Limits = Patience & {
  steps: number
  /** How often a step whose requests were all refused at once is given back to the model. */
  mends: number
}

export const defaultLimits: Limits = {
  steps: 20,
  mends: 3,
  retries: 2,
  firstChunkMs: 60_000,
  chunkMs: 30_000,
}

export type Running = { model: LanguageModel; now: () => number; log: AgentLog; limits: Limits }

type RefusedEntry = Extract<ThreadEntry, { kind: 'called' }>

/** Runs a turn to its end. Never rejects; a turn that is gone ends quietly. */
export async function runTurn(turn: Turn | ProposingTurn, running: Running): Promise<TurnEnd> {
  const line = openLine(turn)
  const purse: Purse = { tokensLeft: 0, stepsLeft: running.limits.steps, tokens: 0 }
  const startedAt = running.now()
  const { end, error } = await converse(line, purse, running).catch(
    (error: unknown): Stop => ({ end: endOf(error), error }),
  )
  running.log({
    event: 'turn.ended',
    end,
    tokens: purse.tokens,
    ms: running.now() - startedAt,
    // The class and not the message: a provider's message may repeat what people wrote.
    error: error instanceof Error ? error.name : null,
  })
  return { end, tokens: purse.tokens }
}

type Stop = { end: TurnEnd['end']; error?: unknown }

async function converse(line: Line, purse: Purse, running: Running): Promise<Stop> {
  const context = await line.context()
  const specs = await line.tools()
  purse.tokensLeft = context.tokensLeft
  const room = enter(line, context, specs, running)
  const refused: RefusedEntry[] = []
  for (let mends = 0; ; mends++) {
    const history = withRefused(await line.history(), refused)
    // Once the mends are used up the model may only speak: people hear why nothing was asked for.
    const round = await room.run(history, purse, mends < running.limits.mends)
    if (line.gone.aborted) throw line.gone.reason
    if (round.end !== null)
      return { end: round.error === undefined ? round.end : endOf(round.error), error: round.error }
    const answers = await room.propose(round.requests)
    if (answers.some((answer) => answer === 'awaiting')) return { end: 'done' }
    refused.push(...answers.filter((answer) => answer !== 'awaiting'))
  }
}

type Place = {
  run: (history: ThreadEntry[], purse: Purse, mayAsk: boolean) => Promise<RoundEnd>
  /** Asks for each, in the model's order. */
  propose: (requests: readonly Request[]) => Promise<(RefusedEntry | 'awaiting')[]>
}

/** What stays the same over the rounds of one turn: its voice, its deadline, the tools found and the ids used. */
function enter(line: Line, context: TurnContext, specs: readonly ToolSpec[], running: Running): Place {
  const voice = createVoice(line.say, running.now)
  const callId = createCallIds()
  const deadline = AbortSignal.timeout(Math.max(0, Math.min(context.endsAt - running.now(), longestMs)))
  let known: Set<string> | null = null
  return {
    run: async (history, purse, mayAsk) => {
      if (deadline.aborted) return { end: 'timeout', requests: [] }
      if (purse.tokens >= purse.tokensLeft) return { end: 'budget_spent', requests: [] }
      if (purse.stepsLeft <= 0) return { end: 'too_many_steps', requests: [] }
      const messages = toMessages(history)
      if (messages.length === 0) return { end: 'done', requests: [] }
      known ??= knownFromStart(offerable(specs, context.mayPropose), toolsOf(history))
      const announcements = createAnnouncements()
      const offered = offerTools({
        specs: offerable(specs, context.mayPropose && mayAsk),
        line,
        known,
        announced: announcements.announced,
        callId,
      })
      return runRound({
        model: running.model,
        instructions: instructionsFor(context),
        messages,
        offered,
        voice,
        announcements,
        purse,
        patience: running.limits,
        signal: AbortSignal.any([deadline, line.gone]),
      })
    },
    propose: async (requests) => {
      const answers: (RefusedEntry | 'awaiting')[] = []
      for (const request of requests)
        answers.push(await proposeOne({ ...request, callId: callId(request.callId) }))
      return answers
    },
  }

  async function proposeOne(call: Request): Promise<RefusedEntry | 'awaiting'> {
    const answer = await line.propose(call)
    if (answer.status === 'awaiting') return 'awaiting'
    return { kind: 'called', at: new Date(running.now()).toISOString(), ...call, answer }
  }
}

/** Timers hold 31 bits; no turn is meant to last an hour. */
const longestMs = 3_600_000

/** The Room's own account of the refusals counts; one that it has not recorded is added, so that the model sees it. */
function withRefused(history: ThreadEntry[], refused: readonly RefusedEntry[]): ThreadEntry[] {
  const recorded = new Set(history.map((entry) => ('callId' in entry ? entry.callId : null)))
  return [...history, ...refused.filter(({ callId }) => !recorded.has(callId))]
}

const toolsOf = (history: readonly ThreadEntry[]): string[] =>
  history.flatMap((entry) => (entry.kind === 'called' || entry.kind === 'proposed' ? [entry.tool] : []))
