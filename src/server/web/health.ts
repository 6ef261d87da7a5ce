import { type Route, sendText } from './http.ts'

/** Counters by name, for /metrics. */
export function createCounters() {
  const counts = new Map<string, number>()
  return {
    count: (name: string): void => {
      counts.set(name, (counts.get(name) ?? 0) + 1)
    },
    get: (name: string): number => counts.get(name) ?? 0,
    /** Prometheus' text format. */
    text: (): string =>
      [...counts]
        .sort()
        .map(([name, count]) => `ops_room_${name}_total ${count}`)
        .join('\n'),
  }
}
export type Counters = ReturnType<typeof createCounters>

export function healthRoutes(parts: {
  counters: Counters
  links: () => { agent: boolean; broker: boolean }
  isReady: () => boolean
}): Record<string, Route> {
  const gauge = (name: string, isUp: boolean): string => `ops_room_${name}_up ${isUp ? 1 : 0}`
  return {
    'GET /healthz': (_, response) => sendText(response, 200, 'ok\n'),
    'GET /readyz': (_, response) => {
      const { broker } = parts.links()
      const isReady = parts.isReady() && broker
      const why = broker ? 'starting: the workspace is not known yet' : 'the broker is away'
      sendText(response, isReady ? 200 : 503, isReady ? 'ready\n' : `${why}\n`)
    },
    'GET /metrics': (_, response) => {
      const { agent, broker } = parts.links()
      const lines = [gauge('agent', agent), gauge('broker', broker), parts.counters.text()]
      sendText(response, 200, `${lines.filter(Boolean).join('\n')}\n`)
    },
  }
}
