/** The sandbox: one HTTP server on loopback that is Slack, the providers, the model and the page. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createChanges } from './changes.ts'
import type { Changed, SandboxEnvironment } from './contract.ts'
import { handleControl, sendJson } from './control.ts'
import { type EnvironmentKind, environmentOf } from './environment.ts'
import { createModel } from './model/model.ts'
import { createProviders } from './providers/providers.ts'
import { createSlack, type Slack } from './slack/slack.ts'
import { keepSnapshot, openShelf } from './snapshot.ts'
import { serveStatic } from './static.ts'

export type Sandbox = {
  url: string
  /** What Ops Room is started with to live here: one workspace by its bot token, unless asked otherwise. */
  environment(kind?: EnvironmentKind): SandboxEnvironment
  /** For tests in the same process: settings, the world, deliveries. */
  slack: Slack
  stop(): Promise<void>
}

type Part = {
  handle(request: IncomingMessage, response: ServerResponse, path: string, body: Buffer): void | Promise<void>
  snapshot(): unknown
  restore(snapshot: unknown): void
}

type World = {
  slack: Slack
  providers: Part
  model: Part
  changes: ReturnType<typeof createChanges>
  /** The providers' state has moved, and is to be kept. */
  keep: () => void
  url: () => string
}

/**
 * Starts the sandbox on 127.0.0.1. `dataFolder` null forgets everything at the end; `port` 0 takes a free one;
 * `oauth` starts without the app in any workspace, to be installed by OAuth.
 */
export async function startSandbox(options: {
  dataFolder: string | null
  port: number
  now: () => number
  oauth?: boolean
}): Promise<Sandbox> {
  const { dataFolder, port, now, oauth = false } = options
  const shelf = openShelf(dataFolder)
  const changes = createChanges()
  let url = ''
  const at = () => url
  const slack = createSlack({ shelf, now, changed: () => changes.tell('world'), installed: !oauth, url: at })
  const providers: Part = createProviders({
    now,
    changed: (kind: Changed['kind']) => {
      kept.touch()
      changes.tell(kind)
    },
  })
  const kept = keepSnapshot(shelf, 'providers', providers)
  const model: Part = createModel({ now })
  const keptModel = keepSnapshot(shelf, 'model', model)
  const server = createServer(
    serving({ slack, providers, model, changes, keep: () => kept.touch(), url: at }),
  )
  server.on('upgrade', (request, socket: Duplex, head) => slack.sockets.upgrade(request, socket, head))
  url = await listening(server, port)
  return {
    url,
    environment: (kind = oauth ? 'oauth' : 'token') => environmentOf(slack.world, url, kind),
    slack,
    async stop() {
      slack.stop()
      changes.close()
      await closed(server)
      kept.flush()
      keptModel.flush()
      shelf.close()
    },
  }
}

const LARGEST_BODY = 10 * 1024 * 1024

function serving(world: World) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    // A browser on another page may not reach into the sandbox: its requests carry their own host and origin.
    if (!isLocal(request)) return void response.writeHead(403).end()
    route(world, request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy()
      sendJson(response, 500, { error: error instanceof Error ? error.message : String(error) })
    })
  }
}

async function route(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { slack, providers, model, changes, keep, url } = world
  const path = new URL(request.url ?? '/', 'http://sandbox').pathname
  const body = await bodyOf(request)
  if (await slack.handle(request, response, path, body)) return
  if (path === '/control/changes') return changes.follow(response)
  if (path === '/control/environment')
    return sendJson(response, 200, environmentOf(slack.world, url(), kindOf(request)))
  if (await handleControl(slack, request, response, path, body)) return
  if (path.startsWith('/openai/') || path === '/control/model')
    return model.handle(request, response, path, body)
  if (path.startsWith('/providers/') || path.startsWith('/control/')) {
    await providers.handle(request, response, path, body)
    return keep()
  }
  if (!(await serveStatic(response, path))) sendJson(response, 404, { error: `nothing at ${path}` })
}

const kindOf = (request: IncomingMessage): EnvironmentKind => {
  const query = new URL(request.url ?? '/', 'http://sandbox').searchParams
  return query.has('oauth') ? 'oauth' : query.has('socket') ? 'socket' : 'token'
}

function isLocal({ headers }: IncomingMessage): boolean {
  const names = [headers.host, headers.origin?.replace(/^https?:\/\//, '')].filter(
    (name) => name !== undefined,
  )
  return names.every((name) => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(name))
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > LARGEST_BODY) throw new Error('the body is too large')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

function listening(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    )
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
