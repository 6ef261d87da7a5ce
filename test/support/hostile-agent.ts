/** A captured agent: it connects where the real one does, with all that the real one holds, and hands over its Turns. */
import { join } from 'node:path'
import { RpcTarget } from 'capnweb'
import { dialRpc, type Remote } from '../../src/rpc/socket.ts'
import type { TurnEnd } from '../../src/server/protocol.ts'

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
