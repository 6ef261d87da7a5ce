/** A captured agent: it connects where the real one does, with all that the real one holds, and hands over its Turns. */
import { join } from 'node:path'
import { RpcTarget } from 'capnweb'
import { dialRpc, type Remote } from '../../src/rpc/socket.ts'
import type { TurnEnd } from '../../src/server/protocol.ts'
import { order1042, startOpsRoom, untilFound } from './ops-room.ts'

/** A Turn as the attacker holds it: any name can be called on it, with anything. */
export type HeldTurn = {
  turn: Remote
  /** Returns from `run`, as an honest agent does. What is held is kept. */
  end: (how?: unknown) => void
}

export type HostileAgent = Awaited<ReturnType<typeof connectHostileAgent>>

export async function connectHostileAgent(run: string) {
  const waiting: ((held: HeldTurn) => void)[] = []
  const held: HeldTurn[] = []

  class Captured extends RpcTarget {
    async health(): Promise<{ model: string }> {
      return { model: 'captured' }
    }
    run(turn: Remote): Promise<TurnEnd> {
      return new Promise((resolve) => {
        const kept = {
          turn: turn.dup(),
          end: (how: unknown = { end: 'done', tokens: 0 }) => resolve(how as TurnEnd),
        }
        const next = waiting.shift()
        if (next) next(kept)
        else held.push(kept)
      })
    }
  }

  const connected = Promise.withResolvers<Remote>()
  const line = dialRpc(
    join(run, 'agent', 'agent.sock'),
    () => new Captured(),
    ({ remote }) => connected.resolve(remote),
  )
  return {
    /** The server's own end of this socket. */
    main: await connected.promise,
    /** The next Turn that the server hands over. */
    nextTurn: (): Promise<HeldTurn> => {
      const first = held.shift()
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve))
    },
    /** Turns that came and were not asked for. */
    unasked: (): number => held.length,
    stop: (): void => line.stop(),
  }
}

/** Ops Room with a captured agent in the place of the real one. */
export async function startHostileRoom() {
  const room = await startOpsRoom()
  await room.call('slack-settings', { rateFactor: null })
  await room.processes.end('agent', 'SIGTERM')
  const connect = () => connectHostileAgent(join(room.folder, 'run'))
  let agent = await connect()
  const rows = async (type: string) => (await room.ledger()).filter((row) => row.type === type)

  return {
    room,
    agent: () => agent,
    rows,
    async reconnect(): Promise<void> {
      agent.stop()
      agent = await connect()
    },

    /** The Turn of somebody who has just spoken in a thread of their own. */
    async captured(person: string, text = 'refund order 1042'): Promise<HeldTurn & { ts: string }> {
      const { ts } = await room.ask(person, text)
      return { ...(await agent.nextTurn()), ts }
    },

    /** Ends the Turns and waits until the server has ended them too. */
    async endAll(...held: HeldTurn[]): Promise<void> {
      const before = (await rows('turn.ended')).length
      for (const { end } of held) end()
      const isOver = async () => (await rows('turn.ended')).length >= before + held.length
      await untilFound('the end of the turns', isOver, 10_000)
    },

    async stop(): Promise<void> {
      agent.stop()
      await room.stop()
    },
  }
}
export type HostileRoom = Awaited<ReturnType<typeof startHostileRoom>>

/** The code of a refusal, wherever it stands; `answered` for everything else that came back. */
export const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    (answer) => (answer as { code?: string } | null)?.code ?? 'answered',
    (error: unknown) => (error instanceof Error ? (error.message.split(': ')[0] ?? '') : ''),
  )

export const refund = (callId = 'call_1') => ({
  callId,
  tool: 'razorpay_create_refund',
  input: { paymentId: order1042.payment },
})
export const readPayment = {
  callId: 'call_r',
  tool: 'razorpay_payment',
  input: { paymentId: order1042.payment },
}
