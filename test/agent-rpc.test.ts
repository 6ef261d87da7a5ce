/** The agent across a real RPC session, as the server will reach it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { RpcTarget } from 'capnweb'
import { afterEach, describe, expect, test } from 'vitest'
import { Refusal } from '../src/core/errors.ts'
import { dialRpc, listenForRpc } from '../src/rpc/socket.ts'
import type { Agent, ProposingTurn, ToolCall, Turn, TurnEnd } from '../src/server/protocol.ts'
import { agentFor, type FakeTurn, fakeTurn, scripted } from './support/agent-turn.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
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

/** The server's end of a socket on which the agent listens. */
async function connect(agent: Agent) {
  const path = join(mkdtempSync(join(tmpdir(), 'ops-room-')), 'agent.sock')
  const listener = await listenForRpc(
    path,
    () => agent,
    () => undefined,
  )
  const remote = Promise.withResolvers<Agent>()
  const dialler = dialRpc(
    path,
    () => new RpcTarget(),
    (connected) => remote.resolve(connected.remote),
  )
  const hangUp = () => dialler.stop()
  stops.push(async () => {
    hangUp()
    await listener.stop()
    rmSync(dirname(path), { recursive: true })
  })
  return { remote: await remote.promise, hangUp }
}

describe('over RPC', () => {
  test('a Turn is read, spoken into and proposed on, and the end comes back', async () => {
    const model = scripted(
      { text: 'Looking.', calls: [{ name: 'shopify_orders', args: { ids: [1, [2]] } }] },
      { calls: [{ name: 'razorpay_create_refund', args: { amount: 500 } }] },
    )
    const room = fakeTurn()
    const { remote } = await connect(agentFor(model))
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
    const { remote } = await connect(agentFor(model))
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
    const { remote, hangUp } = await connect(new Watched() as unknown as Agent)
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
    const { remote } = await connect(agentFor(scripted({ calls: [{ name: 'shopify_orders', args: {} }] })))
    expect((await remote.run(new RemoteTurn(room.turn) as unknown as Turn)).end).toBe('timeout')
  })
})
