/** /control/…: what people do in Slack, faults, and state. JSON both ways; sandbox/contract.ts names the shapes. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Click, Close, Command, OpenHome, Say, Sign, SlackFault, Submit } from './contract.ts'
import { CannotDo, SlackError } from './slack/errors.ts'
import { worldPicture } from './slack/picture.ts'
import { anyPerson, findChannel, findPerson } from './slack/presence.ts'
import type { SlackSettings } from './slack/settings.ts'
import { signedHeaders } from './slack/signature.ts'
import type { Slack } from './slack/slack.ts'
import { activeInstallation } from './slack/world.ts'

type Route = (slack: Slack, given: Given, query: URLSearchParams) => unknown
// Each route says what it takes; what comes in is from the developer's own page or tests.
type Given = Record<string, never>

const as = <T>(given: Given): T => given as unknown as T

const ROUTES: Record<string, Route> = {
  'GET /control/world': (slack) => worldPicture(slack.world),
  'GET /control/deliveries': (slack) => slack.deliveries.log(),
  'POST /control/app': ({ world }, given) => {
    world.settings.put({ id: 'app url', value: as<{ url: string }>(given).url })
    return { ok: true }
  },
  'POST /control/verify-url': async ({ deliveries }) => ({ verified: await deliveries.verifyUrl() }),
  'POST /control/say': ({ deeds }, given, query) => deeds.say(as<Say>(given), query.has('settled')),
  'POST /control/command': ({ deeds }, given) => deeds.command(as<Command>(given)),
  'POST /control/click': ({ deeds }, given) => deeds.click(as<Click>(given)),
  'POST /control/submit': ({ deeds }, given) => deeds.submit(as<Submit>(given)),
  'POST /control/close': ({ deeds }, given) => deeds.close(as<Close>(given)),
  'POST /control/home': ({ deeds }, given) => deeds.openHome(as<OpenHome>(given)),
  'POST /control/sign': ({ world }, given) => {
    const { body, contentType, timestamp } = as<Sign>(given)
    const at = timestamp ?? Math.floor(world.now() / 1000)
    return {
      body,
      headers: signedHeaders({ secret: world.secrets.signingSecret, body, contentType, timestamp: at }),
    }
  },
  'POST /control/join': joinOrLeave('joined'),
  'POST /control/leave': joinOrLeave('left'),
  'POST /control/stop': async ({ world, events }, given) => {
    const { person, channel, threadTs } = as<{ person: string; channel: string; threadTs: string }>(given)
    const who = findPerson(world, person)
    const told = events.sessionStopped(who, findChannel(world, who, channel), threadTs)
    return { deliveries: await Promise.all(told.map((one) => one.first)) }
  },
  'POST /control/person-change': async ({ world, events }, given) => {
    const { person, set } = as<{ person: string; set: Record<string, unknown> }>(given)
    const changed = world.people.put({ ...anyPerson(world, person), ...set })
    return { deliveries: await Promise.all(events.personChanged(changed).map((one) => one.first)) }
  },
  'POST /control/channel-change': ({ world }, given) => {
    const { channel, set } = as<{ channel: string; set: Record<string, unknown> }>(given)
    const found = world.channels.list().find((one) => one.id === channel || one.name === channel)
    if (!found) throw new CannotDo(`there is no channel ${channel}`)
    return world.channels.put({ ...found, ...set })
  },
  'POST /control/uninstall': async ({ world, events }, given) => {
    const app = activeInstallation(world, as<{ team: string }>(given).team)
    if (!app) throw new CannotDo('the app is not installed there')
    world.installations.put({ ...app, state: 'revoked' })
    const told = [...events.tokensRevoked(app), ...events.uninstalled(app)]
    return { deliveries: await Promise.all(told.map((one) => one.first)) }
  },
  'GET /control/slack-settings': (slack) => slack.settings,
  'POST /control/slack-settings': (slack, given) =>
    Object.assign(slack.settings, as<Partial<SlackSettings>>(given)),
  'GET /control/slack-faults': (slack) => slack.faults.list(),
  'POST /control/slack-faults': ({ faults }, given) => {
    faults.add(as<SlackFault>(given))
    return { ok: true }
  },
  'DELETE /control/slack-faults': ({ faults }) => {
    faults.clear()
    return { ok: true }
  },
}

/** Answers one of Slack's control paths; false when the path is none of them. */
export async function handleControl(
  slack: Slack,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: Buffer,
): Promise<boolean> {
  const route = ROUTES[`${request.method} ${path}`]
  if (!route) return false
  const query = new URL(request.url ?? '/', 'http://sandbox').searchParams
  try {
    const given = body.length > 0 ? (JSON.parse(body.toString('utf8')) as Given) : {}
    sendJson(response, 200, await route(slack, given, query))
  } catch (error) {
    sendJson(response, statusOf(error), { error: error instanceof Error ? error.message : String(error) })
  }
  return true
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end(JSON.stringify(value))
}

function statusOf(error: unknown): number {
  if (error instanceof CannotDo) return 409
  return error instanceof SyntaxError || error instanceof SlackError ? 400 : 500
}

/** A person, or the app itself, comes into a channel or goes out of it. */
function joinOrLeave(what: 'joined' | 'left'): Route {
  return async ({ world, events }, given) => {
    const asked = as<{ person: string; channel: string }>(given)
    const person = findPerson(world, asked.person)
    const channel = findChannel(world, person, asked.channel)
    const rest = channel.members.filter((member) => member !== person.id)
    // The one who leaves is still told of, and the one who comes is told of already.
    const during = world.channels.put({ ...channel, members: [...rest, person.id] })
    const told = events[what](during, person)
    if (what === 'left') world.channels.put({ ...channel, members: rest })
    return { deliveries: await Promise.all(told.map((one) => one.first)) }
  }
}
