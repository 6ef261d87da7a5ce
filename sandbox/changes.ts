/** GET /control/changes: server-sent events for the page, so that it reads the world again only when it changed. */
import type { ServerResponse } from 'node:http'
import type { Changed } from './contract.ts'

/** Many changes of one deed become one event. */
const GATHER_MS = 15

export function createChanges() {
  const followers = new Set<ServerResponse>()
  const pending = new Set<Changed['kind']>()
  let timer: NodeJS.Timeout | null = null
  const flush = () => {
    timer = null
    for (const kind of pending) {
      for (const follower of followers) follower.write(`data: ${JSON.stringify({ kind })}\n\n`)
    }
    pending.clear()
  }
  return {
    tell(kind: Changed['kind']) {
      if (followers.size === 0) return
      pending.add(kind)
      timer ??= setTimeout(flush, GATHER_MS)
    },
    follow(response: ServerResponse) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(': open\n\n')
      followers.add(response)
      response.on('close', () => followers.delete(response))
    },
    close() {
      if (timer) clearTimeout(timer)
      for (const follower of followers) follower.end()
    },
  }
}
