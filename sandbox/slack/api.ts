/** The Web API's door: which method, on whose token, within which limits, and how the answer goes out. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Args, readArgs } from './args.ts'
import { SlackError } from './errors.ts'
import type { Faults } from './faults.ts'
import { bearer } from './methods/auth.ts'
import type { Call, Method } from './methods/call.ts'
import { METHODS } from './methods/table.ts'
import { createRates } from './rates.ts'
import type { SlackSettings } from './settings.ts'
import { has } from './shapes.ts'
import type { Installation, JsonRecord, SlackWorld } from './world.ts'

type Around = Omit<Call, 'args' | 'app' | 'headers'> & {
  settings: SlackSettings
  faults: Faults
  /** Hears how each call ended: `error` is Slack's code, or null. */
  answered: (method: string, error: string | null) => void
}
type Asked = { name: string; method: Method; args: Args; app: Installation; request: IncomingMessage }

const NOBODY: Installation = {
  teamId: '',
  botToken: '',
  botUserId: '',
  botId: '',
  scopes: [],
  installedBy: '',
  state: 'active',
}

export function createApi(around: Around) {
  const takeCall = createRates(around.world.now)
  const { settings, faults } = around

  const answer = (asked: Asked): JsonRecord => {
    const { method, args, app, request } = asked
    return { ok: true, ...method.run({ ...around, args, app, headers: request.headers }) }
  }

  return async (
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    body: Buffer,
  ): Promise<void> => {
    const fault = faults.take(name)
    if (fault && !fault.acts) return faults.spoil(fault, request, response)
    const { reply, headers } = judged(() => {
      const asked = admitted(around.world, request, name, body)
      const wait = takeCall({ ...bucketOf(asked), factor: settings.rateFactor })
      if (wait > 0) throw new SlackError('ratelimited', { wait })
      return { reply: answer(asked), headers: scopeHeaders(asked) }
    })
    around.answered(name, typeof reply.error === 'string' ? reply.error : null)
    if (fault) return faults.spoil(fault, request, response)
    send(response, reply, headers)
  }
}

/** Everything that must hold before a method runs: it exists, the caller is known, the scope was granted. */
function admitted(world: SlackWorld, request: IncomingMessage, name: string, body: Buffer): Asked {
  const method = METHODS[name]
  if (!method) throw new SlackError('unknown_method', { req_method: name })
  const args = readArgs(request, body)
  const app = caller(world, method, args, request)
  const scopes = method.scopes ?? []
  if (app !== NOBODY && scopes.length > 0 && !scopes.some((scope) => has(app, scope))) {
    throw new SlackError('missing_scope', { needed: scopes.join(','), provided: app.scopes.join(',') })
  }
  return { name, method, args, app, request }
}

function caller(world: SlackWorld, method: Method, args: Args, request: IncomingMessage): Installation {
  if (method.auth === 'none') return NOBODY
  if (method.auth === 'client secret') {
    const [id, password] = clientOf(args, request)
    if (id !== world.secrets.clientId) throw new SlackError('invalid_client_id')
    if (password !== world.secrets.clientSecret) throw new SlackError('bad_client_secret')
    return NOBODY
  }
  const token = bearer(request.headers) ?? args.text('token')
  if (!token) throw new SlackError('not_authed')
  if (method.auth === 'app token') {
    if (token !== world.secrets.appToken) throw new SlackError('invalid_auth')
    return NOBODY
  }
  const app = world.installations.get(token)
  if (!app) throw new SlackError('invalid_auth')
  if (app.state === 'revoked') throw new SlackError('token_revoked')
  return app
}

/** The client's id and secret, from HTTP Basic or from the body. */
function clientOf(args: Args, request: IncomingMessage): (string | null)[] {
  const header = request.headers.authorization ?? ''
  if (!header.startsWith('Basic ')) return [args.text('client_id'), args.text('client_secret')]
  return Buffer.from(header.slice(6), 'base64').toString('utf8').split(':')
}

/** One bucket per workspace and method; posted messages have one per channel. */
function bucketOf({ name, method, args, app }: Asked) {
  const place = method.tier === 'post' ? (args.text('channel') ?? '') : ''
  return { key: `${app.teamId} ${name} ${place}`, tier: method.tier }
}

const scopeHeaders = ({ app, method }: Asked): Record<string, string> => ({
  ...(app.scopes.length > 0 ? { 'x-oauth-scopes': app.scopes.join(',') } : {}),
  ...(method.scopes ? { 'x-accepted-oauth-scopes': method.scopes.join(',') } : {}),
})

type Outcome = { reply: JsonRecord; headers: Record<string, string> }

function judged(run: () => Outcome): Outcome {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    return { reply: { ok: false, error: error.code, ...error.extra }, headers: {} }
  }
}

function send(response: ServerResponse, reply: JsonRecord, headers: Record<string, string>): void {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  if (reply.error === 'ratelimited') {
    response.writeHead(429, { ...type, 'retry-after': String(reply.wait ?? 1) })
    return void response.end(JSON.stringify({ ok: false, error: 'ratelimited' }))
  }
  response.writeHead(200, { ...type, ...headers })
  response.end(JSON.stringify(reply))
}
