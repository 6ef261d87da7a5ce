/** An OpenAI-compatible endpoint whose model is a set of rules. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ModelMode } from '../contract.ts'
import type { Conversation } from './conversation.ts'
import { parseMode, takeScripted } from './mode.ts'
import { decide, MODEL } from './rules.ts'
import { chatAnswer, chatChunks, chatConversation } from './wire/chat.ts'
import { BadRequest, envelope, type Fields, isFields, string, tokensIn } from './wire/errors.ts'
import { responseAnswer, responseEvents, responsesConversation } from './wire/responses.ts'
import { type Saying, sayingOf } from './wire/said.ts'

export type Model = {
  handle: (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    body: Buffer,
  ) => void | Promise<void>
  snapshot: () => unknown
  restore: (snapshot: unknown) => void
}

export type ModelOptions = {
  now: () => number
  /** Between two pieces of a stream; some milliseconds unless a test says otherwise. */
  pause?: () => Promise<void>
}

const aMoment = () => new Promise<void>((resolve) => setTimeout(resolve, 8))

/** `/openai/v1/models`, `/chat/completions`, `/responses`; `/control/model` reads and sets the mode. */
export function createModel({ now, pause = aMoment }: ModelOptions): Model {
  let mode: ModelMode = { mode: 'rules' }
  const setMode = (response: ServerResponse, text: string): void => {
    const asked = parseMode(parseBody(text))
    if (asked) mode = asked
    send(response, asked ? 200 : 400, asked ?? { error: 'There is no such mode.' })
  }
  const answer = async (request: IncomingMessage, response: ServerResponse, path: string, text: string) => {
    const kind = KINDS[path]
    if (request.method === 'GET') return send(response, 200, modelsAt(path, now()))
    if (request.method !== 'POST' || !kind) throw unknownUrl(request.method, path)
    const body = requestBody(text)
    const spoken = takeScripted(mode) ?? decide(kind.read(body), now())
    const saying = sayingOf(spoken, MODEL, Math.floor(now() / 1000), tokensIn(text))
    if (body.stream !== true) return send(response, 200, kind.whole(saying))
    await stream(response, kind.parts(saying, body), pause, kind.named)
  }
  return {
    handle: async (request, response, path, body) => {
      const route = new URL(path, 'http://sandbox.invalid').pathname
      const text = body.toString('utf8')
      if (route === '/control/model') {
        return request.method === 'POST' ? setMode(response, text) : send(response, 200, mode)
      }
      if (mode.mode === 'silent') return
      if (mode.mode === 'down') return destroy(request)
      if (mode.mode === 'http_500')
        return send(response, 500, envelope({ message: 'The server had an error.' }, 'server_error'))
      try {
        if (!/^Bearer \S/.test(request.headers.authorization ?? '')) throw noKey()
        await answer(request, response, route.replace('/openai', ''), text)
      } catch (error) {
        if (!(error instanceof BadRequest)) throw error
        send(response, error.status, envelope(error, 'invalid_request_error'))
      }
    },
    // A broken model after a restart would be a riddle: the mode is not kept.
    snapshot: () => ({ version: 1 }),
    restore: () => {},
  }
}

type Kind = {
  read: (body: Fields) => Conversation
  whole: (saying: Saying) => object
  parts: (saying: Saying, body: Fields) => object[]
  /** Events of the responses API carry their type as the event's name too; chat ends in [DONE]. */
  named: boolean
}

const KINDS: Record<string, Kind> = {
  '/v1/chat/completions': {
    read: chatConversation,
    whole: chatAnswer,
    parts: (saying, { stream_options }) =>
      chatChunks(saying, isFields(stream_options) && stream_options.include_usage === true),
    named: false,
  },
  '/v1/responses': {
    read: responsesConversation,
    whole: responseAnswer,
    parts: responseEvents,
    named: true,
  },
}

function requestBody(text: string): Fields {
  const body = parseBody(text)
  if (!isFields(body)) throw new BadRequest('We could not parse the JSON body of your request.')
  const model = string(body.model, 'model')
  if (model !== MODEL) {
    const message = `The model '${model}' does not exist; the sandbox has ${MODEL}.`
    throw new BadRequest(message, { status: 404, param: 'model', code: 'model_not_found' })
  }
  if (body.stream !== undefined && body.stream !== null && typeof body.stream !== 'boolean') {
    throw new BadRequest("Invalid type for 'stream': expected a boolean.", { param: 'stream' })
  }
  return body
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function modelsAt(path: string, now: number): object {
  const model = { id: MODEL, object: 'model', created: Math.floor(now / 1000), owned_by: 'ops-room-sandbox' }
  if (path === '/v1/models') return { object: 'list', data: [model] }
  if (path === `/v1/models/${MODEL}`) return model
  throw unknownUrl('GET', path)
}

const unknownUrl = (method: string | undefined, path: string): BadRequest =>
  new BadRequest(`Invalid URL (${method} ${path})`, { status: 404 })

const noKey = (): BadRequest =>
  new BadRequest("You didn't provide an API key.", { status: 401, code: 'invalid_api_key' })

/** Server-sent events, one after the other, until whoever listens goes away. */
async function stream(
  response: ServerResponse,
  parts: object[],
  pause: () => Promise<void>,
  named: boolean,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  for (const part of parts) {
    if (response.destroyed) return
    const name = named && 'type' in part ? `event: ${String(part.type)}\n` : ''
    response.write(`${name}data: ${JSON.stringify(part)}\n\n`)
    await pause()
  }
  response.end(named ? '' : 'data: [DONE]\n\n')
}

function destroy(request: IncomingMessage): void {
  request.socket.resetAndDestroy()
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
