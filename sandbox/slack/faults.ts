/** Slack on a bad day: POST /control/slack-faults. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SlackFault } from '../contract.ts'

export type Faults = {
  add(fault: SlackFault): void
  clear(): void
  list(): SlackFault[]
  /** The fault that hits this call, used up by it. `*` is any method. */
  take(method: string): SlackFault | undefined
  /** Ends the call as the fault says. */
  spoil(fault: SlackFault, request: IncomingMessage, response: ServerResponse): void
}

const RETRY_AFTER_S = 1

export function createFaults(): Faults {
  let faults: SlackFault[] = []
  return {
    add: (fault) => void faults.push({ ...fault }),
    clear: () => {
      faults = []
    },
    list: () => faults,
    take(method) {
      const fault = faults.find((one) => one.method === method || one.method === '*')
      if (fault) fault.times -= 1
      faults = faults.filter((one) => one.times > 0)
      return fault
    },
    spoil: ({ fault, error }, request, response) => {
      const type = { 'content-type': 'application/json; charset=utf-8' }
      if (error) {
        response.writeHead(200, type).end(JSON.stringify({ ok: false, error }))
      } else if (fault === 'ratelimited') {
        response.writeHead(429, { ...type, 'retry-after': String(RETRY_AFTER_S) })
        response.end(JSON.stringify({ ok: false, error: 'ratelimited' }))
      } else if (fault === 'http_500') {
        response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Server Error</h1>')
      } else if (fault === 'reset') {
        request.socket.resetAndDestroy()
      }
      // A timeout is no answer at all: the caller hangs up, or the sandbox stops.
    },
  }
}
