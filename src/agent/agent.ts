import type { LanguageModel } from 'ai'
import { RpcTarget } from 'capnweb'
import type { Agent, ProposingTurn, Turn, TurnEnd } from '../server/protocol.ts'
import { type AgentLog, defaultLimits, type Limits, runTurn } from './turn.ts'

export type AgentParts = {
  model: LanguageModel
  /** Milliseconds since 1970. */
  now: () => number
  log: AgentLog
  limits?: Partial<Limits>
}

/** The agent as the server calls it, across a socket or in one process. */
export function createAgent({ model, now, log, limits }: AgentParts): Agent & RpcTarget {
  const running = { model, now, log, limits: { ...defaultLimits, ...limits } }
  const name = typeof model === 'string' ? model : model.modelId
  return new AgentTarget(name, (turn) => runTurn(turn, running))
}

/** Only methods are reachable over RPC; what is behind `#` is not. */
class AgentTarget extends RpcTarget implements Agent {
  readonly #model: string
  readonly #run: (turn: Turn | ProposingTurn) => Promise<TurnEnd>
  constructor(model: string, run: (turn: Turn | ProposingTurn) => Promise<TurnEnd>) {
    super()
    this.#model = model
    this.#run = run
  }

  async health(): Promise<{ model: string }> {
    return { model: this.#model }
  }

  run(turn: Turn | ProposingTurn): Promise<TurnEnd> {
    return this.#run(turn)
  }
}
