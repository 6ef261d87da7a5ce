/** Brings events and interactions to the app: signed over HTTP, or through its socket where it has opened one. */
import { type Answer, noAnswer, postToApp } from './post.ts'
import type { SlackSettings } from './settings.ts'
import { signedHeaders } from './signature.ts'
import type { Sockets } from './socket.ts'
import type { JsonRecord, SlackWorld } from './world.ts'

export type Attempt = { retry: number; status: number | null; failure: string | null }
export type Delivery = { eventId: string; type: string; attempts: Attempt[]; isSettled: boolean }

export type Delivering = {
  /** After the first attempt, and after all that follow it. */
  first: Promise<Delivery>
  settled: Promise<Delivery>
}

export type Deliveries = {
  event(envelope: JsonRecord): Delivering
  interaction(kind: 'interactive' | 'slash_commands', payload: JsonRecord): Promise<Answer>
  log(): Delivery[]
  /** Asks the app to answer a challenge, as Slack does when its URL is entered. */
  verifyUrl(): Promise<boolean>
  stop(): void
}

const KEPT = 1000
const FORM = 'application/x-www-form-urlencoded'
const REASONS: Record<string, string> = { timeout: 'http_timeout', connection_failed: 'connection_failed' }

export function createDeliveries(options: {
  world: SlackWorld
  settings: SlackSettings
  sockets: Sockets
}): Deliveries {
  const { world, settings, sockets } = options
  const log: Delivery[] = []
  const stopping = new AbortController()

  const send = (body: string, contentType: string, extra: Record<string, string> = {}): Promise<Answer> => {
    const appUrl = world.settings.get('app url')?.value
    if (!appUrl) return Promise.resolve(noAnswer('connection_failed'))
    const timestamp = Math.floor(world.now() / 1000)
    const signed = signedHeaders({ secret: world.secrets.signingSecret, body, contentType, timestamp })
    const url = `${appUrl.replace(/\/$/, '')}/slack/events`
    return postToApp({ url, body, headers: { ...signed, ...extra }, withinMs: settings.answerWithinMs })
  }

  const attempt = async (delivery: Delivery, envelope: JsonRecord, retry: number): Promise<boolean> => {
    const reason = delivery.attempts.at(-1)?.failure ?? 'unknown_error'
    const extra = retry > 0 ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason } : {}
    const answer = sockets.isOpen()
      ? await sockets.send('events_api', envelope, { retry, reason, withinMs: settings.answerWithinMs })
      : await send(JSON.stringify(envelope), 'application/json', extra)
    const failure = failureOf(answer)
    delivery.attempts.push({ retry, status: answer.status, failure })
    return failure === null || answer.headers['x-slack-no-retry'] === '1'
  }

  const retryUntilTaken = async (delivery: Delivery, envelope: JsonRecord): Promise<void> => {
    for (const [index, delay] of settings.retryDelaysMs.entries()) {
      if (!(await pause(delay, stopping.signal))) return
      if (await attempt(delivery, envelope, index + 1)) return
    }
  }

  return {
    event(envelope) {
      const event = envelope.event as { type: string }
      const delivery: Delivery = {
        eventId: String(envelope.event_id),
        type: event.type,
        attempts: [],
        isSettled: false,
      }
      log.push(delivery)
      log.splice(0, log.length - KEPT)
      const taken = attempt(delivery, envelope, 0)
      const settled = taken
        .then((isTaken) => (isTaken ? undefined : retryUntilTaken(delivery, envelope)))
        .then(() => Object.assign(delivery, { isSettled: true }))
      return { first: taken.then(() => delivery), settled }
    },
    interaction(kind, payload) {
      if (sockets.isOpen()) return sockets.send(kind, payload, { withinMs: settings.answerWithinMs })
      return send(interactionBody(kind, payload), FORM)
    },
    log: () => log,
    async verifyUrl() {
      const challenge = world.nextId('challenge')
      const asked = { token: world.secrets.verificationToken, challenge, type: 'url_verification' }
      const answer = await send(JSON.stringify(asked), 'application/json')
      return answer.status === 200 && answer.body.includes(challenge)
    },
    stop: () => stopping.abort(),
  }
}

/** The form that Slack posts: a command's fields, or an interaction as JSON in the one field `payload`. */
export function interactionBody(kind: 'interactive' | 'slash_commands', payload: JsonRecord): string {
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(payload)) fields.append(name, String(value))
  return fields.toString()
}

function failureOf(answer: Answer): string | null {
  if (answer.failure) return REASONS[answer.failure] ?? 'unknown_error'
  return answer.status !== null && answer.status >= 200 && answer.status < 300 ? null : 'http_error'
}

/** Waits; false when the sandbox stops meanwhile. */
function pause(ms: number, stopping: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (stopping.aborted) return resolve(false)
    const stop = () => {
      clearTimeout(timer)
      resolve(false)
    }
    const timer = setTimeout(() => {
      stopping.removeEventListener('abort', stop)
      resolve(true)
    }, ms)
    stopping.addEventListener('abort', stop, { once: true })
  })
}
