import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Route = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>

/** Routes by `METHOD /path`, exactly. What is not here is a 404. */
export function createWebServer(
  routes: Record<string, Route>,
  log: { error: (facts: object, text: string) => void },
): Server {
  const server = createServer((request, response) => {
    const url = urlOf(request)
    const name = `${request.method} ${url?.pathname}`
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined
    if (!url || !route)
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such page.\n')
    Promise.resolve(route(request, response, url)).catch((error: unknown) => {
      log.error({ err: error }, 'a request failed')
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
      response.end()
    })
  })
  // A slow sender must not hold a connection for ever.
  server.requestTimeout = 10_000
  server.headersTimeout = 5_000
  return server
}

/** Anybody may ask for `//`, which is no address: thrown where nobody catches it, it would end the process. */
const urlOf = ({ url = '/' }: IncomingMessage): URL | null => URL.parse(url, 'http://ops-room.invalid')

/** Resolves with the port that it listens on. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

export const sendText = (response: ServerResponse, status: number, text: string): void => {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end(text)
}
