/** Serves the sandbox's page with a control API that only remembers: what a test says the world is, and what was sent. */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { Changed, ProviderRequest, World } from '../../sandbox/contract.ts'

const ROOT = join(import.meta.dirname, '../..')
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export type Sent = { path: string; body: Record<string, unknown> }
export type ControlFake = {
  url: string
  world: World
  requests: ProviderRequest[]
  /** Everything that the page posted, oldest first. */
  sent: Sent[]
  /** What a POST is answered with, and what it changes; set by the test. */
  answer: (sent: Sent) => unknown
  changed: (kind: Changed['kind']) => void
  /** Ends every open connection and, until `resume`, answers 503: after that a browser gives an event source up. */
  pause: () => void
  /** How often a paused fake was asked for its changes. */
  refused: number
  resume: () => void
  close: () => Promise<void>
}

/** Starts it on a free port of loopback. */
export async function startControlFake(world: World): Promise<ControlFake> {
  const streams = new Set<ServerResponse>()
  let isPaused = false
  const server = createServer((request, response) => {
    if (isPaused) refuse(fake, request, response)
    else if (request.url === '/control/changes') openStream(streams, response)
    else if (request.url?.startsWith('/control/')) void control(fake, request, response)
    else void serveFile(request.url ?? '/', response)
  })
  const fake: ControlFake = {
    url: '',
    world,
    requests: [],
    sent: [],
    refused: 0,
    answer: () => ({ status: 200 }),
    changed: (kind) => {
      for (const stream of streams) stream.write(`data: ${JSON.stringify({ kind })}\n\n`)
    },
    pause: () => {
      isPaused = true
      server.closeAllConnections()
    },
    resume: () => {
      isPaused = false
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return fake
}

function refuse(fake: ControlFake, request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/control/changes') fake.refused += 1
  response.writeHead(503).end()
}

function openStream(streams: Set<ServerResponse>, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n')
  streams.add(response)
  response.on('close', () => streams.delete(response))
}

async function control(fake: ControlFake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? ''
  const text = (await request.toArray()).join('')
  const answer = request.method === 'GET' ? stateOf(fake, path) : post(fake, path, text)
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
}

function stateOf(fake: ControlFake, path: string): unknown {
  if (path === '/control/world') return fake.world
  if (path === '/control/requests') return fake.requests
  return path === '/control/model' ? { mode: 'rules' } : []
}

function post(fake: ControlFake, path: string, text: string): unknown {
  const sent: Sent = { path, body: text === '' ? {} : JSON.parse(text) }
  fake.sent.push(sent)
  return fake.answer(sent)
}

/** The same two places that the sandbox serves: its page at `/`, and packages under `/vendor/`. */
async function serveFile(url: string, response: ServerResponse): Promise<void> {
  const path = normalize(url === '/' ? '/index.html' : url)
  const file = path.startsWith('/vendor/')
    ? join(ROOT, 'node_modules', path.slice('/vendor/'.length))
    : join(ROOT, 'sandbox/page', path)
  try {
    const bytes = await readFile(file)
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(bytes)
  } catch {
    response.writeHead(404).end()
  }
}
