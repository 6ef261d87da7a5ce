/** The agent across a real RPC session, as the server will reach it. */
import { MessageChannel } from 'node:worker_threads'
import { newMessagePortRpcSession, RpcTarget } from 'capnweb'
import { afterEach, describe, expect, test } from 'vitest'
import { Refusal } from '../src/core/errors.ts'
import type { Agent, ProposingTurn, ToolCall, Turn, TurnEnd } from '../src/server/protocol.ts'
import { agentFor, type FakeTurn, fakeTurn, scripted } from './support/agent-turn.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

class RemoteTurn extends RpcTarget {
  readonly #turn: Turn
  constructor(turn: Turn) {
    super()
    this.#turn = turn
  }
  context() {
    return this.#turn.context()
  }
  tools() {
    return this.#turn.tools()
  }
  history() {
    return this.#turn.history()
  }
  read(call: ToolCall) {
    return this.#turn.read(call)
  }
  draft(call: Parameters<Turn['draft']>[0]) {
    return this.#turn.draft(call)
  }
  say(text: string) {
    return this.#turn.say(text)
  }
}
class RemoteProposingTurn extends RemoteTurn {
  readonly #proposing: ProposingTurn
  constructor(turn: ProposingTurn) {
    super(turn)
    this.#proposing = turn
  }
  propose(call: ToolCall) {
    return this.#proposing.propose(call)
  }
  withdraw(call: Parameters<ProposingTurn['withdraw']>[0]) {
    return this.#proposing.withdraw(call)
  }
}

type Port = Parameters<typeof newMessagePortRpcSession>[0]

function connect(agent: Agent) {
  const { port1, port2 } = new MessageChannel()
  newMessagePortRpcSession(port1 as unknown as Port, agent)
  const remote = newMessagePortRpcSession<Agent>(port2 as unknown as Port)
  const hangUp = () => {
    port1.close()
    port2.close()
  }
  ends.push(hangUp)
  return { remote: remote as unknown as Agent, hangUp }
}

describe('over RPC', () => {
  test('a Turn is read, spoken into and proposed on, and the end comes back', async () => {
    const model = scripted(
      { text: 'Looking.', calls: [{ name: 'shopify_orders', args: { ids: [1, [2]] } }] },
      { calls: [{ name: 'razorpay_create_refund', args: { amount: 500 } }] },
    )
    const room = fakeTurn()
    const { remote } = connect(agentFor(model))
    expect(await remote.health()).toEqual({ model: 'scripted' })
    expect(await remote.run(new RemoteProposingTurn(room.turn) as unknown as ProposingTurn)).toMatchObject({
      end: 'done',
    })
    expect(room.deeds.map(({ did }) => did)).toEqual(['say', 'read', 'propose'])
    expect(room.calls('read')).toMatchObject([{ input: { ids: [1, [2]] } }])
  })

  test('a Turn without propose is not asked for it', async () => {
    const room = fakeTurn({ context: { mayPropose: false } })
    const model = scripted({ calls: [{ name: 'razorpay_create_refund', args: {} }] }, { text: 'No.' })
    const { remote } = connect(agentFor(model))
    expect(await remote.run(new RemoteTurn(room.turn) as unknown as Turn)).toMatchObject({ end: 'done' })
    expect(room.text()).toBe('No.')
  })

  test('a server that goes away ends the turn, and the model is not asked again', async () => {
    const model = scripted({ calls: [{ name: 'shopify_orders', args: {} }] })
    const ended = Promise.withResolvers<TurnEnd>()
    const agent = agentFor(model)
    class Watched extends RpcTarget {
      async run(turn: Turn) {
        ended.resolve(await agent.run(turn))
      }
    }
    const reading = Promise.withResolvers<void>()
    const room = fakeTurn({
      read: () => {
        reading.resolve()
        return new Promise(() => undefined)
      },
    })
    const { remote, hangUp } = connect(new Watched() as unknown as Agent)
    void remote.run(new RemoteTurn(room.turn) as unknown as Turn).catch(() => undefined)
    await reading.promise
    hangUp()
    expect((await ended.promise).end).toBe('failed')
    expect(model.doStreamCalls).toHaveLength(1)
  })

  test('a refusal keeps its code on the way, so that the turn ends as ended', async () => {
    const room: FakeTurn = fakeTurn({
      read: async () => {
        throw new Refusal('turn.ended')
      },
    })
    const { remote } = connect(agentFor(scripted({ calls: [{ name: 'shopify_orders', args: {} }] })))
    expect((await remote.run(new RemoteTurn(room.turn) as unknown as Turn)).end).toBe('timeout')
  })
})
