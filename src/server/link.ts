import type { RefusalCode } from '../core/errors.ts'
import { Refusal } from '../core/errors.ts'

/** The connection to one of the other two processes: there, or away. */
export type Link<Interface> = {
  /** Throws `broker.away` or `agent.away`. */
  get: () => Interface
  isUp: () => boolean
  /** Resolves with true once the other side is there, or with false after `ms`. */
  wait: (ms: number) => Promise<boolean>
  onChange: (listener: (isUp: boolean) => void) => void
  /** Called by whoever listens on the socket. A newer connection takes the place of an older one. */
  connected: (connection: { remote: unknown; closed: Promise<void> }) => void
}

export function createLink<Interface>(
  away: Extract<RefusalCode, 'broker.away' | 'agent.away'>,
): Link<Interface> {
  let current: { remote: unknown } | null = null
  const listeners = new Set<(isUp: boolean) => void>()
  const tell = (isUp: boolean): void => {
    for (const listener of [...listeners]) listener(isUp)
  }

  return {
    get: () => {
      if (!current) throw new Refusal(away)
      return current.remote as Interface
    },
    isUp: () => current !== null,
    onChange: (listener) => {
      listeners.add(listener)
    },
    wait: (ms) => {
      if (current) return Promise.resolve(true)
      return new Promise((resolve) => {
        const finish = (isUp: boolean): void => {
          listeners.delete(listener)
          clearTimeout(timer)
          resolve(isUp)
        }
        const listener = (isUp: boolean): void => {
          if (isUp) finish(true)
        }
        const timer = setTimeout(() => finish(false), ms)
        listeners.add(listener)
      })
    },
    connected: (connection) => {
      const mine = { remote: connection.remote }
      current = mine
      tell(true)
      void connection.closed.then(() => {
        if (current !== mine) return
        current = null
        tell(false)
      })
    },
  }
}
