import type { IncomingMessage, ServerResponse } from 'node:http'
import { isRecent, type SignedRequest, signatureFault } from '../../core/signature.ts'
import type { Arrival } from '../../room/inbox.ts'
import type { Rooms, Tenant } from '../rooms.ts'
import { type Arrived, type Payload, readBody } from './body.ts'
import { limits } from './limits.ts'

export type DoorLog = {
  warn: (facts: object, message: string) => void
  error: (facts: object, message: string) => void
}

/**
 * What has to be settled before an interaction is kept: a form's field errors, and secrets that must not be stored as
 * they came. `body` is what is kept in place of what came; with a `respond` alone nothing is kept.
 */
export type FormGate = (
  tenant: Tenant,
  payload: Payload,
) => Promise<{ respond?: Record<string, unknown>; body?: string }>

export type DoorParts = {
  rooms: Rooms
  signingSecret: string
  now: () => number
  /** Called when a new job was committed. */
  wake: (tenant: Tenant) => void
  gate: FormGate
  count: (name: string) => void
  log: DoorLog
}

type Answer = { status: number; body?: string | Record<string, unknown> }

/**
 * The only way in from Slack: verify the raw bytes, decide from them what they are, commit one inbox row, acknowledge.
 * Work begins after that.
 */
export function createDoor(parts: DoorParts) {
  const { signingSecret, now, count, log } = parts

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await readRaw(request)
    const answer = raw === null ? refuse(413, 'too_large') : await admit(raw, request.headers)
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '')
    const type = typeof answer.body === 'object' ? 'application/json' : 'text/plain'
    response.writeHead(answer.status, { 'content-type': `${type}; charset=utf-8`, connection: 'close' })
    response.end(answer.body === undefined ? '' : text, () => raw === null && request.destroy())
  }

  function refuse(status: number, why: string): Answer {
    count(`door_refused_${why}`)
    log.warn({ why }, 'refused a request at the door')
    return { status }
  }

  async function admit(body: string, headers: IncomingMessage['headers']): Promise<Answer> {
    const request = {
      body,
      timestamp: one(headers['x-slack-request-timestamp']),
      signature: one(headers['x-slack-signature']),
    }
    const fault = signatureFault(signingSecret, request)
    if (fault) return refuse(401, fault)
    if (!isRecent(request.timestamp, now())) return refuse(401, 'stale')
    const arrived = readBody(body)
    if (!arrived) return refuse(400, 'malformed')
    if (arrived.kind === 'url_verification') return { status: 200, body: arrived.challenge }
    try {
      return await accept(parts, arrived, request)
    } catch (error) {
      // Nothing is acknowledged that is not on disk: Slack tries events again, and people see that a click failed.
      log.error({ err: error }, 'a request could not be recorded')
      count('door_failed')
      return { status: 500 }
    }
  }
}

/** Commits the job. A workspace that nobody installed is acknowledged, so that Slack stops, and has no effect. */
export async function accept(
  parts: Pick<DoorParts, 'rooms' | 'gate' | 'wake' | 'count'>,
  arrived: Exclude<Arrived, { kind: 'url_verification' }>,
  request: SignedRequest,
): Promise<Answer> {
  const tenant = parts.rooms.byTeam(arrived.teamId)
  if (!tenant) {
    parts.count('door_refused_unknown_workspace')
    return { status: 200 }
  }
  if (isEcho(arrived)) return { status: 200 }
  const gated = arrived.kind === 'interaction' ? await parts.gate(tenant, arrived.payload) : {}
  const answer: Answer = { status: 200, ...(gated.respond ? { body: gated.respond } : {}) }
  if (gated.respond && gated.body === undefined) return answer
  const { kind, key } = arrived
  const arrival: Arrival = { kind, key, ...request, body: gated.body ?? request.body }
  if (tenant.room.inbox.claim(arrival)) parts.wake(tenant)
  else parts.count('door_repeated')
  return answer
}

/**
 * What an app has posted comes back to us as an event. It has no effect, and what we posted may be a link that stands
 * nowhere else in clear: it is not kept.
 */
function isEcho({ kind, payload }: Exclude<Arrived, { kind: 'url_verification' }>): boolean {
  const event = (kind === 'event' ? payload.event : null) as {
    type?: unknown
    bot_id?: unknown
    message?: { bot_id?: unknown }
  } | null
  return event?.type === 'message' && (event.bot_id ?? event.message?.bot_id ?? null) !== null
}

const one = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '')

/** The exact bytes, or null past the limit: the rest is then thrown away, and the connection closed after the answer. */
function readRaw(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limits.requestBody) chunks.push(chunk)
      else {
        chunks.length = 0
        resolve(null)
      }
    })
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.once('error', reject)
  })
}
