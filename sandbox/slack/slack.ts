/** The whole of Slack, put together: what a server needs to serve it, and what people can do in it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Shelf } from '../snapshot.ts'
import { createApi } from './api.ts'
import { decideConsent, showConsent } from './authorize.ts'
import { createDeeds, type Deeds } from './deeds.ts'
import { createDeliveries, type Deliveries } from './delivery.ts'
import { SlackError } from './errors.ts'
import { createEvents, type Events } from './events.ts'
import { createFaults, type Faults } from './faults.ts'
import { publicKeys } from './oauth.ts'
import { answerResponseUrl } from './response-urls.ts'
import { type SlackSettings, slackSettings } from './settings.ts'
import { createSockets, type Sockets } from './socket.ts'
import { createTriggers, type Triggers } from './triggers.ts'
import { openWorld, type SlackWorld } from './world.ts'

export type Slack = {
  world: SlackWorld
  settings: SlackSettings
  events: Events
  deeds: Deeds
  deliveries: Deliveries
  faults: Faults
  sockets: Sockets
  triggers: Triggers
  /** How often each method of the Web API was called, by how the call ended: Slack's code, or `ok`. */
  calls: Map<string, Map<string, number>>
  /** Serves `/api/`, `/response/`, `/oauth/` and `/openid/`; false when the path is none of Slack's. */
  handle(request: IncomingMessage, response: ServerResponse, path: string, body: Buffer): Promise<boolean>
  stop(): void
}

export function createSlack(options: {
  shelf: Shelf
  now: () => number
  changed: () => void
  installed: boolean
  url: () => string
}): Slack {
  const { shelf, now, changed, installed, url } = options
  const world = openWorld({ shelf, now, changed, installed })
  const settings = slackSettings()
  const sockets = createSockets()
  const faults = createFaults()
  const triggers = createTriggers(world)
  const deliveries = createDeliveries({ world, settings, sockets })
  const events = createEvents({ world, settings, deliveries })
  const calls: Slack['calls'] = new Map()
  const answered = (method: string, error: string | null): void => {
    const ends = calls.get(method) ?? new Map<string, number>()
    calls.set(method, ends.set(error ?? 'ok', (ends.get(error ?? 'ok') ?? 0) + 1))
  }
  const api = createApi({ world, settings, faults, events, triggers, sockets, url, answered })
  const deeds = createDeeds({ world, events, triggers, interact: deliveries.interaction, url })
  return {
    ...{ world, settings, events, deeds, deliveries, faults, sockets, triggers, calls },
    async handle(request, response, path, body) {
      if (path.startsWith('/api/')) await api(request, response, path.slice('/api/'.length), body)
      else if (path.startsWith('/response/')) respond({ world, events, response }, path, body)
      else if (path.startsWith('/oauth/') || path.startsWith('/openid/'))
        consent(world, request, response, path, body)
      else return false
      return true
    },
    stop() {
      deliveries.stop()
      sockets.close()
    },
  }
}

function respond(
  { world, events, response }: { world: SlackWorld; events: Events; response: ServerResponse },
  path: string,
  body: Buffer,
): void {
  try {
    answerResponseUrl(world, events, path.slice('/response/'.length), body.toString('utf8'))
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    const isGone = error.code === 'expired_url' || error.code === 'used_url'
    response.writeHead(isGone ? 404 : 400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ok: false, error: error.code }))
  }
}

function consent(
  world: SlackWorld,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: Buffer,
): void {
  if (path === '/openid/connect/keys') {
    response.writeHead(200, { 'content-type': 'application/json' })
    return void response.end(JSON.stringify(publicKeys(world)))
  }
  const kind = path.startsWith('/oauth/') ? 'install' : 'login'
  if (request.method === 'POST') {
    return void decideConsent(world, response, { kind, query: new URLSearchParams(body.toString('utf8')) })
  }
  showConsent(world, response, { kind, query: new URL(request.url ?? '/', 'http://slack').searchParams })
}
