import { createHash } from 'node:crypto'
import { type RefusalCode, refusals } from '../../core/errors.ts'
import type { SlackIdentity } from '../../core/identity.ts'
import type { InboxJob } from '../../room/inbox.ts'
import type { Evidence } from '../../room/votes.ts'
import type { Tenant } from '../rooms.ts'
import type { Payload } from './body.ts'

/** One verified request of Slack's on its way to whoever handles it. `teamId` is the workspace that the app was reached in. */
export type Delivery = { tenant: Tenant; job: InboxJob; payload: Payload; teamId: string }

/** Where an answer to it goes. */
export type AnswerPlace = { channelId: string; threadTs: string | null }

/** Whose deed it is, from the body's own user: never from what Bolt makes of it. */
export function identityOf({ payload, teamId }: Delivery): SlackIdentity {
  const user = (payload.user ?? {}) as { id?: string; team_id?: string }
  const enterprise = (payload.enterprise ?? {}) as { id?: string }
  return {
    userId: user.id ?? String(payload.user_id ?? ''),
    teamId: user.team_id ?? teamId,
    enterpriseId: enterprise.id ?? null,
  }
}

/** The channel and thread that a click or a command came from; null for a modal or the App Home. */
export function answerPlace({ payload }: Delivery): AnswerPlace | null {
  const container = (payload.container ?? {}) as {
    channel_id?: string
    message_ts?: string
    thread_ts?: string
  }
  const message = (payload.message ?? {}) as { thread_ts?: string }
  if (container.channel_id) {
    const threadTs = container.thread_ts ?? message.thread_ts ?? null
    return { channelId: container.channel_id, threadTs }
  }
  return typeof payload.channel_id === 'string' ? { channelId: payload.channel_id, threadTs: null } : null
}

/** The click's raw bytes, kept: whoever has the signing secret can verify them again. */
export function evidenceOf({ job }: Delivery): Evidence {
  const { body, timestamp, signature } = job
  return { body, timestamp, signature, sha256: createHash('sha256').update(body).digest('base64url') }
}

/** One sentence that only this person sees; in a modal's case it comes by direct message. */
export function tell(
  delivery: Delivery,
  text: string,
  more: { place?: AnswerPlace; mayAsk?: boolean } = {},
): void {
  const { room } = delivery.tenant
  const { userId } = identityOf(delivery)
  const place = more.place ?? answerPlace(delivery)
  const key = `tell:${delivery.job.key}:${createHash('sha256').update(text).digest('base64url').slice(0, 12)}`
  room.transact(() => {
    if (!place) {
      room.outbox.put(
        key,
        { teamId: delivery.teamId, channelId: userId },
        { kind: 'text', text, threadTs: null },
      )
      return
    }
    const where = { teamId: delivery.teamId, channelId: place.channelId }
    const letter = { kind: 'ephemeral' as const, user: userId, text, threadTs: place.threadTs }
    room.outbox.put(key, where, {
      ...letter,
      ...(more.mayAsk ? { mayAsk: true } : {}),
      ...answerUrl(delivery),
    })
  })
}

/** A command may be typed where the app is not: Slack then takes an answer at this address only. */
const answerUrl = ({ payload }: Delivery): { responseUrl?: string } =>
  typeof payload.command === 'string' && typeof payload.response_url === 'string'
    ? { responseUrl: payload.response_url }
    : {}

export const tellRefusal = (
  delivery: Delivery,
  code: RefusalCode,
  more: Parameters<typeof tell>[2] = {},
): void => tell(delivery, refusals[code], more)
