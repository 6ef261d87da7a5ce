/** One request to the app, and what came of it within Slack's patience. */
import { request } from 'node:http'

export type Answer = {
  /** Null when there was no answer. */
  status: number | null
  body: string
  failure: null | 'timeout' | 'connection_failed'
  headers: Record<string, string | string[] | undefined>
}

export const noAnswer = (failure: 'timeout' | 'connection_failed'): Answer => ({
  status: null,
  body: '',
  failure,
  headers: {},
})

/** Posts the bytes. Never rejects; a connection of its own each time, so that a restarted app is met afresh. */
export function postToApp(options: {
  url: string
  body: string
  headers: Record<string, string>
  withinMs: number
}): Promise<Answer> {
  const { url, body, headers, withinMs } = options
  return new Promise((resolve) => {
    const call = request(url, { method: 'POST', agent: false, headers: { ...headers, connection: 'close' } })
    const patience = setTimeout(() => {
      resolve(noAnswer('timeout'))
      call.destroy()
    }, withinMs)
    const settle = (answer: Answer) => {
      clearTimeout(patience)
      resolve(answer)
    }
    call.on('error', () => settle(noAnswer('connection_failed')))
    call.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', () => settle(noAnswer('connection_failed')))
      response.on('end', () =>
        settle({
          status: response.statusCode ?? null,
          body: Buffer.concat(chunks).toString('utf8'),
          failure: null,
          headers: response.headers,
        }),
      )
    })
    call.end(body)
  })
}
