/**
 * What a request of Slack's is, decided from its bytes and never from a header: headers are not signed, so a signed
 * event could otherwise be replayed as a click.
 */
import { createHash } from 'node:crypto'
import type { InboxKind } from '../../room/inbox.ts'

export type Payload = Record<string, unknown>

export type Arrived =
  | { kind: 'url_verification'; challenge: string }
  | { kind: InboxKind; payload: Payload; teamId: string; key: string }

/** Null for what is none of the three: it is answered with 400 and has no effect. */
export function readBody(body: string): Arrived | null {
  return body.startsWith('{') ? readEvent(body) : readForm(body)
}

function readEvent(body: string): Arrived | null {
  const payload = parse(body)
  if (!payload) return null
  if (payload.type === 'url_verification' && typeof payload.challenge === 'string') {
    return { kind: 'url_verification', challenge: payload.challenge }
  }
  const { team_id: teamId, event_id: eventId } = payload
  if (payload.type !== 'event_callback' || typeof teamId !== 'string' || typeof eventId !== 'string')
    return null
  return { kind: 'event', payload, teamId, key: eventKey(payload, teamId, eventId) }
}

/** What a person writes: the other subtypes are about messages, and have a time of their own. */
const written = new Set<unknown>([undefined, 'file_share', 'thread_broadcast'])

/** A mention comes as two events (`app_mention` and `message`) of one message: the message is the job. */
function eventKey(payload: Payload, teamId: string, eventId: string): string {
  const event = (payload.event ?? {}) as Payload
  const isMessage = event.type === 'app_mention' || (event.type === 'message' && written.has(event.subtype))
  return isMessage ? `message:${teamId}:${String(event.channel)}:${String(event.ts)}` : `event:${eventId}`
}

function readForm(body: string): Arrived | null {
  const fields = [...new URLSearchParams(body)]
  const [first] = fields
  const key = createHash('sha256').update(body).digest('base64url')
  if (fields.length === 1 && first?.[0] === 'payload') {
    const payload = parse(first[1])
    const teamId = payload && interactionTeam(payload)
    return payload && teamId ? { kind: 'interaction', payload, teamId, key: `interaction:${key}` } : null
  }
  const named = new Map(fields)
  const isCommand = named.has('command') && !named.has('payload') && named.size === fields.length
  const teamId = named.get('team_id')
  if (!isCommand || !teamId) return null
  return { kind: 'command', payload: Object.fromEntries(named), teamId, key: `command:${key}` }
}

/** The workspace that the app was reached in. An org-wide install without one is refused: nothing would name the tenant. */
function interactionTeam(payload: Payload): string | null {
  const team = payload.team as { id?: unknown } | null | undefined
  return typeof team?.id === 'string' ? team.id : null
}

function parse(text: string): Payload | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Payload) : null
  } catch {
    return null
  }
}
