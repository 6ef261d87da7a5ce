/** An app as Slack sees one: a server that keeps what it is sent and answers as the test says. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = { body: string; headers: IncomingHttpHeaders }
export type AppAnswer =
  | { status: number; body?: string; headers?: Record<string, string> }
  | 'never'
  | 'reset'

export type SlackApp = {
  url: string
  received: Received[]
  /** The next answers, in their order; 200 with nothing in it when there are no more. */
  answers: (AppAnswer | ((received: Received) => AppAnswer | Promise<AppAnswer>))[]
  /** Settles with the next request that comes, from now on. */
  next(): Promise<Received>
  close(): Promise<void>
}

export async function startSlackApp(): Promise<SlackApp> {
  const received: Received[] = []
  const answers: SlackApp['answers'] = []
  const waiting: ((one: Received) => void)[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const one = { body: Buffer.concat(chunks).toString('utf8'), headers: request.headers }
    received.push(one)
    for (const settle of waiting.splice(0)) settle(one)
    const next = answers.shift() ?? { status: 200 }
    const answer = typeof next === 'function' ? await next(one) : next
    if (answer === 'reset') return request.socket.resetAndDestroy()
    if (answer !== 'never') response.writeHead(answer.status, answer.headers).end(answer.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Whether Slack's v0 signature on the request holds for these bytes. */
export function isSigned({ body, headers }: Received, secret: string): boolean {
  const base = `v0:${headers['x-slack-request-timestamp']}:${body}`
  return headers['x-slack-signature'] === `v0=${createHmac('sha256', secret).update(base).digest('hex')}`
}

export const eventOf = ({ body }: Received) => JSON.parse(body)
export const payloadOf = ({ body }: Received) =>
  JSON.parse(new URLSearchParams(body).get('payload') ?? 'null')
