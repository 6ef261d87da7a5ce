/** A provider on loopback that keeps what reached it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What reached the provider. */
export type Reached = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
export type Answers = (reached: Reached, response: ServerResponse, request: IncomingMessage) => void

/** A provider that answers as told, and the base URL that routes lead to. */
export async function startProvider(answers: Answers) {
  const reached: Reached[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() }
      reached.push(one)
      answers(one, response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { reached, base: `http://127.0.0.1:${port}/parcel`, port, stop }
}

export const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
